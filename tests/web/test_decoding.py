"""Compressed bodies: undone piece by piece, whole or not at all."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.web.decoding import PIECE, CutOffError, DecodingError, accepted, decoded


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}


def undone(body: bytes, codings: str, size: int = 1000) -> bytes:
    chunks = (body[start : start + size] for start in range(0, len(body), size))
    return b"".join(decoded(chunks, codings))


def test_brotli_is_accepted() -> None:
    assert accepted() == "gzip, deflate, br"


@given(st.binary(max_size=5000), st.sampled_from(sorted(PACK)), st.integers(1, 50))
def test_every_coding_is_undone_however_the_body_is_cut_into_pieces(
    data: bytes, coding: str, size: int
) -> None:
    assert undone(PACK[coding](data), coding.upper(), size) == data


@given(st.binary(max_size=300), st.lists(st.sampled_from(sorted(PACK)), max_size=3), st.integers(1, 50))
def test_codings_are_undone_in_the_order_they_were_done(data: bytes, codings: list[str], size: int) -> None:
    body = data
    for coding in codings:
        body = PACK[coding](body)
    assert undone(body, " , ".join(["identity", *codings]), size) == data


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(sorted(PACK)), st.data())
def test_a_body_that_is_cut_off_anywhere_is_never_taken_for_a_whole_one(
    data: bytes, coding: str, draw: st.DataObject
) -> None:
    whole = PACK[coding](data)
    cut = whole[: draw.draw(st.integers(1, len(whole) - 1))]
    with pytest.raises(CutOffError):
        undone(cut, coding, 7)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(sorted(PACK)))
def test_rubbish_is_damage_or_text_and_never_another_error(data: bytes, coding: str) -> None:
    try:
        undone(data, coding)
    except DecodingError as error:
        assert str(error) in {"the answer cannot be decompressed", "the answer broke off"}  # noqa: PT017


def test_what_servers_really_send() -> None:
    text = b"The lamp on the pier burned all night. " * 100
    assert undone(raw_deflate(text), "deflate") == text
    assert undone(gzip.compress(text) + gzip.compress(b"More."), "gzip") == text + b"More."
    assert undone(gzip.compress(text) + bytes(512), "gzip") == text
    assert undone(b"", "gzip") == undone(b"", "br") == b""
    assert undone(text, "identity") == undone(text, "") == text


@pytest.mark.parametrize(
    ("codings", "reason"),
    [
        ("zstd", "the answer is compressed in a way that is not known"),
        ("gzip, rot13", "the answer is compressed in a way that is not known"),
        ("gzip, gzip, gzip, gzip", "the answer is compressed too many times"),
    ],
)
def test_what_cannot_be_undone_says_so(codings: str, reason: str) -> None:
    with pytest.raises(DecodingError, match=reason):
        undone(b"x", codings)


def squeezed(size: int, coding: str) -> bytes:
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        piece = bytes(1 << 20)
        return b"".join(packer.process(piece) for _ in range(size >> 20)) + packer.finish()
    return PACK[coding](bytes(size))


@pytest.mark.parametrize("codings", [["gzip"], ["deflate"], ["br"], ["gzip", "gzip"], ["gzip", "br"]])
def test_a_bomb_never_gets_more_room_than_it_is_asked_for(codings: list[str]) -> None:
    body = squeezed(100 << 20, codings[0])
    for coding in codings[1:]:
        body = PACK[coding](body)
    tracemalloc.start()
    total = 0
    for piece in decoded([body], ", ".join(codings)):
        assert len(piece) <= 2 * PIECE
        total += len(piece)
        if total > 5 << 20:
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20
