"""Which vectors are nearest: exact search with FAISS."""

from embeddings.index.exact import Hit, VectorIndex

__all__ = ["Hit", "VectorIndex"]
