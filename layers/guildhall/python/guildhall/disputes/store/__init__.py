"""How disputes lie in the core table."""
