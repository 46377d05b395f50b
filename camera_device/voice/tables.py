"""The figures of ``evaluation`` as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

PARTS: Final = ("wake", "command", "sentence", "day")
COUNTS: Final = ("minutes", "speech_minutes", "wakes", "commands", "triggers")


def markdown(found: dict[str, Any]) -> str:
    """Hits, hits by engine, near misses and false accepts."""
    hits = found["hits"]
    engines = next(iter(hits.values()))["by_engine"]
    recordings = found["false_accepts"]["recordings"].values()
    total = {"what": "together", "package": "all", **found["false_accepts"]["total"]}
    near, taught = found["near_misses"], found["taught"]
    learnt = taught["phrases"] - taught["refused"]
    return "\n".join(
        [
            *_table(
                ("heard, %", "wake phrase", "command", "“hey look, …” done", "day of a question"),
                ((name, *(_share(one[part]) for part in PARTS)) for name, one in hits.items()),
            ),
            *_table(
                ("“hey look, …” done, %", *hits),
                ((engine, *(_share(one["by_engine"][engine]) for one in hits.values())) for engine in engines),
            ),
            *_table(
                ("near misses", "taken for the wake phrase, %", "for a command, %", "triggers"),
                [("all", _share(near["wake"]), _share(near["command"]), str(near["triggers"]))],
            ),
            *_table(
                ("taught phrases", "refused", "heard again, clean", "at 10 dB", "false accepts, in minutes"),
                [
                    (
                        str(taught["phrases"]),
                        str(taught["refused"]),
                        f"{taught['clean']} of {taught['said']}",
                        f"{taught['10 dB']} of {taught['said']}",
                        f"{taught['false_accepts']} in {taught['minutes_each'] * learnt:.0f}",
                    )
                ],
            ),
            *_table(
                ("real speech", "minutes", "of them speech", "wake phrases", "commands", "triggers"),
                (
                    (f"{one['what']} ({one['package']})", *(str(one[key]) for key in COUNTS))
                    for one in [*recordings, total]
                ),
            ),
        ]
    )


def _share(one: dict[str, Any]) -> str:
    if not one["n"]:
        return "–"
    return f"{100 * one['value']:.1f} ({100 * one['low']:.1f}–{100 * one['high']:.1f}, n = {one['n']})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)] + [""]
