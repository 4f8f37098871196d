"""What bookings needs, one module a noun."""
