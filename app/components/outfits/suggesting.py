"""Suggestions: what to wear on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.notices import say
from app.components.outfits.meant import meant
from app.components.suggestions import LOCKED, SEED, SURPRISE, For, skipped_note, suggestions
from app.components.tomorrow import outfit_for_tomorrow
from app.markup import join, tag
from app.session import Me
from app.words import garment_name, sentence, short_day
from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError
from wardrobe.matching.forecasts import Told
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.outfits import Suggested, Wanted
from wardrobe.matching.plans import Planned
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.words import N_, value_name

DAYS: Final = 14
WARMTHS: Final = {"summer": 0.1, "mild": 0.5, "winter": 0.9}
LEFT_OUT: Final = {
    "wash": N_("{count} in the wash"),
    "worn": N_("{count} worn the day before"),
    "put_away": N_("{count} packed away"),
    "occasion": N_("{count} for other occasions"),
    "warmth": N_("{count} too warm or too light"),
}


def suggest_outfits(who: Me) -> None:
    """The day, what it is for, what is planned for it, and the suggestions."""
    _ = who.translate
    today = date.today()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    plans = who.house.plans.between(who.household, days[0], days[-1])
    outfit_for_tomorrow(who)
    day = _day_chosen(who, days, plans)
    occasion = pills_in_address(
        _("Occasion"), list(OCCASIONS), key="occasion", text=lambda name: sentence(_(OCCASION_NAMES[name]))
    )
    forecast = who.house.forecasts.of(who.household, day)
    _say_weather(who, forecast)
    on_day = [plan for plan in plans if plan.day == day]
    if on_day:
        st.header(_("Planned"), anchor=False)
        meant(who, on_day, today)
        st.header(_("Suggestions"), anchor=False)
    around, locked = _held(who)
    _say_held(who, around, locked)
    cards = st.container()
    with st.container():  # below the cards, though what is pressed here decides them
        warmth = _again(who, forecast)
    wanted = Wanted(
        day=day,
        occasion=occasion,
        weather=forecast.weather,
        warmth=warmth,
        around=around,
        locked=locked,
        surprise=bool(st.session_state.get(SURPRISE)),
        seed=st.session_state.get(SEED, 0),
        person_id=who.person.id,
    )
    with cards:
        _show(who, _suggested(who, wanted, today), on_day, day, occasion)


def _show(who: Me, found: Suggested | None, on_day: Sequence[Planned], day: date, occasion: str | None) -> None:
    """The cards, or why there are none."""
    _ = who.translate
    if found is not None and found.outfits:
        skipped_note(who)
        planned = {frozenset(plan.outfit.garment_ids) for plan in on_day}
        new = [outfit for outfit in found.outfits if frozenset(outfit.garment_ids) not in planned]
        kept = who.house.plans.kept_among(who.household, [outfit.garment_ids for outfit in new])
        suggestions(who, new, For(day, occasion, kept))
        _say_left_out(who, found)
    elif found is not None and found.nothing is not None:
        empty(_("No outfit yet"), found.nothing.said(_))
        _say_left_out(who, found)
        if not who.house.garments.list(who.household, limit=1):
            st.page_link(addresses.LOOKS_PAGE, label=_("Add photos"), icon=":material/add_a_photo:")


def _day_chosen(who: Me, days: Sequence[date], plans: Sequence[Planned]) -> date:
    """One of the next two weeks, today at first; a dot marks a planned one."""
    _ = who.translate
    planned = {plan.day for plan in plans}
    names = {day.isoformat(): short_day(day, _) + (" •" if day in planned else "") for day in days}
    if st.session_state.get("day") not in names:  # a link says it, or it is past
        asked = st.query_params.get("day")
        st.session_state["day"] = asked if asked in names else days[0].isoformat()
    shown = st.pills(
        *(_("Day"), list(names)),
        format_func=names.__getitem__,
        key="day",
        required=True,
        label_visibility="collapsed",
        wrap=False,
    )
    if shown != st.query_params.get("day", days[0].isoformat()):
        st.query_params["day"] = shown
    return date.fromisoformat(shown)


def _held(who: Me) -> tuple[int | None, tuple[int, ...]]:
    """The garment that is built around and those that are locked, as far as they are still there."""
    owned = {garment.id for garment in who.house.garments.list(who.household)}
    around = addresses.asked_for(addresses.AROUND)
    locked = tuple(id for id in st.session_state.get(LOCKED, ()) if id in owned)
    return (around if around in owned else None), locked


def _say_held(who: Me, around: int | None, locked: Sequence[int]) -> None:
    """What is in every outfit, and a way to let it go."""
    _ = who.translate
    ids = dict.fromkeys([*([around] if around else []), *locked])
    garments = [garment for garment in who.house.garments.list(who.household) if garment.id in ids]
    if not garments:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="held"):
        names = [garment_name(one, _, one.name) for one in garments]
        pictures = [
            tag("img", src=addresses.cut_out(one.cover_sighting_id, "small"), alt=name, title=name, class_="cutout")
            for one, name in zip(garments, names, strict=True)
        ]
        said = _("In every outfit: {what}").format(what=", ".join(names))
        st.html(tag("div", join(*pictures, tag("span", said, class_="muted")), class_="held"))
        if st.button(_("Let go"), key="held_clear", icon=":material/close:", type="tertiary"):
            st.session_state.pop(LOCKED, None)
            st.query_params.pop(addresses.AROUND, None)
            st.rerun()


def _say_weather(who: Me, forecast: Told) -> None:
    """The forecast in a line, or why there is none."""
    _ = who.translate
    place = who.house.forecasts.place(who.household)
    if forecast.weather is not None and place is not None:
        text = f"{place.name}: {forecast.weather.said().said(_)}"
    elif forecast.why is not None:
        text = forecast.why.said(_)
    else:
        return
    st.html(tag("p", text, class_="muted weather"))


def _again(who: Me, forecast: Told) -> float | None:
    """Other outfits, something unusual, or the best ones back; gives the warmth chosen where there is no forecast."""
    _ = who.translate
    seed = st.session_state.get(SEED, 0)
    with st.container(horizontal=True, key="outfit_again"):
        if st.button(_("Shuffle"), icon=":material/shuffle:", key="shuffle"):
            st.session_state[SEED], st.session_state[SURPRISE] = seed + 1, False
        if st.button(_("Surprise me"), icon=":material/auto_awesome:", key="surprise"):
            st.session_state[SEED], st.session_state[SURPRISE] = seed + 1, True
        if st.session_state.get(SEED) and st.button(_("The best again"), key="best_again", icon=":material/undo:"):
            st.session_state[SEED], st.session_state[SURPRISE] = 0, False
            st.rerun()
        if forecast.weather is not None:
            return None
        with st.popover(_("How warm"), icon=":material/thermostat:"):
            chosen = pills_in_address(
                *(_("How warm"), list(WARMTHS)),
                key="warmth",
                text=lambda name: sentence(value_name("warmth", name, _)),
                labelled=True,
            )
            st.page_link(
                addresses.SETTINGS_PAGE,
                label=_("Follow the forecast"),
                icon=":material/settings:",
                query_params={"part": "notices"},
            )
    return WARMTHS.get(chosen or "")


def _say_left_out(who: Me, found: Suggested) -> None:
    """How many garments were not considered, and rules that were let go."""
    _ = who.translate
    counts = [_(LEFT_OUT[why]).format(count=count) for why, count in found.left_out.items() if why in LEFT_OUT]
    lines = [note.said(_) for note in found.notes]
    if counts:
        lines.append(_("Left out: {what}.").format(what=", ".join(counts)))
    season = {reason.said(_) for one in found.outfits for reason in one.reasons if reason.about == "weather"}
    if season and who.house.forecasts.place(who.household) is None:
        lines.append(sentence(season.pop()) + ".")
    if lines:
        st.html(join(*(tag("p", line, class_="muted") for line in lines)))


def _suggested(who: Me, wanted: Wanted, today: date) -> Suggested | None:
    """The suggestions; a fault is said instead."""
    _ = who.translate
    try:
        return who.house.outfits.suggest(who.household, wanted, today)
    except NotFoundError:
        return Suggested(())
    except OtjangError as error:
        say(error, _)
        return None
