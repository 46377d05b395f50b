"""Groups of similar taste: the switch in the settings, and what is published."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.insights.charts import Bar, intervals
from app.components.insights.leaning import ASPECT_NAMES, name_of
from app.components.notices import say
from app.markup import tag
from app.session import Me
from app.words import MONTHS, N_, sentence
from embeddings.errors import OtjangError
from wardrobe.i18n import Translate
from wardrobe.matching.insights.groups import ASPECTS, CELLS, DELTA, EPSILON, LEAST_PEOPLE, Group

STYLES = {"casual": N_("casual"), "smart": N_("smart casual"), "formal": N_("formal")}
TONES = {"dark": N_("dark tones"), "light": N_("light tones"), "colourful": N_("colours")}
SHOWN = 6


def groups(who: Me) -> None:
    """The switch, with what it does."""
    _ = who.translate
    on = who.house.groups.takes_part(who.household)
    wanted = st.toggle(_("Take part in groups of similar taste"), value=on, key="groups_on")
    st.caption(
        _(
            "Off unless you turn it on. Once a month, shares of colours, categories and patterns of at least {people} "
            "people are published to those who take part, with noise that hides each person (differential privacy, "
            "ε = {epsilon:g} and δ = {delta:.6f} a month). No pictures, no names, no single looks."
        ).format(people=LEAST_PEOPLE, epsilon=EPSILON, delta=DELTA)
    )
    if wanted != on:
        who.house.groups.take_part(who.household, wanted)
        st.rerun()


def published(who: Me) -> None:
    """What the group of this person wore last month, as far as it may be told."""
    _ = who.translate
    try:
        found = who.house.groups.mine(who.household, who.person.id, date.today())
    except OtjangError as error:
        say(error, _)
        return
    if found is None:
        return
    year, month = found.month.split("-")
    when = _("{month} {year}").format(month=_(MONTHS[int(month) - 1]), year=year)
    if found.group is None:
        st.caption(_("In {when} there were too few looks of yours to find your group.").format(when=when))
    else:
        st.subheader(
            _("Your group in {when}: {group}").format(when=when, group=group_name(found.group, _)), anchor=False
        )
    if found.published is not None:
        _shares(found.published, _)
    elif found.group is not None:
        empty(
            _("Too few people to say"),
            _("A group is told from at least {count} people on, and some more for the noise.").format(
                count=LEAST_PEOPLE
            ),
        )
    for group in found.others:
        with st.expander(sentence(group_name(group.name, _))):
            _shares(group, _)


def group_name(name: str, _: Translate) -> str:
    """Style and tone, such as "casual, dark tones"."""
    style, tone = name.split()
    return _("{style}, {tone}").format(style=_(STYLES[style]), tone=_(TONES[tone]))


def _shares(group: Group, _: Translate) -> None:
    for aspect in ASPECTS:
        name = _(ASPECT_NAMES[aspect])
        st.html(tag("b", name))
        own = [(value, share) for (of, value), share in zip(CELLS, group.shares, strict=True) if of == aspect]
        rows = [
            Bar(
                name_of(aspect, value, _),
                share,
                low=max(0.0, share - group.half_width),
                high=min(1.0, share + group.half_width),
            )
            for value, share in sorted(own, key=lambda one: -one[1])[:SHOWN]
        ]
        listed = ", ".join(f"{row.label} {row.value:.0%}" for row in rows)
        intervals(rows, key=f"groups_{group.name}_{aspect}", said=f"{name}: {listed}", caption=False)
    st.caption(
        _("About {people} people; the noise moves a share by {width} at most, with 95% certainty.").format(
            people=group.people, width=f"{group.half_width:.0%}"
        )
    )
