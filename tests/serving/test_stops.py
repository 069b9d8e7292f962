"""A text ends before whichever stop is complete first, however it was cut into pieces."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen.serving.orders import Piece, Tokens
from textgen.serving.stops import Stops

TEXT = st.text("ab\n", max_size=30)


def naive(text, stops):
    for end in range(1, len(text) + 1):
        for start in range(end):
            if text[start:end] in stops:
                return text[:start], "stop"
    return text, "length"


@settings(max_examples=50)
@given(TEXT, st.lists(st.text("ab\n", min_size=1, max_size=5), max_size=4), st.data())
def test_it_ends_where_a_search_in_the_whole_text_says(text, stops, data):
    found, logarithms = "", []
    pushed, end, place = Stops(stops), None, 0
    while end is None:
        size = data.draw(st.integers(0, 8))
        part, last = text[place : place + size], place + size >= len(text)
        own = -np.arange(place, place + len(part), dtype=float)
        tokens = Tokens(own, np.zeros((len(part), 0)), [""] * len(part))
        place += size
        for piece in pushed.push(Piece(part, tokens, end="length" if last else None)):
            found += piece.text
            if piece.tokens:
                logarithms += piece.tokens.own.tolist()
            end = piece.end
    assert (found, end) == naive(text, stops)
    assert logarithms == [-float(k) for k in range(len(found))]
