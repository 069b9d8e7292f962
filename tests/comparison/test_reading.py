"""Parts of a text, its words, and where they stand."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen import Corpus, collect
from textgen.comparison import reading
from textgen.comparison.reading import Span, known, origins, slices, spread
from textgen.document import Document

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda pair: Span(*pair)))


@given(text=st.text(st.sampled_from("aé😀\n "), max_size=50), wanted=spans, size=st.integers(4, 30))
@settings(deadline=None, max_examples=50)
def test_slices_are_those_of_the_text(text, wanted, size):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("textgen.lstm.data.CHUNK", size)
        path = Path(folder) / "text.txt"
        path.write_text(text, "utf-8")
        assert slices(path, wanted) == [text[start : start + length] for start, length in wanted]


@given(
    first=st.integers(0, 50), size=st.integers(0, 300), number=st.integers(0, 9), length=st.integers(1, 50)
)
def test_spans_are_spread_without_overlap(first, size, number, length):
    found = spread(first, first + size, number=number, length=length)
    assert len(found) == min(number, size // length)
    for one, next_one in pairwise(found):
        assert one.start + length <= next_one.start
    if found:
        assert found[0].start == first
        assert found[-1].start + length <= first + size


def test_known_words_are_those_before_a_character(tmp_path, monkeypatch):
    monkeypatch.setattr("textgen.lstm.data.CHUNK", 8)
    monkeypatch.setattr(reading, "_REMEMBERED", 2)
    text = "The KING’s men,\n我爱北京 are here now"
    (tmp_path / "text.txt").write_text(text, "utf-8")
    wanted = {"the", "king's", "men", "queen", "爱北", "北爱", "now", "no"}
    path = tmp_path / "text.txt"
    assert known(path, len(text), wanted) == {"the", "king's", "men", "爱北", "now"}
    assert known(path, text.index(" now"), wanted) == {"the", "king's", "men", "爱北"}


def test_a_place_in_a_corpus_is_traced_to_its_document(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("textgen.lstm.data.CHUNK", 16)
    texts = {"a": "Zoë went out.\nIt rained and rained.", "b": "The sun 😀 came back at last, warm."}

    def diary(context):
        for uri, text in texts.items():
            yield Document(text, uri, title="Sunshine" if uri == "b" else None)

    collect(diary, corpus="diary")
    path = Corpus.open("diary").path
    text = path.read_text("utf-8")
    places = [text.index(passage) for passage in ("Zoë", "rained and", "sun 😀", "warm")]
    found = origins(path, places, documents=True)
    assert [found[place] for place in places] == [(1, "a"), (2, "a"), (2, "Sunshine"), (2, "Sunshine")]
    assert origins(path, places[1:2], documents=False) == {places[1]: (2, None)}
