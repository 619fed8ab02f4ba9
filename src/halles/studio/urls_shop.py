"""Addresses of the seller's desk."""

from __future__ import annotations

from django.urls import URLPattern

shop_patterns: list[URLPattern] = []
