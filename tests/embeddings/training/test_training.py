"""The parser's training on a tiny data folder: augmentation, labels from tags, stopping and going on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs the extra `torch`")

from embeddings.errors import ModelError  # noqa: E402
from embeddings.parsing.labels import CLASS_ID, CLASSES  # noqa: E402
from embeddings.training.data import Example, clothing_examples, parsing_examples, tagged_examples  # noqa: E402
from embeddings.training.parser import augment, labelling, train  # noqa: E402
from embeddings.training.parser.network import ParserNetwork  # noqa: E402


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder laid out like the training data, with drawn pictures."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "data"
    for name in ("a", "b", "c"):
        labels = np.zeros((90, 60), np.uint8)
        labels[10:50, 20:40], labels[50:85, 22:38] = CLASS_ID["upper-clothes"], CLASS_ID["pants"]
        save(folder / f"parsing/labels/{name}.png", labels)
        save(folder / f"parsing/images/{name}.jpg", rng.integers(0, 255, (90, 60, 3)).astype(np.uint8))
        save(folder / f"photos_tagged/images/t{name}.jpg", rng.integers(0, 255, (90, 60, 3)).astype(np.uint8))
        save(folder / f"garments/clothing/{name}.webp", rng.integers(0, 255, (60, 60, 3)).astype(np.uint8))
    (folder / "parsing/split.csv").write_text(
        "id,split,classes\na,train,upper-clothes|pants\nb,train,upper-clothes|pants\nc,val,upper-clothes|pants\n"
    )
    (folder / "photos_tagged/tags.csv").write_text("id,tags\nta,skirt|hair\ntb,jeans|coat\ntc,accessories|dress\n")
    rows = "".join(f"clothing/{name}.webp,T-Shirt,train\n" for name in ("a", "b", "c"))
    (folder / "garments/clothing.csv").write_text("image,label,split\n" + rows)
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> dict[str, torch.Tensor]:
    """Make the training small; gives start weights."""

    def network() -> ParserNetwork:
        return ParserNetwork(decoder=16, width=24, depth=3, heads=2)

    monkeypatch.setattr(train, "ParserNetwork", network)
    monkeypatch.setattr(train, "BATCH", 2)
    monkeypatch.setattr(train, "FROZEN_BLOCKS", 1)
    monkeypatch.setattr(augment, "SHAPES", ((4, 6), (5, 5), (6, 4), (4, 7)))
    monkeypatch.setattr(augment, "SMALL_SHAPES", ((4, 6), (5, 5), (6, 4), (4, 7)))
    torch.manual_seed(0)
    return network().vit.state_dict()


def test_the_same_seed_draws_the_same_batch(data: Path, small: object) -> None:
    sources = (parsing_examples(data, "train"), tagged_examples(data), clothing_examples(data, "train"))
    for step in range(6):
        images, labels = train.draw_batch(sources, 3, step, small=True)
        again, _ = train.draw_batch(sources, 3, step, small=True)
        assert torch.equal(images, again)
        assert images.shape[0] == labels.shape[0] == 2
        assert images.shape[2:] == labels.shape[1:]
        assert set(labels.unique().tolist()) <= {*range(len(CLASSES)), 255}
    assert not torch.equal(train.draw_batch(sources, 4, 0, small=True)[0], train.draw_batch(sources, 3, 0, True)[0])


def test_photos_of_rare_classes_are_drawn_more_often() -> None:
    usual = [Example(f"u{n}", Path(), tags=frozenset({"pants"})) for n in range(90)]
    rare = [Example(f"r{n}", Path(), tags=frozenset({"pants", "scarf"})) for n in range(10)]
    drawn = [example.name[0] for example in train.repeated(usual + rare)]
    assert drawn.count("u") == 180
    assert drawn.count("r") == 40  # √(0.4 / 0.1) times as often


@pytest.mark.parametrize("size", [(336, 504), (504, 336), (196, 630)])
def test_image_and_labels_move_together(size: tuple[int, int]) -> None:
    labels = np.zeros((120, 80), np.uint8)
    labels[30:100, 20:60] = CLASS_ID["dress"]
    pixels = np.where(labels[..., None] > 0, (255, 0, 0), (0, 0, 255)).astype(np.uint8)
    for seed in range(20):
        moved, known = augment.place((pixels, labels), size, np.random.default_rng(seed))
        assert moved.shape == (size[1], size[0], 3)
        red = (moved[..., 0] > 200) & (moved[..., 2] < 60)
        drawn = known == CLASS_ID["dress"]
        assert (red & drawn).sum() > 0.9 * drawn.sum() > 0


@pytest.mark.parametrize(
    ("tags", "yes", "no"),
    [
        ({"skirt", "blouse"}, {"skirt", "upper-clothes"}, {"dress", "pants", "bag"}),
        ({"jeans", "coat"}, {"pants", "outerwear"}, {"skirt", "upper-clothes"}),
        ({"suit"}, {"outerwear", "pants"}, {"dress"}),
        ({"accessories"}, {"bag", "hat", "scarf", "belt", "sunglasses"}, {"shoes"}),
        (set(), {"background", "face", "hair"}, {"dress"}),
    ],
)
def test_tags_say_which_classes_a_photo_can_show(tags: set[str], yes: set[str], no: set[str]) -> None:
    allowed = {name for name, able in zip(CLASSES, labelling.allowed(frozenset(tags)), strict=True) if able}
    assert yes <= allowed
    assert not no & allowed


def test_labels_keep_to_the_tags_and_photos_that_miss_one_are_left_out(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)

    def blind_to_coats(_: object, pixels: np.ndarray, __: str) -> np.ndarray:
        planes = rng.dirichlet(np.full(len(CLASSES), 0.05), pixels.shape[:2]).transpose(2, 0, 1)
        planes[CLASS_ID["outerwear"]] = 0
        return planes.astype(np.float32)

    monkeypatch.setattr(labelling, "probabilities_of", blind_to_coats)
    labelling.label_photos(torch.nn.Identity(), data, tmp_path / "labels", "cpu", 0)
    tagged, _ = labelling.labelled(data, tmp_path / "labels")
    assert [example.name for example in tagged] == ["ta", "tc"]
    for example in tagged:
        assert example.labels is not None
        found = set(np.unique(np.asarray(Image.open(example.labels))).tolist()) - {255}
        assert labelling.named(example.tags) <= found <= set(np.flatnonzero(labelling.allowed(example.tags)).tolist())


def test_clothes_that_nobody_wears_are_background_unless_somebody_shows(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [np.asarray(Image.open(example.photo)) for example in clothing_examples(data, "train")]

    def sees_a_face_in_the_first(_: object, pixels: np.ndarray, __: str) -> np.ndarray:
        shown = "face" if np.array_equal(pixels, photos[0]) else "dress"
        planes = np.zeros((len(CLASSES), *pixels.shape[:2]), np.float32)
        planes[CLASS_ID[shown]] = 1
        return planes

    monkeypatch.setattr(labelling, "probabilities_of", sees_a_face_in_the_first)
    labelling.label_photos(torch.nn.Identity(), data, tmp_path / "labels", "cpu", 0)
    _, unworn = labelling.labelled(data, tmp_path / "labels")
    assert [example.name for example in unworn] == ["b", "c"]
    assert all(not np.asarray(Image.open(example.labels)).any() for example in unworn if example.labels)


def test_a_training_stops_goes_on_and_ends_once(
    data: Path, small: dict[str, torch.Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    monkeypatch.setattr(train, "CHECKPOINT_SECONDS", 0.0)
    with monkeypatch.context() as stopped:
        stopped.setattr(train, "label_photos", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train.train(data, run, small, 0.05, 1, "cpu", 0)
    assert not (run / "weights.pt").exists()
    halfway = torch.load(run / "checkpoint.pt", weights_only=True)
    assert halfway["step"] > 0
    train.train(data, run, small, 0.05, 1, "cpu", 0)
    assert json.loads((run / "training.json").read_text())["steps"] > halfway["step"]
    assert torch.load(run / "checkpoint.pt", weights_only=True)["seconds"] >= halfway["seconds"]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_finished_training_tells_what_it_did(data: Path, small: dict[str, torch.Tensor], tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    weights = train.train(data, run, small, 0.04, 1, "cpu", 0)
    facts = json.loads((run / "training.json").read_text())
    assert facts["train"] == 2
    assert 0 <= facts["tagged"] <= 3
    assert facts["steps"] > 0
    state = torch.load(weights, weights_only=True)
    assert all(torch.isfinite(value).all() for value in state.values())
    kept = [name for name in small if name.startswith("blocks.0.") or name in ("cls_token", "pos_embed")]
    assert all(torch.allclose(state[f"vit.{name}"], small[name], atol=1e-5) for name in kept)
    assert not torch.allclose(state["vit.blocks.2.mlp.fc1.weight"], small["blocks.2.mlp.fc1.weight"], atol=1e-5)
    written = weights.stat().st_mtime_ns
    assert train.train(data, run, small, 0.04, 1, "cpu", 0) == weights
    assert weights.stat().st_mtime_ns == written


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"split\.csv") as caught:
        parsing_examples(tmp_path, "train")
    assert "--data" in caught.value.advice
