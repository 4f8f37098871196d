"""What a participant, a socket or another capability can ask of messaging."""
