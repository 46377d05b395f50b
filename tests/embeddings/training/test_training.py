"""The parser's training on a tiny data folder: augmentation, labels from tags, stopping and going on."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs the extra `torch`")

from embeddings.errors import ModelError  # noqa: E402
from embeddings.parsing.labels import CLASS_ID, CLASSES  # noqa: E402
from embeddings.training.data import Example, clothing_examples, parsing_examples, studio_examples  # noqa: E402
from embeddings.training.parser import augment, labelling, pictures, train  # noqa: E402
from embeddings.training.parser.composites import Picture  # noqa: E402
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
    garment = np.full((90, 60, 3), 240, np.uint8)
    garment[15:75, 15:45] = (160, 40, 40)
    products = ["image,group,type"]
    for group, kind in (("dress", "Dresses"), ("pants", "Jeans"), ("skirt", "Skirts"), ("outerwear", "Coats")):
        save(folder / f"garments/mango/{group}.png", garment)
        products.append(f"mango/{group}.png,{group},{kind}")
    save(folder / "garments/mango/top.png", garment)
    (folder / "garments/mango.csv").write_text("\n".join([*products, "mango/top.png,upper-clothes,Tops"]) + "\n")
    save(folder / "pairs/images/skirt.png", np.full((90, 60, 3), 255, np.uint8))
    save(folder / "photos_unlabelled/u.png", rng.integers(0, 255, (90, 60, 3)).astype(np.uint8))
    (folder / "pairs/pairs.csv").write_text(
        "image,product,view,split\nskirt.png,vsk01,main,train\nskirt.png,vsk01,main,train\nx.png,va02,main,train\n"
    )
    return folder


def tiny() -> ParserNetwork:
    return ParserNetwork(decoder=16, width=24, depth=3, heads=2)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> ParserNetwork:
    """Make the training small; gives a network to begin with."""
    monkeypatch.setattr(pictures, "BATCH", 2)
    monkeypatch.setattr(train, "FROZEN_BLOCKS", 1)
    monkeypatch.setattr(labelling, "to_canvas", lambda pixels: cv2.resize(pixels, (84, 126)))
    monkeypatch.setattr(augment, "SHAPES", ((4, 6), (5, 5), (6, 4), (4, 7)))
    monkeypatch.setattr(augment, "SMALL_SHAPES", ((4, 6), (5, 5), (6, 4), (4, 7)))
    torch.manual_seed(0)
    return tiny()


def test_the_same_seed_draws_the_same_batch(data: Path, small: object) -> None:
    sources = pictures.gather(data, None, 0)
    for step in range(6):
        images, labels, presence, phase = pictures.draw_batch(sources, 3, step, small=True)
        again = pictures.draw_batch(sources, 3, step, small=True)
        assert torch.equal(images, again[0])
        assert images.shape[0] == labels.shape[0] == presence.shape[0] == 2
        assert images.shape[2:] == labels.shape[1:]
        assert set(labels.unique().tolist()) <= {*range(len(CLASSES)), 255}
        assert set(presence.unique().tolist()) <= {-1.0, 0.0, 1.0}
        assert phase == again[3]
    other = pictures.draw_batch(sources, 4, 0, small=True)[0]
    assert not torch.equal(other, pictures.draw_batch(sources, 3, 0, small=True)[0])


def test_photos_of_rare_classes_are_drawn_more_often() -> None:
    usual = [Example(f"u{n}", Path(), tags=frozenset({"pants"})) for n in range(90)]
    rare = [Example(f"r{n}", Path(), tags=frozenset({"pants", "scarf"})) for n in range(10)]
    drawn = [each.name[0] for each in pictures.repeated(usual + rare, [each.tags for each in usual + rare])]
    assert drawn.count("u") == 180
    assert drawn.count("r") == 40  # √(0.4 / 0.1) times as often


@pytest.mark.parametrize("size", [(336, 504), (504, 336), (196, 630)])
def test_image_and_labels_move_together(size: tuple[int, int]) -> None:
    labels = np.zeros((120, 80), np.uint8)
    labels[30:100, 20:60] = CLASS_ID["dress"]
    pixels = np.where(labels[..., None] > 0, (255, 0, 0), (0, 0, 255)).astype(np.uint8)
    for seed in range(20):
        moved, known, _ = augment.place(Picture(pixels, labels), size, np.random.default_rng(seed))
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


@pytest.mark.parametrize(
    ("category", "never"), [("dress", "skirt"), ("skirt", "dress"), ("pants", "skirt"), ("outerwear", "dress")]
)
def test_a_product_says_which_classes_its_studio_photo_cannot_show(category: str, never: str) -> None:
    able = labelling.worn_with(category)
    assert able[CLASS_ID[category]] and not able[CLASS_ID[never]]


def test_one_colour_of_each_product_and_view_is_taken(data: Path) -> None:
    (only,) = studio_examples(data)
    assert only.tags == {"skirt"}


def sure(pixels: np.ndarray, **shares: float) -> np.ndarray:
    """Probabilities of a parser that sees these classes, one below the other."""
    height, width = pixels.shape[:2]
    planes = np.full((len(CLASSES), height, width), 0.001, np.float32)
    top = 0
    for name, share in shares.items():
        bottom = top + round(share * height)
        planes[CLASS_ID[name.replace("_", "-")], top:bottom] = 1
        top = bottom
    planes[0, top:] = 1
    return planes / planes.sum(0)


def labels_of(data: Path, folder: Path, probabilities: labelling.Probabilities) -> dict[str, dict[str, np.ndarray]]:
    labelling.label_photos(probabilities, data, folder, 0)
    return {
        kind: {each.name: np.asarray(Image.open(each.labels)) for each in examples if each.labels}
        for kind, examples in labelling.labelled(data, folder, 0).items()
    }


def test_labels_keep_to_the_tags_and_a_photo_that_misses_its_skirt_is_left_out(data: Path, tmp_path: Path) -> None:
    found = labels_of(data, tmp_path / "labels", lambda pixels: sure(pixels, face=0.2, pants=0.3, outerwear=0.3))
    assert set(found["tagged"]) == {"tb"}, "ta names a skirt and tc a dress, which the parser does not see"
    seen = set(np.unique(found["tagged"]["tb"]).tolist())
    assert seen == {CLASS_ID[name] for name in ("background", "face", "pants", "outerwear")}


def test_a_tagged_class_that_is_only_suspected_is_raised_until_it_shows(data: Path, tmp_path: Path) -> None:
    def suspects_a_skirt(pixels: np.ndarray) -> np.ndarray:
        planes = sure(pixels, face=0.2, upper_clothes=0.3, pants=0.3)
        planes[CLASS_ID["skirt"], 50:70] = 0.3
        return planes / planes.sum(0)

    found = labels_of(data, tmp_path / "labels", suspects_a_skirt)
    assert (found["tagged"]["ta"][55:65] == CLASS_ID["skirt"]).all()
    assert (found["studio"]["skirt"] == 0).all(), "white ground that reaches the border is background"


def test_clothes_that_nobody_wears_are_background_unless_somebody_shows(data: Path, tmp_path: Path) -> None:
    photos = {example.name: np.asarray(Image.open(example.photo)) for example in clothing_examples(data, "train")}

    def sees_a_face_in_the_first(pixels: np.ndarray) -> np.ndarray:
        return sure(pixels, face=0.5) if np.array_equal(pixels, photos["a"]) else sure(pixels, dress=0.5)

    found = labels_of(data, tmp_path / "labels", sees_a_face_in_the_first)
    assert set(found["unworn"]) == {"b", "c"}
    assert not any(labels.any() for labels in found["unworn"].values())


def test_what_a_photo_does_not_tell_of_a_category_is_unknown(data: Path, tmp_path: Path) -> None:
    labelling.label_photos(lambda pixels: sure(pixels, dress=0.5), data, tmp_path / "labels", 0)
    (example,) = labelling.labelled(data, tmp_path / "labels", 0)["tagged"]
    assert example.name == "tc", "accessories and a dress"
    unknown = pictures.load(example, "tagged").unknown
    told = dict(zip(augment.GARMENT_CATEGORIES, unknown, strict=True))
    assert told["bag"] and told["belt"]
    assert not told["dress"] and not told["pants"]


def test_a_training_that_was_stopped_ends_as_if_it_had_not_been(
    data: Path, small: ParserNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir(), twice.mkdir()
    plan, start = train.Plan(steps=6), {name: value.clone() for name, value in small.state_dict().items()}
    expected = torch.load(train.train(data, once, small, plan), weights_only=True)

    def fresh() -> ParserNetwork:
        network = tiny()
        network.load_state_dict(start)
        return network

    with monkeypatch.context() as stopped:
        stopped.setattr(train, "label_photos", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train.train(data, twice, fresh(), plan)
    assert not (twice / "weights.pt").exists()
    assert torch.load(twice / "checkpoint.pt", weights_only=True)["step"] == round(train.LABEL_AT * 6)
    found = torch.load(train.train(data, twice, fresh(), plan), weights_only=True)
    assert json.loads((twice / "training.json").read_text())["steps"] == 6
    assert all(torch.equal(found[name], value) for name, value in expected.items())


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_same_seed_gives_the_same_weights(data: Path, small: ParserNetwork, tmp_path: Path) -> None:
    start = small.state_dict()
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        network = tiny()
        network.load_state_dict(start)
        train.train(data, tmp_path / name, network, train.Plan(steps=4, seed=7))
        found.append(torch.load(tmp_path / name / "weights.pt", weights_only=True))
    assert all(torch.equal(found[0][key], found[1][key]) for key in found[0])


def test_a_finished_training_tells_what_it_did(data: Path, small: ParserNetwork, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    start = {name: value.clone() for name, value in small.vit.state_dict().items()}
    weights = train.train(data, run, small, train.Plan(steps=5))
    facts = json.loads((run / "training.json").read_text())
    assert facts["photos"]["street"] == 2 and facts["products"] == 5
    state = torch.load(weights, weights_only=True)
    assert all(torch.isfinite(value).all() for value in state.values())
    kept = [name for name in start if name.startswith("blocks.0.") or name in ("cls_token", "pos_embed")]
    assert all(torch.allclose(state[f"vit.{name}"], start[name], atol=1e-5) for name in kept)
    assert not torch.allclose(state["vit.blocks.2.mlp.fc1.weight"], start["blocks.2.mlp.fc1.weight"], atol=1e-5)
    written = weights.stat().st_mtime_ns
    assert train.train(data, run, small, train.Plan(steps=5)) == weights
    assert weights.stat().st_mtime_ns == written


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"split\.csv") as caught:
        parsing_examples(tmp_path, "train")
    assert "--data" in caught.value.advice
