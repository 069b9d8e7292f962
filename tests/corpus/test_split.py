"""Documents and their delimiter: what is written is found again."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen import TextgenError
from textgen.corpus import split
from textgen.corpus.split import check_delimiter, digest, encode, escape, pieces, unescape

delimiters = st.text(st.sampled_from(" |-\n\fé😀ab"), min_size=1, max_size=4).filter(
    lambda mark: mark.strip(" ")
)
texts = st.text(st.sampled_from(" |-\n\fé😀ab\ud83d\ude00c"), max_size=12)


@given(st.lists(texts), delimiters, st.integers(1, 7))
@settings(max_examples=500, deadline=None)
def test_every_document_is_found_where_it_was_written(
    documents: list[str], delimiter: str, chunk: int
) -> None:
    encoded = [encode(text, delimiter) for text in documents]
    data = b"".join(text + delimiter.encode() for text in encoded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split, "CHUNK", chunk)
        found = list(pieces(io.BytesIO(data), delimiter, keep=1000))
    assert [piece.data for piece in found] == encoded
    assert all(piece.ended for piece in found)
    for piece in found:
        assert data[piece.start : piece.start + piece.length] == piece.data
        assert piece.hash == digest(piece.data)
        assert piece.blank == (not piece.data.strip())


@given(st.text(), st.sampled_from(["\f", "|", "\n\n", "<|end|>"]))
@settings(deadline=None)
def test_a_text_without_the_delimiter_stays_as_it_is(text: str, delimiter: str) -> None:
    stored = encode(text, delimiter).decode()
    assert (stored + delimiter).find(delimiter) == len(stored)
    if (text + delimiter).find(delimiter) == len(text):
        assert stored == text


def test_the_delimiter_becomes_a_space() -> None:
    assert encode("one\ftwo|three", "\f") == b"one two|three"
    assert encode("one\ftwo|three", "|") == b"one\ftwo three"
    assert encode("ends in a bar|", "||") == b"ends in a bar "
    assert encode("half \ud83d and whole \ud83d\ude00", "\f").decode() == "half \ufffd and whole 😀"


def test_pieces_can_be_cut_short() -> None:
    (piece,) = pieces(io.BytesIO(b"0123456789\f"), "\f", keep=4)
    assert (piece.data, piece.length) == (b"0123", 10)


def test_a_last_piece_without_delimiter_is_found() -> None:
    first, last = pieces(io.BytesIO(b"one\f\n"), "\f")
    assert (first.ended, last.ended, last.blank, last.start) == (True, False, True, 4)


@pytest.mark.parametrize("delimiter", ["", " ", "   ", "\ud800"])
def test_what_cannot_be_a_delimiter(delimiter: str) -> None:
    with pytest.raises(TextgenError, match="delimiter"):
        check_delimiter(delimiter)


def test_delimiters_are_typed_with_a_backslash() -> None:
    assert unescape(r"\n\n") == "\n\n"
    assert escape("\f") == r"\f"
    assert unescape("|") == escape("|") == "|"
