"""The parser's loss."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `torch`")

from embeddings.training.parser.loss import dice, lovasz_softmax, parsing_loss  # noqa: E402
from embeddings.training.parser.network import Parsed  # noqa: E402


def hard(labels, classes: int = 17):  # type: ignore[no-untyped-def]
    """Certain probabilities for labels."""
    return torch.nn.functional.one_hot(labels, classes).float()


def test_lovasz_of_certain_answers_is_one_minus_the_mean_iou() -> None:
    torch.manual_seed(0)
    truth, found = torch.randint(0, 4, (500,)), torch.randint(0, 4, (500,))
    iou = [((truth == c) & (found == c)).sum() / ((truth == c) | (found == c)).sum() for c in range(4)]
    assert lovasz_softmax(hard(found), truth).item() == pytest.approx(1 - np.mean(iou), abs=1e-5)


def test_right_answers_cost_nothing_and_unknown_pixels_do_not_count() -> None:
    truth = torch.randint(0, 17, (300,))
    wrong = hard((truth + 1) % 17)
    assert lovasz_softmax(hard(truth), truth).item() == pytest.approx(0, abs=1e-6)
    assert dice(hard(truth), truth).item() == pytest.approx(0, abs=1e-6)
    half = truth.clone()
    half[150:] = 255
    mixed = torch.cat([hard(truth)[:150], wrong[150:]])
    assert lovasz_softmax(mixed, half).item() == pytest.approx(0, abs=1e-6)
    assert dice(mixed, half).item() == pytest.approx(0, abs=1e-6)


def parsed(logits) -> Parsed:  # type: ignore[no-untyped-def]
    return Parsed(logits, torch.zeros(2, 17, 6, 4), torch.zeros(2, 12), torch.zeros(2, 8, 6, 4))


def test_a_better_answer_costs_less_and_gradients_are_finite() -> None:
    torch.manual_seed(1)
    labels = torch.randint(0, 17, (2, 84, 56))
    labels[:, :20] = 255
    halved = hard(labels[:, ::2, ::2].clamp(max=16)).movedim(-1, 1)
    costs = []
    for certainty in (0.0, 2.0, 8.0):
        logits = (halved * certainty).requires_grad_()
        loss = parsing_loss(parsed(logits), labels, -torch.ones(2, 12), torch.ones(17))
        loss.backward()
        assert torch.isfinite(logits.grad).all()
        costs.append(loss.item())
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize("phase", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_logit_is_held_to_the_pixel_that_the_phase_names(phase: tuple[int, int]) -> None:
    labels = torch.zeros(2, 84, 56, dtype=torch.int64)
    labels[:, phase[0] :: 2, phase[1] :: 2] = 4
    right = hard(torch.full((2, 42, 28), 4)).movedim(-1, 1) * 9
    others = [p for p in ((0, 0), (0, 1), (1, 0), (1, 1)) if p != phase]
    unknown = -torch.ones(2, 12)
    cost = parsing_loss(parsed(right), labels, unknown, torch.ones(17), phase)
    assert all(cost < parsing_loss(parsed(right), labels, unknown, torch.ones(17), other) for other in others)


def test_a_category_that_is_there_costs_when_it_is_not_seen_and_an_unknown_one_does_not() -> None:
    labels = torch.full((2, 84, 56), 255)
    unseen = parsed(torch.zeros(2, 17, 42, 28))._replace(presence=torch.full((2, 12), -5.0))
    there = torch.full((2, 12), -1.0)
    assert parsing_loss(unseen, labels, there, torch.ones(17)).item() == pytest.approx(0)
    there[0, 3] = 1
    assert parsing_loss(unseen, labels, there, torch.ones(17)).item() > 0
