"""What something looks like that is no such export: told by the names in it, or by how a file begins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

SERVICES = {"facebook": "Facebook", "instagram": "Instagram"}

_WITH_FILES = "For texts on this computer there is: textgen collect files PATH."
UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload")
_AGAIN = "Download the export again and give the zip file as it came."
_UNPACK = "Unpack it and give the folder."


class _Kind(NamedTuple):
    """A thing that people have on their disks, and what its files and folders are called.

    Args:
        what: What it is.
        marks: Names, in lower case; one of these sets is all there.
        hint: What to do; the way to the right export if empty.
    """

    what: str
    marks: tuple[set[str], ...]
    hint: str = ""


_EXPORTS = {
    "facebook": _Kind(
        "is a Facebook export",
        (
            {"your_facebook_activity"},
            {"your_activity_across_facebook"},
            {"comments_and_reactions"},
            {"profile_information"},
            {"photos_and_videos"},
            {"archived_threads"},
            {"messages", "stickers_used"},
            {"posts", "media"},
            {"inbox"},
        ),
        "Give it to: textgen collect facebook PATH.",
    ),
    "instagram": _Kind(
        "is an Instagram export",
        (
            {"your_instagram_activity"},
            {"followers_and_following"},
            {"instagram_profile_information.json"},
            {"content", "posts_1.json"},
            {"connections.json", "media.json", "profile.json"},
        ),
        "Give it to: textgen collect instagram PATH.",
    ),
}
_OTHERS = (
    _Kind(
        "is a download of Facebook's data logs, which hold no words",
        ({"data_logs"},),
        "Ask Facebook for your information, not for its data logs.",
    ),
    _Kind("is a Google Takeout", ({"takeout"}, {"archive_browser.html"})),
    _Kind("is a WhatsApp chat", ({"_chat.txt"},), _WITH_FILES),
    _Kind("is an X (Twitter) archive", ({"tweets.js"}, {"tweet.js"}, {"direct-messages.js"})),
    _Kind("is a Discord data package", ({"account", "servers", "user.json"}, {"servers", "index.json"})),
    _Kind("is a TikTok export", ({"user_data_tiktok.json"}, {"user_data.json"})),
    _Kind("is a Snapchat export", ({"snap_history.json"}, {"memories_history.json"}, {"snap_history.html"})),
    _Kind("is a LinkedIn export", ({"connections.csv", "profile.csv"}, {"shares.csv"}, {"invitations.csv"})),
    _Kind(
        "is Apple's copy of your data",
        (
            {"apple account information"},
            {"apple id account and device information"},
            {"apple media services information"},
            {"icloud drive"},
            {"icloud notes"},
            {"icloud photos"},
        ),
    ),
    _Kind("is a Telegram export", ({"result.json"}, {"export_results.html"}), _WITH_FILES),
    _Kind("is an Android app", ({"androidmanifest.xml"},)),
    _Kind("is an e-book", ({"meta-inf", "container.xml"},), _WITH_FILES),
    _Kind("is a Word document", ({"[content_types].xml", "word"},), _WITH_FILES),
    _Kind("is an Excel workbook", ({"[content_types].xml", "xl"},)),
    _Kind("is a PowerPoint presentation", ({"[content_types].xml", "ppt"},)),
    _Kind("is an OpenDocument file", ({"mimetype", "content.xml"},)),
    _Kind("is a Java program", ({"manifest.mf"},)),
)
_MARKS = frozenset(mark for kind in (*_EXPORTS.values(), *_OTHERS) for marks in kind.marks for mark in marks)
_PICTURES = frozenset(
    (
        "jpg",
        "jpeg",
        "png",
        "gif",
        "webp",
        "heic",
        "mp4",
        "mov",
        "3gp",
        "avi",
        "aac",
        "m4a",
        "mp3",
        "ogg",
        "wav",
    )
)


class Contents:
    """What the names of all files tell; only those that are known are kept."""

    def __init__(self) -> None:
        self._count = 0
        self._pictures = 0
        self._archives = 0
        self._found: set[str] = set()

    def see(self, name: str) -> None:
        """Take note of the path of a file, with "/"."""
        if name.endswith("/"):
            return
        self._count += 1
        parts = name.lower().split("/")
        stem, _, suffix = parts[-1].rpartition(".")
        self._found.update(_MARKS.intersection(parts))
        if suffix in _PICTURES:
            self._pictures += 1
        elif suffix == "zip":
            self._archives += 1
            self._found.update(_MARKS.intersection((stem,)))
        elif suffix == "txt" and "whatsapp" in stem:
            self._found.add("_chat.txt")

    def describe(self, service: str) -> tuple[str, str] | None:
        """Return what the files are, and what to do; None when that cannot be told.

        Args:
            service: The one whose export was asked for: "facebook" or "instagram".
        """
        ask = f"Ask {SERVICES[service]} for your information and give the zip files that it sends."
        pictures_only = self._pictures > 0.9 * self._count
        if not self._count:
            return "holds no files", _AGAIN
        if pictures_only and self._is(_EXPORTS[service]):
            what = f"is a part of a {SERVICES[service]} export with pictures only"
            return what.replace("a I", "an I"), "Give it together with the other parts."
        others = [
            kind for name, kind in _EXPORTS.items() if name != service and not self._is(_EXPORTS[service])
        ]
        for kind in (*_OTHERS, *others):
            if self._is(kind):
                return kind.what, kind.hint or ask
        if pictures_only:
            return "holds pictures, sounds and videos only", ask
        if self._archives:
            return "holds more zip files", "Give those zip files: only the outermost is opened."
        return None

    def _is(self, kind: _Kind) -> bool:
        return any(marks <= self._found for marks in kind.marks)


_PAGE = r"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|!--)"
_BEGINNINGS = tuple(
    (re.compile(pattern.encode("latin-1"), re.DOTALL | re.IGNORECASE), what, hint)
    for pattern, what, hint in (
        (r"\Z", "is an empty file", _AGAIN),
        (r"Rar!\x1a\x07", "is a RAR archive", _UNPACK),
        (r"7z\xbc\xaf\x27\x1c", "is a 7z archive", _UNPACK),
        (r"\x1f\x8b", "is a gzip archive", _UNPACK),
        (r"BZh\d", "is a bzip2 archive", _UNPACK),
        (r"\xfd7zXZ\0", "is an xz archive", _UNPACK),
        (r"\x28\xb5\x2f\xfd", "is a Zstandard archive", _UNPACK),
        (r".{257}ustar", "is a tar archive", _UNPACK),
        (r"%PDF-", "is a PDF", _WITH_FILES),
        (r"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp(?:heic|mif1|avif)", "is a picture", _AGAIN),
        (r"....ftyp", "is a video", _AGAIN),
        (
            _PAGE + r".*(?:id=\"?login_?form|name=\"?pass\b|/login/|loginbutton)",
            "is a page to log in, saved instead of the export",
            "Log in with the browser and download the export there.",
        ),
        (_PAGE, "is a web page, not an export", _AGAIN),
        (r"(?:\xef\xbb\xbf)?\s*[\[{]", "looks like JSON", "Let its name end in .json."),
        (r"[^\0]*\Z", "is a text file", _WITH_FILES),
    )
)
_HEAD = 1 << 16


def describe_file(path: Path) -> tuple[str, str] | None:
    """Return what a file is that is no zip archive, and what to do; None when that cannot be told.

    Raises:
        OSError: it cannot be read.
    """
    name = path.name.lower()
    if name.endswith(UNFINISHED):
        return "is an unfinished download", "Wait until it is done, or start it again."
    if name.endswith(".txt") and ("whatsapp" in name or name == "_chat.txt"):
        return "is a WhatsApp chat", _WITH_FILES
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return next(((what, hint) for begin, what, hint in _BEGINNINGS if begin.match(head)), None)
