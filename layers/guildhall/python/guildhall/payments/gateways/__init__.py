"""Outbound calls of payments: Stripe, and the workflow that waits for the client.

Nothing here imports Stripe's library on its own: only the functions that pay carry its layer.
"""
