"""Which adapter stands behind which port of payments: a module for each door, so that none starts with all of it."""
