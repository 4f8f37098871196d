"""Outbound: mail, text messages, push services, guests as bookings knows them, tokens of links."""
