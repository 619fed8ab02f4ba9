"""Carriers: who they are, what their tracking numbers look like, and how to ask them where a parcel is."""
