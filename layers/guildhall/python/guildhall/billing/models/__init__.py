"""Nouns of billing: quotes, parties, documents."""
