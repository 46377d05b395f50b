"""Which vectors are nearest: FAISS behind one protocol, exact for wardrobes, approximate for catalogues."""

from embeddings.index.approximate import ApproximateIndex
from embeddings.index.base import Index
from embeddings.index.choice import APPROXIMATE_FROM, built, loaded
from embeddings.index.clusters import Recall
from embeddings.index.errors import Fault, IndexBusyError, IndexFileError, VectorError
from embeddings.index.exact import VectorIndex
from embeddings.index.stored import Header, inspect
from embeddings.index.where import EVERYWHERE, Hit, Where
from embeddings.index.writing import writing

__all__ = [
    "APPROXIMATE_FROM",
    "EVERYWHERE",
    "ApproximateIndex",
    "Fault",
    "Header",
    "Hit",
    "Index",
    "IndexBusyError",
    "IndexFileError",
    "Recall",
    "VectorError",
    "VectorIndex",
    "Where",
    "built",
    "inspect",
    "loaded",
    "writing",
]
