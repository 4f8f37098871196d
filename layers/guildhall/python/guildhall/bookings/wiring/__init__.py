"""Which adapter stands behind which port of bookings, one module a noun."""
