"""The ground of a map: Mercator's projection, and tiles from elsewhere where some are configured."""

from math import degrees, floor, log, log2, pi, radians, tan

import plotly.graph_objects as go

WIDE = 4  # tiles across, about
FINEST = 17  # zoom


def height(latitude: float) -> float:
    """Mercator's, in degrees: as far north as a degree of longitude is wide there."""
    return degrees(log(tan(pi / 4 + radians(latitude) / 2)))


def lay(made: go.Figure, tiles: str, west: float, east: float, south: float, north: float) -> None:
    """Tiles under these degrees of longitude and of height, with a margin."""
    margin = 0.1 * max(east - west, north - south, 0.02)
    west, east, south, north = west - margin, east + margin, south - margin, north + margin
    zoom = max(min(floor(log2(360 * WIDE / max(east - west, north - south))), FINEST), 0)
    size = 360 / 2**zoom
    for x in range(floor((west + 180) / size), floor((east + 180) / size) + 1):
        for y in range(floor((180 - north) / size), floor((180 - south) / size) + 1):
            if 0 <= y < 2**zoom:
                source = tiles.format(z=zoom, x=x % 2**zoom, y=y)
                made.add_layout_image(
                    source=source, xref="x", yref="y", x=x * size - 180, y=180 - y * size, sizex=size, sizey=size,
                    sizing="stretch", layer="below", opacity=0.8,
                )  # fmt: skip
