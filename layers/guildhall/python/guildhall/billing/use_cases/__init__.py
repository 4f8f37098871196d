"""What payments, the bus and people can ask of billing: one module per subject."""
