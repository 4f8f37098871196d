"""Bookings in the core table, one module a noun."""
