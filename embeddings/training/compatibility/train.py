"""Trains the voters on frozen embeddings: minutes on a CPU."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings.training.compatibility.lots import Lots
from embeddings.training.compatibility.network import Voter

log = logging.getLogger(__name__)

DIM, HIDDEN, DROPOUT = 64, 256, 0.3
STEPS, BATCH, WRONG = 1200, 512, 23
RATE, DECAY, WARM = 1.5e-3, 0.05, 100
NOISE = 0.2
"""Standard deviation of what is added to the whitened inputs, whose own is about 1."""
AVERAGE = 0.01
"""How fast the averaged weights, which are kept, follow."""


def fit(
    views: Tensor, types: Tensor, lots: Lots, seed: int, told: Callable[[Voter, int], object] = lambda voter, step: None
) -> Voter:
    """A voter by V×N×width whitened inputs in several views and N types; ``told`` is called now and then."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    voter = Voter(views.shape[-1], DIM, HIDDEN, DROPOUT)
    average = Voter(views.shape[-1], DIM, HIDDEN, DROPOUT).eval()
    average.load_state_dict(voter.state_dict())
    optimizer = torch.optim.AdamW(voter.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / WARM) * 0.5 * (1 + math.cos(math.pi * min(1, step / STEPS)))
    )
    rows = torch.arange(views.shape[1])
    for step in range(1, STEPS + 1):
        chosen = views[torch.randint(len(views), (len(rows),), generator=generator), rows]
        styles = voter(chosen + NOISE * torch.randn(chosen.shape, generator=generator), types)
        lot = lots.draw(BATCH, WRONG, generator)
        scores = voter.affinity(styles, types, lot.others, lot.answers)
        scores = torch.cat([scores[:, :1], scores[:, 1:].masked_fill(~lot.fair, -1e4)], 1)
        loss = F.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.int64))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(voter.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            for kept, now in zip(average.parameters(), voter.parameters(), strict=True):
                kept.lerp_(now, max(AVERAGE, 1 / (step + 1)))
        if step % 250 == 0:
            log.info("step %d loss %.3f", step, loss.item())
            told(average, step)
    return average
