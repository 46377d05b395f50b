"""A garment cut out of a look, as HTML."""

from __future__ import annotations

from app import addresses
from app.markup import Html, join, tag
from app.words import sentence


def picture(sighting_id: int, alt: str, class_: str, size: addresses.Size = "small") -> Html:
    """A cut-out on its plain ground."""
    return tag("img", src=addresses.cut_out(sighting_id, size), alt=alt, loading="lazy", class_=f"cutout {class_}")


def captioned(image: Html, caption: str) -> Html:
    """A picture with a line below it."""
    return tag("figure", join(image, tag("figcaption", sentence(caption), class_="muted")))
