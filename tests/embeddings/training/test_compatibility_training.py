"""Training the judge of outfits: fair questions, and a rule that is learnt from examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.compatibility import TYPES
from embeddings.training.compatibility import train
from embeddings.training.compatibility.items import Items
from embeddings.training.compatibility.lots import CANDIDATES, Lots
from embeddings.training.compatibility.network import Whitening

MODELS = 60


@pytest.fixture
def items() -> Items:
    """Shirts and trousers in two colours, of two seasons."""
    names = [f"{41 + model % 2}{model:03d}0-{colour}" for model in range(MODELS) for colour in "ab"]
    family = np.array(["Shirt" if (row // 4) % 2 else "Trousers" for row in range(len(names))])
    return Items(
        ids=names,
        family=family,
        model=np.array([name.split("-")[0] for name in names]),
        season=np.array([name[:2] for name in names]),
        type=np.array([TYPES.index("top" if name == "Shirt" else "pants") for name in family]),
        pictures=[Path(name) for name in names],
    )


@pytest.fixture
def outfits(items: Items) -> list[list[int]]:
    rng = np.random.default_rng(0)
    shirts, trousers = (np.flatnonzero(items.family == name) for name in ("Shirt", "Trousers"))
    return [
        [int(one), int(other)]
        for one in shirts
        for other in rng.choice(trousers[trousers % 2 == one % 2], 6, replace=False)
    ]


def test_wrong_answers_are_like_the_right_one_in_all_but_the_garment(items: Items, outfits: list[list[int]]) -> None:
    tones = np.zeros((len(items.ids), 3), np.float32)
    lot = Lots(items, outfits, tones, seed=0).draw(500, 7, torch.Generator().manual_seed(0))
    right, wrong = lot.answers[:, :1].numpy(), lot.answers[:, 1:].numpy()
    assert len(right) == 500
    assert (items.family[wrong] == items.family[right]).all()
    assert (items.season[wrong] == items.season[right]).all()
    assert (items.model[wrong] != items.model[right]).all()
    assert not (lot.others.numpy() == right).any()
    assert (lot.others >= 0).any(1).all()


def test_another_background_is_no_wrong_answer_while_there_are_enough(items: Items, outfits: list[list[int]]) -> None:
    tones = np.zeros((len(items.ids), 3), np.float32)
    tones[np.arange(len(items.ids)) % 2 == 0] = 50
    lot = Lots(items, outfits, tones, seed=0).draw(300, 5, torch.Generator().manual_seed(1))
    assert (tones[lot.answers[:, 1:].numpy()] == tones[lot.answers[:, :1].numpy()]).all()


def test_what_is_in_the_outfit_after_all_does_not_count_as_wrong(items: Items) -> None:
    shirts = np.flatnonzero(items.family == "Shirt")[:12].tolist()
    tones = np.zeros((len(items.ids), 3), np.float32)
    lot = Lots(items, [shirts[:10]], tones, seed=0).draw(50, 9, torch.Generator().manual_seed(2))
    assert not lot.fair.any()
    assert lot.fair.shape == (len(lot.others), 9)
    assert CANDIDATES > 9


def test_a_rule_is_learnt_from_outfits(items: Items, outfits: list[list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Garments of one parity go together; it can be read in two of their numbers."""
    rng = np.random.default_rng(1)
    embeddings = rng.normal(size=(len(items.ids), 20)).astype(np.float32)
    embeddings[:, 0] = np.where(np.arange(len(items.ids)) % 2, 2, -2) + rng.normal(0, 0.3, len(items.ids))
    histograms = rng.random((len(items.ids), 30)).astype(np.float32)
    lots = Lots(items, outfits, np.zeros((len(items.ids), 3), np.float32), seed=0)
    whitening = Whitening(20, 10, 30, 4)
    whitening.fit(torch.from_numpy(embeddings), torch.from_numpy(histograms))
    inputs = whitening(torch.from_numpy(embeddings), torch.from_numpy(histograms))
    assert float(inputs.norm(dim=1).mean()) == pytest.approx(16, rel=0.15)
    monkeypatch.setattr(train, "STEPS", 120)
    monkeypatch.setattr(train, "BATCH", 64)
    monkeypatch.setattr(train, "WRONG", 5)
    types = torch.from_numpy(items.type)
    voter = train.fit(inputs[None], types, lots, seed=0)
    lot = lots.draw(400, 1, torch.Generator().manual_seed(9))
    with torch.inference_mode():
        scores = voter.affinity(voter(inputs, types), types, lot.others, lot.answers)
    differ = (lot.answers[:, 0] - lot.answers[:, 1]) % 2 == 1
    assert (scores[differ, 0] > scores[differ, 1]).float().mean() > 0.9
