"""Signing in for a token, and what belongs to oneself: who one is, and one's tokens."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.house import visitor_of
from api.v1.doing import Own, Someone, TheHouse, does, problems
from core.login import api_tokens, door
from core.login.api_tokens import Token
from core.login.refusals import SignInRefused
from core.store.users import User

router = APIRouter(tags=["account"])
TokenId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$", examples=["4f6d1c0a9b3e"])]


class SignIn(BaseModel):
    email: str = Field(max_length=254, examples=["priya.nair@example.com"])
    password: SecretStr = Field(max_length=1000, examples=["correct horse battery staple"])


class NewToken(BaseModel):
    name: str = Field(min_length=1, max_length=60, examples=["nightly report"])
    days: int = Field(90, ge=1, le=3650, examples=[90])


class TokenShown(BaseModel):
    id: str = Field(examples=["4f6d1c0a9b3e"])
    name: str = Field(examples=["nightly report"])
    kind: str = Field(examples=["personal"])
    created: datetime
    expires: datetime
    last_used: datetime | None

    @classmethod
    def of(cls, token: Token) -> "TokenShown":
        return cls(**{name: getattr(token, name) for name in cls.model_fields})


class TokenIssued(BaseModel):
    """The bearer is shown this once and kept nowhere."""

    bearer: str = Field(examples=["qm_4f6d1c0a9b3e_…"])
    token: TokenShown


class Person(BaseModel):
    email: str = Field(examples=["priya.nair@example.com"])
    username: str = Field(examples=["priya"])
    name: str = Field(examples=["Priya Nair"])
    role: str = Field(examples=["Analyst"])
    personas: tuple[str, ...] = Field(examples=[["Procurement Specialist", "Warehouse Manager"]])
    workspace: str = Field(examples=["main"])
    warehouses: tuple[str, ...] = Field(description="Which ones; none means all", examples=[[]])
    disabled: bool = False
    has_password: bool = True
    last_sign_in: datetime | None = None

    @classmethod
    def of(cls, user: User) -> "Person":
        return cls(**{name: getattr(user, name) for name in cls.model_fields})


@router.post("/sign-in", responses=problems(401, 422, 429), openapi_extra={"security": []})
def sign_in(request: Request, house: TheHouse, given: SignIn) -> TokenIssued:
    """A bearer token for an e-mail and a password; it lasts as long as a session may."""
    address = visitor_of(request).address
    house.rates.sign_in.take(address)
    if house.config.oidc.only:
        raise SignInRefused(f"Here one signs in with {house.config.oidc.name}; make a token on your account page.")
    context = house.context
    issued = door.sign_in_for_token(
        context.store, given.email, given.password.get_secret_value(), address, context.now(), context.config.login
    )
    return TokenIssued(bearer=issued.bearer, token=TokenShown.of(issued.token))


@router.get("/me", **does("own-account"))
def me(caller: Someone) -> Person:
    """Who you are, and what you may see."""
    return Person.of(caller.user)


@router.get("/tokens", **does("own-account"))
def tokens(context: Own, caller: Someone) -> list[TokenShown]:
    """Your own tokens, without their secrets."""
    return [TokenShown.of(token) for token in api_tokens.own_tokens(context.store, caller.user)]


@router.post("/tokens", status_code=201, **does("own-account", 409))
def make_token(context: Own, caller: Someone, new: NewToken) -> TokenIssued:
    """A token of your own with a name. It is shown once."""
    issued = api_tokens.make_token(context.store, caller.user, new.name, new.days, context.now(), context.config.login)
    return TokenIssued(bearer=issued.bearer, token=TokenShown.of(issued.token))


@router.delete("/tokens/{token_id}", status_code=204, response_class=Response, **does("own-account", 404))
def revoke_token(context: Own, caller: Someone, token_id: TokenId) -> Response:
    """It does not work any more from now on."""
    api_tokens.revoke_token(context.store, caller.user, token_id, context.now())
    return Response(status_code=204)
