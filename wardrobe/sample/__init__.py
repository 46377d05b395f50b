"""The sample household: two people who do not exist, to look at before one's own looks are there.

Pictures and what its people say of them are in ``data``; how they were made is in ``data/README.md``. Everything
else is the real thing: looks go through the intake, garments are recognised, the catalogue is read and prepared.
"""

from wardrobe.sample.manifest import Manifest
from wardrobe.sample.rounds import SampleRounds
from wardrobe.sample.sample import Sample, SampleState

__all__ = ["Manifest", "Sample", "SampleRounds", "SampleState"]
