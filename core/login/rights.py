"""What somebody signed in may be, and over whom an Admin has a say."""

from core.access import Asker
from core.errors import NotAllowed
from core.store.users import User


def asker_of(user: User, persona: str | None = None) -> Asker:
    """The rights of a user as one of their personas; the first one by default."""
    wanted = persona or user.personas[0]
    if wanted not in user.personas:
        raise NotAllowed(f"Your personas are {', '.join(user.personas)}. An Admin can give you others.")
    return Asker(wanted, user.role, user.workspace, user.warehouses, user.email)


def require_over(asker: Asker, *roles: str) -> None:
    """Owners are made and changed by Owners only."""
    if "Owner" in roles and asker.role != "Owner":
        raise NotAllowed(f"Only an Owner can make somebody an Owner, or change one; you are {asker.role}.")
