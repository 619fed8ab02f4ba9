"""Reads of affiliates, one file per matter."""
