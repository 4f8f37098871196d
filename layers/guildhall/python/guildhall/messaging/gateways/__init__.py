"""What messaging asks of others, one module a way."""
