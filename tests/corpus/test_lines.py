"""Lines that a web site repeats: they go, whatever the order and the number of runs; all else stays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import Document
from textgen.collecting.pipeline import collect
from textgen.collecting.summary import Summary
from textgen.corpus import database, opening
from textgen.corpus.lines import _own
from textgen.corpus.store import Corpus

NOTICE = "We use cookies so that this site can remember who you are and what you read."
MENU = "Home\nAbout\nContact"


@pytest.fixture(autouse=True)
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path))
    return tmp_path


def page(number: int, *, site: str = "example.org", text: str | None = None) -> Document:
    own = f"The story of house {number} begins at the harbour.\n\nYes.\n\nIt ends {number} years later."
    told = own if text is None else text
    return Document(f"{MENU}\n\n{told}\n\n{NOTICE}\n\nShare", f"https://www.{site}/{number}")


def collected(documents: Sequence[Document], **options: object) -> Summary:
    def pages(context):
        context.drop_shared_lines()
        yield from documents

    from textgen import Context

    pages.__annotations__ = {"context": Context}
    return collect(pages, corpus="pages", **options)  # type: ignore[arg-type]


def texts() -> dict[str, str]:
    return {document.uri: document.text for _, document in Corpus.open("pages").entries()}


def test_what_a_site_repeats_goes_and_what_is_the_page_s_own_stays() -> None:
    summary = collected([page(number) for number in range(8)])
    assert set(texts().values()) == {
        f"The story of house {n} begins at the harbour.\n\nYes.\n\nIt ends {n} years later." for n in range(8)
    }
    assert summary.notes == {"cleared of lines that their site repeats": "8"}


def test_the_result_depends_on_neither_order_nor_runs(corpora: Path) -> None:
    pages = [page(number) for number in range(12)]
    collected(pages)
    at_once = texts()
    for path in corpora.iterdir():
        path.unlink()
    random.Random(3).shuffle(pages)  # noqa: S311
    for start in (0, 3, 4, 9):
        collected(pages[start : {0: 3, 3: 4, 4: 9, 9: 12}[start]])
    assert texts() == at_once


def test_few_pages_other_sites_and_files_are_left_alone() -> None:
    documents = [page(number) for number in range(4)]
    documents += [page(20 + number, site=f"other{number}.example") for number in range(8)]
    documents += [Document(page(number).text + "x", f"notes/{number}.txt") for number in range(8)]
    collected(documents)
    assert texts() == {document.uri: document.text for document in documents}


def test_names_that_only_begin_like_an_address_belong_to_no_site() -> None:
    pages = [replace(page(number), uri=f"http://[{number}/") for number in range(6)]
    assert collected(pages).documents == 6
    assert all(NOTICE in text for text in texts().values())


def test_raw_texts_stay_as_they_came() -> None:
    documents = [page(number) for number in range(8)]
    collected(documents, raw=True)
    assert texts() == {document.uri: document.text for document in documents}


def test_a_page_that_is_all_notice_stays() -> None:
    collected([page(number) for number in range(8)] + [Document(NOTICE, "https://example.org/cookies")])
    assert texts()["https://example.org/cookies"] == NOTICE


def test_a_cleared_page_that_comes_again_is_the_same_and_a_changed_one_is_replaced() -> None:
    pages = [page(number) for number in range(8)]
    collected(pages)
    again = collected(pages)
    assert (again.added, again.replaced, again.skipped) == (0, 0, {})
    changed = collected([page(2, text="The house burned down, and nobody wrote its story.")])
    assert changed.replaced == 1
    assert texts()["https://www.example.org/2"] == "The house burned down, and nobody wrote its story."
    assert collected([page(2)]).replaced == 1
    assert texts()["https://www.example.org/2"].startswith("The story of house 2")


def test_an_exact_repeat_of_a_cleared_page_is_told() -> None:
    collected([page(number) for number in range(8)])
    copy = Document(page(3).text, "https://www.example.org/copy")
    assert collected([copy]).skipped == {"exact repeat": 1}


def test_what_was_edited_by_hand_is_not_touched(corpora: Path) -> None:
    collected([page(number) for number in range(3)])
    path = corpora / "pages.txt"
    mine = path.read_text().replace("It ends 1 years later.", "It never ends.")
    path.write_text(mine)
    collected([page(number) for number in range(3, 8)])
    text = path.read_text()
    assert text.count(NOTICE) == 1
    assert f"It never ends.\n\n{NOTICE}" in text
    assert collected([page(1)]).skipped == {}


def test_a_run_that_was_killed_before_the_rewrite_is_finished_by_the_next(corpora: Path) -> None:
    collected([page(number) for number in range(4)])
    with opening.writing("pages", "pages") as writer:
        for number in range(4, 8):
            writer.append(page(number), writer.text(page(number).text))
        writer.flush()
        assert writer._lines is not None
        assert writer._lines.clear(corpora / "pages.txt") == 8  # and here it is killed
    collected([])
    assert NOTICE not in (corpora / "pages.txt").read_text()
    with database.reading(corpora / "pages.db") as connection:
        assert connection.execute("SELECT count(*) FROM replacement").fetchone() == (0,)


LINE = st.sampled_from(["", "a", "b", "c", "d" * 50, "e" * 50, "f" * 50])


@given(st.lists(LINE, max_size=12), st.sets(LINE), st.sets(LINE))
def test_lines_that_turn_out_later_to_be_shared_go_as_if_they_had_been_known(
    lines: list[str], early: set[str], late: set[str]
) -> None:
    def own(lines: list[str], shared: set[str]) -> list[str]:
        return _own(lines, [line in shared and bool(line) for line in lines])

    direct, stepwise = own(lines, early | late), own(own(lines, early), early | late)
    if any(line and line not in early | late for line in lines):
        assert direct == stepwise
    assert not direct or direct == lines or direct[0].strip()
