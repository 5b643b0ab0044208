"""A first vocabulary for data nobody has described: drafted from names, types and values, to be edited by people."""

from core.semantic.draft.reading import draft_of

__all__ = ["draft_of"]
