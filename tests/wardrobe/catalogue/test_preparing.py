"""Items become ready: picture fetched, cut out, embedded; what fails has its reason, what was killed goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from sqlalchemy import select

from embeddings.compatibility.likeness import Likeness
from tests.conftest import encode
from tests.wardrobe.catalogue.feeds_made import item, rss
from tests.wardrobe.catalogue.serving import shop
from tests.wardrobe.conftest import BLUE, GREEN, RED, DrawnModels, draw, fill
from wardrobe.catalogue.preparing import TRIES
from wardrobe.catalogue.schema import ItemRow, ItemVectorRow
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.matching.rack import unpacked

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def product(colour: tuple[int, int, int], size: tuple[int, int] = (200, 280)) -> bytes:
    """A garment of one colour on a shop's grey ground with a shade at its foot."""
    width, height = size
    pixels = np.tile(np.linspace(240, 225, height)[:, None, None], (1, width, 3)).astype(np.uint8)
    cv2.rectangle(pixels, (width // 4, height // 5), (3 * width // 4, 4 * height // 5), colour, -1)
    return encode(pixels, quality=95)


class Sale:
    """A house with one catalogue of pictures in a folder."""

    def __init__(self, house: House, home: int, folder: Path) -> None:
        self.house, self.home = house, home
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
        self.feed = folder / "feed.csv"

    def offer(self, *rows: str) -> int:
        self.feed.write_text("\n".join(("id,title,image,color", *rows)))
        known = self.house.catalogues.list(self.home)
        id = known[0].id if known else self._make()
        self.house.catalogues.import_feed(self.home, id, now=NOW)
        return id

    def _make(self) -> int:
        return self.house.catalogues.create(self.home, "Shop", str(self.feed), pictures=str(self.pictures))

    def rows(self) -> dict[str, ItemRow]:
        with self.house.database.read() as session:
            return {row.key: row for row in session.scalars(select(ItemRow))}

    def vectors(self, key: str) -> ItemVectorRow | None:
        with self.house.database.read() as session:
            return session.scalar(
                select(ItemVectorRow).join(ItemRow, ItemRow.id == ItemVectorRow.item_id).where(ItemRow.key == key)
            )


@pytest.fixture
def sale(house: House, home: int, tmp_path: Path) -> Sale:
    return Sale(house, home, tmp_path)


def test_an_item_on_plain_ground_is_cut_out_embedded_and_described(sale: Sale) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer("1,Summer dress,a.jpg,")
    assert sale.house.preparing.work() == 1
    row, vectors = sale.rows()["1"], sale.vectors("1")
    assert (row.state, row.category, row.kind) == ("ready", "dress", "dress")
    assert vectors is not None and (vectors.model_id, vectors.style_id) == ("colour-encoder", "likeness")
    embedding = np.frombuffer(vectors.embedding, "<f2")
    assert np.argmax(embedding[:4]) == 1, "red, and nothing of the ground"
    assert unpacked(vectors.histogram).shape == (800,) and vectors.style is not None
    found = sale.house.catalogues.item(sale.home, row.id)
    assert found.ready and found.type == "dress" and found.colours[0].family == "red" and found.colours[0].share > 0.9
    assert found.attributes.pattern is not None
    assert sale.house.preparing.work() == 0


def test_the_shops_colour_word_comes_first(sale: Sale) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(BLUE))
    sale.offer("1,Dress,a.jpg,Navy", "2,Black dress,a.jpg,", "3,Dress,a.jpg,Azzurro")
    sale.house.preparing.work()
    names = {key: sale.house.catalogues.item(sale.home, row.id).colours[0].name for key, row in sale.rows().items()}
    assert names["1"] == "dark blue" and names["2"] == "black" and names["3"].endswith("blue")


def test_where_somebody_wears_it_the_garment_of_its_category_is_cut_out(sale: Sale) -> None:
    worn = draw(upper_clothes=GREEN, pants=BLUE, shoes=RED)

    class Everywhere:
        labels = np.ones((10, 10), np.uint8)

        def parse(self, _pixels: object) -> Everywhere:
            return self

    sale.house.models._small_parser = Everywhere()  # type: ignore[misc]
    (sale.pictures / "a.jpg").write_bytes(encode(worn, quality=95))
    sale.offer("1,Trousers,a.jpg,", "2,Shirt,a.jpg,", "3,Earrings,a.jpg,")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wardrobe.catalogue.looking.SKIN", 0.0)  # a drawn person has none
        sale.house.preparing.work()
    families = {
        key: sale.house.catalogues.item(sale.home, row.id).colours[0].family for key, row in sale.rows().items()
    }
    assert families["1"] == "blue" and families["2"] == "green"
    assert sale.rows()["3"].kind == "jewellery" and sale.rows()["3"].category is None


def test_without_words_the_encoder_says_what_it_is(sale: Sale, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_sale(self: DrawnModels, images: list[object], categories: list[object]) -> object:
        guesses = [{"kind": {"jeans": 0.8, "skirt": 0.1}}, {"kind": {"jeans": 0.3}}][: len(images)]
        return self.encoder.encode_images(images), guesses, ["green"] * len(images)  # type: ignore[arg-type]

    monkeypatch.setattr(DrawnModels, "on_sale", on_sale)
    (sale.pictures / "a.jpg").write_bytes(product(BLUE))
    sale.offer("1,Vaquero,a.jpg,", "2,Cosa,a.jpg,")
    sale.house.preparing.work()
    one, two = sale.rows()["1"], sale.rows()["2"]
    assert (one.category, one.kind, two.category, two.kind) == ("pants", "jeans", None, None)
    assert sale.house.catalogues.item(sale.home, one.id).colours[0].family == "green", (
        "the family that shops would name"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>not a picture</html>", "not a JPEG"),
        (b"", "empty"),
        (product(RED)[:2000], "damaged"),
        (encode(np.full((8, 8, 3), 99, np.uint8)), "only 8"),
        (None, "no picture"),
    ],
)
def test_what_is_no_picture_fails_with_its_reason_and_the_others_go_on(
    sale: Sale, data: bytes | None, said: str
) -> None:
    (sale.pictures / "good.jpg").write_bytes(product(RED))
    if data is not None:
        (sale.pictures / "bad.jpg").write_bytes(data)
    id = sale.offer("1,Dress,bad.jpg,", "2,Dress,good.jpg,", "3,Dress,../good.jpg,")
    assert sale.house.preparing.work() == 1
    found = {one.key: one.failure.message for one in sale.house.catalogues.faults(sale.home, id)}
    assert said in found["1"] and "no picture" in found["3"] and "2" not in found
    assert sale.house.catalogues.list(sale.home)[0].failed == 2
    assert sale.house.preparing.work() == 0, "what cannot be mended is not tried again"
    (sale.pictures / "bad.jpg").write_bytes(product(BLUE))
    assert sale.house.catalogues.retry(sale.home, id) == 2
    assert sale.house.preparing.work() == 1


def test_a_try_that_ends_the_process_is_counted_and_not_made_for_ever(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer("1,Dress,a.jpg,")
    with sale.house.database.write() as session:
        session.scalar(select(ItemRow)).tries = TRIES  # type: ignore[union-attr]
    assert sale.house.preparing.work() == 0
    row = sale.rows()["1"]
    assert row.state == "failed" and "ended" in row.failure["template"]  # type: ignore[index]


def test_a_fault_of_the_model_is_nobodys_and_the_work_goes_on_where_it_was(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer(*(f"{n},Dress,a.jpg," for n in range(70)))
    real, left = DrawnModels.look, [1]

    def fails(self: DrawnModels, *given: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise MemoryError
        return real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(DrawnModels, "look", fails)
    with pytest.raises(MemoryError):
        sale.house.preparing.work()
    rows = sale.rows().values()
    assert sum(row.state == "ready" for row in rows) == 32
    assert all(row.tries == 0 for row in rows), "what was not tried is not counted"
    monkeypatch.setattr(DrawnModels, "look", real)
    assert sale.house.preparing.work() == 38


def test_it_stops_between_lots(sale: Sale) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer(*(f"{n},Dress,a.jpg," for n in range(100)))
    stop = threading.Event()
    made = sale.house.preparing.work(stop, tell=lambda _: stop.set())
    assert 0 < made < 100
    assert all(row.tries == 0 for row in sale.rows().values())
    assert sale.house.preparing.work() == 100 - made


def test_two_processes_do_not_look_at_the_same(sale: Sale, open_house: Callable[..., House]) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer("1,Dress,a.jpg,")
    other = open_house()
    refused: list[bool] = []

    def meanwhile() -> None:
        with pytest.raises(ChangeError, match="already"):
            other.preparing.work()
        refused.append(True)

    assert sale.house.preparing.work(give_way=meanwhile) == 1
    assert refused


def test_another_encoder_sees_the_kept_pictures_and_the_shop_is_not_asked(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer("1,Dress,a.jpg,")
    sale.house.preparing.work()
    (sale.pictures / "a.jpg").unlink()
    monkeypatch.setattr("tests.wardrobe.conftest.ColourEncoder.model_id", "next")
    assert sale.house.preparing.work() == 1
    vectors = sale.vectors("1")
    assert vectors is not None and vectors.model_id == "next" and sale.rows()["1"].state == "ready"
    assert sale.house.preparing.work() == 0


def test_another_compatibility_model_makes_styles_from_what_is_stored(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    sale.offer("1,Dress,a.jpg,", "2,Coat,a.jpg,")
    sale.house.preparing.work()
    before = sale.vectors("1")
    monkeypatch.setattr(Likeness, "model_id", "learnt")
    monkeypatch.setattr(DrawnModels, "look", lambda *_: pytest.fail("no picture is looked at"))
    assert sale.house.preparing.work() == 2
    after = sale.vectors("1")
    assert before is not None and after is not None
    assert after.style_id == "learnt" and after.embedding == before.embedding


@pytest.fixture
def linked(open_house: Callable[..., House], tmp_path: Path) -> Iterator[tuple[House, int, object]]:
    house = open_house(fetch_private=True)
    home = fill(house, [])
    with shop() as served:
        yield house, home, served


def test_pictures_behind_links_are_fetched_and_each_fault_is_said(
    linked: tuple[House, int, object], tmp_path: Path
) -> None:
    house, home, served = linked
    served.files["/1.jpg"] = product(RED)  # type: ignore[attr-defined]
    served.files["/2.jpg"] = b"GIF89a not a picture"  # type: ignore[attr-defined]
    feed = tmp_path / "feed.xml"
    text = rss(item(1), item(2), item(3), item("busy"))
    feed.write_text(
        text.replace("https://shop.example/busy.jpg", "https://shop.example/busy").replace(
            "https://shop.example", served.address
        )
    )  # type: ignore[attr-defined]
    id = house.catalogues.create(home, "Shop", str(feed))
    house.catalogues.import_feed(home, id, now=NOW)
    assert house.preparing.work() == 1
    with house.database.read() as session:
        rows = {row.key: row for row in session.scalars(select(ItemRow))}
    assert {key: row.state for key, row in rows.items()} == {
        "1": "ready",
        "2": "failed",
        "3": "failed",
        "busy": "waiting",
    }
    assert "404" in str(rows["3"].failure) and rows["busy"].tries == 1
    assert served.asked["/1.jpg"] == 1  # type: ignore[attr-defined]
    house.preparing.work()
    assert served.asked["/1.jpg"] == 1 and served.asked["/3.jpg"] == 1  # type: ignore[attr-defined]


def test_private_pictures_are_refused_by_default(house: House, home: int, tmp_path: Path) -> None:
    with shop() as served:
        served.files["/1.jpg"] = product(RED)
        feed = tmp_path / "feed.xml"
        feed.write_text(rss(item(1)).replace("https://shop.example", served.address))
        id = house.catalogues.create(home, "Shop", str(feed))
        house.catalogues.import_feed(home, id, now=NOW)
        house.preparing.work()
        assert not served.asked
    (fault,) = house.catalogues.faults(home, id)
    assert "private network" in fault.failure.message


def test_removing_a_catalogue_removes_its_pictures_that_no_other_has(sale: Sale) -> None:
    (sale.pictures / "a.jpg").write_bytes(product(RED))
    (sale.pictures / "b.jpg").write_bytes(product(BLUE))
    first = sale.offer("1,Dress,a.jpg,", "2,Dress,b.jpg,")
    sale.feed.with_name("other.csv").write_text("id,title,image\n9,Dress,a.jpg\n")
    second = sale.house.catalogues.create(
        sale.home, "Other", str(sale.feed.with_name("other.csv")), pictures=str(sale.pictures)
    )
    sale.house.catalogues.import_feed(sale.home, second, now=NOW)
    sale.house.preparing.work()
    rows = sale.rows()
    kept = sale.house.catalogues.pictures
    assert kept.rendition(rows["1"].picture_sha256, "small").exists()
    assert kept.rendition(rows["1"].picture_sha256, "medium").exists()
    sale.house.catalogues.remove(sale.home, first)
    assert kept.path(rows["1"].picture_sha256 or "").exists() and not kept.path(rows["2"].picture_sha256 or "").exists()
    with pytest.raises(NotFoundError):
        kept.rendition(rows["2"].picture_sha256, "small")


def test_the_background_reads_what_was_asked_for_and_links_once_a_day(
    linked: tuple[House, int, object], tmp_path: Path
) -> None:
    house, home, served = linked
    served.files["/1.jpg"] = product(RED)  # type: ignore[attr-defined]
    served.files["/feed"] = rss(item(1)).replace("https://shop.example", served.address).encode()  # type: ignore[attr-defined]
    id = house.catalogues.create(home, "Shop", f"{served.address}/feed")  # type: ignore[attr-defined]
    assert house.catalogue_work.work(NOW) == 0 and not served.asked["/feed"]  # type: ignore[attr-defined]
    house.catalogues.ask_import(home, id, NOW)
    house.catalogues.ask_import(home, id, NOW)
    assert house.catalogue_work.work(NOW) == 1
    for hours, asked in ((1, 1), (23, 1), (25, 2), (26, 2)):
        house.catalogue_work.work(NOW + timedelta(hours=hours))
        assert served.asked["/feed"] == asked  # type: ignore[attr-defined]
    house.catalogue_work.start()
    house.catalogue_work.stop()
