"""The demo's data: shops, goods, people and films, as texts."""
