"""A restaurant's room: venues, when they are open, their terms; the floor, and reservations of its tables.

Promises: only a complete venue is public; wall times become instants by RFC 5545, whatever the clocks do that day; the
terms that a guest agreed to are never rewritten, a new version stands beside them; a table is never given twice for the
same quarter of an hour, however many ask at once; a reservation that moves lets its old place go only with the new one
in hand; what becomes free is offered to those who wait, in their order, one at a time.
Events out: VenuePublished, VenueHidden, ReservationConfirmed, ReservationChanged, ReservationCancelled, GuestSeated,
NoShowRecorded, RoomChanged, WaitlistJoined, TableOffered.
Events in: RoomChanged.
"""
