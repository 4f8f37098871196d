"""What people, other capabilities, timers and the provider can ask of payments: one module per side that asks."""
