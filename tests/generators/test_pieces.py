"""Pieces of text: what holds for the whole text holds however it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textgen.generators.pieces import replaced, until

pieces = st.lists(st.text("ab", max_size=3), max_size=12)
needles = st.text("ab", min_size=1, max_size=4)


@given(pieces, needles)
def test_the_text_ends_before_the_first_occurrence(cut, stop):
    assert "".join(until(cut, stop)) == "".join(cut).partition(stop)[0]


@given(pieces, needles)
def test_every_occurrence_is_exchanged(cut, old):
    assert "".join(replaced(cut, old, "-")) == "".join(cut).replace(old, "-")


def test_nothing_is_asked_for_after_the_end():
    def endless():
        yield "one "
        yield "two."
        raise AssertionError("asked on")

    assert "".join(until(endless(), ".")) == "one two"


def test_text_is_held_back_no_longer_than_it_must():
    found = until(iter(["abc", "def"]), "xyz")
    assert next(found) == "a"
