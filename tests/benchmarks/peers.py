"""The parser against what others run for the same: a SegFormer and a CLIP, in torch and float32.

Weights are random, because speed does not depend on them. Theirs gets the parts that cannot be left
out: photo to 512 × 512, the network, its maps to the size of our label maps, the class of each
pixel; six crops to 224 × 224, the image tower. Decoding is the same for both and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from embeddings.encoders import load_encoder
from embeddings.parsing import Parser
from embeddings.parsing.canvas import normalise
from embeddings.parsing.parser import grid_size
from embeddings.photo import Photo, decode
from tests.benchmarks.measure import Row, in_turn, spread, timed
from tests.benchmarks.models import garment_crops

CROPS = 6


@dataclass(frozen=True, eq=False)
class Case:
    """A photo and six garments of it."""

    photo: Photo
    crops: list[np.ndarray]


class Peers:
    """SegFormer-B2 (18 classes, as segformer_b2_clothes) and open_clip's ViT-B/32."""

    def __init__(self) -> None:
        from embeddings import torchvision_cpu  # noqa: F401  (before open_clip and transformers)
        import open_clip  # isort: skip
        from transformers import SegformerConfig, SegformerForSemanticSegmentation

        config = SegformerConfig(
            num_labels=18,
            depths=[3, 4, 6, 3],
            hidden_sizes=[64, 128, 320, 512],
            decoder_hidden_size=768,
        )
        self.segformer = SegformerForSemanticSegmentation(config).eval()
        self.clip = open_clip.create_model("ViT-B-32", pretrained=None).eval()

    def parse(self, pixels: np.ndarray) -> np.ndarray:
        """The class of each pixel, on our label map's grid."""
        import torch

        image = normalise(cv2.resize(pixels, (512, 512), interpolation=cv2.INTER_AREA))[None]
        width, height = grid_size(*pixels.shape[1::-1])
        with torch.inference_mode():
            logits = self.segformer(torch.from_numpy(image)).logits
            large = torch.nn.functional.interpolate(logits, size=(height, width), mode="bilinear")
            return large.argmax(1)[0].numpy()

    def embed(self, crops: list[np.ndarray]) -> np.ndarray:
        """A vector for each crop."""
        import torch

        squares = [normalise(cv2.resize(crop, (224, 224), interpolation=cv2.INTER_AREA)) for crop in crops]
        with torch.inference_mode():
            return self.clip.encode_image(torch.from_numpy(np.stack(squares))).numpy()


def rows(files: list[Path], threads: tuple[int, ...] = (1, 2)) -> list[Row]:
    """Both ways side by side, and how many times as fast ours is."""
    peers, cases, result = Peers(), _cases(files), []
    for count in threads:
        parser, encoder = Parser(threads=count), load_encoder(threads=count)
        works = {
            "parse": timed(lambda case, parser=parser: parser.parse(case.photo), count),
            "encode": timed(lambda case, encoder=encoder: encoder.encode_images(case.crops), count),
            "segformer": timed(lambda case: peers.parse(case.photo.pixels), count),
            "clip": timed(lambda case: peers.embed(case.crops), count),
        }
        found = in_turn(works, cases)
        parse, encode, segformer, clip = (float(np.median(found[name])) for name in works)
        on = "1 thread" if count == 1 else f"{count} threads"
        goal = "≥ 5 ×"
        result += [
            Row(f"SegFormer-B2 at 512 × 512 on the photo, {on}", spread(found["segformer"])),
            Row(f"open_clip ViT-B/32 on six garments, {on}", spread(found["clip"])),
            Row(f"ours: parse (label map, person, garments, features), {on}", spread(found["parse"])),
            Row(f"ours: encoder on the same six garments, {on}", spread(found["encode"])),
            Row(f"**their two against our parse, {on}**", f"{(segformer + clip) / parse:.1f} × as fast", goal),
            Row(f"their two against our two, {on}", f"{(segformer + clip) / (parse + encode):.1f} × as fast"),
            Row(f"SegFormer alone against our parse, {on}", f"{segformer / parse:.1f} × as fast"),
        ]
    return result


def _cases(files: list[Path]) -> list[Case]:
    parser, cases = Parser(), []
    for path in files:
        photo = decode(path.read_bytes(), path.name)
        if crops := garment_crops(parser, photo):
            cases.append(Case(photo, [crops[place % len(crops)] for place in range(CROPS)]))
    return cases
