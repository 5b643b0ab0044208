"""Five warehouses and twenty-four delivery areas of Karnataka, with their real coordinates."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Warehouse:
    code: str
    name: str
    latitude: float
    longitude: float
    share: int  # of all orders, per cent
    slowness: int  # how easily an order is late here, per cent of the usual


@dataclass(frozen=True)
class Area:
    name: str
    latitude: float
    longitude: float
    warehouse: int  # the one that usually serves it
    region: str  # of the sales books


WAREHOUSES = (
    Warehouse("WH001", "Bengaluru Depot", 13.0285, 77.5197, 32, 80),
    Warehouse("WH002", "Mysuru Depot", 12.2958, 76.6394, 22, 100),
    Warehouse("WH003", "Hubballi Depot", 15.3647, 75.1240, 19, 110),
    Warehouse("WH004", "Mangaluru Depot", 12.9141, 74.8560, 15, 90),
    Warehouse("WH005", "Shivamogga Depot", 13.9299, 75.5681, 12, 160),
)

AREAS = (
    Area("Tumakuru", 13.3392, 77.1140, 0, "East"),
    Area("Kolar", 13.1362, 78.1292, 0, "East"),
    Area("Ramanagara", 12.7209, 77.2799, 0, "South"),
    Area("Doddaballapura", 13.2957, 77.5364, 0, "East"),
    Area("Chikkaballapura", 13.4355, 77.7315, 0, "East"),
    Area("Hoskote", 13.0707, 77.7982, 0, "East"),
    Area("Mandya", 12.5218, 76.8951, 1, "South"),
    Area("Chamarajanagar", 11.9236, 76.9395, 1, "South"),
    Area("Hunsur", 12.3036, 76.2927, 1, "South"),
    Area("Nanjangud", 12.1197, 76.6828, 1, "South"),
    Area("Dharwad", 15.4589, 75.0078, 2, "North"),
    Area("Gadag", 15.4298, 75.6294, 2, "North"),
    Area("Haveri", 14.7951, 75.3991, 2, "North"),
    Area("Belagavi", 15.8497, 74.4977, 2, "North"),
    Area("Ranebennuru", 14.6130, 75.6373, 2, "North"),
    Area("Udupi", 13.3409, 74.7421, 3, "West"),
    Area("Puttur", 12.7687, 75.2072, 3, "West"),
    Area("Karkala", 13.2142, 74.9923, 3, "West"),
    Area("Bantwal", 12.8905, 75.0349, 3, "West"),
    Area("Bhadravathi", 13.8487, 75.7050, 4, "North"),
    Area("Davanagere", 14.4644, 75.9218, 4, "North"),
    Area("Chitradurga", 14.2251, 76.3980, 4, "North"),
    Area("Sagara", 14.1650, 75.0270, 4, "West"),
    Area("Chikkamagaluru", 13.3161, 75.7720, 4, "West"),
)

REGIONS = ("North", "South", "East", "West")
STREETS = (
    "Station Road", "Temple Street", "Industrial Estate Road", "Market Yard Road", "Lake View Road", "Mill Road",
    "Old Fort Road", "Court Road", "Canal Road", "Ring Road", "Gandhi Circle", "Hill Road", "College Road",
    "Garden Street", "Tank Bund Road",
)  # fmt: skip


def location_rows() -> list[tuple[str, str, str, float, float]]:
    sites = [(w.code, "warehouse", w.name, w.latitude, w.longitude) for w in WAREHOUSES]
    return sites + [(a.name, "delivery_area", a.name, a.latitude, a.longitude) for a in AREAS]
