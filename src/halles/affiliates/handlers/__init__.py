"""Reactions of affiliates, one file per matter."""
