"""The page of a model's units in a real browser: with keys and a mouse, on a phone, in the dark, on paper."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_units as made
import pytest
from test_browser import FAINT

from textgen.lstm import neurons, neuronview


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> neurons.Study:
    """Of the network whose units are known, over a hostile text."""
    folder = tmp_path_factory.mktemp("study")
    text = made.text(folder / "text.txt", mixed_in=made.HOSTILE + "[" + "x" * 90 + "] ")
    return neurons.study(made.model(folder / "made"), text)


@pytest.fixture
def show(open_file: Callable[..., Any], study: neurons.Study, tmp_path: Path) -> Callable[..., Any]:
    """Open the page of the units."""
    page = neuronview.render(
        study, model="<b>" + "long" * 40, text="</script><script>alert(2)</script>", held_out=True
    )
    (tmp_path / "page.html").write_text(page, "utf-8")
    return functools.partial(open_file, tmp_path / "page.html")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_it_asks_for_nothing_fits_the_screen_and_can_be_read(show: Any, scheme: str, width: int) -> None:
    page = show(color_scheme=scheme, width=width)
    page.wait_for_load_state("networkidle")
    assert page.asked == [page.url]
    assert page.said == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    texts, faint = page.evaluate(FAINT)
    assert texts > 1000
    assert faint == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(ground.removeprefix("rgb(").split(",")[0]) < 60) == (scheme == "dark")


def shown(page: Any) -> tuple[str, str, str]:
    return page.input_value("#unit"), page.inner_text("#about"), page.inner_text("#value")


def test_units_can_be_leafed_through(show: Any, study: neurons.Study) -> None:
    page = show()
    assert page.input_value("#unit") == str(made.BRACKETS)
    assert f"Unit {made.BRACKETS} of layer 1" in shown(page)[1]
    assert "in brackets (+" in shown(page)[1]
    page.get_by_label("in the order").select_option(label="of “position in the line”")
    assert page.input_value("#unit") == str(made.POSITION)
    assert "position in the line (+" in shown(page)[1]
    page.get_by_role("button", name="Next").click()
    assert page.input_value("#unit") != str(made.POSITION)
    page.get_by_role("button", name="Previous").click()
    assert page.input_value("#unit") == str(made.POSITION)
    page.get_by_label("in the order").select_option(label="of their numbers")
    page.get_by_role("button", name="Previous").click()
    assert page.input_value("#unit") == "11"
    assert "Unit 5 of layer 2" in shown(page)[1]
    page.get_by_label("of unit").fill("999")
    page.keyboard.press("Tab")
    assert page.input_value("#unit") == "11"
    link = page.locator("article", has_text="Position in the line").get_by_role("link")
    link.focus()
    page.keyboard.press("Enter")
    assert page.input_value("#unit") == str(made.POSITION)
    assert page.said == []


def test_the_keys_tell_the_value_after_each_character(show: Any) -> None:
    page = show()
    page.get_by_label("Show the").select_option("memory")
    page.get_by_label("of unit").fill(str(made.POSITION))
    texts = page.evaluate("[...document.querySelectorAll('#passage i')].map(each => each.textContent)")
    begin = next(
        at + 1 for at, text in enumerate(texts) if text == "↵\n" and "↵\n" not in texts[at + 1 : at + 13]
    )
    furthest = page.evaluate(
        "unit => JSON.parse(document.getElementById('study').textContent).full[1][1][unit]", made.POSITION - 1
    )
    page.get_by_role("group", name="The passage").focus()
    page.keyboard.press("Home")
    for _ in range(begin):
        page.keyboard.press("ArrowRight")
    for position in range(1, 13):
        character, _, value = page.inner_text("#value").rpartition(": ")
        assert character in {f"“{texts[begin + position - 1]}”", "space"}
        assert float(value) == pytest.approx(0.02 * position, abs=furthest / 254 + 0.005)
        assert page.locator("#passage .here").get_attribute("title") == value
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert page.locator("#passage i").nth(-1).get_attribute("class").endswith(" here")


def test_strength_shows_without_colour(show: Any) -> None:
    page = show()
    line = "name => getComputedStyle(document.querySelector(`.legend .${name}`)).textDecoration"
    above, below, faint = (page.evaluate(line, name) for name in ("p5", "n5", "p0"))
    assert "underline" in above
    assert "underline" in below
    assert "dotted" in below
    assert "underline" not in faint
    assert page.locator("article pre .p5, article pre .n5").first.get_attribute("title")


def test_without_its_script_it_shows_what_was_found(show: Any) -> None:
    page = show(java_script_enabled=False)
    assert page.get_by_text("To leaf through the units, this page needs its script").is_visible()
    assert not page.get_by_role("button", name="Next").is_visible()
    assert page.locator("article pre").first.is_visible()


def test_it_prints_on_light_paper(show: Any) -> None:
    page = show(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)"
    assert not page.get_by_role("button", name="Next").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
