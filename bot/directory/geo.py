"""Distances on the ground."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8
"""Mean radius of the Earth in metres (IUGG)."""
METRES_A_DEGREE = EARTH_M * radians(1)


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance in metres between two points in degrees (haversine)."""
    north = sin(radians(other_lat - lat) / 2)
    east = sin(radians(other_lon - lon) / 2)
    chord = north * north + cos(radians(lat)) * cos(radians(other_lat)) * east * east
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))
