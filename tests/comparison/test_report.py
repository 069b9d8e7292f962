"""The page of a comparison: what it says, and that nothing in it can do harm."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import made
import pytest

from textgen.comparison import blind, report, results
from textgen.comparison.blind import Guess, Sitting
from textgen.comparison.findings import REAL
from textgen.comparison.metrics import METRICS
from textgen.comparison.results import Text, Value

SITTING = Sitting("2026-11-29T08:00:00Z", 1, (REAL, "keeper"), (Guess("keeper", REAL, "…"),) * 3)


class Page(HTMLParser):
    """The elements of a page, and what they say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data


def hostile() -> results.Comparison:
    """A comparison in which everything that others wrote is hostile."""
    comparison = made.comparison(prompts=(made.HOSTILE, ""))
    keeper, stranger = comparison.generators
    answers = (replace(keeper.answers[0], text=made.HOSTILE, copied=()), *keeper.answers[1:])
    evil = replace(
        keeper,
        name=f"<i>{made.HOSTILE}",
        address=made.HOSTILE,
        answers=answers,
        describe={made.HOSTILE: [made.HOSTILE]},
        failed=made.HOSTILE,
        measured=made.measured(1, self_bleu=Value(None, not_measured=made.HOSTILE)),
    )
    text = replace(comparison.corpus, name=made.HOSTILE)
    return replace(comparison, corpus=text, notes=(made.HOSTILE,), generators=(evil, stranger))


def test_the_page_shows_every_metric_text_and_setting(tmp_path: Path) -> None:
    comparison = made.comparison()
    path = report.write(comparison, tmp_path)
    assert path == tmp_path / "report.html"
    page = Page(path.read_text("utf-8"))
    said = " ".join(page.said.split())
    for metric in METRICS.values():
        assert metric.label in said
        assert metric.meaning in said
    for generator in comparison.generators:
        assert generator.address in said
        for answer in generator.answers:
            # numbers of the copies stand between the words
            assert " ".join(answer.text[-30:].split()) in said
    assert "the real author, elsewhere" in said
    assert "34 characters from The Log of the Pier, line 120" in said
    assert "61 characters from the training text, line 7" in said
    assert "top_k: asked 40, used nothing (the server has no such setting)" in said
    assert "cannot score" in said
    assert "Blind test" not in said


def test_copies_differ_by_more_than_their_colour(tmp_path: Path) -> None:
    page = Page(report.write(made.comparison(), tmp_path).read_text("utf-8"))
    marks = [attributes["class"] for tag, attributes in page.elements if tag == "mark"]
    assert set(marks) == {"copy", "copy long"}
    style = (Path(report.__file__).parent / "templates/report.css").read_text("utf-8")
    assert re.search(r"\nmark \{[^}]*underline dotted", style)
    assert re.search(r"\nmark\.long \{[^}]*text-decoration-style: double", style)


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    html = report.write(hostile(), tmp_path).read_text("utf-8")
    page = Page(html)
    harmless = {tag for tag, _ in Page(report.render(made.comparison(), [])).elements} | {"bdi", "em", "ol"}
    assert {tag for tag, _ in page.elements} <= harmless
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not [
        value
        for _, attributes in page.elements
        for name in ("src", "href", "data", "action", "style")
        if (value := attributes.get(name)) and not value.startswith("#")
    ]
    assert "{{ 7 * 7 }}" in page.said
    assert not set(html) & {"\x00", "\x07", "\x1b", "\u202e", "\u200b"}
    assert "⟨U+202E⟩turned around⟨U+202C⟩" in page.said
    assert "👩\u200d🚀" in page.said


def test_the_page_forbids_itself_everything_but_its_style(tmp_path: Path) -> None:
    html = report.write(made.comparison(), tmp_path).read_text("utf-8")
    page = Page(html)
    (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'", policy
    )
    assert "script" not in {tag for tag, _ in page.elements}
    assert not re.search(r"url\(|@import|https?://", html.replace("http://127.0.0.1:8080/v1#gpt2", ""))


def test_a_generator_that_failed_says_so_in_its_column(tmp_path: Path) -> None:
    comparison = made.comparison()
    values = {name: Value(None, not_measured="it wrote nothing") for name in METRICS}
    down = made.generator(
        "down",
        comparison.settings,
        answers=(),
        failed="http://127.0.0.1:9 does not answer",
        measured=results.Measured(values, {}),
    )
    first = replace(comparison.generators[0].answers[0], text="Half a", error="cut off", copied=None)
    partly = replace(comparison.generators[0], answers=(first, *comparison.generators[0].answers[1:]))
    html = report.render(replace(comparison, generators=(partly, down)), [])
    assert html.count("No answer: http://127.0.0.1:9 does not answer") == 4
    assert "Broke off: cut off" in html
    assert html.count("it wrote nothing") >= len(METRICS)


def test_a_missing_training_text_leaves_no_zeros(tmp_path: Path) -> None:
    comparison = made.comparison()
    reason = "shakespeare.txt is not the text that keeper learned"
    unknown = {name: Value(None, not_measured=reason) for name in ("longest_copy", "copied_20", "copied_50")}
    settings = comparison.settings
    keeper = made.generator(
        "keeper",
        settings,
        answers=made.answers(settings, 1, copied=False),
        measured=made.measured(1, **unknown),
    )
    gone = Text(found=False, reason=reason)
    html = report.render(replace(comparison, corpus=gone, generators=(keeper,), reference=None), [])
    assert "real author" not in html.lower()
    said = " ".join(Page(html).said.split())
    assert f"Copies are not marked: {reason}" in said
    assert "copies not looked up" in said
    assert "<mark" not in html
    row = said[said.index("Copied, 20 or more") :]
    assert "not measured" in row[: row.index("Copied, 50 or more")]
    assert f"Not measured: {reason}" in said


def test_blind_tests_in_the_folder_are_shown(tmp_path: Path) -> None:
    blind.keep(SITTING, tmp_path)
    said = " ".join(Page(report.write(made.comparison(), tmp_path).read_text("utf-8")).said.split())
    assert "One reader saw 3 passages without names" in said
    assert "keeper passed for the real author 3 of 3 times (100 %, 95 % interval 44 to 100 %)" in said


def test_the_page_is_made_again_from_report_json(tmp_path: Path) -> None:
    comparison = made.comparison()
    results.write(comparison, tmp_path)
    assert report.render(results.read(tmp_path), []) == report.render(comparison, [])


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        report.write(made.comparison(), tmp_path / "nowhere")


def test_headings_lead_from_level_to_level(tmp_path: Path) -> None:
    html = report.render(made.comparison(), [SITTING])
    levels = [int(tag[1]) for tag, _ in Page(html).elements if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_cell_and_plot_has_a_name(tmp_path: Path) -> None:
    elements = Page(report.render(made.comparison(), [SITTING])).elements
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in elements if tag == "th")
    pictures = [attributes for tag, attributes in elements if tag == "svg"]
    outer = [one for one in pictures if "x" not in one]  # the others are marks inside
    assert all(one.get("aria-hidden") == "true" or one.get("aria-label") for one in outer)
    assert ",: keeper 31.0, gpt2 24.8" in [one.get("aria-label") for one in outer]
    assert "keeper: 2.000, interval 1.940 to 2.060" in [one.get("aria-label") for one in outer]


def test_texts_that_were_never_asked_for_take_no_time(tmp_path: Path) -> None:
    comparison = made.comparison()
    endless = replace(comparison, settings=replace(comparison.settings, samples=10**12))
    assert report.render(endless, []).count("<article") == 10  # but for real passages out of reach


def test_a_name_from_right_to_left_does_not_turn_the_numbers_beside_it() -> None:
    comparison = made.comparison()
    keeper = replace(comparison.generators[0], name="شاعر")
    html = report.render(replace(comparison, generators=(keeper, comparison.generators[1])), [])
    assert "<h1><bdi>شاعر</bdi> and gpt2 compared</h1>" in html
    assert "100.0 % of what <bdi>شاعر</bdi> wrote" in html
    assert "<bdi>gpt2" not in html
