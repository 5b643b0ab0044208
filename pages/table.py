"""Every page, in the order of the navigation: what it is called, where it is, and the action that it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from pages import (
    account,
    ask,
    audit,
    costs,
    dashboard,
    explore,
    glossary,
    health,
    home,
    inventory,
    jobs,
    logistics,
    quality,
    sql,
    suppliers,
    tools,
    users,
    your_data,
)


@dataclass(frozen=True)
class Page:
    title: str
    path: str  # empty: the first one, at the root
    section: str
    action: str  # a row of core.access.ACTIONS
    show: Callable[[], None]
    icon: str | None = None
    personas: tuple[str, ...] = ()  # whose work it is; none: everybody's


PLANNERS = ("Warehouse Manager", "Procurement Specialist")
BUYERS = ("Procurement Specialist",)
DISPATCHERS = ("Field Engineer", "Warehouse Manager")

PAGES = (
    Page("Home", "", "Work", "ask", home.show, ":material/home:"),
    Page("Ask", "ask", "Work", "ask", ask.show, ":material/chat:"),
    Page("Dashboard", "dashboard", "Work", "ask", dashboard.show, ":material/dashboard:"),
    Page("Explore", "explore", "Work", "explore", explore.show, ":material/tune:"),
    Page("SQL", "sql", "Work", "write-sql", sql.show, ":material/code:"),
    Page("Inventory", "inventory", "Desk", "use-tools", inventory.show, ":material/inventory_2:", PLANNERS),
    Page("Suppliers", "suppliers", "Desk", "use-tools", suppliers.show, ":material/handshake:", BUYERS),
    Page("Logistics", "logistics", "Desk", "use-tools", logistics.show, ":material/local_shipping:", DISPATCHERS),
    Page("Tools", "tools", "Desk", "use-tools", tools.show, ":material/construction:"),
    Page("Glossary", "glossary", "Work", "ask", glossary.show, ":material/menu_book:"),
    Page("Your data", "data", "Work", "ask", your_data.show, ":material/database:"),
    Page("Jobs", "jobs", "Work", "own-account", jobs.show, ":material/pending_actions:"),
    Page("Account", "account", "You", "own-account", account.show, ":material/person:"),
    Page("Users", "users", "Administration", "manage-users", users.show, ":material/group:"),
    Page("Audit log", "audit", "Administration", "see-audit", audit.show, ":material/policy:"),
    Page("Costs & cache", "costs", "Administration", "see-costs", costs.show, ":material/payments:"),
    Page("Quality", "quality", "Administration", "see-quality", quality.show, ":material/target:"),
    Page("System health", "system", "Administration", "see-health", health.show, ":material/monitor_heart:"),
)
