"""What a source is checked with: its arguments, its files and the saved answers of its servers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from textgen.document import Document
from textgen.errors import PluginError

Expected: TypeAlias = "Path | Iterable[Document | str | Mapping[str, Any]]"
"""The documents that must come, in order: a text stands for any document of that text, a mapping for
the fields it names, a path for a file of such JSON values, one a line."""

DESCRIPTION, EXPECTED = "sample.json", "expected.jsonl"
_KEYS = {"arguments", "pages", "skipped", "failed"}
_FIELDS = {"text", "uri", "title", "author", "created", "kind", "metadata"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A small case of what a source reads.

    Args:
        arguments: What the source is called with, by parameter. A ``Path`` among them, alone or in
            a list, is a file or folder that is copied for each run and damaged for some.
        pages: What servers answer, by address: a file, whose suffix tells its type, or HTML.
            No other address answers.
        skipped: How many things the source must leave out, by reason; None for any.
        failed: How many things it must be unable to read, by reason; None for any.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, Path | bytes] = field(default_factory=dict)
    skipped: Mapping[str, int] | None = None
    failed: Mapping[str, int] | None = None

    @classmethod
    def load(cls, folder: Path) -> Sample:
        """Read a sample from the ``sample.json`` of its folder.

        A string among the arguments that names a file or folder beside it stands for that file.

        Raises:
            PluginError: there is no such file, or it is not as it should be.
        """
        path = folder / DESCRIPTION
        described = _read_json(path)
        if not isinstance(described, dict) or described.keys() - _KEYS:
            raise _wrong(path, f"must be an object with no other keys than {', '.join(sorted(_KEYS))}")
        arguments, pages = described.get("arguments", {}), described.get("pages", {})
        if not isinstance(arguments, dict) or not isinstance(pages, dict):
            raise _wrong(path, "must have objects for arguments and pages")
        for name in pages.values():
            if not isinstance(name, str) or not (folder / name).is_file():
                raise _wrong(path, f"names the page {name!r}, and no file of that name stands beside it")
        return cls(
            arguments={
                name: each(value, lambda item: _beside(folder, item)) for name, value in arguments.items()
            },
            pages={address: folder / name for address, name in pages.items()},
            skipped=described.get("skipped"),
            failed=described.get("failed"),
        )

    def files(self) -> list[Path]:
        """The files and folders among the arguments."""
        return [
            item
            for value in self.arguments.values()
            for item in (value if isinstance(value, list | tuple) else [value])
            if isinstance(item, Path)
        ]

    def placed(self, folder: Path) -> Sample:
        """Copy the files of the arguments into a new folder and return the sample that uses the copies."""
        copies = {path: copied(path, folder / str(n)) for n, path in enumerate(dict.fromkeys(self.files()))}
        return replace(
            self,
            arguments={
                name: each(value, lambda item: copies.get(item, item) if isinstance(item, Path) else item)
                for name, value in self.arguments.items()
            },
        )


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value, or each item of a list, changed."""
    return [change(item) for item in value] if isinstance(value, list | tuple) else change(value)


def copied(path: Path, folder: Path, name: str | None = None) -> Path:
    """Copy a file or folder into ``folder`` and return the copy."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or path.name)
    if path.is_dir():
        shutil.copytree(path, target, copy_function=shutil.copyfile)
    elif path.exists():
        shutil.copyfile(path, target)
    return target


def wanted(expected: Expected) -> list[Mapping[str, Any]]:
    """The fields that each expected document must have.

    Raises:
        PluginError: the file cannot be read, or names a field that a document does not have.
    """
    if not isinstance(expected, str | Path):
        return [_fields(item) for item in expected]
    path = Path(expected)
    return [_fields(_parsed(path, line)) for line in _read(path).split("\n") if line.strip()]


def fields_of(document: Document) -> dict[str, Any]:
    """What a document says, as JSON values; empty fields are left out."""
    values = {name: getattr(document, name) for name in ("uri", "text", "title", "author", "kind")}
    values["created"] = document.created.isoformat() if document.created else None
    values["metadata"] = dict(document.metadata)
    return {name: value for name, value in values.items() if value not in (None, {})}


def _fields(item: Any) -> Mapping[str, Any]:
    if isinstance(item, Document):
        return fields_of(item)
    if isinstance(item, str):
        return {"text": item}
    if not isinstance(item, Mapping) or item.keys() - _FIELDS:
        raise PluginError(
            f"{item!r} is not a document that can be expected",
            hint=f"Give its text alone, or an object with some of {', '.join(sorted(_FIELDS))}.",
        )
    return item


def _beside(folder: Path, item: Any) -> Any:
    named = isinstance(item, str) and item and "\0" not in item and "://" not in item
    return folder / item if named and (folder / item).exists() else item


def _read_json(path: Path) -> Any:
    return _parsed(path, _read(path))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise PluginError(
            f"{path}: {reason}",
            hint="A sample is a folder with sample.json and expected.jsonl that is installed with the "
            "package (package-data); docs/plugins.md shows one.",
        ) from error


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _wrong(path, f"is not JSON: {error}") from error


def _wrong(path: Path, what: str) -> PluginError:
    return PluginError(f"{path} {what}", hint="docs/plugins.md says how a sample is described.")
