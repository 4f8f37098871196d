"""What can go wrong in bookings, one module a noun."""
