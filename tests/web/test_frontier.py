"""The frontier of a crawl: each address once, and nothing half when a run ends."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import textgen
from textgen import Context, Document
from textgen.collecting.pipeline import collect
from textgen.web.frontier import State
from textgen.web.response import Validators

START = "http://example.org/"


@pytest.fixture(autouse=True)
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path))
    return tmp_path


def test_each_address_is_given_once_nearest_first() -> None:
    context = Context()
    frontier = context.frontier()
    frontier.add(f"{START}deep", depth=2)
    frontier.add(START)
    frontier.add(f"{START}?utm_source=x")
    frontier.add(f"{START}#part")
    given = []
    for address in frontier:
        given.append((address.url, address.depth))
        if address.depth == 0:
            frontier.add(f"{START}found", depth=1)
            frontier.add(START, depth=1)
    assert given == [(START, 0), (f"{START}found", 1), (f"{START}deep", 2)]
    assert not frontier.hosts()
    context.close()


def test_what_is_no_address_is_refused() -> None:
    context = Context()
    assert context.frontier().add("http://[half") is None
    context.close()


def letters(context: Context, last: int = 9, stop: int = 99) -> Any:
    """A source with one document an address; it breaks down at ``stop``."""
    frontier = context.frontier("letters")
    for number in range(last):
        frontier.add(f"{START}{number}")
    for address in frontier:
        number = int(address.url.rpartition("/")[2])
        asked.append(number)
        if number == stop:
            raise OSError("the server is gone")
        yield Document(f"This is the text of the page with the number {number} in this list.", address.url)


asked: list[int] = []


def run(**options: Any) -> Any:
    asked.clear()
    return collect(letters, corpus="letters", **options)


def test_a_run_goes_on_where_the_last_one_broke_down() -> None:
    with pytest.raises(textgen.TextgenError, match="the server is gone"):
        run(stop=4)
    assert asked == [0, 1, 2, 3, 4]
    summary = run()
    assert asked == [4, 5, 6, 7, 8]
    assert (summary.documents, summary.added, summary.failed) == (9, 5, {})
    assert run().complete
    assert asked == []


def test_a_crawl_of_an_earlier_textgen_goes_on(corpora: Path) -> None:
    with pytest.raises(textgen.TextgenError, match="the server is gone"):
        run(stop=4)
    with contextlib.closing(sqlite3.connect(corpora / "letters.db")) as database:
        database.execute("ALTER TABLE frontier DROP COLUMN content")
    run()
    assert asked == [4, 5, 6, 7, 8]


def test_other_rules_ask_again() -> None:
    assert run(min_chars=10_000).documents == 0
    assert run().documents == 9


def test_two_crawls_do_not_know_of_each_other() -> None:
    context = Context()
    one, other = context.frontier("one"), context.frontier("other")
    one.add(START)
    one.commit()
    assert one.find(START) == (State.WAITING, None)
    assert other.find(START) is None
    context.close()


def test_failed_addresses_wait_again_when_the_crawl_is_run_anew() -> None:
    context = Context()
    frontier = context.frontier()
    for name in ("good", "bad", "map"):
        frontier.add(f"{START}{name}", kind="sitemap" if name == "map" else "page")
    frontier.commit()
    while (address := frontier.next("example.org")) is not None:
        failed = address.url.endswith("bad")
        frontier.done(address, uri="x", validators=Validators('"1"', None), failed=failed)
        frontier.commit()
    frontier.renew("sitemap")
    assert [address.url for address in frontier] == [f"{START}bad", f"{START}map"]
    frontier.renew(refresh=True)
    assert context.frontier().refreshing
    assert {a.validators for a in frontier if a.url == f"{START}good"} == {Validators('"1"', None)}
    context.close()


def test_an_address_waits_again_when_a_listing_says_that_it_changed() -> None:
    context = Context()
    frontier = context.frontier()
    days = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 1, 2)]
    given = []
    for day in days:
        frontier.add(START, changed=day)
        given.append(len(list(frontier)))
    assert given == [1, 0, 1]
    context.close()
