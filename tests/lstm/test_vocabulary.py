from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.lstm.vocabulary import Vocabulary


@given(st.text(min_size=1))
def test_a_text_survives_encoding_and_decoding(text: str) -> None:
    counts = {character: text.count(character) for character in text}
    vocabulary = Vocabulary.from_counts(counts)
    assert vocabulary.decode(vocabulary.encode(text)) == text
    assert vocabulary.encode(text).max() < vocabulary.size <= np.iinfo(vocabulary.dtype).max + 1


@given(st.text(min_size=1), st.text())
def test_characters_outside_get_the_unknown_id_or_the_size(known: str, text: str) -> None:
    characters = "".join(sorted(set(known)))
    for unknown in (True, False):
        vocabulary = Vocabulary(characters, unknown)
        ids = vocabulary.encode(text)
        missing = vocabulary.unknown_id if unknown else vocabulary.size
        assert [int(i) for i in ids] == [characters.find(c) if c in characters else missing for c in text]


def test_rare_characters_become_one_unknown_symbol() -> None:
    vocabulary = Vocabulary.from_counts({"a": 9, "b": 1, "c": 2}, min_count=2)
    assert vocabulary.characters == "ac"
    assert vocabulary.unknown_id == 2
    assert vocabulary.decode(vocabulary.encode("abc")) == "a\ufffdc"


def test_a_character_may_not_be_listed_twice() -> None:
    with pytest.raises(ValueError, match="once"):
        Vocabulary("aa")
