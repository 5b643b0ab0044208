"""The ground of a map: tiles where they belong, and pictures from their server and no other."""

import plotly.graph_objects as go
import pytest

from api.observe import PAGES, _pages
from core.config import load_config
from core.errors import Invalid
from pages._map_ground import height, lay
from tests.tools.dispatching import ROOT

TILES = "https://tiles.example.com/a/{z}/{x}/{y}.png"


def test_tiles_lie_under_the_places() -> None:
    """London is in tile 511, 340 of zoom 10, as everybody numbers them."""
    london, brighton = (-0.1278, height(51.5074)), (-0.1372, height(50.8225))
    made = go.Figure()
    lay(made, TILES, brighton[0], london[0], brighton[1], london[1])
    images = {image.source: image for image in made.layout.images}
    assert 1 <= len(images) <= 40
    (zoom,) = {int(source.split("/")[4]) for source in images}
    assert f"https://tiles.example.com/a/{zoom}/{511 >> (10 - zoom)}/{340 >> (10 - zoom)}.png" in images
    for x, y in (london, brighton):
        under = [one for one in images.values() if one.x <= x <= one.x + one.sizex and one.y - one.sizey <= y <= one.y]
        assert len(under) == 1
    assert height(0) == pytest.approx(0, abs=1e-9)
    assert height(85.0511287798) == pytest.approx(180)


def test_pictures_come_from_the_tiles_server_alone() -> None:
    assert _pages(None) == PAGES
    allowed = next(part for part in _pages(TILES).split("; ") if part.startswith("img-src"))
    assert allowed == "img-src 'self' https://tiles.example.com data: blob:"
    for bad in (
        "tiles.example.com/{z}/{x}/{y}",
        "https://tiles.example.com/{z}/{x}",
        "https://a; script-src */{z}{x}{y}",
    ):
        with pytest.raises(Invalid, match="map_tiles"):
            load_config(ROOT, {"planning.map_tiles": bad})
