"""What goes with what: how probable it is that a stylist would put garments together."""

from embeddings.compatibility.base import TYPES, Scorer, type_of

__all__ = ["TYPES", "Scorer", "type_of"]
