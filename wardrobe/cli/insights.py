"""`otjang stats` and `trends`: what the looks of the past and the catalogues say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from wardrobe.cli.browse import name_of
from wardrobe.cli.common import JsonOption, Session, household, note, say, say_json, show
from wardrobe.matching.insights.rising import Trend, Trends
from wardrobe.matching.insights.statistics import Statistics
from wardrobe.matching.insights.trends import CatalogueTrends
from wardrobe.matching.insights.wears import Counted
from wardrobe.money import shown

Days = Annotated[int | None, typer.Option(min=1, max=36500, help="Only the last days; all without it.")]
SHOWN = 10


def stats(ctx: typer.Context, days: Days = None, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Tell how the wardrobe is worn: most and least, cost per wear, rotation, colours, what could go."""
    session: Session = ctx.obj
    today = date.today()
    with session.house() as house:
        home = household(house)
        found = house.statistics.of(home, today, days)
        capsule = house.statistics.capsule(home, today, days)
        outgrown = house.statistics.outgrown(home, today)
    if as_json:
        say_json(
            statistics_json(found)
            | {
                "capsule": capsule
                and {"garments": [one.id for one in capsule.garments], "wears": round(capsule.wears, 3)},
                "outgrown": [
                    {"garment": one.garment.id, "twin": one.twin.id, "reasons": [str(reason) for reason in one.reasons]}
                    for one in outgrown
                ],
            }
        )
        return
    turn = found.rotation
    say(f"{found.looks} looks on {found.days} days, {found.wears} wears of {turn.garments} garments.")
    if turn.garments:
        lately, longer = turn.worn_30 / turn.garments, turn.worn_90 / turn.garments
        say(f"Worn in the last 30 days: {lately:.0%}, in 90 days: {longer:.0%}.")
    if not found.enough:
        note("Too few looks in this time to compare garments.")
        return
    for each in found.spending:
        say(f"With a price in {each.currency}: {each.garments}, {shown(each.minor, each.currency)} a wear.")
    table = Table("Garment", "What", "Worn", "Last worn")
    for one in (*found.most_worn[:SHOWN], *found.not_worn[:SHOWN]):
        table.add_row(str(one.garment.id), name_of(one.garment), str(one.wears), str(one.last or ""))
    show(table, nothing="No garments yet.")
    for old in outgrown:
        say(f"Could go: {name_of(old.garment)} ({old.garment.id}). {' '.join(map(str, old.reasons))}")


def trends(ctx: typer.Context, as_json: Annotated[bool, JsonOption] = False) -> None:
    """Tell what rises and falls in the own looks and in the catalogues, and what things cost there."""
    session: Session = ctx.obj
    today = date.today()
    with session.house() as house:
        home = household(house)
        own, shops = house.trends.own(home, today), house.trends.catalogues(home, today)
    if as_json:
        say_json({"looks": trends_json(own), "catalogues": catalogues_json(shops)})
        return
    for title, found in (("looks", own), ("catalogues", shops.arrivals)):
        if not found.enough:
            note(f"Too few weeks to say what rises or falls in the {title}.")
            continue
        table = Table(f"In the {title}", "", "Last 4 weeks", "12 weeks before", "n")
        for way, some in (("rises", found.rising), ("falls", found.falling)):
            for one in some:
                shares = f"{one.recent:.0%}", f"{one.earlier:.0%}"
                table.add_row(f"{one.aspect}: {one.value}", way, *shares, f"{one.recent_n} / {one.earlier_n}")
        show(table, nothing=f"Nothing rises or falls for certain in the {title}.")
    prices = Table("Kind", "Items", "Median price", "On sale")
    for price in shops.prices[:SHOWN]:
        prices.add_row(
            price.kind, str(price.items), shown(price.median_minor, price.currency), f"{price.sale_share:.0%}"
        )
    show(prices, nothing="No catalogue with prices.")


def statistics_json(found: Statistics) -> dict[str, object]:
    """Statistics as scripts get them; garments by id."""
    return {
        "looks": found.looks,
        "days": found.days,
        "wears": found.wears,
        "garments": found.rotation.garments,
        "worn_30": found.rotation.worn_30,
        "worn_90": found.rotation.worn_90,
        "gap_days": found.rotation.gap_days,
        "most_worn": _counted(found.most_worn),
        "not_worn": _counted(found.not_worn),
        "cost_per_wear": [
            {"garment": one.garment.id, "wears": one.wears, "minor": one.minor, "currency": one.currency}
            for one in found.costs
        ],
        "spending": [
            {"currency": one.currency, "garments": one.garments, "price_minor": one.price_minor, "a_wear": one.minor}
            for one in found.spending
        ],
        "months": {f"{first:%Y-%m}": count for first, count in found.months},
        "weekdays": list(found.weekdays),
        "seasons": {one.name: one.count for one in found.seasons},
        "categories": {owned.name: {"owned": owned.count, "worn": worn.count} for owned, worn in found.categories},
        "palette": [
            {"colour": one.name, "hex": one.hex, "owned": round(one.owned, 3), "worn": round(one.worn, 3)}
            for one in found.palette
        ],
    }


def trends_json(found: Trends) -> dict[str, object]:
    """Trends as scripts get them, those that are not certain too."""
    return {"enough": found.enough, "weeks": list(found.weeks), "values": [_trend(one) for one in found.values]}


def catalogues_json(found: CatalogueTrends) -> dict[str, object]:
    """Trends of catalogues with prices."""
    return trends_json(found.arrivals) | {
        "gone": [{"aspect": aspect, "value": value, "items": n} for (aspect, value), n in found.gone.items()],
        "prices": [
            {
                "kind": one.kind,
                "currency": one.currency,
                "items": one.items,
                "median_minor": one.median_minor,
                "sale_share": round(one.sale_share, 3),
            }
            for one in found.prices
        ],
    }


def _trend(one: Trend) -> dict[str, object]:
    return {
        "aspect": one.aspect,
        "value": one.value,
        "recent": round(one.recent, 4),
        "earlier": round(one.earlier, 4),
        "recent_n": one.recent_n,
        "earlier_n": one.earlier_n,
        "p": round(one.p, 5),
        "q": round(one.q, 5),
        "certain": one.certain,
    }


def _counted(found: Sequence[Counted]) -> list[dict[str, object]]:
    return [{"garment": one.garment.id, "wears": one.wears, "last_worn": one.last} for one in found]
