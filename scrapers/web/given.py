"""What the user gave: addresses, lists of addresses, saved pages."""

import codecs
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import textgen
from textgen.web import check_address
from textgen.web.saved import ARCHIVES, SUFFIXES, is_saved

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """What the user gave, sorted.

    Args:
        addresses: Addresses.
        lists: Files with an address a line, and "-".
        saved: Files and folders of saved pages.
    """

    addresses: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    saved: list[Path] = field(default_factory=list)

    def all_addresses(self, context: textgen.Context) -> Iterator[str]:
        """Yield every address, read from the lists one by one; a line that is none is a failure.

        Raises:
            SourceError: a list cannot be read.
        """
        yield from self.addresses
        for name in self.lists:
            yield from _listed(name, context)


def sort(arguments: Sequence[str]) -> Given:
    """Tell apart what the user gave.

    Raises:
        SourceError: an argument is neither an address nor a file.
    """
    given = Given()
    for argument in dict.fromkeys(arguments):
        path = Path(argument)
        if argument == STDIN:
            given.lists.append(argument)
        elif "://" in argument or not _exists(path):
            given.addresses.append(_checked(argument))
        elif is_saved(path):
            given.saved.append(path)
        else:
            given.lists.append(argument)
    return given


def archives(lists: Sequence[Path]) -> list[Path]:
    """Return the web archives that files list, one a line; names are relative to the list's folder.

    Raises:
        SourceError: a list cannot be read or is empty, or names what is no web archive or not there.
    """
    found: dict[Path, None] = {}  # one that is named twice is read once
    for name in lists:
        try:
            lines = name.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise textgen.SourceError(
                f"{name} is not a list of web archives that can be read",
                hint="It must be text in UTF-8 with the name of one .warc or .warc.gz file a line.",
            ) from error
        for number, line in enumerate(lines, 1):
            entry = line.strip()
            if entry and not entry.startswith("#"):
                path = name.parent / entry
                if not (entry.lower().endswith(ARCHIVES) and _exists(path) and path.is_file()):
                    raise textgen.SourceError(
                        f"{name}, line {number}: {entry} is not a web archive that is there",
                        hint="A line names one .warc or .warc.gz file, seen from the list's folder.",
                    )
                found[path.resolve()] = None
    if not found:
        raise textgen.SourceError(
            f"{', '.join(map(str, lists))} lists no web archive",
            hint="Write the name of one .warc or .warc.gz file a line.",
        )
    return [*found]


def states(files: Sequence[Path]) -> str:
    """What changes when files do: their names, sizes and times."""
    return repr([(str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in files])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _checked(argument: str) -> str:
    if "://" not in argument and argument.lower().endswith(SUFFIXES) and "/" not in argument:
        raise textgen.SourceError(
            f"{argument!r} is not a web address, and there is no such file",
            hint="An address begins with http:// or https://; check the name of the file.",
        )
    return check_address(argument)


def _listed(name: str, context: textgen.Context) -> Iterator[str]:
    try:
        if name == STDIN:
            yield from _lines(codecs.iterdecode(sys.stdin.buffer, "utf-8-sig"), "standard input", context)
        else:
            with Path(name).open(encoding="utf-8-sig") as file:
                yield from _lines(file, Path(name).name, context)
    except (OSError, UnicodeDecodeError) as error:
        raise textgen.SourceError(
            f"{name} is not a list of addresses that can be read",
            hint=f"It must be text in UTF-8 with one address a line; pages end in {', '.join(SUFFIXES)}.",
        ) from error


def _lines(lines: Iterable[str], name: str, context: textgen.Context) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#"):
            try:
                yield check_address(address)
            except textgen.SourceError:
                context.fail(f"{name}, line {number}", "not a web address")
