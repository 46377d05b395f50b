"""What the steps of a look do for a turn: find its front and its sides, and get to know garments from all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from embeddings import turning, video
from embeddings.video import Frame
from embeddings.video_boxes import made_at
from wardrobe.reembedding import comparable
from wardrobe.schema import LookRow, TurnViewRow
from wardrobe.sides import SIDE, find_sides, forget_sides, keep_sides, side_frames
from wardrobe.turns import view_rows
from wardrobe.work import Work, Write, write_decoded

TURN_NOTES: Final = ("no-turn", "part-turn")
"""What can be noted of a turn: see ``turning.Turn.notes``."""
RATE: Final = 8.0
"""Frames a second in which the way somebody faces is looked for: one every 5 degrees of a usual turn."""
LOOKED_AT: Final = 720
"""Their long side."""


def decode_turn(work: Work) -> Write | None:
    """received → decoded: the front, which stands for the look from then on, and the views."""
    media, models = work.tools.media, work.tools.models
    path = media.originals.checked(work.sha256)
    frames = video.sampled(path, work.name, RATE, LOOKED_AT, work.tools.video_limits)
    turn = models.turn(_until_stopped(work, frames))
    if work.stop.is_set():
        return None
    front, views = turning.front(turn), turning.views(turn)
    look = work.look()
    look.front_frame = front.index  # of this object alone, as it will be
    photo = media.photo(look)
    media.make_look(photo, work.sha256, "small", front.index)
    decoded = write_decoded(photo, _local(made_at(path)), turn.notes)

    def write(session: Session, look: LookRow) -> None:
        decoded(session, look)
        look.front_frame = front.index
        session.execute(delete(TurnViewRow).where(TurnViewRow.look_id == look.id))
        session.add_all(_row(look, view) for view in views)

    return write


def finish_turn(work: Work) -> Write | None:
    """recognised → ready: the pictures of the views, and what garments look like from the other sides."""
    tools, look = work.tools, work.look()
    with tools.database.read() as session:
        views = view_rows(session, look)
    if views:
        tools.media.make_turn(look, [view.frame for view in views], "small")
    models, vectors, complete = comparable(tools, work.look_id, work.stop)
    if work.stop.is_set() and not complete:
        return None
    frames = side_frames(views, look)
    found = find_sides(models, tools.media.frames(look, frames, SIDE)) if frames else []

    def write(session: Session, look: LookRow) -> None:
        forget_sides(session, look.id, vectors.model_id)
        keep_sides(session, look.id, found, vectors.model_id, models.calibration)

    return write


def _until_stopped(work: Work, frames: Iterator[Frame]) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        if work.stop.is_set():
            return


def _local(at: datetime | None) -> datetime | None:
    """As cameras write it into photos: the time of the place, without its zone."""
    return None if at is None else at.astimezone().replace(tzinfo=None)


def _row(look: LookRow, view: turning.View) -> TurnViewRow:
    return TurnViewRow(
        look_id=look.id,
        number=view.number,
        angle=view.angle,
        frame=view.index,
        seconds=view.seconds,
        sharpness=view.sharpness,
    )
