"""Search: words and pictures, alone or together, and filters; every hit says why, and an empty answer too.

``request`` is what is asked, ``fitting`` how true words are of a garment, ``likeness`` what a picture shows,
``comparing`` how much garments look like it, ``scoring`` who is a hit and how good, ``reasons`` what is said
about that; ``finder`` does the search.
"""

from wardrobe.search.finder import Found, Search
from wardrobe.search.reasons import Reason
from wardrobe.search.request import Filters, Picture, Request, named, within
from wardrobe.search.scoring import Hit, Parts

__all__ = ["Filters", "Found", "Hit", "Parts", "Picture", "Reason", "Request", "Search", "named", "within"]
