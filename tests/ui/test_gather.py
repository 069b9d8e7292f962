"""Gather, in a real browser, with real sources and a plugin of a third party."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import browsing
import pytest

from textgen.corpus.store import Corpus
from textgen.errors import CorpusError
from textgen.lock import locked

pytestmark = browsing.needs_browser

EXPORT = Path(__file__).resolve().parents[2] / "scrapers/samples/facebook/export"


@pytest.fixture
def gather(page: Any) -> Any:
    page.step("Gather")
    return page


def corpus(app: browsing.App, name: str) -> list[tuple[str, str]]:
    return [
        (document.uri, document.text) for document in Corpus.open(name, app.folder / "corpus").documents()
    ]


def left(app: browsing.App) -> list[Path]:
    """What lies among the uploads and is no empty file."""
    return [file for file in (app.folder / "corpus").rglob(".uploads-*/**/*.zip") if file.stat().st_size]


def uploaded(page: Any, app: browsing.App) -> None:
    """Wait until an upload is whole, and listed with its size."""
    page.tab.get_by_role("button", name="Remove this file").or_(
        page.tab.locator(".file-preview")
    ).first.wait_for()
    assert len(left(app)) == 1


def test_a_plugin_that_nobody_knows_has_a_form_and_its_documents_can_be_removed_for_good(
    gather: Any, app: browsing.App
) -> None:
    gather.source("letters")
    gather.says("Letters that were never sent.")
    gather.unfold("Options of this source", "Number How many", "2")
    gather.field("Corpus The corpus").fill("post")
    gather.choose("Mood", "wild")
    gather.button("Gather").click()
    gather.says("Done: 2 documents added, 0 replaced.")
    gather.says("a draft")
    gather.says("letter/burnt")
    written = [(f"letter/{at}[*?]", f"Dear [{at}]*, I am wild <b>today</b>.") for at in range(2)]
    assert corpus(app, "post") == written
    gather.tab.get_by_role("button", name="Dear [0]*, I am wild <b>today</b>. (letters)").click()
    gather.says("Dear [0]*, I am wild <b>today</b>.")
    gather.tab.get_by_role("button", name="Remove this document").locator("visible=true").click()
    gather.says("Removed: Dear [0]*, I am wild <b>today</b>.")
    assert corpus(app, "post") == written[1:]
    gather.button("Gather").click()
    gather.says("Done: 0 documents added, 0 replaced.")
    assert corpus(app, "post") == written[1:]
    assert gather.violations() == gather.errors == gather.asked_the_queue() == []


def test_forms_are_there_at_once_and_keys_go_to_the_chosen_one_and_from_it_to_the_next(gather: Any) -> None:
    gather.tab.route("**/gradio_api/**", lambda route: route.abort())
    about = gather.tab.get_by_text("from a Facebook data export")
    assert not about.is_visible()
    gather.tab.get_by_role("tab", name="Compare").press("Tab")
    chosen = gather.tab.get_by_role("radio", name="files", exact=True)
    assert chosen.evaluate("button => button === document.activeElement")
    gather.tab.get_by_role("group", name="Source").get_by_role("radio", name="blog").press(" ")
    for key, source in [("ArrowRight", "facebook"), ("ArrowDown", "files"), ("ArrowUp", "facebook")]:
        gather.tab.keyboard.press(key)
        assert gather.tab.get_by_role("radio", name=source).is_checked()
    assert about.is_visible()
    assert gather.files.count() == 1


def test_an_export_is_uploaded_read_and_gone(gather: Any, app: browsing.App, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "export"), "zip", EXPORT))
    gather.source("facebook")
    gather.says("from a Facebook data export")
    gather.files.set_input_files(archive)
    uploaded(gather, app)
    gather.button("Gather").click()
    gather.says("Done: 3 documents added, 0 replaced.")
    assert len(corpus(app, "facebook")) == 3
    assert left(app) == []
    assert "/.uploads-" not in (app.folder / "corpus/facebook.txt").read_text("utf-8")

    archive.write_bytes(archive.read_bytes()[:300])
    gather.field("Corpus The corpus").fill("torn")
    gather.files.set_input_files(archive)
    uploaded(gather, app)
    gather.button("Gather").click()
    gather.tab.get_by_text("Could not be read").or_(gather.tab.get_by_role("alert")).first.wait_for()
    gather.tab.wait_for_function("() => !document.querySelector('#gather-told').innerText.includes('also')")
    assert left(app) == []
    assert "Traceback" not in gather.tab.content()


def test_what_goes_wrong_is_a_sentence_and_what_came_before_is_kept(
    gather: Any, chromium: Any, app: browsing.App
) -> None:
    gather.button("Gather").click()
    gather.says("Paths is missing.")
    gather.source("letters")
    gather.says("Letters that were never sent.")
    gather.unfold("Options of this source", "Number How many", "none")
    gather.field("Corpus The corpus").fill("stuck")
    gather.button("Gather").click()
    gather.says("Invalid value for “Number”")
    gather.field("Number How many").fill("5")
    gather.field("Broken").check()
    gather.button("Gather").click()
    gather.says("The source letters broke down: RuntimeError: the drawer is stuck.")
    assert len(corpus(app, "stuck")) == 2
    again = browsing.Page(chromium, app)
    again.step("Gather")
    again.says("The source letters broke down: RuntimeError: the drawer is stuck.")
    again.tab.close()
    gather.field("Broken").uncheck()
    gather.field("Really").check()
    gather.button("Gather").click()
    gather.says("Read what others wrote?")
    gather.field("Really").uncheck()
    with locked(app.folder / "corpus/.stuck.lock", CorpusError, "it", instead="wait"):
        gather.button("Gather").click()
        gather.says("The corpus stuck is being written by another textgen")
    assert gather.errors == []


def test_it_stops_and_a_closed_page_finds_it_again(gather: Any, chromium: Any, app: browsing.App) -> None:
    gather.source("letters")
    gather.says("Letters that were never sent.")
    gather.unfold("Options of this source", "Number How many", "600")
    gather.field("Corpus The corpus").fill("slow")
    gather.field("Slow").check()
    gather.button("Gather").click()
    gather.says("It gathers, also when you close this page.")
    gather.tab.close()
    again = browsing.Page(chromium, app)
    again.step("Gather")
    again.says("2 documents,")
    again.button("Stop gathering").click()
    again.says("Stopped; what came before is kept.")
    assert 2 <= len(corpus(app, "slow")) < 600
    again.tab.close()
