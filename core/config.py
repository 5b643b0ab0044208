"""Every setting with its type, default and meaning; read once, frozen, and passed by hand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo

from core.agent_settings import Agents
from core.clock import Clock
from core.cost_settings import Budgets as Budgets
from core.cost_settings import Cost as Cost
from core.cost_settings import Prices as Prices
from core.errors import Invalid
from core.llm.settings import Models
from core.planning_settings import Planning as Planning
from core.setting_types import (
    BasePath,
    Count,
    Currency,
    Day,
    Names,
    Networks,
    Seconds,
    Secret,
    Section,
    Size,
    Zone,
)
from core.settings import Given, Key, gather
from core.warehouse.settings import Warehouse as Warehouse
from core.warehouse.settings import Worker as Worker


class App(Section):
    """The business and its places."""

    name: Annotated[str, Field(min_length=1)] = Field("Quartermaster", description="The name on every screen")
    today: Day | None = Field(None, description="The day questions are asked on; null is the real date in app.timezone")
    timezone: Zone = Field("UTC", description="Where the business day begins and ends")
    currency: Currency = Field("USD", description="The currency of the amounts in the data, three letters")
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(_[A-Z]{2})?$")] = Field(
        "en_US", description="How numbers and dates are written"
    )
    home: Path = Field(Path("var"), description="The folder for everything that changes: data, state, uploads")


class Server(Section):
    """Where pages and API are served, and whose word is taken about that."""

    address: str = Field("127.0.0.1", description="Where ./scripts/start listens; 0.0.0.0 is every network")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8501, description="The port it listens on")
    base_path: BasePath = Field(
        "",
        description="The path that a reverse proxy serves this under, as /quartermaster, cut off by it or not",
    )
    public_url: Annotated[str, Field(pattern=r"^https?://[^/\s]+$")] | None = Field(
        None, description="Scheme and host as people type them, for links and OIDC; null is what the browser asked for"
    )
    trusted_proxies: Networks = Field(
        (), description="Addresses or networks of reverse proxies whose X-Forwarded headers are believed"
    )
    largest_request: Size = Field(
        10_000_000, description="Bytes of one request to the API; uploads have server.maxUploadSize of Streamlit"
    )
    secret: Secret | None = Field(
        None, description="Signs what a browser keeps on the way to a sign-in; null is a random one under app.home"
    )
    metrics_token: Secret | None = Field(
        None, description="With it, /metrics and /health/detailed answer others than this machine and Admins"
    )


class Rates(Section):
    """How often somebody may ask in a minute; beyond it they are told when to come back."""

    sign_in: Count = Field(30, description="Tries to sign in from one address")
    api: Count = Field(3000, description="Requests with one API token, or of one session")
    export: Count = Field(20, description="Exports of one user")
    ask: Count = Field(60, description="Questions of one user in plain English")
    anonymous: Count = Field(600, description="Requests without a sign-in from one address")


class Oidc(Section):
    """Sign-in by an OpenID Connect provider; its people are found by their e-mail."""

    issuer: Annotated[str, Field(pattern=r"^https?://")] | None = Field(
        None, description="The provider's address; null turns it off"
    )
    client_id: str = Field("", description="What the provider calls this program")
    client_secret: Secret | None = Field(None, description="Its secret at the provider")
    name: str = Field("single sign-on", description="How the button calls it: Continue with …")
    scopes: Names = Field(("openid", "email", "profile"), description="What the provider is asked for")
    trust_addresses: bool = Field(
        False,
        description="The provider gives out its addresses itself: a token that does not say email_verified counts",
    )
    only: bool = Field(False, description="Nobody signs in with a password any more")


class Store(Section):
    """Where users, rights, costs and traces are kept."""

    url: Secret | None = Field(None, description="A PostgreSQL URL; null is an SQLite file under app.home")


class Cache(Section):
    """Results kept, so that the same question is not paid for twice."""

    ttl_seconds: Seconds = Field(300.0, description="How long a result is used again")
    dashboard_ttl_seconds: Seconds = Field(900.0, description="The same, for dashboards")
    entries: Count = Field(1000, description="Results kept at most; the one unused longest goes first")
    bytes: Size = Field(256 * 1000**2, description="Memory of all of them together")


class Trace(Section):
    """The steps of every answer, kept in the store and sent on where wanted."""

    keep_days: Count = Field(30, description="Days until a trace is deleted")
    otlp_endpoint: Annotated[str, Field(pattern=r"^https?://")] | None = Field(
        None, description="An OTLP address to send traces to as well"
    )
    otlp_headers: Secret | None = Field(None, description="Headers for it, as name=value,name=value")


class Login(Section):
    """Who gets in, and for how long."""

    demo: bool = Field(False, description="Demo persons sign in by one click, in a browser on this machine only")
    password_length: Annotated[int, Field(ge=8, le=64)] = Field(8, description="Characters of a password at least")
    failures: Count = Field(5, description="Wrong passwords until an account is locked")
    lock_minutes: Count = Field(15, description="They count for this long, and so long is the lock")
    idle_minutes: Count = Field(60, description="A session ends after this long without activity")
    session_hours: Count = Field(12, description="A session ends after this long in any case")
    link_hours: Count = Field(24, description="A link to set a password works for this long, once")
    token_days: Count = Field(365, description="An API token expires after this long at the latest")


class Audit(Section):
    """The record of who did what."""

    keep_days: Count = Field(730, description="Days until an entry of the audit log is pruned")


class Semantic(Section):
    """The business vocabulary."""

    folder: Path = Field(Path("semantic"), description="The folder of its YAML files")


class Ask(Section):
    """Questions in plain English: how many at once, and how long what was said is kept."""

    threads: Count = Field(8, description="Questions of everybody that are worked on at once")
    at_once: Count = Field(3, description="Questions of one user under way at once")
    keep_minutes: Count = Field(30, description="A finished answer is at hand this long; then its query runs again")
    keep_days: Count = Field(365, description="A conversation is deleted this long after its last question")
    undo_days: Count = Field(7, description="A deleted conversation can be brought back for this long")
    heartbeat_seconds: Seconds = Field(15.0, description="A stream says that it is still there this often")


class Embeddings(Section):
    """What is found by meaning, not only by its words."""

    road: Literal["auto", "torch", "numpy", "off"] = Field(
        "auto", description="What computes it; auto is torch where that is installed"
    )


class Config(Section):
    """All of it."""

    app: App = App()
    server: Server = Server()
    rates: Rates = Rates()
    oidc: Oidc = Oidc()
    warehouse: Warehouse = Warehouse()
    store: Store = Store()
    cache: Cache = Cache()
    cost: Cost = Cost()
    trace: Trace = Trace()
    login: Login = Login()
    audit: Audit = Audit()
    semantic: Semantic = Semantic()
    ask: Ask = Ask()
    embeddings: Embeddings = Embeddings()
    models: Models = Models()
    agents: Agents = Agents()
    planning: Planning = Planning()

    @property
    def clock(self) -> Clock:
        return Clock(self.app.today, self.app.timezone)

    @property
    def warehouse_home(self) -> Path:
        """Where loads put their generations, and the pointer to the one that counts."""
        return self.app.home / "warehouse"

    @property
    def store_url(self) -> str:
        return self.store.url.get_secret_value() if self.store.url else f"sqlite:///{self.app.home / 'state.db'}"


def load_config(root: Path, overrides: Mapping[str, str] | None = None) -> Config:
    """Command line over QM_* variables over config.local.yaml over config.yaml; what nobody sets has its default."""
    fields = dict(settings(Config))
    given = gather(root, overrides or {}, set(fields))
    # Defaults are relative to the checkout, wherever the program was started.
    for key in (key for key, field in fields.items() if isinstance(field.default, Path)):
        given.setdefault(key, Given(fields[key].default, "default", root))
    try:
        return Config.model_validate(_nested({key: _placed(fields[key], one) for key, one in given.items()}))
    except ValidationError as error:
        raise Invalid("\n".join(_sentences(error, given, fields))) from None


def settings(section: type[BaseModel], here: Key = ()) -> Iterator[tuple[Key, FieldInfo]]:
    """Every single setting, in the order of the file."""
    for name, field in section.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, (*here, name))
        else:
            yield (*here, name), field


def is_secret(field: FieldInfo) -> bool:
    return Secret in get_args(field.annotation)


def _placed(field: FieldInfo, given: Given) -> object:
    """A relative path starts at the file that names it, or where the command was typed."""
    takes_path = Path in (field.annotation, *get_args(field.annotation))
    if takes_path and isinstance(given.value, str | Path):
        return given.folder.absolute() / Path(given.value).expanduser()
    return given.value


def _nested(values: Mapping[Key, object]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for key, value in values.items():
        branch = tree
        for part in key[:-1]:
            branch = branch.setdefault(part, {})  # type: ignore[assignment]
        branch[key[-1]] = value
    return tree


def _sentences(error: ValidationError, given: Mapping[Key, Given], fields: Mapping[Key, FieldInfo]) -> Iterator[str]:
    """Each mistake: where it stands, what was written, what would be right."""
    for mistake in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(str(part) for part in mistake["loc"])
        key = next(key for key in fields if key == path[: len(key)])
        right = _plain(mistake["msg"])
        default = fields[key].default
        example = f" (such as {default})" if default not in (None, "", (), False) else ""
        shown = given[key].shown(is_secret(fields[key]))
        yield f"{given[key].where}: {'.'.join(key)} is {shown}; it should be {right}{example}."


def _plain(message: str) -> str:
    """pydantic's words for it, as the end of a sentence of ours."""
    for start in ("Value error, ", "Input should be ", "Value should be "):
        message = message.removeprefix(start)
    return message.replace("a valid boolean, unable to interpret input", "true or false")
