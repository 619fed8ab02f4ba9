"""Mechanisms without a business noun; every module may use them and they know none."""
