"""Live rooms: lines of viewers in, events of PostgreSQL out. One room may be served by any number of edges."""
