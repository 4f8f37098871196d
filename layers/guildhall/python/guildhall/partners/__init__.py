"""Partner clients, webhook endpoints and their deliveries.

Promises: deliveries are signed, retried and logged; private addresses are refused; a partner of an account hears only
of what concerns that account, a partner of the platform of everything (decision 0006).
Events out: WebhookDisabled. Events in: those with a public name, `use_cases/public_events.py`.
"""
