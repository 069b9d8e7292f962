"""Prompts are put into the characters that a model knows."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.lstm.prompt import fit
from textgen.lstm.vocabulary import Vocabulary

ASCII = Vocabulary("\n" + string.ascii_letters + string.digits + " '\"-.,!?", unknown=True)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("To be, or not", "To be, or not"),
        ("“Don’t — go”", '"Don\'t - go"'),
        ("Käthe, naïve café", "Kathe, naive cafe"),
        ("Cafe\u0301", "Cafe"),
        ("ﬁne…", "fine..."),
        ("Øre, æther, ß, ł", "Ore, aether, ss, l"),
        ("Ｈｉ ①", "Hi 1"),
        ("tab\there\u00a0now", "tab here now"),
        ("snow ☃ 😀 雪", "snow   "),
        ("\x00\udcff", ""),
    ],
)
def test_near_characters_stand_in(prompt, expected):
    assert fit(prompt, ASCII)[0] == expected


def test_what_became_of_each_character_is_told_once():
    assert fit("é☃é", ASCII) == ("ee", {"é": "e", "☃": ""})


def test_a_composed_vocabulary_reads_a_decomposed_prompt_and_the_other_way_round():
    assert fit("cafe\u0301", Vocabulary("acfeé")) == ("café", {})
    assert fit("café", Vocabulary("acfe\u0301"))[0] == "cafe\u0301"


def test_typographic_vocabularies_read_plain_prompts():
    assert fit("don't", Vocabulary("dont’"))[0] == "don’t"


def test_a_model_without_capitals_reads_small_letters():
    assert fit("The ÉTÉ", Vocabulary("the "))[0] == "the ete"
    assert fit("the", Vocabulary("THE"))[0] == "THE"


@given(
    st.text(),
    st.lists(st.characters(), min_size=1, unique=True).map(lambda found: Vocabulary("".join(found))),
)
def test_the_result_is_always_known_and_what_is_known_stays(prompt, vocabulary):
    fitted, changes = fit(prompt, vocabulary)
    assert all(character in vocabulary for character in fitted)
    assert not any(character in vocabulary for character in changes)
    known = "".join(character for character in prompt if character in vocabulary)
    assert fit(known, vocabulary) == (known, {})
