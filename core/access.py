"""Who may do what, and who sees which rows: roles and actions as rows, row rules as predicates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from core.errors import NotAllowed, Unknown
from core.semantic.model import Model, Persona, RowRule, Table
from core.warehouse.guard.allowance import Allowance

ROLES = ("Viewer", "Analyst", "Manager", "Admin", "Owner")


@dataclass(frozen=True)
class Action:
    name: str
    description: str
    least_role: str


ACTIONS = {
    action.name: action
    for action in (
        Action("own-account", "See and change one's own account", "Viewer"),
        Action("ask", "Ask questions and see dashboards", "Viewer"),
        Action("use-tools", "Use the tools of one's persona", "Viewer"),
        Action("explore", "Build queries by hand", "Analyst"),
        Action("save", "Save and share queries", "Analyst"),
        Action("export", "Export results", "Analyst"),
        Action("write-sql", "Run hand-written SQL", "Manager"),
        Action("verify", "Verify answers", "Manager"),
        Action("confirm-tools", "Confirm tools that write", "Manager"),
        Action("load-data", "Load data", "Admin"),
        Action("manage-users", "Add and change users", "Admin"),
        Action("see-audit", "Read the audit log", "Admin"),
        Action("see-quality", "See what was asked and how well it was answered", "Admin"),
        Action("see-costs", "See the costs of all users", "Admin"),
        Action("see-health", "See how the system is, and its figures", "Admin"),
        Action("edit-vocabulary", "Change the vocabulary", "Admin"),
        Action("change-settings", "Change settings", "Owner"),
        Action("backup", "Make and restore backups", "Owner"),
    )
}


@dataclass(frozen=True)
class Asker:
    """The rights of one person, as one persona. No warehouses named: all of them; no workspace: none of its rows."""

    persona: str
    role: str = "Viewer"
    workspace: str | None = None
    warehouses: tuple[str, ...] = ()
    email: str = ""
    all_workspaces: bool = False  # as for Admins; also the terminal, which reads the file itself

    def as_persona(self, persona: str) -> "Asker":
        return replace(self, persona=persona)


def terminal(persona: str) -> Asker:
    """Whoever holds the data file in the terminal sees every row of the persona."""
    return Asker(persona, role="Manager", all_workspaces=True, email="terminal")


def require(asker: Asker, action: str) -> None:
    """Raises NotAllowed with the reason and who could do it."""
    if action not in ACTIONS:
        raise Unknown("action", action, ACTIONS)
    row = ACTIONS[action]
    if asker.role not in ROLES or ROLES.index(asker.role) < ROLES.index(row.least_role):
        raise NotAllowed(f"{row.description}: this needs the role {row.least_role} or above; yours is {asker.role}.")


def may(asker: Asker, action: str) -> bool:
    """For what is only offered to those who have the right; what is done is checked with `require`."""
    try:
        require(asker, action)
    except NotAllowed:
        return False
    return True


def persona_of(model: Model, asker: Asker) -> Persona:
    if asker.persona not in model.personas:
        raise Unknown("persona", asker.persona, model.personas)
    return model.personas[asker.persona]


def sees_tables(model: Model, asker: Asker, compiled: bool = True) -> frozenset[str]:
    """Tables of the persona; compiled queries and tools also read its optional planning tables."""
    persona = persona_of(model, asker)
    return frozenset((*persona.tables, *(persona.planning if compiled else ())))


def who_sees(model: Model, table: str) -> str:
    return " or ".join(p.name for p in model.personas.values() if table in (*p.tables, *p.planning))


@lru_cache(maxsize=1024)
def allowance(model: Model, asker: Asker, today: date, row_limit: int = 10_000, compiled: bool = False) -> Allowance:
    """What the guard lets this asker read, with the row rule of every table."""
    visible = sees_tables(model, asker, compiled)
    return Allowance(
        tables={name: tuple(model.tables[name].columns) for name in sorted(visible)},
        rows={name: row_predicate(model, name, asker) for name in sorted(visible)},
        elsewhere={name: who_sees(model, name) for name in model.tables if name not in visible},
        today=today,
        row_limit=row_limit,
    )


def row_predicate(model: Model, name: str, asker: Asker, alias: str = "") -> str:
    """The rows of a table that the asker sees, as a predicate over its columns; '' when all of them."""
    table = model.tables[name]
    rule, at = table.rows, alias or name
    if rule.warehouse:
        return _warehouse_rule(rule, at, asker.warehouses)
    if rule.follows:
        return _follow(model, model.tables[rule.follows], asker, at)
    if rule.workspace:
        return _workspace_rule(rule, at, asker)
    return ""


def _warehouse_rule(rule: RowRule, at: str, warehouses: tuple[str, ...]) -> str:
    if not warehouses:
        return ""
    codes = ", ".join(_text(code) for code in warehouses)
    limit = f"{at}.{rule.warehouse} IN ({codes})"
    if not rule.only_when:
        return limit
    column, _, value = rule.only_when.partition(" = ")
    return f"({at}.{column} <> {value} OR {limit})"


def _workspace_rule(rule: RowRule, at: str, asker: Asker) -> str:
    if asker.all_workspaces or asker.role in ("Admin", "Owner"):
        return ""
    own = f"{at}.{rule.workspace} = {_text(asker.workspace or '')}"
    return f"{own} AND {at}.{rule.visibility} = 'public'" if asker.role == "Viewer" and rule.visibility else own


def _follow(model: Model, header: Table, asker: Asker, at: str) -> str:
    inner = row_predicate(model, header.name, asker, "followed")
    if not inner:
        return ""
    same = " AND ".join(f"followed.{column} = {at}.{column}" for column in header.key)
    return f"EXISTS (SELECT 1 FROM {header.name} AS followed WHERE {same} AND {inner})"  # noqa: S608 - names from YAML, values quoted


def rows_seen(asker: Asker) -> str:
    """Which rows an asker sees, besides their persona: equal for two who see the same ones."""
    everywhere = asker.all_workspaces or asker.role in ("Admin", "Owner")
    workspace = "every workspace" if everywhere else f"{asker.role == 'Viewer'} {asker.workspace!r}"
    return f"{workspace}; {', '.join(sorted(map(repr, asker.warehouses)))}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def described(asker: Asker, model: Model) -> Mapping[str, str]:
    """The rights in words, for the foot of an answer."""
    return {
        "persona": persona_of(model, asker).name,
        "role": asker.role,
        "workspace": "all" if asker.all_workspaces else asker.workspace or "none",
        "warehouses": ", ".join(asker.warehouses) or "all",
    }
