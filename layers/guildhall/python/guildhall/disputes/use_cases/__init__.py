"""What people, events and timers ask of disputes."""
