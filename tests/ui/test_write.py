"""Write, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import browsing
import pytest

import textgen as library
from textgen import Sampling

pytestmark = browsing.needs_browser


def test_a_text_streams_is_the_models_own_and_can_be_kept(page: Any, tmp_path: Path) -> None:
    page.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.tab.get_by_label("Prompt").fill("ROMEO.")
    page.tab.get_by_label("Seed").fill("7")
    page.tab.get_by_label("Length").fill("300")
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


def test_models_stand_side_by_side_and_one_that_fails_leaves_the_others(page: Any) -> None:
    models = page.tab.get_by_label("Models")
    models.fill("runway:http://127.0.0.1:9")
    models.press("Enter")
    page.tab.get_by_label("Length").fill("40")
    page.tab.get_by_label("Prompt").fill("O ☃, ")
    page.button("Write").click()
    page.says("Done. Seed ")
    alert = page.tab.get_by_role("alert")
    assert "127.0.0.1:9" in alert.text_content()
    assert "Traceback" not in page.tab.content()
    page.says("shakespeare has never seen these characters of the prompt: '☃' (left out)")
    assert len(page.tab.get_by_role("group", name="The text by shakespeare").text_content()) == 40


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [("Seed", "seven", "'seven' is no seed."), ("Models", "nobody", "There is no model 'nobody' in")],
)
def test_wrong_input_is_a_sentence(page: Any, label: str, value: str, sentence: str) -> None:
    field = page.tab.get_by_label(label)
    field.fill(value)
    field.press("Enter")
    page.button("Write").click()
    page.says(sentence)
    assert page.errors == []
