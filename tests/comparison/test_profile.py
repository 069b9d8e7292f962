"""Lengths, punctuation and divergence, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.comparison.profile import divergence, lengths, punctuation, trigrams


def test_lengths_are_means():
    assert lengths(["To be, or\nnot. Go!\n", "Stay"]) == {
        "mean_text_length": (19 + 4) / 2,
        "mean_line_length": (9 + 8 + 4) / 3,
        "mean_sentence_length": (4 + 1 + 1) / 3,
        "mean_word_length": (2 + 2 + 2 + 3 + 2 + 4) / 6,
    }
    assert set(lengths([""]).values()) == {0, None}
    assert set(lengths([]).values()) == {None}


def test_punctuation_of_a_thousand_characters():
    share, marks = punctuation(["Yes, yes, yes!", "No…"])
    assert share == 4 / 17
    assert marks == {",": 2000 / 17, "!": 1000 / 17, "…": 1000 / 17}
    assert punctuation([]) == (0, {})


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
