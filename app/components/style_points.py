"""What the style check says of an outfit, as short lines with the cut-outs that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app import addresses
from app.components.items import price
from app.markup import Html, join, tag
from app.words import garment_name, sentence
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.matching.verdicts import ItemLift, Lift, Side, Verdict

Items = Mapping[int, GarmentItem]
MOST_PULLS = 4
MOST_REMARKS = 4
MOST_PICTURES = 3


def verdict_bar(verdict: Verdict, names: Sequence[str], _: Translate) -> Html:
    """The percentage of both looks and a bar between them; the same place without numbers where none is meant."""
    if verdict.too_close:
        why = tag("p", verdict.why_close.said(_), class_="muted") if verdict.why_close else None
        title = _("Too close to call") if verdict.judged else _("Not enough is known yet")
        return tag("div", tag("b", title), why, class_="verdict", role="status")
    percent = round(100 * verdict.probability)
    winner, share = (names[0], percent) if percent > 50 else (names[1], 100 - percent)
    told = _("{look} is probably the better look").format(look=winner)
    shares = (tag("span", f"{part} %") for part in (percent, 100 - percent))
    bar = tag("div", tag("i", style=f"width: {percent}%", class_="more" if percent > 50 else None), class_="bar")
    label = _("{percent} in 100").format(percent=share)
    return tag(
        "div", tag("b", sentence(told)), tag("div", *shares, class_="shares"), bar, class_="verdict", role="status",
        aria_label=f"{sentence(told)}: {label}",
    )  # fmt: skip


def side_lines(side: Side, items: Items, _: Translate) -> Html:
    """Which garment lifts the outfit or pulls it down; below, what is said beside the score."""
    pulls = {1: _("lifts the look"), -1: _("pulls it down")}
    lines = [
        _line([items[one.garment_id]], pulls[one.pulls], _, named=True, sign="↑" if one.pulls > 0 else "↓")
        for one in side.contributions
        if one.pulls and one.garment_id in items
    ][:MOST_PULLS]
    if side.contributions and not lines:
        lines = [tag("li", tag("span", _("No garment stands out."), class_="muted"))]
    beside = [
        _line([items[id] for id in point.garment_ids if id in items], sentence(point.reason.said(_)), _)
        for point in side.remarks[:MOST_REMARKS]
    ]
    title = tag("h4", _("Also, not part of the score")) if lines and beside else None
    return join(_list(lines), title, _list(beside))


def lift_card(lift: Lift, items: Items, _: Translate) -> Html:
    """What to put on, instead of what, and why."""
    new = items[lift.garment_id]
    name = garment_name(new, _, new.name)
    old = items.get(lift.instead_of or 0)
    pictures = (
        [_picture(new, name)] if old is None else [_picture(old, _old(old, _)), tag("span", "→"), _picture(new, name)]
    )
    how = _("add it") if old is None else _("instead of {garment}").format(garment=_old(old, _))
    return tag(
        "a",
        tag("span", *pictures, class_="swap"),
        tag("span", tag("b", sentence(name)), tag("span", sentence(how), class_="muted"),
            tag("span", sentence(lift.reason.said(_)), class_="muted"), class_="words"),
        href=addresses.garment_link(lift.garment_id), target="_self", class_="lift",
    )  # fmt: skip


def item_lift_card(lift: ItemLift, items: Items, _: Translate) -> Html:
    """The same of something on sale, with its price."""
    item, old = lift.item, items.get(lift.instead_of or 0)
    new = tag("img", src=addresses.item_picture(item.id, "small", item.picture), alt=item.title, loading="lazy",
              class_="cutout")  # fmt: skip
    pictures = [new] if old is None else [_picture(old, _old(old, _)), tag("span", "→"), new]
    how = _("add it") if old is None else _("instead of {garment}").format(garment=_old(old, _))
    said = " · ".join(part for part in (price(item, _), how) if part)
    return tag(
        "a",
        tag("span", *pictures, class_="swap"),
        tag("span", tag("b", item.title), tag("span", said, class_="muted"),
            tag("span", sentence(lift.reason.said(_)), class_="muted"), class_="words"),
        href=addresses.item_link(item.id), target="_self", class_="lift",
    )  # fmt: skip


def _old(garment: GarmentItem, _: Translate) -> str:
    return garment_name(garment, _, garment.name)


def _list(lines: Iterable[Html]) -> Html | None:
    rows = list(lines)
    return tag("ul", *rows, class_="points") if rows else None


def _line(garments: Sequence[GarmentItem], text: str, _: Translate, *, named: bool = False, sign: str = "") -> Html:
    names = [garment_name(garment, _, garment.name) for garment in garments]
    pictures = [_picture(*pair) for pair in zip(garments, names, strict=True)][:MOST_PICTURES]
    mark = tag("i", sign, class_="up" if sign == "↑" else "down", aria_hidden="true") if sign else None
    words = [tag("b", sentence(names[0]))] if named and names else []
    told = tag(
        "span",
        *words,
        tag("span", mark, f" {text}" if mark else text, class_="muted" if named else None),
        class_="words",
    )
    return tag("li", tag("span", *pictures, class_="about") if pictures else None, told)


def _picture(garment: GarmentItem, name: str) -> Html:
    return tag(
        "img", src=addresses.cut_out(garment.cover_sighting_id, "small"), alt=name, title=name, loading="lazy",
        class_="cutout",
    )  # fmt: skip
