"""Resumable uploads (tus 1.0.0): web says who may upload what, the edge takes the bytes however slowly they come."""
