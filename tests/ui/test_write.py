"""Write, in a real browser."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import browsing
import pytest

import textgen as library
from textgen import Sampling
from textgen.lstm.folder import shipped_models
from textgen.ui import writing

pytestmark = browsing.needs_browser

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_a_text_streams_is_the_models_own_and_can_be_kept(page: Any, tmp_path: Path) -> None:
    page.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.field("Prompt").fill("ROMEO.")
    page.field("Seed").fill("7")
    page.field("Length").fill("300")
    page.button("Write").click()
    page.says("Done. Seed 7")
    model = library.load_generator("shakespeare")
    expected = "".join(model.generate("ROMEO.", length=300, sampling=Sampling(0.7), seed=7))
    shown = page.tab.get_by_role("group", name="The text by shakespeare")
    assert shown.text_content() == expected
    page.button("Copy the text").click()
    page.says("Copied")
    assert page.tab.evaluate("navigator.clipboard.readText()") == expected
    with page.tab.expect_download() as download:
        page.button("Download the text").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text("utf-8") == expected
    assert download.value.suggested_filename == "shakespeare.txt"


def test_a_text_can_be_kept_on_a_phone(chromium: Any, app: browsing.App, tmp_path: Path) -> None:
    page = browsing.Page(chromium, app, viewport={"width": 360, "height": 740})
    page.field("Length").fill("60")
    page.button("Write").click()
    page.says("Done. Seed ")
    with page.tab.expect_download() as download:
        page.button("Download the text").click()
    download.value.save_as(tmp_path / "kept.txt")
    shown = page.tab.get_by_role("group", name="The text by shakespeare").text_content()
    assert (tmp_path / "kept.txt").read_text("utf-8") == shown
    assert page.tab.evaluate("document.documentElement.scrollWidth") == 360
    page.tab.close()


def test_a_text_that_is_stopped_stays_and_can_be_kept(page: Any, tmp_path: Path) -> None:
    page.field("Length").fill("100000")
    page.button("Write").click()
    text = page.tab.get_by_role("group", name="The text by shakespeare")
    text.get_by_text("e").wait_for()
    page.button("Stop writing").click()
    page.says("Stopped.")
    kept = text.text_content()
    page.tab.wait_for_timeout(2000)
    assert 0 < len(kept) < 100_000
    assert text.text_content() == kept
    with page.tab.expect_download() as download:
        page.button("Download the text").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text("utf-8") == kept
    assert page.errors == []


def test_models_stand_side_by_side_and_one_that_fails_leaves_the_others(page: Any) -> None:
    models = page.field("Models")
    models.fill("runway:http://127.0.0.1:9")
    models.press("Enter")
    page.field("Length").fill("40")
    page.field("Prompt").fill("O ☃, ")
    page.button("Write").click()
    page.says("Done. Seed ")
    alert = page.tab.get_by_role("alert")
    assert "127.0.0.1:9" in alert.text_content()
    assert "Traceback" not in page.tab.content()
    page.says("shakespeare has never seen these characters of the prompt: '☃' (left out)")
    assert len(page.tab.get_by_role("group", name="The text by shakespeare").text_content()) == 40


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Seed", "seven", "'seven' is no seed."),
        ("Models", "nobody", "There is no model 'nobody' in"),
        ("Length", "", "Length is missing. Give a whole number from 1 to 100,000."),
        ("Length", "-5", "Length cannot be -5."),
        ("Length", "100001", "Length cannot be 100,001."),
        ("Length", "1.5", "Length cannot be 1.5."),
    ],
)
def test_wrong_input_is_a_sentence(
    page: Any, app: browsing.App, label: str, value: str, sentence: str
) -> None:
    field = page.field(label)
    field.fill(value)
    field.press("Enter")
    page.button("Write").click()
    page.says(sentence)
    assert page.errors == []
    assert "Traceback" not in app.said


def test_the_longer_a_text_is_the_rarer_it_is_shown() -> None:
    looks = []
    for [text] in writing.write(["shakespeare"], "", length=4000, sampling=Sampling(), seed=1):
        looks.append((time.monotonic(), len(text.text)))
    for (before, characters), (after, _) in pairwise(looks[:-1]):
        assert after - before >= characters / 20_000
    assert looks[-1][1] == 4000


def test_a_model_that_is_deleted_while_the_page_shows_it_is_a_sentence(page: Any, app: browsing.App) -> None:
    [shipped] = shipped_models()
    shutil.copytree(shipped, app.folder / "models/passing")
    page.step("Train")
    page.step("Write")
    page.choose("Models", "passing")
    shutil.rmtree(app.folder / "models/passing")
    page.field("Length").fill("40")
    page.button("Write").click()
    page.says("There is no model 'passing' in")
    assert page.errors == []


@pytest.fixture
def twin(app: browsing.App) -> Iterator[None]:
    """For one test, the corpus of the model that comes along, and another model that learned it."""
    [shipped] = shipped_models()
    corpus, model = app.folder / "corpus", app.folder / "models/twin"
    corpus.mkdir(exist_ok=True)
    copies = [corpus / f"shakespeare.{suffix}" for suffix in ("txt", "db")]
    for copy in copies:
        shutil.copyfile(CORPUS / copy.name, copy)
    shutil.copytree(shipped, model)
    yield
    shutil.rmtree(model)
    for copy in copies:
        copy.unlink()


@pytest.mark.usefixtures("twin")
def test_copies_of_one_text_are_marked_for_all_who_learned_it(page: Any) -> None:
    page.choose("Models", "twin")
    page.choose("Models", "shakespeare")
    page.field("number input for Temperature").fill("0.1")
    page.field("Length").fill("400")
    page.field("Seed").fill("6")
    page.button("Write").click()
    page.says("Done. Seed 6", timeout=60_000)
    for name in ("twin", "shakespeare"):
        text = page.tab.get_by_role("group", name=f"The text by {name}")
        marked = text.locator("mark").all_text_contents()
        assert marked
        assert max(map(len, marked)) >= 20
        assert all(mark in (CORPUS / "shakespeare.txt").read_text("utf-8") for mark in marked)
    assert page.errors == []


def test_a_model_becomes_one_file_that_writes_for_a_friend(page: Any, tmp_path: Path) -> None:
    page.tab.get_by_role("button", name="Send a model to a friend").click()
    page.button("Make the page").click()
    page.says("No model is chosen.")
    page.choose("Model to send", "shakespeare")
    page.tab.get_by_role("radio", name="8-bit").check()
    page.button("Make the page").click()
    page.says("shakespeare.html is ready: 1.9 MB.")
    with page.tab.expect_download() as download:
        page.button("Download the page").click()
    assert download.value.suggested_filename == "shakespeare.html"
    download.value.save_as(tmp_path / "shakespeare.html")
    assert (tmp_path / "shakespeare.html").read_bytes().startswith(b"<!doctype html>")
    page.tab.get_by_role("radio", name="float32").check()
    page.button("Download the page").wait_for(state="hidden")
    assert page.violations() == page.errors == []
