"""Users, for those who manage them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from api import paths
from api.house import visitor_of
from api.v1.account import Person
from api.v1.doing import Own, does
from core.login import links, people
from core.store.user_list import parse_user

router = APIRouter(prefix="/users", tags=["users"])
Email = Annotated[str, Path(max_length=254, examples=["priya.nair@example.com"])]
Role = Literal["Viewer", "Analyst", "Manager", "Admin", "Owner"]


class NewPerson(BaseModel):
    """Without a password: they come in by a link, or by the provider that vouches for their e-mail."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=254, examples=["ann.lee@example.com"])
    name: str = Field(max_length=200, examples=["Ann Lee"])
    role: Role = Field(examples=["Analyst"])
    personas: list[str] = Field(min_length=1, examples=[["Finance Analyst"]])
    workspace: str | None = Field(
        None, max_length=200, description="Yours, where none is named", examples=["operations"]
    )
    username: str | None = Field(None, max_length=200, examples=["ann"])
    warehouses: list[str] = Field([], examples=[["WH001"]])


class Change(BaseModel):
    """Only what is named changes."""

    model_config = ConfigDict(extra="forbid")
    name: str | None = Field(None, max_length=200, examples=["Ann Lee"])
    role: Role | None = Field(None, examples=["Manager"])
    personas: list[str] | None = Field(None, min_length=1, examples=[["Finance Analyst"]])
    workspace: str | None = Field(None, max_length=200, examples=["operations"])
    username: str | None = Field(None, max_length=200, examples=["ann"])
    warehouses: list[str] | None = Field(None, examples=[[]])
    disabled: bool | None = Field(None, description="Ends their sessions at once")


class PasswordLink(BaseModel):
    """Hand it to its user: it sets their password, once."""

    address: str = Field(examples=["https://ops.example.com/link?token=qml_…"])
    hours: int = Field(examples=[24])


@router.get("", **does("manage-users"))
def list_people(context: Own) -> list[Person]:
    """Everybody."""
    return [Person.of(user) for user in people.list_people(context.store, context.asker)]


@router.post("", status_code=201, **does("manage-users", 409))
def add_person(context: Own, new: NewPerson) -> Person:
    """A new user."""
    entry = {"workspace": context.asker.workspace, **new.model_dump(exclude_none=True)}
    parsed = parse_user(entry, tuple(context.model.personas), "")
    return Person.of(people.add_person(context.store, context.asker, parsed, context.now(), context.config.login))


@router.get("/{email}", **does("manage-users", 404))
def get_person(context: Own, email: Email) -> Person:
    """One of them."""
    return Person.of(people.get_person(context.store, context.asker, email))


@router.patch("/{email}", **does("manage-users", 404, 409))
def change_person(context: Own, email: Email, change: Change) -> Person:
    """It holds from their next click on."""
    given = change.model_dump(exclude_none=True, exclude={"disabled"})
    store, asker, now = context.store, context.asker, context.now()
    user = people.get_person(store, asker, email)
    if given:
        user = people.change_person(store, asker, email, tuple(context.model.personas), now, **given)
    if change.disabled is not None:
        switch = people.disable_person if change.disabled else people.enable_person
        user = switch(store, asker, email, now)
    return Person.of(user)


@router.post("/{email}/password-link", status_code=201, **does("manage-users", 404))
def password_link(request: Request, context: Own, email: Email) -> PasswordLink:
    """A link to set a password; an earlier one stops working."""
    secret = links.make_password_link(context.store, context.asker, email, context.now(), context.config.login)
    server = context.config.server
    base = (server.public_url or visitor_of(request).origin) + request.scope["qm.base"]
    return PasswordLink(address=f"{base}{paths.LINK}?token={secret}", hours=context.config.login.link_hours)
