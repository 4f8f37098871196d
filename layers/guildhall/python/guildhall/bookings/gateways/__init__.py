"""What bookings asks of others."""
