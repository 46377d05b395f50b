"""Every table of the database, whatever folder it belongs to: what migrations are compared with."""

from wardrobe import camera_schema as _cameras
from wardrobe import collection_schema as _collections
from wardrobe.catalogue import schema as _catalogue
from wardrobe.matching import schema as _matching
from wardrobe.schema import Base
from wardrobe.sharing import schema as _sharing

__all__ = ["Base"]
_ALL = (_cameras, _catalogue, _collections, _matching, _sharing)
