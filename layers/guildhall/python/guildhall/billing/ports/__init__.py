"""What billing needs, by who asks."""
