"""Packages, carriers and tracking; delivered is said by the carrier, the customer or the calendar."""
