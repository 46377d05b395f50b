"""What a garment is, as chips: a tap opens the choices, a choice is remembered and can be undone."""

from __future__ import annotations

import streamlit as st

from app.components.undo import change
from app.markup import plain
from app.session import Me
from app.words import ASPECTS, sentence, value_name
from embeddings.colour import FAMILIES, family_probability
from wardrobe.attributes import COLOUR_SURE_FROM, NAMED_FROM, SURE_FROM, Said, in_words
from wardrobe.garments import GarmentItem
from wardrobe.said import sayable

TITLED = ("length",)
"""Aspects whose words say nothing by themselves: "long" may be many things, "striped" is a pattern."""
GUESS = ""
"""The choice that takes the person's word back."""


def attribute_chips(who: Me, garment: GarmentItem) -> None:
    """Every aspect that a garment of its category has; what is unsure looks unsure."""
    _ = who.translate
    known = {said.aspect: said for said in (*_main_colour(garment), *in_words(garment.attributes))}
    with st.container(horizontal=True, gap="small", key="chips"):
        for aspect, values in sayable(garment.category).items():
            if len(values) > 1:
                choices = _likely_colours(garment, values) if aspect == "colour" else values
                _chip(who, garment, aspect, choices, known.get(aspect))


def certainty(said: Said | None, *, by_person: bool) -> str:
    """How a chip looks: ``said`` by the person, ``sure``, ``maybe``, or ``ask`` where nothing is known."""
    if by_person:
        return "said"
    if said is None:
        return "ask"
    # A colour was measured: its family may be doubtful, but there always is one.
    named, sure = (0.0, COLOUR_SURE_FROM) if said.aspect == "colour" else (NAMED_FROM, SURE_FROM)
    return "ask" if said.probability < named else "maybe" if said.probability < sure else "sure"


def _chip(who: Me, garment: GarmentItem, aspect: str, values: tuple[str, ...], said: Said | None) -> None:
    _ = who.translate
    look = certainty(said, by_person=aspect in garment.said)
    title = _(ASPECTS[aspect])
    word = value_name(aspect, said.value, _) if said and look != "ask" else ""
    shown = _("maybe {value}").format(value=word) if look == "maybe" else word
    before = f"{plain(title)} " * (aspect in TITLED)
    label = f"{before}**{plain(shown)}**" if shown else f"{plain(title)}?"

    def named(value: str) -> str:
        if value == GUESS:
            return _("Guess it again")
        return ("✓ " if word and said and value == said.value else "") + plain(sentence(value_name(aspect, value, _)))

    choices = [*values, GUESS] if look == "said" else list(values)
    key = f"chip_{look}_{aspect}"
    chosen = st.menu_button(label, choices, format_func=named, key=key, type="tertiary")
    if chosen is not None:
        told = _("{aspect}: {value}").format(aspect=title, value=named(chosen).removeprefix("✓ ").replace("\\", ""))
        change(who, lambda: who.house.garments.say(who.household, garment.id, aspect, chosen or None), told)


def _likely_colours(garment: GarmentItem, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that were measured, then the families, then every tone."""
    return tuple(dict.fromkeys((*(colour.name for colour in garment.colours), *FAMILIES, *names)))


def _main_colour(garment: GarmentItem) -> list[Said]:
    return [Said("colour", colour.name, family_probability(colour.lab)) for colour in garment.colours[:1]]
