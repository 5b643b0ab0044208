"""A library that comes late is settled once, when it is whole; a module or two are not worth it."""

import gc
import sys
import weakref
from collections.abc import Iterator
from types import ModuleType

import pytest

from core.settling import MANY, Garbage, Latecomers


@pytest.fixture
def arrives() -> Iterator[object]:
    before, frozen = set(sys.modules), gc.get_freeze_count()

    def come(count: int) -> None:
        sys.modules.update({f"late_{len(sys.modules)}_{n}": ModuleType("late") for n in range(count)})

    yield come
    for name in set(sys.modules) - before:
        del sys.modules[name]
    if not frozen:
        gc.unfreeze()


def test_a_library_is_settled_once_it_is_whole(arrives) -> None:  # type: ignore[no-untyped-def]
    late, frozen = Latecomers(), gc.get_freeze_count()
    assert not late.look()
    arrives(MANY // 2)
    assert not late.look()
    arrives(MANY)
    assert not late.look(), "it may still be coming"
    assert late.look()
    assert gc.get_freeze_count() > frozen
    assert not late.look()


def test_a_module_or_two_are_left(arrives) -> None:  # type: ignore[no-untyped-def]
    late = Latecomers()
    arrives(2)
    assert [late.look() for _ in range(3)] == [False] * 3


class Ring:
    """Holds itself: only a collection finds it."""

    def __init__(self) -> None:
        self.me = self


def test_garbage_is_taken_out_once_something_was_done() -> None:
    garbage = Garbage()
    garbage.look()
    gone = weakref.ref(Ring())
    gc.collect(1)  # as Python does by itself while pages run
    assert garbage.look()
    assert gone() is None
    assert not garbage.look(), "nothing was done since"
