"""The page of a comparison in a real browser: on a phone, in the dark, on paper, and with hostile texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import made
import pytest
from test_report import SITTING, hostile

from textgen.comparison import report

# What WCAG 2.2, 1.4.3 asks of every text: its colour against that of what it stands on, at least 4.5 to 1.
FAINT = """() => {
    const parse = color => color.match(/[\\d.]+/g).map(Number);
    const luminance = color => {
        const [r, g, b] = color.slice(0, 3).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const color = parse(getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const faint = [], seen = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim()) continue;
        const style = getComputedStyle(element);
        const ink = element instanceof SVGElement ? style.fill : style.color;
        const [dark, light] = [luminance(parse(ink)), luminance(behind(element))].sort((a, b) => a - b);
        const ratio = (light + 0.05) / (dark + 0.05);
        seen.push(ratio);
        if (ratio < 4.5) faint.push([walker.currentNode.data.trim().slice(0, 40), ratio]);
    }
    return [seen.length, faint];
}"""


@pytest.fixture
def show(open_file: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Open the page of a comparison, and all that is folded in it."""

    def opened(comparison: Any, *, width: int = 1280, scheme: str = "light") -> Any:
        path = tmp_path / report.PAGE
        path.write_bytes(report.render(comparison, [SITTING]).encode("utf-8", "xmlcharrefreplace"))
        page = open_file(path, width=width, color_scheme=scheme)
        for details in page.query_selector_all("details"):
            details.evaluate("details => { details.open = true }")
        return page

    return opened


def test_it_asks_for_nothing_and_complains_of_nothing(show: Any) -> None:
    page = show(hostile())
    page.wait_for_load_state("networkidle")
    assert page.asked == [page.url]
    assert page.said == []
    assert page.title() != "run"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).marginTop") != "0px"  # styled


@pytest.mark.parametrize(
    ("comparison", "width"),
    [(made.comparison, 360), (hostile, 360), (hostile, 1280)],
    ids=["ordinary on a phone", "hostile on a phone", "hostile on a desk"],
)
def test_nothing_is_wider_than_the_screen(show: Any, comparison: Any, width: int) -> None:
    page = show(comparison(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wider = """width => [...document.querySelectorAll('body *')]
        .filter(element => !(element instanceof SVGElement) && !element.closest('.aside, thead, .text'))
        .filter(element => element.getBoundingClientRect().right > width + 1)
        .map(element => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(wider, width) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("dark", 360)])
def test_every_text_can_be_told_from_its_ground(show: Any, scheme: str, width: int) -> None:
    page = show(hostile(), width=width, scheme=scheme)
    texts, faint = page.evaluate(FAINT)
    assert texts > 300
    assert faint == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(ground.removeprefix("rgb(").split(",")[0]) < 60) == (scheme == "dark")


def test_paper_is_light_and_shows_what_the_screen_folds_away(show: Any) -> None:
    page = show(made.comparison(), scheme="dark")
    for details in page.query_selector_all("details"):
        details.evaluate("details => { details.open = false }")
    folded = page.locator(".prompt details article").first
    assert not folded.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert folded.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_table_stays_a_table_on_a_phone(show: Any) -> None:
    page = show(made.comparison(), width=360)
    tree = page.locator("table").first.aria_snapshot()
    assert 'rowheader "Bits per byte' in tree
    assert 'cell "keeper 2.000' in tree
    assert page.get_by_role("img", name="keeper: 2.000, interval 1.940 to 2.060").is_visible()


def test_a_text_stands_at_the_right_where_its_script_begins_there(show: Any) -> None:
    page = show(made.comparison(prompts=("שלום עולם",), samples=1))
    gap = """() => {
        const quote = document.querySelector('blockquote'), range = document.createRange();
        range.selectNodeContents(quote);
        return quote.getBoundingClientRect().right - range.getBoundingClientRect().right;
    }"""
    assert page.evaluate(gap) < 20
