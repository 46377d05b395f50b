"""Every table of the database, whatever folder it belongs to: what migrations are compared with."""

from wardrobe import camera_schema as _cameras
from wardrobe.catalogue import schema as _catalogue
from wardrobe.matching import schema as _matching
from wardrobe.schema import Base

__all__ = ["Base"]
_ALL = (_cameras, _catalogue, _matching)
