"""Carts and quotes: what somebody means to buy from several shops, what changed since, and what it costs now."""
