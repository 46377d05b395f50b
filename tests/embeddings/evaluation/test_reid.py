"""Recognising garments on other photos, measured and fitted; over vectors made up for the purpose."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from embeddings.encoders import garment_vector
from embeddings.errors import ModelError
from embeddings.evaluation import reid
from embeddings.evaluation.recall import agreeing, queries, ranks, recall
from embeddings.evaluation.studio import Cut, Shot, Views, cut_out, in_other_light, shots
from embeddings.evaluation.wardrobes import (
    MOST,
    OWNED,
    PRECISION,
    SURE,
    Answer,
    Question,
    answer,
    calibrated,
    crossed,
    decision,
    decisions,
    draw,
    fit,
    probabilities,
    thresholds,
    told,
)
from embeddings.evaluation.wilson import wilson
from embeddings.evidence import Calibration
from embeddings.parsing import Garment, LabelMap, Parse
from embeddings.parsing.parser import Seen
from embeddings.training.encoder.items import HELD_OUT, held_out

UNSEEN = [name for name in (f"p{number}" for number in range(400)) if held_out(name, HELD_OUT["pairs"])]
SEEN = [name for name in (f"p{number}" for number in range(400)) if not held_out(name, HELD_OUT["pairs"])]


def some_views(garments: int = 40, photos: int = 3, noise: float = 0.25, seed: int = 0) -> Views:
    """So many garments of two categories; photos of one are alike, the more the less noise there is."""
    random = np.random.default_rng(seed)
    names = [f"{garment}-{photo}" for garment in range(garments) for photo in range(photos)]
    centres = np.repeat(random.normal(size=(garments, 16)), photos, 0)
    vectors = centres + noise * np.sqrt(16) * random.normal(size=centres.shape) / 2
    count = len(names)
    return Views(
        names=names,
        garment=np.repeat([f"g{number}" for number in range(garments)], photos),
        product=np.repeat([f"p{number // 2}" for number in range(garments)], photos),
        main=np.arange(count) % photos == 0,
        unseen=np.ones(count, np.bool_),
        category=np.repeat([("dress", "skirt")[number % 2] for number in range(garments)], photos),
        embedding=(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32),
        histogram=np.tile(np.eye(1, 4, dtype=np.float32), (count, 1)),
        lab=np.zeros((count, 3), np.float32),
    )


def vectors_of(views: Views) -> np.ndarray:
    return garment_vector(views.embedding, views.histogram)


def test_the_right_answer_is_ranked_among_all_main_views():
    views = some_views(3, 2)
    vectors = np.array([[1, 0, 0], [0.9, 0.1, 0], [0.6, 0.8, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]], np.float32)
    assert ranks(vectors, views, [(1, 0)]).tolist() == [1]
    vectors[0] = (0.2, 0.5, 0)
    assert ranks(vectors, views, [(1, 0)]).tolist() == [2]
    assert recall(np.array([1, 2, 9, 5]))["recall_at_1"]["value"] == 0.25
    assert recall(np.array([1, 2, 9, 5]))["recall_at_5"]["value"] == 0.75


def test_queries_are_of_unseen_products_unless_all_are_asked(tmp_path: Path):
    views = some_views(4, 2)
    views.unseen[:4] = False
    write(tmp_path / "pairs" / "reid_queries.csv", [{"query": f"{g}-1", "positive": f"{g}-0"} for g in (0, 3, 7)])
    assert queries(tmp_path, views) == [(7, 6)]
    assert queries(tmp_path, views, everything=True) == [(1, 0), (7, 6)]
    views.lab[1] = (0, 30, 0)
    assert agreeing(views, [(1, 0), (7, 6)]) == [(7, 6)]


def test_three_of_four_questions_are_about_garments_that_are_there():
    views = some_views()
    found = draw(views, vectors_of(views))
    owned = [question for question in found if question.right >= 0]
    assert len(owned) / len(found) == pytest.approx(OWNED, abs=0.01)
    assert all(len(question.cosines[question.right]) == 2 for question in owned)  # its other two photos
    assert all(question.near.any() and not question.near.all() for question in found)


def test_a_wardrobe_has_one_colour_of_a_product():
    views = some_views()
    assert max(len(question.cosines) for question in draw(views, vectors_of(views))) == 20  # of forty in two colours
    views.product[:] = "the same"
    assert all(len(question.cosines) == (question.right == 0) for question in draw(views, vectors_of(views)))


def test_what_the_parser_has_not_found_or_training_has_seen_is_not_asked():
    views = some_views(10)
    views.category[:6] = ""
    views.unseen[6:12] = False
    asked = {question.product for question in draw(views, vectors_of(views))}
    assert asked == {"p2", "p3", "p4"}


def test_fitting_finds_the_odds_by_which_answers_were_drawn():
    truth, random = Calibration(offset=-9, slope=14, neighbour=-3), np.random.default_rng(1)
    questions = []
    for number in range(3000):
        cosines = tuple(random.uniform(0, 1, random.integers(1, 3)) for _ in range(4))
        near = np.array([False, False, True, True])
        bare = Question(f"p{number % 50}", cosines, near, -1)
        chances = probabilities(bare, truth)
        right = int(random.choice(5, p=[*chances, 1 - chances.sum()]))
        questions.append(Question(bare.product, cosines, near, right if right < 4 else -1))
    found = fit(questions)
    assert (found.offset, found.slope) == (pytest.approx(-9, abs=0.7), pytest.approx(14, abs=1))
    assert found.neighbour == pytest.approx(-3, abs=0.5)
    answers = [answer(question, found) for question in questions]
    assert calibrated(answers)["error"] < 0.03


def test_no_product_is_answered_by_what_was_fitted_on_it(monkeypatch: pytest.MonkeyPatch):
    views = some_views(20)
    questions = draw(views, vectors_of(views))
    fitted: list[set[str]] = []

    def fit_noting(others: list[Question]) -> Calibration:
        fitted.append({question.product for question in others})
        return Calibration(-9, 14)

    monkeypatch.setattr("embeddings.evaluation.wardrobes.fit", fit_noting)
    answers = crossed(questions)
    assert len(answers) == len(questions)
    everything = {question.product for question in questions}
    assert set.union(*(everything - others for others in fitted)) == everything
    assert all(others < everything for others in fitted)


some_answers = st.lists(
    st.builds(
        Answer,
        product=st.sampled_from("abcdefgh"),
        owned=st.booleans(),
        any=st.floats(0, 1),
        best=st.floats(0, 1),
        right=st.booleans(),
        near=st.booleans(),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(some_answers)
def test_thresholds_are_safe_whatever_was_answered(answers: list[Answer]):
    same, ask = thresholds(answers)
    assert SURE <= same < 1 and ask == 1 - SURE
    made = decisions([(each, decision(each, same, ask)) for each in answers])
    for group, count in (("owned", sum(a.owned for a in answers)), ("not_owned", sum(not a.owned for a in answers))):
        if count:
            assert sum(made[group][name]["value"] for name in ("same", "ask", "new")) == pytest.approx(1)
            for each in made[group].values():
                assert each["low"] <= each["value"] <= each["high"] or each["n"] == 0
    assert len(told(answers)) == (len(answers) if len({each.product for each in answers}) > 1 else 0)


def test_well_separated_answers_are_decided_well():
    owned = [Answer(f"p{i}", True, 0.99, 0.985 + i / 10000, True, False) for i in range(100)]
    others = [Answer(f"p{i}", False, 0.02, 0.01, False, False) for i in range(100)]
    same, ask = thresholds(owned + others)
    for made in ([(each, decision(each, same, ask)) for each in owned + others], told(owned + others)):
        shares = decisions(made)
        assert shares["products"] == 100
        assert shares["same_right"]["value"] >= PRECISION
        assert shares["owned"]["same"]["value"] == 1
        assert shares["not_owned"]["new"]["value"] == 1


def test_thresholds_are_judged_on_other_products_than_they_were_chosen_on():
    """One product whose wrong garment is likelier than all else: only its own answers could put the threshold above."""
    good = [Answer(f"p{i}", True, 0.99, 0.95 + i / 10000, True, False) for i in range(100)]
    bad = [Answer("q", True, 0.99, 0.99, False, False)] * 20
    on_all, _ = thresholds(good + bad)
    assert on_all == MOST
    assert {name for each, name in told(good + bad) if each.product == "q"} == {"same"}


def test_probabilities_that_do_not_keep_their_word_are_not_believed():
    boastful = [Answer(f"p{i}", True, 0.97, 0.95 + i / 10000, i > 60, False) for i in range(100)]
    same, _ = thresholds(boastful)
    assert same > boastful[50].best > SURE
    made = [(each, decision(each, same, 0.1)) for each in boastful]
    assert decisions(made)["same_right"]["value"] >= PRECISION


def test_a_neighbouring_category_is_never_taken_as_the_same():
    near = Answer("p", True, 0.999, 0.999, True, True)
    assert decision(near, 0.9, 0.1) == "ask"


def test_an_encoder_that_cannot_tell_or_is_broken_gains_nothing():
    views = some_views(4, 2)
    assert ranks(np.ones((8, 3), np.float32), views, [(1, 0)]).tolist() == [4]
    with pytest.raises(ValueError, match="no finite number"):
        ranks(np.full((8, 3), np.nan, np.float32), views, [(1, 0)])


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def line(
    image: str, product: str, view: str, split: str = "train", category: str = "Men/Tops/Jackets"
) -> dict[str, str]:
    return {
        "image": image, "product": product, "color": "red", "garment_id": f"{product}-red",
        "view": view, "category": "Men/Tops/Jackets", "split": split,
    }  # fmt: skip


def test_a_product_is_unseen_where_training_holds_it_out_or_never_had_it(tmp_path: Path):
    table = [
        line("a", UNSEEN[0], "main"),
        line("b", SEEN[0], "main"),
        line("c", SEEN[1], "back", "val"),
        line("d", UNSEEN[1], "look"),
    ]
    write(tmp_path / "pairs" / "pairs.csv", table)
    found = {shot.name: shot for shot in shots(tmp_path)}
    assert {name: shot.unseen for name, shot in found.items()} == {"a": True, "b": False, "c": True}
    assert found["a"].categories == ("outerwear",) and found["a"].main and not found["c"].main


class Finds:
    """A parser that finds what it is told in every photo: category → rows of the photo."""

    def __init__(self, **rows: slice) -> None:
        self.rows = {name.replace("_", "-"): where for name, where in rows.items()}

    def parse(self, photo: object) -> Parse:
        garments = []
        for category, where in self.rows.items():
            mask = np.zeros((100, 60), np.bool_)
            mask[where, 10:50] = True
            garments.append(Garment(category, mask, (10, where.start, 50, where.stop), float(mask.mean()), 0.9))
        labels = LabelMap(np.zeros((100, 60), np.uint8), np.ones((100, 60), np.float32))
        return Parse(labels, np.ones((100, 60), np.float32), tuple(garments), 1)

    def see(self, pixels: object) -> Seen:
        planes = np.zeros((17, 100, 60), np.float32)
        planes[0, :10] = 1
        planes[5, 10:60] = 1  # outerwear above, legs below
        planes[12, 60:] = 1
        return Seen(planes, {}, np.zeros((384, 8, 5), np.float32))


@pytest.mark.parametrize(
    ("found", "category", "rows"),
    [
        ({"outerwear": slice(20, 50)}, "outerwear", (20, 50)),
        ({"outerwear": slice(20, 50), "upper_clothes": slice(50, 90)}, "outerwear", (20, 50)),
        ({"outerwear": slice(20, 24), "upper_clothes": slice(30, 90)}, "upper-clothes", (30, 90)),  # a speck of its own
        ({"upper_clothes": slice(20, 50), "shoes": slice(90, 99)}, "upper-clothes", (20, 50)),
        ({"shoes": slice(90, 99)}, "", (10, 60)),  # nobody wears it: what stands out and looks like it
    ],
)
def test_the_garment_is_what_a_person_would_point_at(
    tmp_path: Path, found: dict[str, slice], category: str, rows: tuple[int, int]
):
    pixels = np.full((100, 60, 3), 255, np.uint8)
    pixels[10:90, 10:50] = (60, 20, 20)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    shot = Shot("a", tmp_path / "a.png", "g", "p", True, True, ("outerwear",))
    (cut,) = cut_out(Finds(**found), [shot])  # type: ignore[arg-type]
    there = np.flatnonzero(cut.mask.any(1))
    assert (cut.category, int(there[0]), int(there[-1]) + 1) == (category, *rows)


def test_other_light_changes_colours_and_nothing_else():
    everywhere = np.ones((4, 4), np.bool_)
    cut = Cut(np.full((4, 4, 3), 128, np.uint8), everywhere, "dress", everywhere)
    (one,), (two,) = in_other_light([cut], 1), in_other_light([cut], 2)
    assert one.mask is cut.mask and one.category == "dress"
    assert (one.pixels != cut.pixels).any() and (one.pixels != two.pixels).any()


class Colourful:
    """An encoder that sees the mean colour."""

    model_id, dim = "colourful", 4

    def encode_images(self, images: list[np.ndarray]) -> np.ndarray:
        seen = np.stack([np.append(image[image.min(2) < 250].mean(0), 60) for image in images])
        return (seen / np.linalg.norm(seen, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve garments of different colours, each with a main view and another, half of them held out."""
    random = np.random.default_rng(0)
    table, asked = [], []
    (tmp_path / "pairs" / "images").mkdir(parents=True)
    for product in [*UNSEEN[:8], *SEEN[:4]]:
        colour = random.integers(20, 200, 3)
        for view in ("main", "back"):
            pixels = np.full((100, 60, 3), 255, np.uint8)
            pixels[20:80, 10:50] = np.clip(colour + random.normal(0, 3, (60, 40, 3)), 0, 230)
            Image.fromarray(pixels).save(tmp_path / "pairs" / "images" / f"{product}-{view}.png")
            table.append(line(f"{product}-{view}.png", product, view))
        asked.append({"query": f"{product}-back.png", "positive": f"{product}-main.png"})
    write(tmp_path / "pairs" / "pairs.csv", table)
    write(tmp_path / "pairs" / "reid_queries.csv", asked)
    return tmp_path


def test_a_folder_is_measured_and_what_likeness_is_worth_is_kept(folder: Path):
    parser = Finds(outerwear=slice(20, 80))
    figures = reid.measure(Colourful(), parser, folder)  # type: ignore[arg-type]
    assert (figures["photos"], figures["parsed"], figures["gallery"], figures["queries"]) == (24, 24, 12, 8)
    assert figures["recall"]["recall_at_1"]["value"] == 1
    assert figures["recall"]["recall_at_1"]["n"] == 8
    assert reid.measure(Colourful(), parser, folder, everything=True)["queries"] == 12  # type: ignore[arg-type]
    assert Calibration.from_card(figures["recognition"]).slope > 0
    assert figures["thresholds"]["ask"] <= figures["thresholds"]["same"] <= 1
    json.dumps(figures)
    card = {"model_id": "m", "dim": 4, "files": {}, "context_length": 8, "metrics": {"a": 1}}
    (folder / "model.json").write_text(json.dumps(card))
    reid.keep(figures, folder)
    kept = json.loads((folder / "model.json").read_text())
    learnt = {name: figures[name] for name in ("recognition", "thresholds")}
    assert kept == card | learnt | {"metrics": {"a": 1, "reid": json.loads(json.dumps(figures))}}


def test_without_a_parser_what_stands_out_is_taken(folder: Path):
    figures = reid.measure(Colourful(), None, folder)  # type: ignore[arg-type]
    assert figures["parsed"] == 0 and figures["recall"]["recall_at_1"]["value"] == 1
    assert "recognition" not in figures


@pytest.mark.parametrize("other", [["--encoder", "local-dir:x"], ["--unparsed"], ["--all"]])
def test_only_what_serving_uses_is_kept_in_the_card(other: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        reid.main(["--data", "nowhere", "--card", *other])
    assert "--card" in capsys.readouterr().err


def test_the_parser_that_is_not_there_is_no_fault(monkeypatch: pytest.MonkeyPatch):
    def missing() -> None:
        raise ModelError("gone")

    monkeypatch.setattr(reid, "Parser", missing)
    assert reid.parser_or_none() is None


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)]
)
def test_wilson_intervals_are_those_of_the_tables(hits, count, low, high):
    found = wilson(hits, count)
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
