"""Facts of garments from a CSV file into the wardrobe: what fits is taken, what does not is listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wardrobe.belongings import Belongings
from wardrobe.errors import ChangeError
from wardrobe.garments import GarmentItem
from wardrobe.garments_csv import Line, read_csv
from wardrobe.i18n import Fault

GIVE_ID: Final = "Give its id."


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was not taken, and why."""

    line: int
    field: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    changed: tuple[int, ...]
    """Ids of the garments of which something is, or in a dry run would be, another than before."""
    unchanged: int
    faults: tuple[RowFault, ...]
    change_id: int | None = None
    """What can be undone; None where nothing was changed."""


def take_csv(
    belongings: Belongings,
    household_id: int,
    items: Iterable[GarmentItem],
    data: bytes,
    name: str,
    *,
    dry_run: bool = False,
    today: date | None = None,
) -> Taken:
    """Take the facts of a file; a row is a garment of ``items`` by its id, else by its name where that is unique.

    All that is taken is one change. A second run of the same file changes nothing. Raises ``ChangeError``
    where the file as a whole cannot be read.
    """
    today = today or date.today()
    by_id = {item.id: item for item in items}
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for item in by_id.values():
        by_name[(item.name or "").casefold()].append(item.id)
    lines: dict[int, Line] = {}
    faults: list[RowFault] = []
    for line in read_csv(data, name):
        try:
            id = _garment(line, by_id, by_name)
            if id in lines:
                raise ChangeError("The garment is on line {line} already.", field="id", line=lines[id].number)
            lines[id] = line
        except ChangeError as error:
            faults.append(_fault(line, error))
    outcomes = belongings.would_change(household_id, {id: line.facts for id, line in lines.items()}, today=today)
    faults += [_fault(lines[id], found) for id, found in outcomes.items() if isinstance(found, ChangeError)]
    wanted = [id for id, found in outcomes.items() if found and not isinstance(found, ChangeError)]
    change_id = None
    if wanted and not dry_run:
        facts = {id: lines[id].facts for id in wanted}
        change_id = belongings.set_many(household_id, facts, "import", today=today)
    faults.sort(key=lambda one: one.line)
    return Taken(tuple(wanted), sum(found == {} for found in outcomes.values()), tuple(faults), change_id)


def _fault(line: Line, error: ChangeError) -> RowFault:
    return RowFault(line.number, str(error.params.get("field", "?")), error)


def _garment(line: Line, by_id: Mapping[int, GarmentItem], by_name: Mapping[str, Sequence[int]]) -> int:
    """The garment that a row is about. Raises ``ChangeError``."""
    if isinstance(line.fault, ChangeError):
        raise line.fault
    if line.garment_id is not None:
        if line.garment_id not in by_id:
            raise ChangeError("There is no garment with the id {value}.", field="id", value=line.garment_id)
        return line.garment_id
    same = by_name.get((line.name or "").casefold(), [])
    if not same:
        raise ChangeError("There is no garment called {text}.", field="name", text=_short(line.name), remedy=GIVE_ID)
    if len(same) > 1:
        raise ChangeError("Several garments are called {text}.", field="name", text=_short(line.name), remedy=GIVE_ID)
    return same[0]


def _short(name: str | None) -> str:
    return (name or "")[:80]
