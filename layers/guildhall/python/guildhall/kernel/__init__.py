"""What every capability stands on: money, ids, clock, error kinds, events, actors. No I/O, no AWS."""
