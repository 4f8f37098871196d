"""Adapters of disputes: the workflow that waits, and what the platform knows of a payment."""
