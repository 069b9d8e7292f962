"""Content codings (gzip, deflate, br) undone piece by piece: a bomb never gets room, a cut is noticed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

PIECE = 1 << 16
"""Bytes; no step yields many more at once."""
MAX_CODINGS = 3


class DecodingError(Exception):
    """A body cannot be decoded; the message is a short reason."""


class CutOffError(DecodingError):
    """A body ends too early."""


def accepted() -> str:
    """The codings that can be undone, as Accept-Encoding wants them."""
    return "gzip, deflate, br" if _has_brotli() else "gzip, deflate"


def _has_brotli() -> bool:
    """Whether it is there, and can be stopped in the middle (from 1.2 on)."""
    try:
        import brotli  # type: ignore[import-untyped]
    except ImportError:
        return False
    return hasattr(brotli.Decompressor, "can_accept_more_data")


def decoded(chunks: Iterable[bytes], codings: str) -> Iterable[bytes]:
    """Undo the codings that a Content-Encoding names.

    Args:
        chunks: The body as it came.
        codings: The value of the header.

    Raises:
        DecodingError: a coding is not known; while reading: the body is damaged or ends too early.
    """
    names = [name for part in codings.lower().split(",") if (name := part.strip()) not in {"", "identity"}]
    if len(names) > MAX_CODINGS:
        raise DecodingError("the answer is compressed too many times")
    for name in reversed(names):
        if name not in _STEPS or (name == "br" and not _has_brotli()):
            raise DecodingError("the answer is compressed in a way that is not known")
        chunks = _STEPS[name](chunks)
    return chunks


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    return _inflate(chunks, lambda _: 16 + zlib.MAX_WBITS)


def _deflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """With zlib's header, as the standard has it, or without, as some servers send it."""
    return _inflate(chunks, lambda start: zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS)


def _inflate(chunks: Iterable[bytes], window: Callable[[bytes], int]) -> Iterator[bytes]:
    unpacker = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker is None or unpacker.eof:
                if unpacker is not None and not rest.startswith(b"\x1f\x8b"):
                    break  # padding after the last member
                unpacker = zlib.decompressobj(window(rest))
            try:
                piece = unpacker.decompress(rest, PIECE)
                while piece:
                    yield piece
                    piece = unpacker.decompress(unpacker.unconsumed_tail, PIECE)
            except zlib.error as error:
                raise DecodingError("the answer cannot be decompressed") from error
            rest = unpacker.unused_data
    if unpacker is not None and not unpacker.eof:
        raise CutOffError("the answer broke off")


def _brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    begun = False
    for chunk in chunks:
        begun = True
        rest = chunk
        try:
            while not unpacker.is_finished():
                if piece := unpacker.process(rest, output_buffer_limit=PIECE):
                    yield piece
                rest = b""
                if unpacker.can_accept_more_data():
                    break
        except brotli.error as error:
            raise DecodingError("the answer cannot be decompressed") from error
    if begun and not unpacker.is_finished():
        raise CutOffError("the answer broke off")


_STEPS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
