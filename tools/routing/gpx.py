"""Routes as GPX 1.1, which navigation devices and map programs read."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from tools.routing.distances import Place
from tools.routing.plan import Plan, Route
from tools.routing.problem import Depot, clock

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML
SPACE = "http://www.topografix.com/GPX/1/1"


def gpx(depot: Depot, plan: Plan) -> str:
    """One <rte> a vehicle, from the depot over its stops and back, with the depot between two trips."""
    root = Element("gpx", {"version": "1.1", "creator": "Quartermaster", "xmlns": SPACE})
    for route in plan.routes:
        _route(root, depot, route)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _route(root: Element, depot: Depot, route: Route) -> None:
    one = SubElement(root, "rte")
    SubElement(one, "name").text = _NO_TEXT.sub("", route.vehicle.name)
    _point(one, depot.place, depot.name, f"leaves {clock(route.departs)}")
    loaded = {again.trip: again for again in route.reloads}
    for visit in route.visits:
        if again := loaded.pop(visit.trip, None):
            says = f"arrives {clock(again.arrives)}, loads trip {again.trip}, leaves {clock(again.leaves)}"
            _point(one, depot.place, depot.name, says)
        precision = "" if visit.stop.exact else f", somewhere in {visit.stop.area}"
        _point(one, visit.stop.place, visit.stop.name, f"arrives {clock(visit.arrives)}{precision}")
    _point(one, depot.place, depot.name, f"returns {clock(route.returns)}")


def _point(route: Element, place: Place, name: str, says: str) -> None:
    point = SubElement(route, "rtept", {"lat": f"{place.latitude:.6f}", "lon": f"{place.longitude:.6f}"})
    SubElement(point, "name").text = _NO_TEXT.sub("", name)
    SubElement(point, "desc").text = _NO_TEXT.sub("", says)
