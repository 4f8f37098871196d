"""A stateful server that speaks Stripe's protocol on loopback, for local runs, demonstrations and tests.

Promises: every request is checked against the pinned stripe-python; whatever was answered survives a kill; webhooks are
signed as Stripe signs them, and repeated until the endpoint accepts them. It moves no money and knows no card number.
"""

from tools.stripe_server.server import StripeServer as StripeServer
