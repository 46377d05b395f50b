"""Garments and words to vectors: the built-in encoder in ONNX Runtime, any open_clip model in torch."""

from embeddings.encoders.base import Encoder
from embeddings.encoders.descriptor import garment_vector
from embeddings.encoders.ground import neutral_ground
from embeddings.encoders.onnx_encoder import OnnxEncoder
from embeddings.encoders.open_clip_encoder import OpenClipEncoder, split_name

__all__ = ["Encoder", "OnnxEncoder", "OpenClipEncoder", "garment_vector", "load_encoder", "neutral_ground"]


def load_encoder(name: str = "builtin", threads: int = 0, idle: float | None = None) -> Encoder:
    """The encoder that a setting names: ``builtin``, ``hf-hub:owner/model``, ``local-dir:folder`` or
    ``model name:weights file or tag`` (all but the first need the extra ``torch``).

    ``idle`` is after how many seconds without use the built-in one gives its memory back (None: never).
    Raises ``ModelError`` for a name of none of these forms; files are opened at the first use.
    """
    if name == "builtin":
        return OnnxEncoder(threads=threads, idle=idle)
    split_name(name)
    return OpenClipEncoder(name, threads)
