"""Lengths, punctuation and divergence, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.comparison.profile import divergence, lengths, marks, punctuation, trigrams


def test_lengths_and_how_many_they_are_of():
    assert lengths("To be, or\nnot. Go!\n\n") == {
        "mean_text_length": (20, 1),
        "mean_line_length": (9 + 8, 2),
        "mean_sentence_length": (4 + 1, 2),
        "mean_word_length": (2 + 2 + 2 + 3 + 2, 5),
    }
    assert lengths("")["mean_line_length"] == (0, 0)


def test_punctuation_and_its_marks():
    assert punctuation("Yes, yes, yes!") == (3, 14)
    assert marks(["Yes, yes, yes!", "No…"]) == {",": 2000 / 17, "!": 1000 / 17, "…": 1000 / 17}
    assert marks([""]) == {}


def test_divergence_worked_by_hand():
    # aaa and aab, half each, against aaa alone: the mean is 3/4 and 1/4
    mean = -(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25))
    assert divergence(trigrams(["aaa", "aab"]), trigrams(["aaaa"])) == pytest.approx(mean - (1 + 0) / 2)
    assert divergence(trigrams(["abc"]), trigrams(["xyz"])) == pytest.approx(1)
    assert divergence(trigrams(["ab"]), trigrams(["xyz"])) is None


@given(st.text(min_size=3), st.text(min_size=3))
def test_divergence_is_symmetric_and_bounded(one, other):
    there, back = (
        divergence(trigrams([one]), trigrams([other])),
        divergence(trigrams([other]), trigrams([one])),
    )
    assert there == pytest.approx(back)
    assert 0 <= there <= 1 + 1e-9
    assert divergence(trigrams([one]), trigrams([one])) == pytest.approx(0)
