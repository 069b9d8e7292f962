"""Text from models is hostile: what it may do to a page, and how copies are marked."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from textgen.comparison.results import Run
from textgen.comparison.visible import regions, stretches, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_what_cannot_be_seen_is_named() -> None:
    assert visible("a\x00b\x1b[31m\u202ec\u200b\ud800\u2028\x85") == (
        "a⟨U+0000⟩b⟨U+001B⟩[31m⟨U+202E⟩c⟨U+200B⟩⟨U+D800⟩⟨U+2028⟩⟨U+0085⟩"
    )
    assert visible("one\r\ntwo\ftree\r") == "one\ntwo⟨page break⟩tree⟨U+000D⟩"


def test_emoji_and_other_scripts_stay_as_they_are() -> None:
    text = "👩\u200d🚀 ❤\ufe0f שלום مرحبا می\u200cخواهم क्\u200dष\tend\n"
    assert visible(text) == text


@given(ANY_TEXT)
def test_nothing_invisible_remains(text: str) -> None:
    kept = set(visible(text)) - set("\n\t\u200c\u200d")
    assert not [one for one in kept if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


def test_copies_that_overlap_are_one_region_without_the_white_space_around_it() -> None:
    text = "I said: to be or not \nto be.   \n  Alas"
    copies = [Run(8, 10, 0, 1), Run(14, 8, 0, 1), Run(28, 6, 0, 1), Run(31, 5, 0, 1)]
    found = regions(text, copies)
    assert [(text[one.start : one.end], one.copies) for one in found] == [
        ("to be or not", (copies[0], copies[1])),
        ("Al", (copies[3],)),
    ]
    assert [(one.text, one.copied, one.number) for one in stretches(text, found)] == [
        ("I said: ", 0, None),
        ("to be ", 10, None),
        ("or n", 10, None),
        ("ot", 8, 1),
        (" \nto be.   \n  ", 0, None),
        ("Al", 5, 2),
        ("as", 0, None),
    ]


@given(ANY_TEXT, st.lists(st.builds(Run, *[st.integers(-5, 40)] * 2, st.just(0), st.just(1))))
def test_the_stretches_are_the_text_whatever_a_report_says(text: str, copies: list[Run]) -> None:
    found = regions(text, copies)
    cut = stretches(text, found)
    assert "".join(one.text for one in cut) == text
    assert [one.number for one in cut if one.number] == list(range(1, len(found) + 1))
