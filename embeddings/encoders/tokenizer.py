"""CLIP's byte-pair tokenizer without torch: the same numbers as ``open_clip.tokenizer.SimpleTokenizer``.

The merges are those of CLIP (Radford et al. 2021, MIT licence), one a line, in ``merges.txt.gz``.
"""

from __future__ import annotations

import gzip
import html
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Split
from tokenizers.pre_tokenizers import Sequence as Steps

_WORDS: Final = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
_END: Final = "</w>"
_STRAIGHT: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ", "'"),
        **dict.fromkeys("“”„‟", '"'),
        **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"},
        **{chr(code): None for code in (*range(32), 127) if chr(code) not in "\t\n\f\r"},
    }
)


class ClipTokenizer:
    """Texts to token numbers; start and end marks included, zeros behind. ``merges``: what is in ``merges.txt.gz``."""

    def __init__(self, merges: bytes, context: int) -> None:
        lines = gzip.decompress(merges).decode("utf-8").splitlines()
        pairs = [(first, second) for first, _, second in (line.partition(" ") for line in lines)]
        letters = _byte_letters()
        words = [*letters, *(letter + _END for letter in letters), *("".join(pair) for pair in pairs)]
        self.context = context
        self._start, self._end = len(words), len(words) + 1
        self._tokenizer = Tokenizer(
            BPE({word: number for number, word in enumerate(words)}, pairs, end_of_word_suffix=_END)
        )
        self._tokenizer.pre_tokenizer = Steps(
            [Split(Regex(_WORDS), behavior="removed", invert=True), ByteLevel(add_prefix_space=False, use_regex=False)]
        )

    def __call__(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """N×context; what is longer is cut, its end mark kept."""
        rows = np.zeros((len(texts), self.context), np.int64)
        for row, encoded in zip(rows, self._tokenizer.encode_batch([_clean(text) for text in texts]), strict=True):
            numbers = [self._start, *encoded.ids, self._end][: self.context]
            numbers[-1] = self._end
            row[: len(numbers)] = numbers
        return rows


def _clean(text: str) -> str:
    """As open_clip: spaces tidied, entities resolved, small letters, straight quotation marks, no ligatures or
    control characters. open_clip also mends wrongly decoded text (ftfy); nobody types that.
    """
    return " ".join(html.unescape(html.unescape(text.translate(_STRAIGHT))).split()).lower()


def _byte_letters() -> list[str]:
    """The printable letter that stands for each byte, in the order of CLIP's vocabulary (GPT-2's scheme)."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return [*map(chr, printable), *(chr(256 + number) for number in range(len(others)))]
