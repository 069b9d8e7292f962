"""The files of an export, in zip archives, folders or alone; nothing is unpacked to disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import textgen

from .._walk import reason
from .foreign import UNFINISHED, Contents, describe_file
from .members import SUFFIXES, BrokenError, Member, is_hidden, is_wanted, printable, shortened
from .zips import LOCKED, NotZipError, read_zip

__all__ = ["BrokenError", "Export", "Member", "open_export"]


@dataclass(slots=True)
class Export:
    """All that was given, as one.

    Args:
        members: The JSON and HTML files.
        failures: What could not be read, and why.
        contents: What each path looks like.
    """

    members: list[Member] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    contents: list[tuple[Path, Contents]] = field(default_factory=list)

    def looks_like(self, service: str = "facebook") -> tuple[str, str] | None:
        """Return what this is when it holds no words, and what to do; None when that cannot be told.

        Args:
            service: Whose export was asked for: "facebook" or "instagram".
        """
        for path, contents in self.contents:
            found = contents.describe(service)
            if not found and path.suffix.lower() in {".html", ".htm"} and path.is_file():
                found = describe_file(path)
            if found:
                return f"{path} {found[0]}", found[1]
        return None

    def of_another(self, service: str) -> tuple[str, str] | None:
        """Return which path is an export of another service, and what to do; None if none is.

        Args:
            service: Whose export was asked for: "facebook" or "instagram".
        """
        for path, contents in self.contents:
            if found := contents.other_service(service):
                return f"{path} {found[0]}", found[1]
        return None


def open_export(paths: Sequence[Path]) -> Export:
    """Return the files of all parts of an export.

    Args:
        paths: Zip archives, folders, and JSON and HTML files, in any order. A folder may hold the archives.

    Raises:
        SourceError: a path does not exist, or nothing at all can be read.
    """
    opening = _Opening(Export())
    for path in paths:
        opening.add(path)
    export = opening.export
    if export.members or not export.failures:
        return export
    if opening.errors:
        raise opening.errors[0]
    where = ", ".join(str(path) for path in paths)
    if any(problem == LOCKED for _, problem in export.failures):
        raise textgen.SourceError(
            f"{where} is protected by a password", hint="Unpack it with the password and give the folder."
        )
    name, problem = export.failures[0]
    raise textgen.SourceError(
        f"Nothing in {where} can be read. {name}: {problem}",
        hint="Download the export again and give the zip files as they came.",
    )


class _Opening:
    """Collects what the paths hold, each file once."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.errors: list[textgen.SourceError] = []
        self._known: set[str] = set()

    def add(self, path: Path) -> None:
        contents = Contents()
        self.export.contents.append((path, contents))
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                self._folder(path, contents)
            elif not stat.S_ISREG(mode):
                self._refuse(path, "is neither a file nor a folder", "Save it to a file first.")
            elif path.name.lower().endswith(SUFFIXES):
                resolved = path.resolve()
                contents.see(resolved.name)
                self._file(resolved, f"{resolved.parent.name}/{resolved.name}".lstrip("/"), contents)
            elif path.name.lower().endswith(UNFINISHED):
                self._not_zip(path)
            else:
                self._zip(path, contents)
        except FileNotFoundError as error:
            raise textgen.SourceError(
                f"{path} does not exist", hint="Give the zip file as it was downloaded, or its folder."
            ) from error
        except OSError as error:
            self._refuse(path, f"cannot be read: {reason(error)}", "Check its permissions.")

    def _folder(self, folder: Path, contents: Contents) -> None:
        root = folder.resolve()
        refuse = partial(self._unreadable, root)
        for directory, folders, files in os.walk(root, onerror=refuse):
            here = Path(directory)
            for name in folders:
                if (here / name).is_symlink() and not is_hidden(name):
                    self._fail(_below(root, here / name), "a link to a folder, which is not followed")
            folders[:] = sorted(name for name in folders if not is_hidden(name))
            for name in sorted(files):
                path = here / name
                inside = _below(root, path)
                if is_hidden(name):
                    continue
                if here == root and name.lower().endswith((".zip", *UNFINISHED)):
                    self._in_folder(folder / name, contents)
                    continue
                contents.see(inside)
                if is_wanted(name):
                    self._file(path, inside, contents)

    def _in_folder(self, path: Path, contents: Contents) -> None:
        """Read an archive that a folder holds as it was downloaded."""
        try:
            if not path.is_file():
                self._fail(path.name, "not a regular file")
            elif path.name.lower().endswith(UNFINISHED):
                self._not_zip(path)
            else:
                self._zip(path, contents)
        except OSError as error:
            self._fail(path.name, reason(error))

    def _zip(self, path: Path, contents: Contents) -> None:
        if not self._is_new(path):
            return
        try:
            members, failures = read_zip(path, lambda name: contents.see(f"{path.stem}/{name}"))
        except NotZipError:
            self._not_zip(path)
        else:
            self.export.members += members
            self.export.failures += failures

    def _not_zip(self, path: Path) -> None:
        what, hint = describe_file(path) or (
            "is neither a zip file nor a folder",
            "Give the zip file as it was downloaded, or its folder.",
        )
        self._refuse(path, what, hint)

    def _file(self, path: Path, name: str, contents: Contents) -> None:
        try:
            status = path.stat()
        except OSError as error:
            self._fail(name, "broken link" if path.is_symlink() else reason(error))
            return
        if not stat.S_ISREG(status.st_mode):
            self._fail(name, "not a regular file")
        elif self._is_new(path):
            mark = f"{status.st_size}-{status.st_mtime_ns}"
            self.export.members.append(Member(printable(name), status.st_size, mark, lambda: path.open("rb")))

    def _is_new(self, path: Path) -> bool:
        resolved = str(path.resolve())
        new = resolved not in self._known
        self._known.add(resolved)
        return new

    def _unreadable(self, root: Path, error: OSError) -> None:
        if error.filename == str(root):
            raise error
        self._fail(_below(root, Path(error.filename)), reason(error))

    def _refuse(self, path: Path, problem: str, hint: str) -> None:
        """Note what is wrong with a whole path: an error if nothing else can be read, else a failure."""
        self.errors.append(textgen.SourceError(f"{path} {problem}", hint=hint))
        self._fail(path.name, problem.removeprefix("is "))

    def _fail(self, name: str, problem: str) -> None:
        self.export.failures.append((shortened(name), problem))


def _below(root: Path, path: Path) -> str:
    return f"{root.name}/{path.relative_to(root).as_posix()}".strip("/")
