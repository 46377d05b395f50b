"""Human parsing: a photo's label map, its main person and the garments that the person wears."""

from embeddings.parsing.cutout import blur_background, cut_out, hide_background, remove_background
from embeddings.parsing.drawing import label_png, overlay
from embeddings.parsing.features import pooled
from embeddings.parsing.fine_person import fine_person
from embeddings.parsing.labels import CLASSES, GARMENT_CATEGORIES
from embeddings.parsing.parser import Parser
from embeddings.parsing.types import Garment, LabelMap, Mask, Parse

__all__ = [
    "CLASSES",
    "GARMENT_CATEGORIES",
    "Garment",
    "LabelMap",
    "Mask",
    "Parse",
    "Parser",
    "blur_background",
    "cut_out",
    "fine_person",
    "hide_background",
    "label_png",
    "overlay",
    "pooled",
    "remove_background",
]
