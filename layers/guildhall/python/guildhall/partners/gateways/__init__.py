"""Outbound: receivers of webhooks, the user pool, the data key, access tokens."""
