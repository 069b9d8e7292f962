"""Words, sentences and lines, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.comparison import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t stop: o'er the sea", ["don't", "stop", "o'er", "the", "sea"]),
        ("Ödipus, naïve cafe\u0301!", ["ödipus", "naïve", "cafe\u0301"]),
        ("हिन्दी में लिखो।", ["हिन्दी", "में", "लिखो"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("我爱北京 and 東京", ["我", "爱", "北", "京", "and", "東", "京"]),
        ("コーヒー", ["コ", "ー", "ヒ", "ー"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("'tis 42 -- ", ["tis"]),
        ("", []),
    ],
)
def test_words_of_many_scripts(text, expected):
    assert words.words(text) == expected


def test_a_dictionary_leaves_out_words_that_were_cut():
    assert list(words.vocabulary("ing the kin", whole=True)) == ["the"]
    assert list(words.vocabulary("ing the kin", whole=False)) == ["ing", "the", "kin"]
    assert list(words.vocabulary(" King. ", whole=True)) == ["king"]


def test_a_dictionary_of_a_script_without_spaces_has_pairs():
    assert list(words.vocabulary("我爱北京。", whole=True)) == ["我爱", "爱北", "北京"]


def test_sentences_and_lines():
    assert words.sentences("He paid 3.14. Then? “No!” cried …") == [
        "He paid 3.14",
        " Then",
        " “No",
        "” cried ",
    ]
    assert words.sentences("我爱北京。天安门！") == ["我爱北京", "天安门"]
    assert words.lines("one\n\n  \ntwo\n") == ["one", "two"]


@given(st.text())
def test_any_text_has_words(text):
    assert all(words.words(text))
    assert set(words.vocabulary(text, whole=True)) <= set(words.vocabulary(text, whole=False))
