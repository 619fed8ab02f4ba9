"""Live shows of the demo world: drawn, sent through the real ingest, and talked about."""
