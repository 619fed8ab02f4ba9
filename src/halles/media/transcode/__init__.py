"""Turning an uploaded video into something a phone can play: pure PyAV, in a process of its own, without Django."""
