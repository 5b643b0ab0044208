"""What a model has instead of the database: terms, values, a Query, guarded SQL, asking back, and what calculates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from agents.model.calculated import use_shown
from agents.model.figures import Shown
from agents.model.sent import listed, received
from core import offered
from core.access import may
from core.context import Context
from core.errors import Unknown, suggest
from core.llm.talk import Enough, Tool
from core.overlay import vocabulary
from core.run import Answered, run_query, run_sql
from core.semantic.query import Fields, Group, Query
from core.table import Table
from core.warehouse.base import Cancel
from tools.registry import Used, tools_of
from tools.tool import Tool as Calculating

MOST_VALUES = 20
MOST_TERMS = 8
MOST_CHOICES = 6


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FindTerms(Strict):
    text: str = Field(max_length=100, description="A word or two, as people say it")


class FindValues(Strict):
    text: str = Field(min_length=1, max_length=100, description="A name or code, or a part of it")
    dimension: str | None = Field(None, description="Only values of this dimension")


class RunQuery(Strict):
    query: Query


class RunSql(Strict):
    sql: str = Field(max_length=20_000)


class AskUser(Strict):
    question: str = Field(min_length=1, max_length=300)
    choices: tuple[str, ...] = Field((), max_length=MOST_CHOICES, description="Short answers to click")


@dataclass
class Workbench:
    """Of one answer. It keeps what the tools gave, and what of that the model was shown."""

    ctx: Context
    cancel: Cancel
    shown: Shown = field(default_factory=Shown)
    parts: list[Answered] = field(default_factory=list)
    received: list[Table] = field(default_factory=list)  # beside the parts: as far as the model was shown them
    queries: list[Query | None] = field(default_factory=list)  # beside the parts; None for SQL
    used: list[Used] = field(default_factory=list)  # of the tools that calculate
    asked: AskUser | None = None

    @property
    def rows(self) -> int:
        return self.ctx.config.models.rows_sent

    @property
    def may_write_sql(self) -> bool:
        return may(self.ctx.asker, "write-sql")

    def tools(self) -> tuple[Tool, ...]:
        """Only those that the asker has a right to."""
        rows: tuple[tuple[bool, str, str, type[BaseModel], Callable[..., str]], ...] = (
            (True, "find_terms", "What a word of the business may mean, with definitions.", FindTerms, self.find_terms),
            (
                self.rows > 0,
                "find_values",
                "Names and codes in the data that hold a text.",
                FindValues,
                self.find_values,
            ),
            (True, "run_query", "Runs a Query and gives its table.", RunQuery, self.run_query),
            (self.may_write_sql, "run_sql", "Runs one SELECT, when no Query can say it.", RunSql, self.run_sql),
            (True, "ask_user", "Asks back, and ends your turn.", AskUser, self.ask_user),
        )
        own = tuple(Tool(name, meaning, takes, do) for allowed, name, meaning, takes, do in rows if allowed)
        calculating = [one for one in tools_of(self.ctx).values() if not one.writes and may(self.ctx.asker, one.action)]
        return (*own, *map(self._calculating, calculating))

    def _calculating(self, one: Calculating) -> Tool:
        return Tool(one.name, one.says, one.arguments, lambda given: self._use(one.name, given))

    def _use(self, name: str, given: BaseModel) -> str:
        used = use_shown(self.ctx, name, given, self.rows, self.cancel, self.shown)
        self.used.append(used[0])
        return used[1]

    def find_terms(self, given: FindTerms) -> str:
        model, asker = vocabulary(self.ctx), self.ctx.asker
        known: dict[str, str] = {}  # as people say it → what it is
        for name, measure in offered.measures(model, asker).items():
            known |= dict.fromkeys((name, measure.label, *measure.synonyms), f"measure {name}: {measure.meaning}")
        for name, dimension in offered.dimensions(model, asker).items():
            meaning = dimension.meaning or dimension.label
            known |= dict.fromkeys((name, dimension.label, *dimension.synonyms), f"dimension {name}: {meaning}")
        for name, condition in offered.conditions(model, asker).items():
            meant = f"condition {name}: {condition.meaning}"
            known |= dict.fromkeys((name, condition.label, *condition.synonyms), meant)
        return listed(dict.fromkeys(known[near] for near in suggest(given.text, known, MOST_TERMS)))

    def find_values(self, given: FindValues) -> str:
        seen = offered.dimensions(self.ctx.model, self.ctx.asker)
        if given.dimension is not None and given.dimension not in seen:
            raise Unknown("dimension", given.dimension, seen)
        names = [given.dimension] if given.dimension else [name for name, one in seen.items() if one.search]
        return listed(line for name in names for line in self._values(name, given.text))

    def _values(self, name: str, text: str) -> Iterator[str]:
        """As any question would see them: under the asker's rights, through the guard."""
        titles = {entity.title: entity for entity in self.ctx.model.entities.values() if len(entity.key) == 1}
        entity = titles.get(name)
        holds = Fields(field=name, op="contains", value=text)
        if entity is not None:
            query = Query(rows=entity.name, by=(Group(dimension=name),), where=holds, limit=MOST_VALUES)
        else:
            query = Query(by=(Group(dimension=name),), where=holds, limit=MOST_VALUES)
        table = run_query(self.ctx, query, self.cancel).table
        self.shown.tables.append(table)
        for row in table.rows:
            beside = f", {row[0]} in {entity.key[0]}" if entity is not None and len(row) == 2 else ""
            yield f"{row[-1]!r} in {name}{beside}"

    def run_query(self, given: RunQuery) -> str:
        return self._kept(run_query(self.ctx, given.query, self.cancel), given.query)

    def run_sql(self, given: RunSql) -> str:
        return self._kept(run_sql(self.ctx, given.sql, self.cancel), None)

    def _kept(self, answered: Answered, query: Query | None) -> str:
        table, written = received(answered, self.rows)
        self.shown.tables.append(table)
        self.received.append(table)
        self.parts.append(answered)
        self.queries.append(query)
        return written

    def ask_user(self, given: AskUser) -> str:
        self.asked = given
        raise Enough
