"""Both roads give the same vectors, cut where the model was trained, from the weights that are expected."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from core.errors import Unavailable
from core.retrieval.embed import Embedder, Floats, installed, opened
from core.retrieval.full import Full
from core.retrieval.light import Light
from core.retrieval.memory import Memory
from core.retrieval.near import groups, nearest
from core.retrieval.shelf import Shelf
from core.retrieval.weights import MOST_TOKENS, SIZE, tokenizer, tokens_in

TEXTS = [
    "Revenue by warehouse last month",
    "",
    "x",
    "who delivers late? " * 200,
    "日本語の注文",
    "naïve café — 12,5 €",
    "🚚",
]


@pytest.fixture(scope="module")
def light() -> Embedder:
    return Embedder("numpy")


def test_both_roads_give_the_same_vectors(light: Embedder) -> None:
    ours = light.embed(TEXTS)
    assert np.abs(ours - Full(half=False).embed(TEXTS)).max() < 1e-3
    assert (ours * Full(half=True).embed(TEXTS)).sum(axis=1).min() > 0.999


def test_a_text_has_the_same_vector_alone_and_among_others(light: Embedder) -> None:
    together = light.embed(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert np.abs(light.embed([text])[0] - row).max() < 1e-5


def test_vectors_have_length_one(light: Embedder) -> None:
    for road in (light, Embedder("torch")):
        assert np.allclose(np.linalg.norm(road.embed(TEXTS), axis=1), 1, atol=1e-5)


def test_no_texts_are_no_rows(light: Embedder) -> None:
    assert light.embed([]).shape == Full().embed([]).shape == (0, SIZE)


def test_a_long_text_is_cut_at_256_tokens(light: Embedder) -> None:
    long = "late " * 1000
    assert len(tokenizer().encode(long).ids) == MOST_TOKENS
    assert tokens_in(long) == 1002
    assert tokens_in("late orders") == 4
    # The first word and the last are tokens of the model's own, which leaves 254.
    assert np.allclose(light.embed([long]), light.embed(["late " * 254]), atol=1e-6)


@dataclass
class Counting:
    """A road that says what it was asked for."""

    road: Light
    name: str = "counting"
    asked: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Floats:
        self.asked.extend(texts)
        return self.road.embed(texts)


def test_a_vocabulary_is_worked_out_once_and_not_at_every_start(tmp_path: Path) -> None:
    file, road = tmp_path / "vectors.npz", Light()

    def started(words: Sequence[str]) -> tuple[list[str], Floats]:
        counting = Counting(road)
        embedder = Embedder("numpy", Shelf(file), counting)
        embedder.learn(words)
        return counting.asked, embedder.kept(words)

    words = ["revenue", "on-hand stock", "日本"]
    assert started(words)[0] == words
    asked, rows = started(words)
    assert asked == []
    assert np.array_equal(rows, road.embed(words))
    assert started(["revenue", "lead time"])[0] == ["lead time"]
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    for spoilt in (file.read_bytes()[:-100], b"", b"not at all"):
        file.write_bytes(spoilt)
        assert started(words)[0] == words


def test_vectors_of_another_model_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path / "vectors.npz")
    shelf.put({"revenue": np.ones(SIZE, dtype=np.float32)})
    assert list(shelf.rows(["revenue", "cost"])) == ["revenue"]
    monkeypatch.setattr("core.retrieval.shelf.STAMP", "another")
    assert shelf.rows(["revenue"]) == {}


def test_what_is_switched_off_says_so() -> None:
    assert not installed("off")
    with pytest.raises(Unavailable, match=r"embeddings\.road is off"):
        Embedder("off").embed(["late"])
    assert Embedder("off").warm() is None
    with pytest.raises(Unavailable):
        opened("off")


def test_warm_up_tells_when_it_is_done() -> None:
    told: list[bool] = []
    embedder = Embedder("numpy")
    assert (embedder.ready, embedder.road) == (False, "not loaded yet")
    thread = embedder.warm(lambda: told.append(embedder.ready))
    assert thread is not None
    thread.join()
    assert told == [True]
    assert embedder.road == Light.name


def test_the_nearest_wording_comes_first(light: Embedder) -> None:
    among = ["open invoices by supplier", "revenue per warehouse in the previous month", "weather in Oslo"]
    found = nearest(light, "sales by warehouse last month", among)
    assert [near.place for near in found] == [1]
    assert nearest(light, "sales", []) == []
    assert nearest(light, "sales by warehouse last month", among, least=1.01) == []


def test_questions_are_put_together_by_meaning(light: Embedder) -> None:
    texts = ["how happy are our staff", "will it rain tomorrow", "weather tomorrow", "rain forecast for tomorrow?"]
    assert groups(light, texts) == [[1, 2, 3], [0]]
    assert groups(light, []) == []


def test_what_comes_again_is_made_once_and_forgotten_in_turn() -> None:
    made: list[str] = []

    def make(texts: Sequence[str]) -> Floats:
        made.extend(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    memory = Memory(most=2)
    assert memory.of(["a", "bb", "a"], make).tolist() == [[1], [2], [1]]
    assert memory.of(["bb"], make).tolist() == [[2]]
    assert made == ["a", "bb"]
    memory.of(["ccc"], make)
    assert (memory.has(["bb", "ccc"]), memory.has(["a"])) == (True, False)


def test_whoever_cannot_wait_has_it_the_next_time(light: Embedder) -> None:
    assert not Embedder("numpy").at_hand([])
    light.embed(["load"])
    assert not light.at_hand(["a first text"])
    for _ in range(1200):
        if light.at_hand(["a first text"]):
            return
        time.sleep(0.05)
    raise AssertionError("it was not made in the background")
