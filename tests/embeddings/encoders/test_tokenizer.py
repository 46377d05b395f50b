"""The tokenizer without torch gives the numbers that open_clip's gives."""

from __future__ import annotations

import ftfy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from embeddings.encoders.onnx_encoder import WEIGHTS
from embeddings.encoders.tokenizer import ClipTokenizer

CONTEXT = 32
TEXTS = [
    "a dark blue pair of jeans",
    "A Dark-Blue pair of Levi's JEANS!!",
    "it's 100% cotton, size 42½",
    "don't you'll we've they're I'm she'd",
    "“quoted” and ‘single’ and ﬁne ﬂared",
    "빨간 원피스",
    "검은색 wool 코트, 30대",
    "café naïve Éclair İstanbul",
    "日本語 テスト",
    "👗👠",
    "shirt &amp; tie &lt;3",
    "tabs\tand\nlines",
    "",
    "   ",
    "x" * 300,
    "word " * 80,
]


@pytest.fixture(scope="module")
def tokenizer() -> ClipTokenizer:
    return ClipTokenizer((WEIGHTS / "merges.txt.gz").read_bytes(), CONTEXT)


@pytest.fixture(scope="module")
def reference():
    pytest.importorskip("torch", reason="needs the extra torch")
    from embeddings import torchvision_cpu  # noqa: F401

    open_clip = pytest.importorskip("open_clip.tokenizer", reason="needs the extra torch")
    return open_clip.SimpleTokenizer(context_length=CONTEXT)


@pytest.mark.parametrize("text", TEXTS)
def test_a_caption_has_open_clips_numbers(text, tokenizer, reference):
    assert tokenizer([text]).tolist() == reference([text]).tolist()


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(codec="ascii") | st.sampled_from("가나다라옷장색äöüéñ½€’“"), max_size=120))
def test_any_typed_text_has_open_clips_numbers(text, tokenizer, reference):
    assume(ftfy.fix_text(text) == text)  # what looks wrongly decoded is mended by open_clip alone
    assert tokenizer([text]).tolist() == reference([text]).tolist()


def test_every_text_starts_and_ends_with_its_marks(tokenizer):
    rows = tokenizer(["a", "word " * 80])
    assert rows.shape == (2, CONTEXT)
    assert (rows[:, 0] == 49406).all()
    assert (rows == 49407).sum(1).tolist() == [1, 1]
    assert rows[1, -1] == 49407
