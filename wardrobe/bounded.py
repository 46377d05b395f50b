"""Work that others may draw out, such as a slow mail server: waited for so long and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def within(seconds: float, act: Callable[[], Answer]) -> Answer:
    """What ``act`` gives, or the error that it raises. Raises ``TimeoutError`` where it takes too long.

    It is done in a thread of its own, which is left to itself then and dies with the process.
    """
    answers: list[Answer] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(act())
        except BaseException as error:
            faults.append(error)

    thread = threading.Thread(target=work, name="bounded", daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise faults[0]
    if not answers:
        raise TimeoutError
    return answers[0]
