"""A first vocabulary for data nobody has described: drafted from names, types and values, to be edited by people."""

from core.semantic.draft.keys import keys_and_joins
from core.semantic.draft.profile import Profile, profile
from core.semantic.draft.vocabulary import vocabulary

__all__ = ["Profile", "keys_and_joins", "profile", "vocabulary"]
