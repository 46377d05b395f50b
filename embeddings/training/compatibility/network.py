"""A garment's style, and how well styles go together.

After type-aware embeddings (Vasileva et al. 2018, arXiv 1803.09196): in one space, seen through a mask for each
two types of garment, the garments of an outfit lie near one another. What the others of an outfit say of a garment
is weighed by attention over the set, as OutfitTransformer does (Sarkar et al. 2022, arXiv 2204.04812); here the
attention is by type alone, so that scores of pairs are enough, a million items can be searched by dot products,
and leaving one garment out needs no new pass. A transformer over the set was worse on these data
(``docs/experiments.md``). Several networks, trained from other beginnings, vote: side by side they are one style.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings.compatibility import TYPES

KINDS = len(TYPES)


class Voter(nn.Module):
    """One network of several."""

    def __init__(self, width: int, dim: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.kind = nn.Embedding(KINDS, hidden)
        nn.init.normal_(self.kind.weight, std=0.1)
        self.first = nn.Linear(width, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, dim)
        self.drop = nn.Dropout(dropout)
        self.mask = nn.Parameter(torch.ones(KINDS, KINDS, dim))
        """By the type that is asked, and the type that it is asked about."""
        self.weight = nn.Parameter(torch.zeros(KINDS, KINDS))
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, inputs: Tensor, types: Tensor) -> Tensor:
        """N×width whitened inputs and N types to N×dim unit rows: styles."""
        mixed = self.first(self.drop(inputs)) + self.kind(types)
        mixed = self.drop(F.gelu(self.norm(mixed)))
        mixed = self.drop(F.gelu(self.second(mixed)))
        return F.normalize(self.last(mixed), dim=-1)

    def affinity(self, styles: Tensor, types: Tensor, others: Tensor, asked: Tensor) -> Tensor:
        """B×K: what ``others`` (B×n rows of ``styles``, −1 none) say of each of ``asked`` (B×K, a row of one type)."""
        there = others >= 0
        rows = others.clamp(min=0)
        of, about = types[rows], types[asked[:, :1]]
        queries = F.normalize(styles[rows] * self.mask[of, about], dim=-1)
        weight = self.weight[of, about].masked_fill(~there, -1e4).softmax(1)
        query = (queries * weight[..., None]).sum(1)
        return self.scale.exp() * torch.einsum("bd,bkd->bk", query, styles[asked])


class Whitening(nn.Module):
    """Embedding and colour histogram to the numbers that networks learn from: principal parts of equal spread."""

    def __init__(self, embedding: int, kept: int, bins: int, colours: int) -> None:
        super().__init__()
        self.embedding = nn.Linear(embedding, kept)
        self.colour = nn.Linear(bins, colours)
        self.requires_grad_(False)

    @torch.no_grad()
    def fit(self, embeddings: Tensor, histograms: Tensor) -> None:
        """Learn both from N rows each, to be called once."""
        for layer, rows in ((self.embedding, embeddings), (self.colour, histograms)):
            mean = rows.mean(0)
            _, spread, parts = torch.linalg.svd(rows - mean, full_matrices=False)
            kept = parts[: layer.out_features] / (spread[: layer.out_features, None] / len(rows) ** 0.5 + 1e-6)
            layer.weight.copy_(kept)
            layer.bias.copy_(-kept @ mean)

    def forward(self, embeddings: Tensor, histograms: Tensor) -> Tensor:
        """N rows of each to N×(kept + colours), of length 16 on average."""
        both = torch.cat([self.embedding(embeddings), self.colour(histograms)], -1)
        scaled: Tensor = both * (16 / both.shape[-1] ** 0.5)
        return scaled


class Judge(nn.Module):
    """All voters: a style is theirs side by side."""

    def __init__(self, whitening: Whitening, voters: list[Voter]) -> None:
        super().__init__()
        self.whitening = whitening
        self.voters = nn.ModuleList(voters)

    def forward(self, embeddings: Tensor, histograms: Tensor, types: Tensor) -> Tensor:
        """N×E, N×B and N int64 to N×D styles; each voter's part has length 1."""
        inputs = self.whitening(embeddings, histograms)
        return torch.cat([voter(inputs, types) for voter in self.voters], -1)
