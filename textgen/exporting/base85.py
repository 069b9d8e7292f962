"""Bytes as text that HTML leaves as it is: five characters for four bytes."""

from __future__ import annotations

from typing import Final

import numpy as np

_ALPHABET: Final = np.frombuffer(bytes(range(40, 125)).replace(b"<", b"}"), np.uint8)
_POWERS: Final = 85 ** np.arange(4, -1, -1)


def base85(data: bytes | bytearray) -> bytes:
    """Return bytes as text, without "<", "&" or a quotation mark.

    Four bytes are a number, the highest first, whose five digits to the base of 85 are the characters from
    "(" to "|", with "}" in the place of "<". Zeros fill the last four bytes.
    """
    given = np.frombuffer(data, np.uint8)
    numbers = np.pad(given, (0, -len(given) % 4)).view(">u4")
    return _ALPHABET[numbers[:, np.newaxis] // _POWERS % 85].tobytes()
