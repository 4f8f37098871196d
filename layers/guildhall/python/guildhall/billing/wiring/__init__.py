"""Which adapter stands behind which port of billing: one module a door, so that each starts with its own only."""
