"""Where a parcel can be collected instead of being brought home: the port, and the points of the data files."""

from halles.shipping.relay_points.port import CollectionPoint, RelayPoints
from halles.shipping.relay_points.registry import find_point, has_points, list_points

__all__ = ["CollectionPoint", "RelayPoints", "find_point", "has_points", "list_points"]
