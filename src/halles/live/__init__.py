"""Live shows: planned, on air, over; who hosts, what is sold, and all that the room of viewers is told."""
