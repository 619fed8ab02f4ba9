"""Illustrations of the demo world: one gouache-poster style, drawn from parameters."""
