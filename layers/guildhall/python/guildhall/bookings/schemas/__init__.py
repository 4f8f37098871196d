"""Request and response shapes of bookings' HTTP API, one module a noun."""
