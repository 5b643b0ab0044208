"""Queries made ready to run, kept: the same question of the same asker on the same day is compiled and checked once."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from core.access import Asker, allowance, sees_tables
from core.semantic.compile import Compiled, OutColumn, compile_query
from core.semantic.explain import explain
from core.semantic.model import Model
from core.semantic.query import Query
from core.warehouse.base import Checked
from core.warehouse.guard import Allowance, check_tree

KEPT = 500


@dataclass(frozen=True)
class Question:
    """Everything that the SQL of a Query depends on; the data is no part of it, that is the result cache's concern."""

    text: str  # the Query as JSON: two Queries that are equal in Python (1, 1.0, True) are not always the same SQL
    asker: Asker
    model: Model
    today: date
    dialect: str
    row_limit: int
    counted: bool = False  # how many rows there are, instead of the rows


@dataclass(frozen=True)
class Prepared:
    """Checked SQL, what its columns are, and how the question was understood."""

    checked: Checked
    columns: tuple[OutColumn, ...]
    meaning: str


class Preparations:
    """The latest ones, least recently used first; safe for many threads. Two who ask at once both do the work."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Question, Prepared] = OrderedDict()

    def get_or_make(self, question: Question, make: Callable[[], Prepared]) -> Prepared:
        with self._lock:
            if found := self._kept.get(question):
                self._kept.move_to_end(question)
                return found
        made = make()
        with self._lock:
            self._kept[question] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def compiled(query: Query, question: Question) -> Compiled:
    tables = sees_tables(question.model, question.asker)
    return compile_query(query, question.model, tables, question.today, question.dialect)


def checked(query: Query, question: Question, made: Compiled) -> Prepared:
    """The compiled tree through the guard."""
    tree = made.count() if question.counted else made.tree
    tables = sees_tables(question.model, question.asker)
    meaning = explain(query, question.model, tables, question.today)
    return Prepared(check_tree(tree, made.dialect, allowed(question)), made.columns, meaning)


def allowed(question: Question) -> Allowance:
    return allowance(question.model, question.asker, question.today, question.row_limit, compiled=True)
