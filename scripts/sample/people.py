"""The two who live in the sample household, and how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.sample.body import Turn
from scripts.sample.hair import Style


@dataclass(frozen=True)
class Person:
    """Body, face and hair."""

    targets: Mapping[str, float]
    skin: str
    lips: str
    iris: str
    hair: Style


@dataclass(frozen=True)
class Stance:
    """How somebody stands, in degrees."""

    arms: tuple[float, float] = (33, 33)
    """How far they are let down, left and right."""
    elbows: tuple[float, float] = (12, 12)
    legs: tuple[float, float] = (0, 0)
    """Closer together, left and right."""
    step: float = 0.0
    """One foot before the other."""
    head: tuple[float, float] = (0, 0)
    """Turned to their left, and bent down."""
    lean: float = 0.0

    def turns(self) -> tuple[Turn, ...]:
        """Joint by joint, the outer ones first."""
        left, right = self.arms
        return (
            Turn("wrist.L", "l-hand", (0, 0, -6)),
            Turn("wrist.R", "r-hand", (0, 0, 6)),
            Turn("lowerarm01.L", "l-elbow", (-self.elbows[0], 0, 0)),
            Turn("lowerarm01.R", "r-elbow", (-self.elbows[1], 0, 0)),
            Turn("upperarm01.L", "l-shoulder", (15, 0, -left)),
            Turn("upperarm01.R", "r-shoulder", (15, 0, right)),
            Turn("upperleg01.L", "l-upper-leg", (self.step, 0, -self.legs[0])),
            Turn("upperleg01.R", "r-upper-leg", (-self.step, 0, self.legs[1])),
            Turn("head", "head", (self.head[1], self.head[0], 0)),
            Turn("spine03", "spine-3", (0, 0, self.lean)),
        )


MINA = Person(
    {
        "macrodetails/asian-female-young": 1.0,
        "macrodetails/universal-female-young-averagemuscle-averageweight": 0.65,
        "macrodetails/universal-female-young-averagemuscle-minweight": 0.35,
        "expression/units/asian/mouth-corner-puller": 0.35,
    },
    skin="#dba786",
    lips="#b5625c",
    iris="#3d2417",
    hair=Style("#1d1310", top=4.6, sides=3.3, parting=0.3, wave=0.02, strands=11000),
)
JUN = Person(
    {
        "macrodetails/caucasian-male-young": 0.55,
        "macrodetails/african-male-young": 0.45,
        "macrodetails/universal-male-young-averagemuscle-averageweight": 0.8,
        "macrodetails/universal-male-young-averagemuscle-minweight": 0.2,
        "expression/units/caucasian/mouth-corner-puller": 0.3,
    },
    skin="#a5714f",
    lips="#8a5145",
    iris="#2c1a10",
    hair=Style("#17100d", top=0.85, sides=0.28, parting=0.4, wave=0.05, strands=12000, thick=0.0013),
)
PEOPLE = {"mina": MINA, "jun": JUN}
STANCES = (
    Stance((27, 31), (8, 14), head=(4, 2)),
    Stance((31, 26), (20, 6), (1, -1), head=(-7, 1), lean=0.8),
    Stance((25, 29), (6, 26), (-0.5, 0.5), step=4.0, head=(8, 3)),
    Stance((30, 30), (26, 10), (-1, 1), head=(-3, 4), lean=-1.0),
    Stance((26, 26), (10, 10), (0.5, 0.5), step=-4.0),
)
