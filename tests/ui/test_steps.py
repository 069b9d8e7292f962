"""The four steps as a person takes them, in a real browser, from an export to a page for a friend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import browsing
import facebook_exports
import pytest

pytestmark = browsing.needs_browser


@pytest.mark.timeout(900)
@pytest.mark.parametrize("minutes", ["0.33", pytest.param("4", marks=pytest.mark.full)])
def test_an_export_becomes_a_model_that_writes_is_sent_to_a_friend_and_is_compared(
    page: Any, app: browsing.App, open_file: Callable[..., Any], minutes: str, tmp_path: Path
) -> None:
    name = f"diary{minutes.replace('.', '')}"
    archive = tmp_path / "export.zip"
    facebook_exports.write(archive, "json2025", messages=4000, things=200, seed=3)
    gather(page, archive, name)
    train(page, name, minutes)
    write(page, name)
    let_it_write(open_file(send(page, name, tmp_path), offline=True))
    compare(page, name)
    guess(page)
    assert list((app.folder / "reports").glob("*/blind.json"))
    assert page.asked_elsewhere() == page.violations() == page.errors == app.asked == []


def gather(page: Any, archive: Path, name: str) -> None:
    page.step("Gather")
    page.source("facebook")
    page.says("from a Facebook data export")
    page.field("Corpus The corpus").fill(name)
    page.files.set_input_files(archive)
    page.tab.locator(".file-preview").wait_for()
    page.button("Gather").click()
    page.says("documents added, 0 replaced.", timeout=60_000)
    page.says("written by someone else")


def train(page: Any, name: str, minutes: str) -> None:
    page.step("Train")
    page.choose("Corpus", name)
    page.field("Minutes Train").fill(minutes)
    page.field("Layers").fill("48")
    page.button("Train").click()
    page.tab.get_by_role("img", name="Losses in nats per character").wait_for(timeout=120_000)
    page.says(f"{name} can write now.", timeout=60_000 * (2 + float(minutes)))


def write(page: Any, name: str) -> None:
    page.step("Write")
    page.choose("Models", name)
    page.field("Length").fill("200")
    page.field("Temperature").last.fill("0.5")
    page.button("Write").click()
    page.says("Done. Seed ")
    assert len(page.tab.get_by_role("group", name=f"The text by {name}").text_content()) == 200
    page.tab.get_by_text("Nothing of 20 characters").or_(
        page.tab.get_by_text("Marked passages")
    ).first.wait_for()


def send(page: Any, name: str, folder: Path) -> Path:
    page.tab.get_by_role("button", name="Send a model to a friend").click()
    page.choose("Model to send", name)
    page.button("Make the page").click()
    page.says(f"{name}.html is ready")
    with page.tab.expect_download() as download:
        page.button("Download the page").click()
    file = folder / "stick" / download.value.suggested_filename
    download.value.save_as(file)
    return file


def let_it_write(page: Any) -> None:
    """What the friend does: open the file, without a network, and press one button."""
    page.wait_for_selector("html.ready")
    page.get_by_label("Beginning").fill("I was ")
    page.get_by_label("Length").fill("100")
    page.get_by_role("button", name="Write").click()
    page.wait_for_selector("#write:visible")
    text = page.locator("#text").evaluate("text => text.textContent")
    assert text.startswith("I was ")
    assert len(text) + page.locator("#text hr").count() == 106  # a line stands for the end of a document
    assert [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))] == page.said == []


def compare(page: Any, name: str) -> None:
    page.step("Compare")
    page.choose("Generators", name)
    page.choose("Generators", "shakespeare")
    page.field("Texts").fill("2")
    page.field("Length").fill("120")
    page.button("Compare").click()
    page.says("Done: the report is below.", timeout=240_000)
    report = page.tab.frame_locator("iframe[title='The report']")
    report.get_by_role("heading", level=1).wait_for()
    assert name in report.get_by_role("heading", level=1).text_content()


def guess(page: Any) -> None:
    page.tab.get_by_role("button", name="Blind test").click()
    page.button("Begin the test").click()
    page.says("Passage 1 of ")
    page.tab.get_by_role("group", name="Who wrote it?").get_by_role("radio").first.check()
    page.button("That is my guess").click()
    page.says("Passage 2 of ")
    page.button("Enough").click()
    page.says("You were right")
