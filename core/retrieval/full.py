"""The model by sentence-transformers on torch: three times as quick where there is much to embed."""

import os
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.errors import Unavailable
from core.retrieval.weights import MOST_TOKENS, SIZE, checked_file

Floats = npt.NDArray[np.float32]


class Full:
    name = "torch"

    def __init__(self, *, half: bool | None = None) -> None:
        """`half`: bfloat16, which needs a processor that has it; by default where it does."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the weights are here, and nobody is asked for them
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # theirs has no types
        self._model = SentenceTransformer(str(checked_file().parent), device="cpu")
        if self._model.max_seq_length != MOST_TOKENS:
            raise Unavailable(f"The model would cut texts at {self._model.max_seq_length} tokens, not {MOST_TOKENS}.")
        if torch.cpu._is_avx512_bf16_supported() if half is None else half:
            self._model.to(torch.bfloat16)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Rows of length one, in the order of the texts."""
        if not texts:
            return np.zeros((0, SIZE), dtype=np.float32)
        found = np.asarray(self._model.encode(list(texts), show_progress_bar=False), dtype=np.float32)
        made: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)  # bfloat16 leaves lengths of 0.998
        return made
