"""Which files the arguments mean, and the uri of each."""

from __future__ import annotations

import glob
import os
import stat
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import textgen


@dataclass(frozen=True, slots=True)
class Root:
    """An argument, or what a pattern found.

    Args:
        path: The file or folder.
        uri: Its uri: its last name, or for what a pattern found also the folders before it.
        argument: What was typed.
    """

    path: Path
    uri: str
    argument: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to read.

    Args:
        path: Where it is.
        uri: Its root's uri and its path below the root.
        size: Bytes.
        changed: When it was changed last, in nanoseconds since 1970.
        named: Whether it was named itself rather than found in a folder.
    """

    path: Path
    uri: str
    size: int
    changed: int
    named: bool


def roots(arguments: Iterable[str], suffixes: Collection[str]) -> list[Root]:
    """Return what the arguments name, patterns resolved.

    Args:
        arguments: Files, folders and patterns.
        suffixes: The suffixes that are read in folders.

    Raises:
        SourceError: an argument names nothing, or two give the same uri.
    """
    found = [root for argument in arguments for root in _resolve(argument)]
    by_name = defaultdict(list)
    for root in found:
        by_name[root.uri.split("/")[0]].append(root)
    for alike in by_name.values():
        if len(alike) > 1:
            _check_unique(alike, suffixes)
    return found


def walk(context: textgen.Context, root: Root, suffixes: Collection[str]) -> Iterator[File]:
    """Yield the files of a root in order; say what is left out and what cannot be read.

    Hidden files and folders, links to folders, devices and files of other suffixes are left out.
    """
    waiting = [(root.path, root.uri)]
    while waiting:
        path, uri = waiting.pop()
        named = path == root.path
        if path.name.startswith(".") and not named:
            context.skip(uri, "hidden")
            continue
        try:
            status = path.stat()
            mode = status.st_mode
            names = sorted(os.listdir(path), reverse=True) if stat.S_ISDIR(mode) else []  # noqa: PTH208
        except OSError as error:
            context.fail(uri, "broken link" if path.is_symlink() else reason(error))
            continue
        if stat.S_ISDIR(mode):
            if path.is_symlink() and not named:
                context.skip(uri, "link to a folder")
            else:
                waiting += [(path / name, f"{uri}/{_readable(name)}") for name in names]
        elif not stat.S_ISREG(mode):
            context.skip(uri, "not a regular file")
        elif path.suffix.lower() not in suffixes and not named:
            context.skip(uri, "unknown suffix")
        else:
            yield File(path, uri, status.st_size, status.st_mtime_ns, named)


def reason(error: OSError) -> str:
    """Why the system refused, in a few words that name no file."""
    return (error.strerror or "cannot be read").lower()


def _resolve(argument: str) -> list[Root]:
    path = Path(argument)
    if path.exists():
        if not (path.is_file() or path.is_dir()):
            raise textgen.SourceError(
                f"{argument} is neither a file nor a folder",
                hint="Pipe it in: … | textgen collect files -",
            )
        return [Root(path, _readable(Path(os.path.abspath(path)).name), argument)]  # noqa: PTH100
    if not glob.has_magic(argument):
        broken = "is a broken link" if path.is_symlink() else "does not exist"
        raise textgen.SourceError(f"{argument} {broken}", hint="Check how the path is written.")
    matches = [Path(match) for match in sorted(glob.glob(argument, recursive=True))]  # noqa: PTH207
    if "**" in argument:
        matches = [match for match in matches if match.is_file()]
    if not matches:
        raise textgen.SourceError(f"No file matches {argument}", hint="Check the pattern and the folder.")
    return [Root(match, _below_pattern(match, argument), argument) for match in matches]


def _below_pattern(match: Path, pattern: str) -> str:
    """The uri of what a pattern found: its path from the last folder before the first wildcard."""
    fixed = 0
    while not glob.has_magic(Path(pattern).parts[fixed]):
        fixed += 1
    return "/".join(_readable(part) for part in match.parts[max(0, fixed - 1) :] if part != match.anchor)


def _check_unique(alike: list[Root], suffixes: Collection[str]) -> None:
    owners: dict[str, Root] = {}
    for root in alike:
        for file in walk(textgen.Context(), root, suffixes):
            other = owners.setdefault(file.uri, root)
            if other is not root:
                raise textgen.SourceError(
                    f"{other.argument} and {root.argument} both give {file.uri}",
                    hint="Name the folder that holds both, or collect them into two corpora.",
                )


def _readable(name: str) -> str:
    """A file name that can be written as UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
