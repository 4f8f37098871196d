"""What people ask of bookings, one module a noun."""
