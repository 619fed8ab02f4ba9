"""Halles: software to run your own social-commerce platform."""

__version__ = "0.1.0"
