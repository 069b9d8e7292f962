"""The bad input that every source meets one day, made from a sample that is good."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from textgen.testing.sample import Sample

MOST = 12
"""How many files and pages of a sample are damaged, each by itself."""
BINARY = b"\x00\xff\xfe" + hashlib.shake_256(b"textgen").digest(4096)


@dataclass(frozen=True)
class Damaged:
    """A sample of which one thing is bad.

    Args:
        what: The thing and what is wrong with it, as in "the empty file notes.json".
        sample: The sample.
        silence: Whether the source may say nothing of it: never; if the rest gives documents, since
            half a text may look whole; or always, since in an empty folder nothing is lost.
    """

    what: str
    sample: Sample
    silence: Literal["never", "with documents", "always"] = "never"


def damaged(sample: Sample, folder: Path) -> Iterator[Damaged]:
    """Yield the sample with one file or page after the other missing, empty, truncated or binary.

    Args:
        sample: A good one.
        folder: Where the copies go; each lies in a folder of its own there.
    """
    for address, page in list(sample.pages.items())[:MOST]:
        whole = page.read_bytes() if isinstance(page, Path) else page
        rest = {other: value for other, value in sample.pages.items() if other != address}
        yield Damaged(f"the missing page {address}", replace(sample, pages=rest))
        for number, (how, data) in enumerate(_contents(whole)):
            changed: Path | bytes = data
            if isinstance(page, Path):  # its suffix tells the type
                changed = folder / f"page-{number}{page.suffix}"
                changed.write_bytes(data)
            pages = {**sample.pages, address: changed}
            yield Damaged(f"the {how} page {address}", replace(sample, pages=pages), _silence(how))
    for position, path in enumerate(dict.fromkeys(sample.files())):
        kind = "folder" if path.is_dir() else "file"
        placed = sample.placed(folder / f"{position}-missing")
        _remove(_copy(sample, placed, path))
        yield Damaged(f"the missing {kind} {path.name}", placed)
        if path.is_dir():
            placed = sample.placed(folder / f"{position}-empty")
            copy = _copy(sample, placed, path)
            _remove(copy)
            copy.mkdir()
            yield Damaged(f"the empty folder {path.name}", placed, "always")
        inside = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
        for number, name in enumerate(inside[:MOST] if path.is_dir() else [Path()]):
            for how, data in _contents((path / name).read_bytes()):
                placed = sample.placed(folder / f"{position}-{number}-{how}")
                (_copy(sample, placed, path) / name).write_bytes(data)
                shown = (Path(path.name) / name).as_posix()
                yield Damaged(f"the {how} file {shown}", placed, _silence(how))


def _silence(how: str) -> Literal["never", "with documents"]:
    return "with documents" if how == "truncated" else "never"


def _contents(whole: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "truncated", whole[: _cut(whole)]
    yield "binary", BINARY


def _cut(whole: bytes) -> int:
    """The middle, or within the first character after it that UTF-8 writes with several bytes."""
    middle = len(whole) // 2
    return next((n + 1 for n in range(middle, len(whole)) if whole[n] >= 0xC0), middle)


def _copy(sample: Sample, placed: Sample, path: Path) -> Path:
    return placed.files()[sample.files().index(path)]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
