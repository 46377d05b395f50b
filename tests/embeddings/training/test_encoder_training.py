"""How the encoder is made: losses, labels, captions, views, lots, and a training that can be gone on with."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="needs the extra torch")
pytest.importorskip("onnx", reason="needs the package onnx")

from embeddings.colour import FAMILIES, Colour  # noqa: E402
from embeddings.encoders.ground import SIDE  # noqa: E402
from embeddings.encoders.onnx_encoder import WEIGHTS  # noqa: E402
from embeddings.encoders.open_clip_folder import read_weights  # noqa: E402
from embeddings.foreground import foreground  # noqa: E402
from embeddings.ontology import ASPECTS, KINDS, KINDS_OF, SCALES  # noqa: E402
from embeddings.training.encoder import sources  # noqa: E402
from embeddings.training.encoder import train as training  # noqa: E402
from embeddings.training.encoder.captions import captions  # noqa: E402
from embeddings.training.encoder.cutouts import CutOut  # noqa: E402
from embeddings.training.encoder.heads import _chosen, _classes  # noqa: E402
from embeddings.training.encoder.items import Item, _shown, held_out  # noqa: E402
from embeddings.training.encoder.knowledge import Knowledge, targets  # noqa: E402
from embeddings.training.encoder.labels import by_hand, labels  # noqa: E402
from embeddings.training.encoder.loss import contrastive, if_known, one_of, twins_together  # noqa: E402
from embeddings.training.encoder.lots import TWINS, Lots  # noqa: E402
from embeddings.training.encoder.network import CONTEXT, TAUGHT, TEXT_WIDTH, Learner, assemble, uneven  # noqa: E402
from embeddings.training.encoder.restore import restore  # noqa: E402
from embeddings.training.encoder.train import Plan  # noqa: E402
from embeddings.training.encoder.views import changed, recoloured  # noqa: E402
from embeddings.training.vit import VisionTransformer  # noqa: E402

NOBODY = torch.zeros(0, 2, 8), torch.zeros(0, 2, dtype=torch.int64)


def unit(rows: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(rows, dim=-1)


def who(garments: list[int], meanings: list[int]) -> torch.Tensor:
    return torch.tensor([garments, meanings]).T


def test_matching_rows_cost_less_than_shuffled_ones():
    torch.manual_seed(0)
    images, numbers = unit(torch.randn(16, 8)), who(list(range(16)), list(range(16)))
    right = contrastive(images, images, torch.tensor(20.0), numbers, *NOBODY)
    wrong = contrastive(images, images.roll(1, 0), torch.tensor(20.0), numbers, *NOBODY)
    assert right < wrong / 5


def test_equal_captions_are_no_wrong_answers():
    image = unit(torch.tensor([[1.0, 0], [1, 0], [0, 1]]))
    nobody = torch.zeros(0, 2, 2), torch.zeros(0, 2, dtype=torch.int64)
    alike = contrastive(image, image, torch.tensor(20.0), who([0, 1, 2], [5, 5, 6]), *nobody)
    strict = contrastive(image, image, torch.tensor(20.0), who([0, 1, 2], [4, 5, 6]), *nobody)
    assert alike == pytest.approx(2 / 3 * np.log(2), abs=1e-3)
    assert alike <= strict


def test_earlier_vectors_are_wrong_answers_unless_they_are_the_same_garment_or_none():
    image, scale = torch.eye(8)[:2], torch.tensor(5.0)
    asked, queue = who([0, 1], [0, 1]), torch.stack([torch.eye(8)[:2]] * 2, 1)
    alone = contrastive(image, image, scale, asked, *NOBODY)
    others = contrastive(image, image, scale, asked, queue, who([7, 8], [7, 8]))
    same = contrastive(image, image, scale, asked, queue, who([0, 1], [7, 8]))
    empty = contrastive(image, image, scale, asked, queue, who([-1, -1], [-1, -1]))
    assert others > alone + 0.5
    assert empty == pytest.approx(float(alone), abs=1e-5)
    assert alone < same < others


def test_any_allowed_class_will_do():
    logits = torch.tensor([[5.0, 5.0, -20.0], [0.0, 0.0, 0.0]])
    allowed = torch.tensor([[True, True, False], [False, False, False]])
    assert float(one_of(logits, allowed)) == pytest.approx(0, abs=1e-4)
    assert float(one_of(logits, torch.tensor([[False, False, True], [False, False, False]]))) > 20
    assert float(one_of(logits, torch.zeros(2, 3, dtype=torch.bool))) == 0


def test_what_is_not_known_costs_nothing():
    assert float(if_known(torch.tensor([3.0, 100.0]), torch.tensor([True, False]))) == 3
    assert float(if_known(torch.tensor([3.0]), torch.tensor([False]))) == 0


def test_twins_cost_nothing_when_they_are_alike_and_others_are_not():
    torch.manual_seed(0)
    rows = torch.eye(9)[[0, 1, 2, 3, 4, 5, 3, 4, 5]]
    garment = torch.tensor([0, 1, 2, 3, 4, 5, 3, 4, 5])
    nobody = torch.zeros(0, 9), torch.zeros(0, dtype=torch.int64)
    assert float(twins_together(rows, 3, garment, *nobody)) < 1e-3
    assert float(twins_together(rows[[0, 1, 2, 3, 4, 5, 4, 5, 3]], 3, garment, *nobody)) > 1
    rival = rows[3:4], torch.tensor([8])
    assert float(twins_together(rows, 3, garment, *rival)) > 0.1
    assert float(twins_together(rows, 3, garment, rows[3:4], torch.tensor([-1]))) < 1e-3


def test_a_head_learns_which_kinds_go_with_which_features():
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=400)
    rows = torch.from_numpy(5 + rng.normal(0, 0.2, (400, 8)) + np.eye(8)[truth] * 2).float()
    allowed = np.eye(4, dtype=bool)[truth]
    allowed[:50] = False
    weight, bias = _classes("kind", rows, allowed, seed=0)
    assert float(((rows.numpy() @ weight + bias).argmax(1) == truth).mean()) > 0.97


def test_a_scale_rises_with_what_it_was_taught():
    rows = torch.linspace(-1, 1, 200)[:, None].repeat(1, 4)

    def loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], wanted)

    weight, bias = _chosen("warmth", rows, (rows[:, 0] > 0).float(), 1, loss, seed=0)
    scores = rows.numpy() @ weight + bias
    assert (np.diff(scores[:, 0]) > 0).all()
    assert abs(scores[100, 0]) < 1


def row(**more: str) -> dict[str, str]:
    about = dict(label="Dress", color="Dark Blue", color_master="Blue", pattern="Stripe", department="Ladieswear")
    about |= dict(product="0123456789", name="Ida dress", desc="Short dress in cotton with long sleeves. Lined.")
    return {**about, **more}


def item(source: str, about: dict[str, str], category: str = "") -> Item:
    return Item(source, "name", None, about, "garment", category=category)  # type: ignore[arg-type]


def test_a_shops_row_becomes_captions_in_two_languages():
    said = captions(item("hm", row()))
    texts = [each.text for each in said]
    assert texts[0] == "dark blue stripe women's dress. Short dress in cotton with long sleeves. Lined."
    assert "dark blue striped dress" in texts
    korean = [each for each in said if each.text != each.meaning]
    assert {"dark blue striped dress", "striped dress"} <= {each.meaning for each in korean}
    assert all("줄무늬" in each.text and each.text.endswith("원피스") for each in korean)


def test_a_shops_row_becomes_labels():
    known = labels(item("hm", row()))
    assert known.aspects == {"kind": ("dress",), "pattern": ("striped",), "sleeve": ("long",), "length": ("short",)}
    assert known.family == "blue"


@pytest.mark.parametrize(
    ("more", "warmth", "formality"),
    [
        (dict(label="Coat", desc="Coat in a wool blend."), 1.0, None),
        (dict(label="Shorts", desc="Short shorts in washed denim."), 0.0, 0.0),
        (dict(label="Blazer", desc="Jacket with notch lapels."), None, 1.0),
        (dict(label="Coat", desc="Airy coat in linen."), None, None),
        (dict(label="Hoodie", desc="Hoodie in satin."), 1.0, None),
    ],
)
def test_rules_tell_a_scale_only_where_they_agree(more, warmth, formality):
    scales = labels(item("hm", row(**more))).scales
    assert (scales.get("warmth"), scales.get("formality")) == (warmth, formality)


def test_denim_trousers_are_jeans_and_an_unknown_type_has_no_kind():
    assert labels(item("hm", row(label="Trousers", pattern="Denim"))).aspects["kind"] == ("jeans",)
    assert labels(item("hm", row(label="Umbrella"))).aspects["kind"] == ()


def test_a_worn_garment_may_be_any_kind_of_its_category_and_a_tagged_one_those_of_its_tags():
    worn, colour = item("worn", {}, category="pants"), Colour("dark blue", "blue", (20, 0, -20), 0.9)
    assert labels(worn).aspects["kind"] == ("trousers", "jeans", "shorts", "leggings")
    assert captions(worn, (colour,))[0].text == "dark blue pants"
    tagged = item("tagged", {"tags": "jeans|t-shirt"}, category="pants")
    assert labels(tagged).aspects["kind"] == ("jeans",)
    assert captions(tagged, (colour,))[0].text == "dark blue jeans"


def test_no_words_are_learnt_from_peoples_own_clothes():
    assert captions(item("clothing", {"label": "Polo"})) == ()
    assert labels(item("clothing", {"label": "Polo"})).source_label == "Polo"


@pytest.mark.parametrize(
    "table", [sources.HM_KINDS, sources.MANGO_KINDS, sources.CLOTHING_KINDS, sources.PAIRS_KINDS, sources.TAG_KINDS]
)
def test_every_kind_in_the_tables_is_one_of_the_heads(table):
    assert {kind for kinds in table.values() for kind in kinds} <= set(KINDS)


def test_every_colour_in_the_tables_has_a_family():
    assert set(sources.HM_FAMILY.values()) == {*FAMILIES, "metallic"}
    assert {entry.split(":")[-1] for entry in sources.MANGO_COLOUR.values()} <= set(sources.COLOUR_FAMILIES)


def test_patterns_labelled_by_hand_are_patterns():
    assert len(by_hand()) > 100
    assert set(by_hand().values()) <= set(ASPECTS["pattern"])


def test_parts_are_cut_the_same_everywhere():
    held = [key for key in map(str, range(2000)) if held_out(key, 0.1)]
    assert held[:5] == ["9", "39", "49", "51", "55"]
    assert 150 < len(held) < 250


def picture() -> np.ndarray:
    drawn = np.full((300, 200, 3), 255, np.uint8)
    drawn[60:240, 50:150] = (180, 30, 40)
    return drawn


def test_a_changed_view_keeps_the_garment_in_the_picture():
    shares = []
    for seed in range(40):
        view = changed(picture(), foreground(picture()), np.random.default_rng(seed))
        assert view.shape == (SIDE, SIDE, 3)
        shares.append(float(((view[..., 0].astype(int) - view[..., 1]) > 60).mean()))
    assert min(shares) > 0.02
    assert np.median(shares) > 0.1


def test_the_foreground_is_what_differs_from_the_border():
    drawn = np.full((100, 100, 3), 240, np.uint8)
    drawn[30:70, 40:60] = (20, 40, 90)
    assert foreground(drawn).sum() == 40 * 20
    assert foreground(np.full((100, 100, 3), 240, np.uint8)).mean() == pytest.approx(0.25)


def test_patches_with_something_on_them_are_looked_at_first():
    images = torch.full((1, 3, SIDE, SIDE), 2.3)
    images[..., :14, :14] = -1
    images[..., 14:28, 20:28] = 0
    assert uneven(images)[0].nonzero()[:, 0].tolist() == [0, SIDE // 14 + 1]


def start() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    trunk = VisionTransformer()
    torch.nn.init.normal_(trunk.pos_embed, std=0.1)
    return trunk.state_dict()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Eight drawn garments and what is known of them."""
    folder = tmp_path_factory.mktemp("drawn")
    found = []
    for number in range(8):
        file = folder / f"{number}.png"
        Image.fromarray(np.roll(picture(), 40 * number, 2 if number % 2 else 0)).save(file)
        source = ("hm", "clothing")[number % 2]
        about = row(product=str(number)) if source == "hm" else {"label": "Polo"}
        found.append(Item(source, file.name, file, about, f"garment {number // 2}"))
    rng = np.random.default_rng(0)
    tokens = np.zeros((6, CONTEXT), np.int64)
    tokens[:, 0], tokens[:, 1], tokens[:, 2] = 49406, rng.integers(1000, size=6), 49407
    known = Knowledge(
        targets=targets(found),
        lab=np.zeros((8, 3), np.float32),
        captions=[np.arange(6) if item.source == "hm" else np.zeros(0, np.int64) for item in found],
        weights=[np.full(6, 1 / 6) if item.source == "hm" else np.zeros(0) for item in found],
        garment=np.arange(8) // 2,
        tokens=tokens,
        meaning=np.arange(6),
        taught=unit(torch.randn(6, TAUGHT)).numpy().astype(np.float16),
    )
    return found, known


def learner() -> Learner:
    torch.manual_seed(0)
    return Learner(start(), torch.randn(49408, TEXT_WIDTH) * 0.04, queue=64)


def test_a_lot_depends_on_the_steps_number_alone(small):
    found, known = small
    one, other = Lots(found, known, seed=3), Lots(found, known, seed=3)
    one.draw(4)
    first, again = one.draw(5), other.draw(5)
    np.testing.assert_array_equal(first.items, again.items)
    np.testing.assert_array_equal(first.texts, again.texts)
    assert torch.equal(first.images, again.images)
    assert ((first.texts < 0) == ((first.items % 2 == 1) | first.recoloured)).all()


def test_twins_come_a_third_time_in_another_colour_as_a_garment_of_its_own(small):
    found, known = small
    lot = Lots(found, known, seed=3).draw(1)
    third, first, second = lot.garment[-3 * TWINS :].reshape(3, TWINS)
    assert (first == second).all() and (third != first).all()
    third, first, second = lot.recoloured[-3 * TWINS :].reshape(3, TWINS)
    assert (first == second).all() and (third != first).all()
    assert not lot.recoloured[: -3 * TWINS].any()
    assert (lot.garment[~lot.recoloured] == known.garment[lot.items[~lot.recoloured]]).all()
    assert len(set(lot.garment[lot.recoloured])) == TWINS and lot.garment[lot.recoloured].min() > known.garment.max()


def test_a_recoloured_garment_has_the_colour_and_the_ground_stays():
    mask, colour = foreground(picture()), np.array([70, -40, 30], np.float32)
    view = recoloured(picture(), mask, colour)
    found = cv2.cvtColor(view.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    assert np.linalg.norm(np.median(found[mask], axis=0) - colour) < 4
    np.testing.assert_array_equal(view[~mask], picture()[~mask])


def test_a_studio_garment_is_the_largest_that_the_shops_word_can_mean(tmp_path):
    def cut(category: str, side: int) -> CutOut:
        drawn = np.full((80, 80, 3), 255, np.uint8)
        drawn[:side, :side] = 90
        Image.fromarray(drawn).save(tmp_path / f"{category}.png")
        return CutOut("photo", category, f"{category}.png")

    shop = Item("pairs", "photo", tmp_path / "photo", {"category": "Jackets", "name": "Jacket", "product": "wj01"}, "a")
    assert set(sources.pair_kinds(shop.row)) & set(KINDS_OF["outerwear"])
    shirt, coat, pants = cut("upper-clothes", 40), cut("outerwear", 30), cut("pants", 80)
    best = _shown(shop, tmp_path, [pants, shirt, coat])
    assert best is not None and best.category == "outerwear" and best.picture == tmp_path / "outerwear.png"
    assert _shown(shop, tmp_path, [pants, shirt]).category == "upper-clothes"  # type: ignore[union-attr]
    assert _shown(shop, tmp_path, [cut("bag", 50)]) is None and _shown(shop, tmp_path, []) is None


def test_a_shipped_encoder_can_be_gone_on_with():
    gone_on = Learner(start(), torch.zeros(49408, TEXT_WIDTH), queue=8)
    restore(WEIGHTS, gone_on)
    shipped, state = read_weights(WEIGHTS), assemble(gone_on).state_dict()
    learnt = [name for name in shipped if not re.search(r"resblocks\.[0-3]\.|visual\.(conv1|class|positional)", name)]
    assert len(learnt) > 110
    for name in [*learnt, *(name for name in shipped if name.startswith("transformer."))]:
        np.testing.assert_array_equal(state[name].numpy().ravel(), shipped[name].ravel(), err_msg=name)
    with np.load(WEIGHTS / "attributes.npz") as heads:
        np.testing.assert_array_equal(gone_on.heads["family"].weight.detach().numpy().T, heads["family.weight"])
        np.testing.assert_array_equal(gone_on.scales["warmth"].bias.detach().numpy(), heads["warmth.bias"])


def test_a_training_that_was_stopped_ends_with_the_same_weights(small, tmp_path: Path, monkeypatch):
    found, known = small
    monkeypatch.setattr("embeddings.training.encoder.lots.SINGLES", {"hm": 2, "clothing": 2})
    monkeypatch.setattr("embeddings.training.encoder.lots.TWINS", 2)
    monkeypatch.setattr(training, "TWINS", 2)
    monkeypatch.setattr(training, "TEXTS", 4)
    monkeypatch.setattr(training, "KEEP", 20)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    for run in (whole, stopped):
        run.mkdir()
    at_once = training.train(learner(), known, Lots(found, known, 0), whole, Plan(1, 3, 0))
    real = training._set_rate
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0)

    def stop(optimizer: torch.optim.Optimizer, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt
        real(optimizer, share)

    monkeypatch.setattr(training, "_set_rate", stop)
    with pytest.raises(KeyboardInterrupt):
        training.train(learner(), known, Lots(found, known, 0), stopped, Plan(1, 3, 0))
    monkeypatch.setattr(training, "_set_rate", real)
    gone_on = training.train(learner(), known, Lots(found, known, 0), stopped, Plan(1, 3, 0))
    assert at_once.step == gone_on.step == 4
    for name, value in at_once.average.state_dict().items():
        assert torch.equal(value, gone_on.average.state_dict()[name]), name
    first, trained = learner().state_dict(), at_once.network.state_dict()
    assert torch.equal(first["image.trunk.blocks.0.mlp.fc1.weight"], trained["image.trunk.blocks.0.mlp.fc1.weight"])
    assert not torch.equal(first["image.trunk.blocks.9.mlp.fc1.weight"], trained["image.trunk.blocks.9.mlp.fc1.weight"])
    assert set(SCALES) == set(at_once.network.scales.keys())
