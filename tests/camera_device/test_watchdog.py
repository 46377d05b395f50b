"""What systemd is told, and when it is told nothing."""

from __future__ import annotations

import pytest

from camera_device.watchdog import HUNG, Watchdog


@pytest.fixture
def said() -> list[str]:
    return []


def test_the_watchdog_is_fed_at_half_of_what_systemd_waits(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    now = [0.0]
    watchdog = Watchdog(["session"], said.append, lambda: now[0])
    for second in range(60):
        now[0] = float(second)
        watchdog.alive("session")
        watchdog.feed()
    assert said == ["WATCHDOG=1"] * 4


def test_a_part_that_hangs_gets_the_watchdog_no_food(said: list[str]) -> None:
    now = [0.0]
    watchdog = Watchdog(["session", "eyes"], said.append, lambda: now[0])
    now[0] = HUNG + 1
    watchdog.alive("session")
    watchdog.feed()
    assert not said
    assert watchdog.hung() == ["eyes"]
    watchdog.alive("eyes")
    watchdog.feed()
    assert said == ["WATCHDOG=1"]


@pytest.mark.parametrize("given", [None, "", "nonsense", "0"])
def test_without_systemd_it_does_nothing(given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    if given is not None:
        monkeypatch.setenv("WATCHDOG_USEC", given)
    watchdog = Watchdog([])
    watchdog.ready()
    watchdog.feed()
    watchdog.stopping()
    assert watchdog.every > 0
