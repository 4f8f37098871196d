"""A restaurant's room: venues, when they are open, their terms; tables and reservations build on them.

Promises: only a complete venue is public; wall times become instants by RFC 5545, whatever the clocks do that day; the
terms that a guest agreed to are never rewritten, a new version stands beside them.
Events out: VenuePublished, VenueHidden.
"""
