"""The parser's loss."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `torch`")

from embeddings.training.parser.loss import dice, lovasz_softmax, parsing_loss  # noqa: E402


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


def test_a_better_answer_costs_less_and_gradients_are_finite() -> None:
    torch.manual_seed(1)
    labels = torch.randint(0, 17, (2, 84, 56))
    labels[:, :20] = 255
    halved = hard(labels[:, ::2, ::2].clamp(max=16)).movedim(-1, 1)
    coarse = torch.zeros(2, 17, 6, 4)
    costs = []
    for certainty in (0.0, 2.0, 8.0):
        logits = (halved * certainty).requires_grad_()
        loss = parsing_loss(logits, coarse, labels, torch.ones(17))
        loss.backward()
        assert torch.isfinite(logits.grad).all()
        costs.append(loss.item())
    assert costs == sorted(costs, reverse=True)
