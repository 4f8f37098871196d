"""Partner clients, webhook endpoints and their deliveries.

Promises: deliveries are signed, retried and logged; private addresses are refused.
Events out: WebhookDisabled. Events in: whatever partners may subscribe to.
"""
