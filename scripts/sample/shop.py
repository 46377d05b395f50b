"""A made-up shop: sixty things on white, and the feed that says what they cost."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from scripts.sample import patterns as p
from scripts.sample import room
from scripts.sample.adorn import BEANIE, Crossbody, Hat, Tote
from scripts.sample.blend import fresh
from scripts.sample.drape import DENIM
from scripts.sample.garments import (
    Shoes,
    Thing,
    blouse,
    coat,
    crew,
    dress,
    jacket,
    jumper,
    roll,
    shirt,
    skirt,
    tee,
    trousers,
    vee,
)
from scripts.sample.people import PEOPLE, Stance
from scripts.sample.studio import Wardrobe, shoot
from scripts.sample.studio import dress as put_on

SIZE = (450, 600)
SAMPLES = 8
MARGIN = 0.07
"""White at each side, as a share."""
LINK = "https://shop.example/haneul/{number}"
LETTERS, WAISTS, SMALL, LARGE = ("XS, S, M, L", "28, 30, 32, 34", "37, 38, 39, 40", "41, 42, 43, 44")
KINDS = {
    "top": ("Apparel & Accessories > Clothing > Shirts & Tops", LETTERS),
    "coat": ("Apparel & Accessories > Clothing > Outerwear > Coats & Jackets", LETTERS),
    "pants": ("Apparel & Accessories > Clothing > Pants", WAISTS),
    "shorts": ("Apparel & Accessories > Clothing > Shorts", WAISTS),
    "skirt": ("Apparel & Accessories > Clothing > Skirts", LETTERS),
    "dress": ("Apparel & Accessories > Clothing > Dresses", LETTERS),
    "shoes": ("Apparel & Accessories > Shoes", SMALL),
    "bag": ("Apparel & Accessories > Handbags, Wallets & Cases > Handbags", ""),
    "hat": ("Apparel & Accessories > Clothing Accessories > Hats", ""),
}


@dataclass(frozen=True)
class Article:
    """Something that the shop sells. ``price`` in euros; ``sale`` where it is reduced."""

    title: str
    kind: str
    colour: str
    price: float
    thing: Thing
    sale: float | None = None
    who: str = "mina"


A = Article
ARTICLES = (
    A("Off-white T-shirt", "top", "off-white", 19.90, tee(p.plain("#ece6da"))),
    A("Black T-shirt", "top", "black", 19.90, tee(p.plain("#26262a")), who="jun"),
    A("Sky blue T-shirt", "top", "light blue", 22.90, tee(p.plain("#9dbfdd")), 14.90),
    A("Lilac T-shirt", "top", "purple", 22.90, tee(p.plain("#b5a3cf"))),
    A("Olive striped top", "top", "olive", 34.90, tee(p.striped("#ece7d8", "#5f6638", 0.45), 0.95)),
    A("Red striped top", "top", "red", 34.90, tee(p.striped("#f1ece4", "#b3322f", 0.4), 0.95), 24.90),
    A("Sailor top in navy", "top", "navy", 39.90, tee(p.striped("#27365b", "#eceae4", 0.5, 0.25), 0.95)),
    A("Cream cable jumper", "top", "cream", 79.90, jumper(p.cabled("#e8dfca")), 59.90),
    A("Bordeaux jumper", "top", "burgundy", 69.90, jumper(p.knitted("#6b1f2e"))),
    A("Forest roll-neck", "top", "green", 74.90, jumper(p.knitted("#2c4a3a", 20), roll())),
    A("Oatmeal roll-neck", "top", "beige", 74.90, jumper(p.knitted("#cbbca0", 20), roll()), 49.90),
    A("Pink wool jumper", "top", "pink", 69.90, jumper(p.knitted("#d9a0a8", 16))),
    A("Charcoal jumper", "top", "grey", 69.90, jumper(p.knitted("#4b4d53", 18), vee(0.9)), who="jun"),
    A("Blue check shirt", "top", "blue", 49.90, shirt(p.checked("#3d5f93", "#dfe4ea", 0.8)), who="jun"),
    A("Green plaid shirt", "top", "green", 54.90, shirt(p.checked("#35553f", "#22302a", 1.0, "#d8c9a5")), 39.90, "jun"),
    A("White linen shirt", "top", "white", 59.90, shirt(p.plain("#efece5", 0.12)), who="jun"),
    A("Chambray shirt", "top", "blue", 54.90, shirt(p.denim("#7b9cc4", 0.03)), who="jun"),
    A("Ivory blouse", "top", "ivory", 64.90, blouse(p.plain("#efe8d8", 0.02, 0.75))),
    A("Emerald blouse", "top", "green", 64.90, blouse(p.plain("#1f6b53", 0.02, 0.75)), 44.90),
    A("Floral blouse", "top", "off-white", 59.90, blouse(p.floral("#efe7da", "#c2566b", "#e8b84a", 0.7, 2))),
    A("Dotted blouse", "top", "black", 59.90, blouse(p.dotted("#242428", "#e9e6df", 0.45))),
    A("Straight blue jeans", "pants", "blue", 79.90, trousers(p.denim("#3f5c8a"), 0.14, fabric=DENIM)),
    A("Pale wide jeans", "pants", "light blue", 84.90, trousers(p.denim("#93acc9"), 0.34, fabric=DENIM), 64.90),
    A("Black slim jeans", "pants", "black", 79.90, trousers(p.denim("#26272b", 0.03), 0.04, fabric=DENIM)),
    A("Raw denim jeans", "pants", "dark blue", 99.90, trousers(p.denim("#232f49", 0.03), 0.1, fabric=DENIM), who="jun"),
    A("Stone chinos", "pants", "beige", 59.90, trousers(p.plain("#c9c4b4"), 0.1), who="jun"),
    A("Navy chinos", "pants", "navy", 59.90, trousers(p.plain("#2a3350"), 0.1), 39.90, "jun"),
    A("Brown cord trousers", "pants", "brown", 69.90, trousers(p.corduroy("#6b4a30"), 0.18), who="jun"),
    A("Grey wool trousers", "pants", "grey", 89.90, trousers(p.herringbone("#7c8086", "#686c72"), 0.14), who="jun"),
    A("Wide cream trousers", "pants", "cream", 79.90, trousers(p.plain("#e6dcc6"), 0.4)),
    A("Khaki shorts", "shorts", "khaki", 39.90, trousers(p.plain("#a3976f"), 0.35, -3.3), who="jun"),
    A("Denim shorts", "shorts", "blue", 39.90, trousers(p.denim("#6f8fb8"), 0.35, -2.4, DENIM), 24.90),
    A("Black midi skirt", "skirt", "black", 54.90, skirt(p.plain("#29292d"), -5.0, 0.1)),
    A("Denim skirt", "skirt", "blue", 49.90, skirt(p.denim("#476690"), -2.8, 0.08, fabric=DENIM), 34.90),
    A("Pleated sage skirt", "skirt", "green", 64.90, skirt(p.plain("#93a58c"), -4.6, 0.18, 18)),
    A("Floral skirt", "skirt", "navy", 64.90, skirt(p.floral("#27304f", "#d9b6a4", "#e0b04e", 0.9, 3), -4.8, 0.16)),
    A("Tweed mini skirt", "skirt", "brown", 59.90, skirt(p.herringbone("#8a6f55", "#6f573f"), -2.4, 0.07)),
    A("Plaid skirt", "skirt", "red", 57.90, skirt(p.checked("#8f2a2c", "#2b2728", 0.9, "#d8c9a5"), -3.4, 0.14, 14)),
    A("Slip dress", "dress", "black", 89.90, dress(p.plain("#26262a", 0.02, 0.65), -4.8, 0.0, 0.09, vee(1.0, 5.9))),
    A("Blue shirt dress", "dress", "blue", 99.90, dress(p.plain("#8fb0d6", 0.08), -3.8, 0.9, 0.12, vee(0.9)), 69.90),
    A("Poppy dress", "dress", "red", 109.90, dress(p.floral("#a8302f", "#efd9cd", "#2a2326", 0.8, 4), -4.4, 0.3, 0.15)),
    A("Lawn dress", "dress", "green", 109.90, dress(p.floral("#4f6b4a", "#e9dfc8", "#d98b3a", 0.7, 5), -5.4, 0.6, 0.2)),
    A("Jersey dress", "dress", "navy", 69.90, dress(p.striped("#f0ede5", "#27365b", 0.45), -3.4, 0.4, 0.1, crew())),
    A("Knitted dress", "dress", "grey", 89.90, dress(p.knitted("#8f8b86", 20), -4.0, 0.95, 0.05, roll()), 64.90),
    A("Black wool coat", "coat", "black", 229.00, coat(p.herringbone("#2b2b2f", "#1f1f22"), opening=None)),
    A("Grey long coat", "coat", "grey", 249.00, coat(p.herringbone("#8b8e93", "#777a80"), -4.6), 189.00),
    A("Bordeaux coat", "coat", "burgundy", 219.00, coat(p.plain("#5f2230", 0.12))),
    A("Navy jacket", "coat", "navy", 139.00, jacket(p.plain("#2b3a60", 0.1)), who="jun"),
    A("Olive field jacket", "coat", "olive", 129.00, jacket(p.plain("#6a6f49", 0.1), 0.0, None), 99.00, "jun"),
    A("Light denim jacket", "coat", "light blue", 99.00, jacket(p.denim("#94afce"), 0.5, fabric=DENIM)),
    A("Brown suede jacket", "coat", "brown", 199.00, jacket(p.plain("#7a5236", 0.05), 0.2)),
    A("White trainers", "shoes", "white", 79.90, Shoes(p.leather("#eeeeea"), "#d8d2c4", laces="#c4c4c0")),
    A("Navy trainers", "shoes", "navy", 84.90, Shoes(p.leather("#2b3a60"), "#ece9e2", laces="#ece9e2"), 59.90, "jun"),
    A("Burgundy trainers", "shoes", "burgundy", 84.90, Shoes(p.leather("#6b1f2e"), "#ece9e2", laces="#ece9e2")),
    A("Black ankle boots", "shoes", "black", 139.00, Shoes(p.leather("#222226"), "#151515", -6.2, 0.12)),
    A("Cognac boots", "shoes", "brown", 149.00, Shoes(p.leather("#8f5228"), "#2a1c14", -5.6, 0.13), 119.00),
    A("Brown shoes", "shoes", "brown", 129.00, Shoes(p.leather("#5b3722"), "#1d140f", -7.1, 0.08, 0.22), who="jun"),
    A("Black shoulder bag", "bag", "black", 99.00, Crossbody("#222226", "#1a1a1c", (2.2, 1.5, 0.7))),
    A("Striped tote", "bag", "natural", 29.90, Tote(p.striped("#e3dac6", "#27365b", 0.6), "#8a6a44"), 19.90),
    A("Grey wool beanie", "hat", "grey", 24.90, Hat(BEANIE, p.knitted("#8a8d92", 18), -5)),
)  # fmt: skip


def shop(folder: Path, out: Path) -> None:
    """The pictures that are not there yet, and the feed."""
    out.mkdir(parents=True, exist_ok=True)
    cut = {who: Wardrobe(folder, PEOPLE[who]) for who in PEOPLE}
    with (out / "feed.csv").open("w", newline="", encoding="utf-8") as file:
        feed = csv.writer(file, lineterminator="\n")
        columns = ("id", "title", "brand", "google_product_category", "color", "price", "sale_price", "size")
        feed.writerow((*columns, "gender", "availability", "link", "image_link"))
        for number, one in enumerate(ARTICLES, start=1):
            name = f"{number:02}.jpg"
            category, sizes = KINDS[one.kind]
            if one.kind == "shoes" and one.who == "jun":
                sizes = LARGE
            prices = f"{one.price:.2f} EUR", f"{one.sale:.2f} EUR" if one.sale else ""
            gender = "male" if one.who == "jun" else "female"
            facts = one.title, "Haneul Studio", category, one.colour, *prices, sizes
            feed.writerow((f"{number:02}", *facts, gender, "in stock", LINK.format(number=f"{number:02}"), name))
            if not (out / name).exists():
                _picture(cut[one.who], one, number).save(out / name, quality=80, optimize=True)
                print(name, one.title, flush=True)


def _picture(wardrobe: Wardrobe, one: Article, number: int) -> Image.Image:
    """The thing alone, in the middle of white, as large as fits."""
    fresh()
    dressed = put_on(wardrobe, Stance((18, 18), (2, 2)), [(one.kind, one.thing)], number, nobody=True)
    turn = -38.0 if one.kind == "shoes" else -10.0
    dressed.pivot.rotation_euler = (0, 0, np.radians(turn))
    room.studio()
    room.framed(dressed.things[0][1], SIZE, 1 - 2 * MARGIN, 0.25 if one.kind == "shoes" else 0.05)
    with tempfile.TemporaryDirectory() as drawn:
        png = Path(drawn) / "item.png"
        settings = bpy.context.scene.render
        settings.film_transparent, settings.image_settings.color_mode = True, "RGBA"
        shoot(png, SIZE, SAMPLES, number)
        with Image.open(png) as picture:
            white = Image.new("RGB", picture.size, "white")
            white.paste(picture, mask=picture.getchannel("A"))
            return white
