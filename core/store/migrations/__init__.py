"""Every step from an empty store to today's, oldest first. A released step never changes: add one below it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.store.migrations import (
    m0001_users,
    m0002_loads,
    m0003_costs,
    m0004_spans,
    m0005_sign_in,
    m0006_audit,
    m0007_saved,
    m0008_talk,
    m0009_requests,
    m0010_evaluation_details,
)

if TYPE_CHECKING:
    from alembic.operations import Operations


@dataclass(frozen=True)
class Migration:
    revision: str
    brings: str
    upgrade: Callable[["Operations"], None]


MIGRATIONS: tuple[Migration, ...] = (
    Migration("0001", "workspaces and users", m0001_users.upgrade),
    Migration("0002", "the history of loads", m0002_loads.upgrade),
    Migration("0003", "the cost ledger", m0003_costs.upgrade),
    Migration("0004", "the steps of every answer", m0004_spans.upgrade),
    Migration("0005", "sign-in", m0005_sign_in.upgrade),
    Migration("0006", "the audit log", m0006_audit.upgrade),
    Migration("0007", "what people save and pin", m0007_saved.upgrade),
    Migration("0008", "conversations, verified questions, the vocabulary's overlay", m0008_talk.upgrade),
    Migration("0009", "purchase requests", m0009_requests.upgrade),
    Migration("0010", "what evaluations found in particular", m0010_evaluation_details.upgrade),
)
HEAD = MIGRATIONS[-1].revision
