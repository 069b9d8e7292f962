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
            {"stickers_used"},
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
_EITHER = _Kind("", ({"inbox"}, {"archived_threads"}, {"media", "posts"}))
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
_MARKS = frozenset(
    mark for kind in (*_EXPORTS.values(), _EITHER, *_OTHERS) for marks in kind.marks for mark in marks
)
_MEDIA = {"jpg", "jpeg", "png", "gif", "webp", "heic"}
_MEDIA |= {"mp4", "mov", "3gp", "avi", "aac", "m4a", "mp3", "ogg", "wav"}


class Contents:
    """What the names of all files tell; only those that are known are kept."""

    def __init__(self) -> None:
        self._count = 0
        self._media = 0
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
        if suffix in _MEDIA:
            self._media += 1
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
        media_only = self._media > 0.9 * self._count
        if not self._count:
            return "holds no files", _AGAIN
        is_asked = self._is(_EXPORTS[service])
        for kind in () if is_asked else (*_EXPORTS.values(), *_OTHERS):
            if self._is(kind):
                return kind.what, kind.hint or ask
        if media_only and (is_asked or self._is(_EITHER)):
            what = f"is the part of the {SERVICES[service]} export with the pictures, which hold no words"
            return what, "Give it together with the other parts."
        if media_only:
            return "holds nothing but pictures, sounds and videos", ask
        if self._archives:
            return (
                "holds zip files",
                "Give those: zip files are opened in the folder that you give, no deeper.",
            )
        return None

    def other_service(self, service: str) -> tuple[str, str] | None:
        """Return whose export this is, and what to do, if it is another service's and not this one's."""
        if not self._is(_EXPORTS[service]):
            for kind in _EXPORTS.values():
                if self._is(kind):
                    return kind.what, kind.hint
        return None

    def _is(self, kind: _Kind) -> bool:
        return any(marks <= self._found for marks in kind.marks)


_PAGE = rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|!--)"
_BEGINNINGS = (
    (rb"\Z", "is an empty file", _AGAIN),
    (rb"Rar!\x1a\x07", "is a RAR archive", _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "is a 7z archive", _UNPACK),
    (rb"\x1f\x8b", "is a gzip archive", _UNPACK),
    (rb"BZh\d", "is a bzip2 archive", _UNPACK),
    (rb"\xfd7zXZ\0", "is an xz archive", _UNPACK),
    (rb"\x28\xb5\x2f\xfd", "is a Zstandard archive", _UNPACK),
    (rb".{257}ustar", "is a tar archive", _UNPACK),
    (rb"%PDF-", "is a PDF", _WITH_FILES),
    (rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp(?:heic|mif1|avif)", "is a picture", _AGAIN),
    (rb"....ftyp", "is a video", _AGAIN),
    (
        _PAGE + rb".*(?:id=\"?login_?form|name=\"?pass\b|/login/|loginbutton)",
        "is a page to log in, saved instead of the export",
        "Log in with the browser and download the export there.",
    ),
    (_PAGE, "is a web page, not an export", _AGAIN),
    (rb"(?:\xef\xbb\xbf)?\s*[\[{]", "looks like JSON", "Let its name end in .json."),
    (rb"[^\0]*\Z", "is a text file", _WITH_FILES),
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
    for pattern, what, hint in _BEGINNINGS:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            return what, hint
    return None
