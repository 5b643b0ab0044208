"""The model in numpy: where torch is not installed, and for a few short texts as quick."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from core.retrieval.weights import SIZE, Shape, checked_file, shape, tokenizer

Floats = npt.NDArray[np.float32]
BATCH = 16
NOTHING = np.float32(-1e9)  # added to the score of padding, which so gets no attention


class Light:
    """BERT as its paper has it: layers of attention and a feed-forward part, the tokens' mean at the end."""

    name = "numpy"

    def __init__(self) -> None:
        self._weights: Mapping[str, Floats] = load_file(checked_file())
        self._shape: Shape = shape()

    def embed(self, texts: Sequence[str]) -> Floats:
        """Rows of length one, in the order of the texts."""
        tokens = [encoding.ids for encoding in tokenizer().encode_batch(list(texts))]
        made = np.zeros((len(texts), SIZE), dtype=np.float32)
        for places in _by_length(tokens):
            made[places] = self._batch([tokens[place] for place in places])
        return made

    def _batch(self, tokens: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, tokens))
        ids = np.array([[*row, *[0] * (longest - len(row))] for row in tokens])
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in tokens], dtype=np.float32)
        state = self._embedded(ids)
        for layer in range(self._shape.layers):
            state = self._layer(f"encoder.layer.{layer}", state, mask)
        mean = (state * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        found: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return found

    def _embedded(self, ids: npt.NDArray[np.int64]) -> Floats:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed("embeddings.LayerNorm", words + places + kind)

    def _layer(self, name: str, state: Floats, mask: Floats) -> Floats:
        seen = self._linear(f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", state, mask))
        state = self._normed(f"{name}.attention.output.LayerNorm", state + seen)
        inner = _gelu(self._linear(f"{name}.intermediate.dense", state))
        return self._normed(f"{name}.output.LayerNorm", state + self._linear(f"{name}.output.dense", inner))

    def _attention(self, name: str, state: Floats, mask: Floats) -> Floats:
        query, key, value = (self._heads(f"{name}.{part}", state) for part in ("query", "key", "value"))
        scores = query @ key.swapaxes(-1, -2) / np.float32(sqrt(query.shape[-1]))
        weights = _softmax(scores + (1 - mask[:, None, None, :]) * NOTHING)
        found: Floats = (weights @ value).swapaxes(1, 2).reshape(state.shape)
        return found

    def _heads(self, name: str, state: Floats) -> Floats:
        texts, tokens, _ = state.shape
        made: Floats = self._linear(name, state).reshape(texts, tokens, self._shape.heads, -1).swapaxes(1, 2)
        return made

    def _linear(self, name: str, state: Floats) -> Floats:
        made: Floats = state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return made

    def _normed(self, name: str, state: Floats) -> Floats:
        spread = np.sqrt(state.var(axis=-1, keepdims=True) + np.float32(self._shape.epsilon))
        normal = (state - state.mean(axis=-1, keepdims=True)) / spread
        made: Floats = normal * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return made


def _by_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Texts of like length together, so that little is padded."""
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    made: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return made


def _gelu(state: Floats) -> Floats:
    made: Floats = state * np.float32(0.5) * (1 + _erf(state * np.float32(1 / sqrt(2))))
    return made


def _erf(x: Floats) -> Floats:
    """Abramowitz and Stegun 7.1.26: wrong by 1.5e-7 at most, which is what a float32 holds."""
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    made: Floats = np.sign(x) * (1 - series * np.exp(-size * size))
    return made
