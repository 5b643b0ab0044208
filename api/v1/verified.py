"""Questions whose answer a Manager vouches for, in their workspace as their persona."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from agents import vouching
from api.v1.answers import VerifiedShown
from api.v1.doing import Asking, TheHouse, does
from core import verified
from core.verified import NOTE

router = APIRouter(prefix="/verified", tags=["verified"])
VerifiedId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4738"])]


class Vouch(BaseModel):
    model_config = ConfigDict(extra="forbid")
    turn: str = Field(pattern=r"^[0-9a-f]{32}$", description="A question of your own that was answered",
                      examples=["4bf92f3577b34da6a3ce929d0e0e4736"])  # fmt: skip
    note: str = Field("", max_length=NOTE, examples=["Agrees with the ledger of May."])


class CheckedShown(BaseModel):
    verified: VerifiedShown
    ok: bool
    error: str = Field(description="Why it does not run any more, or how its table looks different")


@router.get("", **does("ask"))
def list_verified(house: TheHouse, context: Asking) -> list[VerifiedShown]:
    """Those that your rights let you read, the latest first."""
    return [VerifiedShown.of(one) for one in vouching.shown(context, house.answering.readers.of(context))]


@router.post("", status_code=201, **does("verify", 402, 404, 409, 503))
def verify(context: Asking, vouch: Vouch) -> VerifiedShown:
    """From now on the same question, in whatever words, is answered with your badge; near wordings are offered it."""
    return VerifiedShown.of(vouching.verify(context, vouch.turn, vouch.note))


@router.delete("/{verified_id}", status_code=204, response_class=Response, **does("verify", 404))
def unverify(context: Asking, verified_id: VerifiedId) -> Response:
    """Nobody vouches for it any more."""
    verified.unverify(context, verified_id)
    return Response(status_code=204)


@router.post("/check", **does("verify", 402, 503))
def check_verified(house: TheHouse, context: Asking) -> list[CheckedShown]:
    """Runs all of them: does each still compile, run, and give the same columns?"""
    return [
        CheckedShown(verified=VerifiedShown.of(one.verified), ok=one.ok, error=one.error)
        for one in vouching.checked(context, house.answering.readers.of(context))
    ]
