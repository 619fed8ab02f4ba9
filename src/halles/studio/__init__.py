"""The desks of those who make and sell: posting videos, running a shop."""
