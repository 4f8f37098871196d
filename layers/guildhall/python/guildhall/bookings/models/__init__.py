"""The nouns of bookings, one module each."""
