"""What both sides, timers and events do with contracts."""
