"""How the encoder is made: losses, cached tokens, captions, export."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")
pytest.importorskip("onnx", reason="needs the package onnx")

from embeddings.colour import FAMILIES  # noqa: E402
from embeddings.ontology import KINDS  # noqa: E402
from embeddings.training.encoder import captions as said  # noqa: E402
from embeddings.training.encoder.heads import fit  # noqa: E402
from embeddings.training.encoder.items import Item, held_out  # noqa: E402
from embeddings.training.encoder.loss import contrastive, one_of, twins_together  # noqa: E402
from embeddings.training.encoder.tokens import COUNT, WIDTH, Tokens  # noqa: E402
from embeddings.training.encoder.views import changed, foreground  # noqa: E402


def unit(rows: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(rows, dim=-1)


def test_matching_rows_cost_less_than_shuffled_ones():
    torch.manual_seed(0)
    images, numbers = unit(torch.randn(16, 8)), torch.arange(16)
    right = contrastive(images, images, torch.tensor(20.0), numbers, numbers)
    wrong = contrastive(images, images.roll(1, 0), torch.tensor(20.0), numbers, numbers)
    assert right < wrong / 5


def test_equal_captions_are_no_wrong_answers():
    image = unit(torch.tensor([[1.0, 0], [1, 0], [0, 1]]))
    garment, caption = torch.tensor([0, 1, 2]), torch.tensor([5, 5, 6])
    alike = contrastive(image, image, torch.tensor(20.0), garment, caption)
    strict = contrastive(image, image, torch.tensor(20.0), garment, torch.tensor([4, 5, 6]))
    assert alike == pytest.approx(2 / 3 * np.log(2), abs=1e-3)
    assert alike <= strict


def test_any_allowed_class_will_do():
    logits = torch.tensor([[5.0, 5.0, -20.0], [0.0, 0.0, 0.0]])
    allowed = torch.tensor([[True, True, False], [False, False, False]])
    assert float(one_of(logits, allowed)) == pytest.approx(0, abs=1e-4)
    assert float(one_of(logits, torch.tensor([[False, False, True], [False, False, False]]))) > 20


def test_twins_cost_nothing_when_they_are_alike_and_others_are_not():
    torch.manual_seed(0)
    rows = torch.eye(9)[[0, 1, 2, 3, 4, 5, 3, 4, 5]]
    garment = torch.tensor([0, 1, 2, 3, 4, 5, 3, 4, 5])
    assert float(twins_together(rows, 3, 3, garment)) < 1e-3
    assert float(twins_together(rows[[0, 1, 2, 3, 4, 5, 4, 5, 3]], 3, 3, garment)) > 1


def test_cached_tokens_survive_a_restart_and_unnoted_rows_are_written_again(tmp_path):
    path = tmp_path / "plain.tokens"
    first = Tokens(path, 6)
    rows = torch.randn(4, COUNT, WIDTH)
    first.write(rows)
    first.note()
    first.write(torch.zeros(2, COUNT, WIDTH))
    again = Tokens(path, 6)
    assert again.done == 4
    torch.testing.assert_close(again.read(np.array([2, 0])).float(), rows[[2, 0]], rtol=1e-2, atol=1e-2)
    assert Tokens(path, 7).done == 0


def test_a_head_learns_which_kinds_go_with_which_vectors():
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=400)
    rows = torch.from_numpy(rng.normal(0, 0.2, (400, 8)) + np.eye(8)[truth] * 2).float()
    allowed = np.eye(4, dtype=bool)[truth]
    allowed[:50] = False
    weight, bias = fit(unit(rows), allowed, seed=0)
    assert float(((unit(rows) @ weight + bias).argmax(1).numpy() == truth).mean()) > 0.97


def row(**more: str) -> dict[str, str]:
    about = dict(label="Dress", color="Dark Blue", color_master="Blue", pattern="Stripe", department="Ladieswear")
    return {**about, "desc": "Short dress in cotton. Lined.", **more}


def item(source: str, about: dict[str, str], category: str = "") -> Item:
    return Item(source, "name", None, about, "garment", category=category)  # type: ignore[arg-type]


def test_a_shops_row_becomes_captions_kind_colour_and_pattern():
    known = said.known(item("hm", row()))
    assert known.captions[0] == "dark blue striped dress"
    assert "dark blue short dress in cotton" in known.captions
    assert (known.kinds, known.family, known.pattern) == (("dress",), "blue", "Stripe")


def test_denim_trousers_are_jeans_and_an_unknown_type_has_no_kind():
    assert said.known(item("hm", row(label="Trousers", pattern="Denim"))).kinds == ("jeans",)
    assert said.known(item("hm", row(label="Umbrella"))).kinds == ()


def test_a_worn_garment_may_be_any_kind_of_its_category():
    known = said.known(item("worn", {}, category="pants"))
    assert known.kinds == ("trousers", "jeans", "shorts", "leggings")
    assert known.captions == ("pants",)


@pytest.mark.parametrize("table", [said.HM_KINDS, said.MANGO_KINDS, said.CLOTHING_KINDS, said.PAIRS_KINDS])
def test_every_kind_in_the_tables_is_one_of_the_heads(table):
    assert {kind for kinds in table.values() for kind in kinds} <= set(KINDS)


def test_every_colour_in_the_tables_has_a_family_of_ours_or_none():
    assert set(said.HM_FAMILY.values()) == set(FAMILIES)
    families = {entry.split(":")[-1] for entry in said.MANGO_COLOUR.values()}
    assert families <= {*FAMILIES, ""}


def test_parts_are_cut_the_same_everywhere():
    held = [key for key in map(str, range(2000)) if held_out(key, 0.1)]
    assert held[:5] == ["9", "39", "49", "51", "55"]
    assert 150 < len(held) < 250


def test_a_changed_view_keeps_the_garment_in_the_picture():
    picture = np.full((300, 200, 3), 255, np.uint8)
    picture[60:240, 50:150] = (180, 30, 40)
    for seed in range(20):
        view = changed(picture, np.random.default_rng(seed))
        red = (view[..., 0].astype(int) - view[..., 1]) > 60
        assert view.shape == (224, 224, 3)
        assert red.mean() > 0.1


def test_the_foreground_is_what_differs_from_the_border():
    picture = np.full((100, 100, 3), 240, np.uint8)
    picture[30:70, 40:60] = (20, 40, 90)
    assert foreground(picture).sum() == 40 * 20
    assert foreground(np.full((100, 100, 3), 240, np.uint8)).mean() == pytest.approx(0.25)
