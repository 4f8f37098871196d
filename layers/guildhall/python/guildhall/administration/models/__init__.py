"""Nouns of administration."""
