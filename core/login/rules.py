"""The rules of sign-in as they are when nobody sets them otherwise."""

from core.config import Login as Login

RULES = Login()
