"""Which adapter stands behind which port: one module a door, so that each starts with what it asks for only."""
