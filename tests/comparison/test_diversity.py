"""The metrics of diversity against reference implementations and cases worked by hand."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

from textgen.comparison.diversity import distinct, repetition, self_bleu

sentences = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=12).map(" ".join)


@given(texts=st.lists(sentences, min_size=2, max_size=6))
@settings(deadline=None)
def test_self_bleu_is_that_of_nltk(texts):
    tokens = [text.split() for text in texts]
    smoothing = SmoothingFunction().method1  # Texygen's
    expected = fmean(
        sentence_bleu(tokens[:k] + tokens[k + 1 :], tokens[k], smoothing_function=smoothing)
        for k in range(len(tokens))
    )
    assert self_bleu(texts) == pytest.approx(expected)


def test_self_bleu_of_one_text_is_not_measured():
    assert self_bleu(["the king is dead", "..."]) is None


def test_self_bleu_of_the_same_text_again_is_1():
    assert self_bleu(["now is the winter of our discontent"] * 3) == pytest.approx(1)


def test_distinct_counts_over_all_words():
    texts = ["The king, the king.", "The queen!"]  # six words
    assert distinct(texts, 1) == 3 / 6
    assert distinct(texts, 2) == 3 / 6  # the king, king the, the queen
    assert distinct(texts, 3) == 2 / 6  # the king the, king the king
    assert distinct(["..."], 1) is None
    assert distinct(["one", "two"], 2) is None


def test_repetition_counts_what_stood_before():
    assert repetition("a b a b a b a") == (1 - 2 / 4, 1)  # abab baba abab baba
    assert repetition("a b c d") == (0, 1)
    assert repetition("a b c") == (0, 0)
