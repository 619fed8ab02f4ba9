"""Packing slips on paper: what is in a parcel, for whom, and the number a scanner reads."""
