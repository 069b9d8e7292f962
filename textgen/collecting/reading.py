"""The shortest way from a JSON file of any size to the values in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textgen.collecting.context import Context


def read_json(context: Context, path: Path, prefix: str = "item") -> Iterator[tuple[str, Any]]:
    """Yield the values in a JSON file one at a time, with a uri for each; memory stays flat.

    A file that cannot be read, is not JSON or ends too early, and one that has nothing at
    ``prefix``, is counted as failed; what came before the damage stays.

    Args:
        context: The context of the source.
        path: The file. The uri is its name with ``#1``, ``#2`` and so on.
        prefix: Where the values are, as ijson writes it: ``item`` for those of a list,
            ``posts.item`` for those of the list at the key ``posts``.
    """
    import ijson

    number = 0
    try:
        with path.open("rb") as stream:
            stream.seek(3 if stream.read(3) == b"\xef\xbb\xbf" else 0)
            for number, value in enumerate(ijson.items(stream, prefix, use_float=True), 1):
                yield f"{path.name}#{number}", value
    except OSError as error:
        context.fail(path.name, error.strerror or "cannot be read")
    except (ijson.JSONError, UnicodeDecodeError):
        context.fail(path.name, "not a whole JSON file")
    else:
        if not number:
            context.fail(path.name, f"nothing at {prefix}")
