"""The forecast: off by default, a real server on loopback, limits, the cache, and every way to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.wardrobe.conftest import fill
from wardrobe.house import House
from wardrobe.matching import forecasts
from wardrobe.matching.forecasts import Place
from wardrobe.matching.trip_weather import with_forecast
from wardrobe.matching.trips import TripWishes
from wardrobe.matching.weather import Weather, layer_wanted, warmth_wanted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SEOUL = Place("Seoul", 37.56667891, 126.97812345)


def forecast(**changed: object) -> dict[str, object]:
    daily = {
        "time": ["2026-03-02", "2026-03-03"],
        "temperature_2m_min": [1.2, None],
        "temperature_2m_max": [7.9, 9.0],
        "apparent_temperature_min": [-2.0, 1.0],
        "apparent_temperature_max": [4.0, 5.0],
        "precipitation_sum": [2.4, 0.0],
        "snowfall_sum": [0.0, 0.0],
        "wind_speed_10m_max": [22.0, 8.0],
    }
    return {"daily": daily | changed}


@dataclass
class Server:
    """Open-Meteo on loopback."""

    url: str = ""
    answer: bytes = field(default_factory=lambda: json.dumps(forecast()).encode())
    status: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    goes_on: threading.Event = field(default_factory=threading.Event)
    """Answers wait for it."""


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()
    told.goes_on.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            told.asked.append(parse_qs(parts.query))
            told.paths.append(parts.path)
            told.goes_on.wait(30)
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(told.answer)))
            if told.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(told.answer)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{running.server_address[1]}"
    yield told
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def house(open_house: Callable[..., House], server: Server) -> House:
    house = open_house(weather_url=f"{server.url}/v1/forecast", geocoding_url=f"{server.url}/v1/search")
    fill(house, [])
    return house


def test_nothing_is_asked_while_it_is_off(house: House, home: int, server: Server) -> None:
    assert house.forecasts.place(home) is None
    told = house.forecasts.of(home, TODAY, NOON)
    assert told.weather is None and told.why is None
    house.forecasts.turn_on(home, SEOUL)
    house.forecasts.turn_off(home)
    assert house.forecasts.of(home, TODAY, NOON).weather is None
    assert server.asked == [] and house.choices.get(home, "weather") == {}


def test_a_days_weather_is_told_and_only_rounded_coordinates_leave_the_house(
    house: House, home: int, server: Server
) -> None:
    house.forecasts.turn_on(home, SEOUL)
    weather = house.forecasts.of(home, TODAY, NOON).weather
    assert weather == Weather(TODAY, 1.2, 7.9, -2.0, 4.0, 2.4, 0.0, 22.0)
    assert weather.wet and weather.felt_c == pytest.approx(2)
    assert str(weather.said()) == "1 to 8 °C, rain"
    assert (server.asked[0]["latitude"], server.asked[0]["longitude"]) == (["37.57"], ["126.98"])
    assert set(server.asked[0]) == {"latitude", "longitude", "daily", "timezone", "forecast_days"}
    assert "Seoul" not in json.dumps(server.asked)
    assert house.forecasts.place(home) == Place("Seoul", 37.57, 126.98)


def test_an_answer_is_kept_for_hours_in_the_cache(house: House, home: int, server: Server) -> None:
    house.forecasts.turn_on(home, SEOUL)
    for minutes in (0, 60, 170):
        assert house.forecasts.of(home, TODAY, NOON + timedelta(minutes=minutes)).weather
    assert len(server.asked) == 1
    assert house.forecasts.of(home, TODAY, NOON + timedelta(hours=4)).weather
    assert len(server.asked) == 2
    kept = list((house.settings.data_dir / "cache" / "weather").iterdir())
    assert [file.name for file in kept] == ["37.57_126.98.json"]


def test_a_day_that_is_not_in_the_forecast_is_said(house: House, home: int) -> None:
    house.forecasts.turn_on(home, SEOUL)
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=60)):  # the one has no low
        told = house.forecasts.of(home, day, NOON)
        assert told.weather is None and str(told.why) == "There is no forecast for that day yet."


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b"oops"),
        (302, b""),
        (200, b"<html>log in to the hotel</html>"),
        (200, b"[]"),
        (200, b'{"daily": null}'),
        (200, b'{"daily": {"time": ["2026-03-02"]}}'),
        (200, json.dumps(forecast(time=["soon", "later"])).encode()),
        (200, json.dumps(forecast(temperature_2m_max=["warm", "hot"])).encode()),
        (200, json.dumps(forecast(temperature_2m_max=[None, None])).encode()),
        (200, b"1" * 300_000),
    ],
)
def test_whatever_goes_wrong_there_is_a_quiet_reason_and_a_pause(
    house: House, home: int, server: Server, status: int, answer: bytes
) -> None:
    house.forecasts.turn_on(home, SEOUL)
    server.status, server.answer = status, answer
    told = house.forecasts.of(home, TODAY, NOON)
    assert told.weather is None and "suggested without it" in str(told.why)
    house.forecasts.of(home, TODAY, NOON + timedelta(minutes=9))
    assert len(server.asked) == 1 and "/elsewhere" not in server.paths
    server.status, server.answer = 200, json.dumps(forecast()).encode()
    assert house.forecasts.of(home, TODAY, NOON + timedelta(minutes=11)).weather


def test_nobody_listening_is_a_quiet_reason_too(open_house: Callable[..., House]) -> None:
    house = open_house(weather_url="http://127.0.0.1:9/none", geocoding_url="http://127.0.0.1:9/none")
    home = fill(house, [])
    house.forecasts.turn_on(home, SEOUL)
    assert house.forecasts.of(home, TODAY, NOON).why is not None
    assert house.forecasts.find("Seoul") is None


def test_a_slow_server_is_not_waited_for(
    house: House, home: int, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "SECONDS", 0.2)
    house.forecasts.turn_on(home, SEOUL)
    server.goes_on.clear()
    assert house.forecasts.of(home, TODAY, NOON).weather is None
    server.goes_on.set()


def test_yesterdays_forecast_serves_while_there_is_no_newer_one(house: House, home: int, server: Server) -> None:
    house.forecasts.turn_on(home, SEOUL)
    assert house.forecasts.of(home, TODAY, NOON).weather
    server.status = 503
    assert house.forecasts.of(home, TODAY, NOON + timedelta(hours=20)).weather
    assert house.forecasts.of(home, TODAY, NOON + timedelta(hours=25)).weather is None


def test_a_damaged_cache_is_asked_for_anew(house: House, home: int, server: Server) -> None:
    house.forecasts.turn_on(home, SEOUL)
    house.forecasts.of(home, TODAY, NOON)
    file: Path = house.settings.data_dir / "cache" / "weather" / "37.57_126.98.json"
    for damage in ("", "{}", '{"at": "2026-03-02T12:00:00+00:00", "days": [1]}', "\0\0"):
        file.write_text(damage)
        assert house.forecasts.of(home, TODAY, NOON).weather
    assert len(server.asked) == 5


def test_places_are_found_by_name(house: House, server: Server) -> None:
    found = {"name": "Bern", "latitude": 46.94809, "longitude": 7.44744, "admin1": "Bern", "country": "Switzerland"}
    server.answer = json.dumps({"results": [found]}).encode()
    assert house.forecasts.find(" Bern ", "ko") == [Place("Bern", 46.95, 7.45, "Bern, Switzerland")]
    assert server.asked[0]["name"] == ["Bern"] and server.asked[0]["language"] == ["ko"]
    server.answer = b"{}"
    assert house.forecasts.find("Nowhere") == []
    server.answer = b'{"results": [{"name": "x"}]}'
    assert house.forecasts.find("x") is None


@pytest.mark.parametrize("place", [Place("x", 91, 0), Place("x", 0, 181), Place("x", float("nan"), 0)])
def test_what_is_no_place_is_refused(house: House, home: int, place: Place) -> None:
    with pytest.raises(ValueError, match="place"):
        house.forecasts.turn_on(home, place)


def test_the_place_is_the_households_own(house: House, home: int) -> None:
    house.forecasts.turn_on(home, SEOUL)
    assert house.forecasts.place(fill(house, [])) is None


@pytest.mark.parametrize(("felt", "warmth"), [(40, 0), (28, 0), (15, 0.5), (2, 1), (-20, 1)])
def test_the_colder_it_feels_the_warmer_the_clothes(felt: float, warmth: float) -> None:
    assert warmth_wanted(felt) == pytest.approx(warmth)


@pytest.mark.parametrize(
    ("warmth", "wet", "layer"),
    [(0.1, False, False), (0.1, True, True), (0.3, False, None), (0.6, False, True), (None, False, None)],
)
def test_a_layer_is_wanted_in_the_cold_and_the_wet(warmth: float | None, wet: bool, layer: bool | None) -> None:
    assert layer_wanted(warmth, wet) is layer


class TestOfATrip:
    PLACES = json.dumps(
        {
            "results": [
                {"name": "Paris", "latitude": 48.85341, "longitude": 2.3488, "country": "France"},
                {"name": "Paris", "latitude": 33.66094, "longitude": -95.55551, "admin1": "Texas", "country": "USA"},
            ]
        }
    ).encode()

    @pytest.fixture(autouse=True)
    def answers(self, house: House, home: int, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Places are found, and both days of the forecast are whole."""
        days = json.dumps(forecast(temperature_2m_min=[1.2, 3.0])).encode()
        ask = type(house.forecasts)._ask

        def answer(self: forecasts.Forecasts, url: str, wanted: dict[str, object]) -> dict[str, object]:
            if server.status == 200:
                server.answer = days if url.endswith("forecast") else TestOfATrip.PLACES
            return ask(self, url, wanted)

        monkeypatch.setattr(forecasts.Forecasts, "_ask", answer)

    def test_its_own_place_says_how_warm_and_wet_it_is(self, house: House, home: int, server: Server) -> None:
        house.forecasts.turn_on(home, SEOUL)
        found = with_forecast(house.forecasts, home, TripWishes("Paris", warmth=0.05), TODAY, TODAY, at=NOON)
        assert found.why is None and found.wishes.place == "Paris, France"
        assert found.wishes.warmth == pytest.approx(warmth_wanted(2)) and found.wishes.wet
        assert str(found.wishes.forecast()) == "1 to 8 °C, rain"
        assert TripWishes.from_json(found.wishes.json()) == found.wishes
        assert (server.asked[-1]["latitude"], server.asked[-1]["longitude"]) == (["48.85"], ["2.35"])

    def test_a_region_behind_a_comma_tells_places_apart(self, house: House, home: int, server: Server) -> None:
        house.forecasts.turn_on(home, SEOUL)
        found = with_forecast(house.forecasts, home, TripWishes("Paris, Texas"), TODAY, TODAY, at=NOON)
        assert found.wishes.place == "Paris, Texas, USA" and server.asked[0]["name"] == ["Paris"]
        again = with_forecast(house.forecasts, home, found.wishes, TODAY, TODAY + timedelta(days=1), at=NOON)
        assert again.wishes.place == found.wishes.place and again.wishes.forecast() is not None

    @pytest.mark.parametrize("place", [None, "Paris"])
    def test_nobody_is_asked_without_a_place_or_while_it_is_off(
        self, house: House, home: int, server: Server, place: str | None
    ) -> None:
        if place is None:
            house.forecasts.turn_on(home, SEOUL)
        wishes = TripWishes(place, warmth=0.5)
        found = with_forecast(house.forecasts, home, wishes, TODAY, TODAY, at=NOON)
        assert found.wishes == wishes and found.why is None and server.asked == []
        assert place is None or not isinstance(house.forecasts.during(home, SEOUL, TODAY, TODAY, NOON), tuple)
        assert server.asked == []

    def test_beyond_the_forecast_and_without_an_answer_the_own_choice_stays(
        self, house: House, home: int, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house.forecasts.turn_on(home, SEOUL)
        wishes = TripWishes("Paris", warmth=0.5)
        far = with_forecast(house.forecasts, home, wishes, TODAY, TODAY + timedelta(days=2), at=NOON)
        assert far.wishes == wishes and "for all of these days" in str(far.why)
        server.status = 500
        silent = with_forecast(house.forecasts, home, wishes, TODAY, TODAY, at=NOON)
        assert silent.wishes == wishes and "cannot be had" in str(silent.why)
        server.status = 200
        monkeypatch.setattr(TestOfATrip, "PLACES", b"{}")
        nowhere = with_forecast(house.forecasts, home, TripWishes("Nowhere"), TODAY, TODAY, at=NOON)
        assert "No place called Nowhere was found" in str(nowhere.why)
