"""What is known of a garment, in words: captions in many wordings, kinds, colour family, pattern."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.colour import FAMILIES, Colour
from embeddings.ontology import KINDS, KINDS_OF
from embeddings.training.encoder.items import Item

_SHOES = KINDS_OF["shoes"]
HM_KINDS: dict[str, tuple[str, ...]] = {
    "Trousers": ("trousers", "jeans"),
    "Dress": ("dress",),
    "Sweater": ("sweater",),
    "T-shirt": ("t-shirt",),
    "Top": ("top", "long-sleeve top"),
    "Blouse": ("blouse",),
    "Underwear bottom": ("underwear",),
    "Jacket": ("jacket",),
    "Bra": ("bra",),
    "Skirt": ("skirt",),
    "Vest top": ("tank top",),
    "Shirt": ("shirt",),
    "Socks": ("socks",),
    "Hoodie": ("hoodie",),
    "Shorts": ("shorts",),
    "Leggings/Tights": ("leggings",),
    "Bikini top": ("swimwear",),
    "Cardigan": ("cardigan",),
    "Earring": ("jewellery",),
    "Blazer": ("blazer",),
    "Swimwear bottom": ("swimwear",),
    "Necklace": ("jewellery",),
    "Boots": ("boots",),
    "Hair/alice band": ("hair accessory",),
    "Bag": ("bag",),
    "Belt": ("belt",),
    "Underwear Tights": ("tights",),
    "Bodysuit": ("bodysuit",),
    "Jumpsuit/Playsuit": ("jumpsuit",),
    "Scarf": ("scarf",),
    "Hat/beanie": ("beanie", "hat"),
    "Sneakers": ("sneakers",),
    "Pyjama set": ("nightwear",),
    "Swimsuit": ("swimwear",),
    "Hair clip": ("hair accessory",),
    "Ring": ("jewellery",),
    "Hair string": ("hair accessory",),
    "Coat": ("coat",),
    "Sunglasses": ("sunglasses",),
    "Polo shirt": ("polo shirt",),
    "Heeled sandals": ("sandals", "high heels"),
    "Pyjama bottom": ("nightwear",),
    "Sandals": ("sandals",),
    "Ballerinas": ("shoes",),
    "Gloves": ("gloves",),
    "Hat/brim": ("hat",),
    "Flat shoe": ("shoes",),
    "Cap/peaked": ("cap",),
    "Pumps": ("high heels",),
    "Beanie": ("beanie",),
    "Bracelet": ("jewellery",),
    "Felt hat": ("hat",),
}
MANGO_KINDS: dict[str, tuple[str, ...]] = {
    "Dress": ("dress",),
    "Sweater": ("sweater",),
    "T-Shirt": ("t-shirt", "long-sleeve top"),
    "Trousers": ("trousers",),
    "Top": ("top", "long-sleeve top", "tank top"),
    "Skirt": ("skirt",),
    "Earrings": ("jewellery",),
    "Blouse": ("blouse",),
    "Jeans": ("jeans",),
    "Shirt": ("shirt",),
    "Handbag": ("bag",),
    "Sandals": ("sandals", "high heels"),
    "Jacket": ("jacket",),
    "Jumpsuit": ("jumpsuit",),
    "Coat": ("coat",),
    "Belt": ("belt",),
    "Cardigan": ("cardigan",),
    "Blazer": ("blazer",),
    "Shorts": ("shorts",),
    "Bermudas": ("shorts",),
    "Shoes": ("shoes", "high heels"),
    "Necklace": ("jewellery",),
    "Shoulder bag": ("bag",),
    "Crossbody bag": ("bag",),
    "Totes bag": ("bag",),
    "Bucket bag": ("bag",),
    "Citybag": ("bag",),
    "Ankle Boots": ("boots",),
    "Boots": ("boots",),
    "Sunglasses": ("sunglasses",),
    "Puffer coat": ("coat", "jacket"),
    "Trenchcoat": ("coat",),
    "Parka": ("coat",),
    "Leather Jacket": ("jacket",),
    "Overshirt": ("jacket",),
    "Kerchief": ("scarf",),
    "Scarf": ("scarf",),
    "Foulard": ("scarf",),
    "Sweatshirt": ("hoodie", "sweater"),
    "Beanie": ("beanie",),
    "Vest": ("vest",),
    "Sweater Vest": ("vest",),
    "Outer vest": ("vest",),
    "Ring": ("jewellery",),
    "Bracelet": ("jewellery",),
    "Leggings": ("leggings",),
    "Bodysuit": ("bodysuit",),
    "Gloves": ("gloves",),
    "Trainers": ("sneakers",),
    "Pyjama Trousers": ("nightwear",),
    "Pyjama": ("nightwear",),
    "Socks": ("socks",),
    "Hat": ("hat",),
    "Cap": ("cap",),
    "Poloshirt": ("polo shirt",),
    "Bikini top": ("swimwear",),
    "Bikini pantie": ("swimwear",),
    "Swimsuit": ("swimwear",),
    "Bras": ("bra",),
}
CLOTHING_KINDS: dict[str, tuple[str, ...]] = {
    "T-Shirt": ("t-shirt",),
    "Longsleeve": ("long-sleeve top", "sweater", "cardigan"),
    "Pants": ("trousers", "jeans", "leggings"),
    "Shoes": _SHOES,
    "Shirt": ("shirt",),
    "Dress": ("dress",),
    "Outwear": ("jacket", "coat", "vest"),
    "Shorts": ("shorts",),
    "Hat": ("hat", "cap", "beanie"),
    "Skirt": ("skirt",),
    "Polo": ("polo shirt",),
    "Undershirt": ("tank top",),
    "Blazer": ("blazer",),
    "Hoodie": ("hoodie",),
    "Body": ("bodysuit",),
    "Top": ("top",),
    "Blouse": ("blouse",),
}
PAIRS_KINDS: dict[str, tuple[str, ...]] = {
    "Shorts": ("shorts",),
    "Sweaters": ("sweater", "cardigan"),
    "Blouses & Shirts": ("blouse", "shirt", "top"),
    "Hoodies & Sweatshirts": ("hoodie", "sweater"),
    "Tees": ("t-shirt", "long-sleeve top"),
    "Skirts": ("skirt",),
    "Jackets": ("jacket", "coat"),
    "Scarves": ("scarf",),
    "Dresses": ("dress",),
    "Pants": ("trousers", "leggings"),
    "Tanks": ("tank top",),
    "Belts": ("belt",),
}
HM_FAMILY = {
    **{name.title(): name for name in FAMILIES},
    **{
        "Khaki green": "green",
        "Mole": "beige",
        "Lilac Purple": "purple",
        "Turquoise": "blue",
        "Yellowish Green": "green",
    },
}
PLAIN = ("Solid", "Unknown", "Other structure", "Other pattern")
PATTERNS = (
    *("Solid", "All over pattern", "Denim", "Melange", "Stripe", "Check", "Placement print", "Lace", "Embroidery"),
    *("Front print", "Colour blocking", "Dot"),
)
PATTERN_WORDS = {
    "All over pattern": ("patterned", "printed"),
    "Stripe": ("striped", "with stripes"),
    "Check": ("checked", "plaid"),
    "Dot": ("polka dot", "dotted"),
    "Melange": ("melange", "heather"),
    "Denim": ("denim", "denim"),
    "Lace": ("lace", "lacy"),
    "Embroidery": ("embroidered", "embroidery"),
    "Front print": ("graphic print", "with a print on the front"),
    "Placement print": ("printed", "with a print"),
    "Colour blocking": ("colour block", "two-tone"),
}
_WHO = {"Menswear": "men's", "Ladieswear": "women's", "Baby/Children": "kids", "Sport": "sports", "Divided": ""}
_FABRIC = {
    "T-TRICOT": "knitted",
    "J-JEANS": "denim",
    "L-PIEL": "leather",
    "O-POLIPIEL": "faux leather",
    "K-CIRCULAR": "jersey",
}
#: mango's Spanish colour names, in words and as a family (empty: metal, no family).
MANGO_COLOUR = {
    **{"NEGRO": "black", "CRUDO": "off-white:white", "OFFWHITE": "off-white:white", "ORO": "gold:", "BLANCO": "white"},
    **{
        "BEIGE": "beige",
        "VERDE": "green",
        "MARRON": "brown",
        "AZUL": "blue",
        "KHAKI": "khaki green:green",
        "ROJO": "red",
    },
    **{"PLATA": "silver:", "NAVY": "navy blue:blue", "CAMEL": "camel brown:brown", "GRIS": "grey", "ROSA": "pink"},
    **{
        "ARENA": "sand beige:beige",
        "NARANJA": "orange",
        "TEJANO MEDIO": "medium blue:blue",
        "PIEDRA": "stone beige:beige",
    },
    **{
        "TEJANO NEGRO": "black",
        "CELESTE": "light blue:blue",
        "MOSTAZA": "mustard yellow:yellow",
        "FUCSIA": "fuchsia pink:pink",
    },
    **{"CHOCOLATE": "dark brown:brown", "GRIS MEDIO VIGORE": "grey melange:grey", "TEJANO OSCURO": "dark blue:blue"},
    **{"CUERO": "tan brown:brown", "ROSA PASTEL": "light pink:pink", "GRIS CLARO VIGORE": "light grey melange:grey"},
    **{"ANTRACITA": "charcoal grey:grey", "TEJANO CLARO": "light blue:blue", "GRANATE": "maroon red:red"},
    **{"TERRACOTA": "terracotta orange:orange", "CALDERO": "rust orange:orange", "TOPO": "taupe beige:beige"},
    **{"MORADO": "purple", "AMARILLO": "yellow", "NUDE": "nude beige:beige", "CARAMELO": "caramel brown:brown"},
    **{"BURDEOS": "burgundy red:red", "BOTELLA": "dark green:green", "AMARILLO PASTEL": "light yellow:yellow"},
    **{"TURQUESA": "turquoise blue:blue", "MALVA": "mauve purple:purple", "MARINO": "navy blue:blue"},
    **{
        "VISON": "taupe beige:beige",
        "VERDE PASTEL": "light green:green",
        "GRIS OSCURO VIGORE": "dark grey melange:grey",
    },
    **{
        "CORAL": "coral red:red",
        "VINO": "wine red:red",
        "AZUL NOCHE": "dark navy blue:blue",
        "LIMA": "lime green:green",
    },
    **{
        "ROSA PALO": "pale pink:pink",
        "OLIVA": "olive green:green",
        "LILA": "lilac purple:purple",
        "PETROLEO": "petrol blue:blue",
    },
}
_PAIR_WORDS = (
    "trousers",
    "jeans",
    "shorts",
    "leggings",
    "socks",
    "shoes",
    "boots",
    "sandals",
    "gloves",
    "sunglasses",
    "pants",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one picture."""

    captions: tuple[str, ...]
    kinds: tuple[str, ...]
    """One of these it is; empty when nothing is known."""
    family: str = ""
    pattern: str = ""


def known(item: Item, colours: tuple[Colour, ...] = ()) -> Known:
    """Everything that the item's table says; worn garments and pairs get the measured ``colours``."""
    match item.source:
        case "hm":
            return _hm(item.row)
        case "mango":
            return _mango(item.row)
        case "clothing":
            kinds = CLOTHING_KINDS[item.row["label"]]
            words = {"Outwear": "jacket", "Body": "bodysuit", "Longsleeve": "long-sleeve top"}
            word = words.get(item.row["label"], kinds[0] if len(kinds) == 1 else item.row["label"].lower())
            return Known((word, f"a photo of {article(word)}", article(word)), kinds)
        case "pairs":
            last = item.row["category"].split("/")[-1]
            kinds = next((kinds for name, kinds in PAIRS_KINDS.items() if name in last), ())
            words_ = kinds[:2] or ("garment",)
            return Known(tuple(_measured(word, colours) for word in words_), kinds)
        case _:
            words_ = {"upper-clothes": ("top", "upper clothes"), "outerwear": ("jacket", "outerwear")}.get(
                item.category, (item.category,)
            )
            return Known(tuple(_measured(word, colours) for word in words_), KINDS_OF[item.category])


def article(word: str) -> str:
    """The word with what English puts before it."""
    if word.split()[-1] in _PAIR_WORDS:
        return f"a pair of {word}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _measured(word: str, colours: tuple[Colour, ...]) -> str:
    names = " and ".join(colour.name for colour in colours[:2] if colour.share > 0.3)
    return f"{names} {word}".strip()


def _hm(row: dict[str, str]) -> Known:
    label = row["label"].replace("/", " ").lower()
    kinds = ("jeans",) if row["label"] == "Trousers" and row["pattern"] == "Denim" else HM_KINDS.get(row["label"], ())
    colour = row["color"].lower().removeprefix("other").strip()
    before, after = PATTERN_WORDS.get(row["pattern"], ("", ""))
    word = kinds[0] if kinds and kinds[0] in KINDS else label
    story = row["desc"]
    first = story.split(". ")[0].lower()
    captions = (
        f"{colour} {before} {word}",
        f"{_WHO.get(row['department'], '')} {colour} {label} {after}",
        f"{article(f'{colour} {before} {word}'.strip())}",
        f"{colour} {before} {label}. {story}",
        f"{colour} {first}",
        f"{before} {word}",
    )
    pattern = row["pattern"] if row["pattern"] in PATTERNS else ""
    return Known(_tidy(captions), kinds, HM_FAMILY.get(row["color_master"], ""), pattern)


def _mango(row: dict[str, str]) -> Known:
    entry = MANGO_COLOUR.get(row["color_es"], "")
    colour, _, named = entry.partition(":")
    family = named if ":" in entry else colour
    fabric = _FABRIC.get(row["fabric"], "")
    label = row["type"].lower()
    kinds = MANGO_KINDS.get(row["type"], ())
    word = kinds[0] if kinds else label
    captions = (
        f"{colour} {word}",
        f"{colour} {fabric} {label}",
        article(f"{colour} {label}".strip()),
        f"women's {colour} {fabric} {word}",
    )
    return Known(_tidy(captions), kinds, family)


def _tidy(captions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(caption.split()) for caption in captions))
