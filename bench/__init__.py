"""Measurements: ratios against a limit of the same run, and counts that must be right (docs/performance.md)."""
