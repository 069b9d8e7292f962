"""What the source says of things that are no Facebook export. All that is in them is invented."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from pathlib import Path

import pytest
from textgen_scrapers.facebook.archive import open_export
from textgen_scrapers.facebook.foreign import Contents, describe_file
from zipping import packed, written

from textgen import SourceError

FILES_HINT = "For texts on this computer there is: textgen collect files PATH."
ASK = "Ask Facebook for your information and give the zip files that it sends."

FOREIGN = {
    "a Google Takeout": ["Takeout/archive_browser.html", "Takeout/Mail/All mail.mbox"],
    "a WhatsApp chat": ["_chat.txt", "00000001-PHOTO-2024-01-01-10-00-00.jpg"],
    "an X (Twitter) archive": [
        "Your archive.html",
        "data/tweets.js",
        "data/account.js",
        "data/tweets_media/1.jpg",
    ],
    "a Discord data package": ["account/user.json", "messages/index.json", "servers/index.json"],
    "a TikTok export": ["user_data_tiktok.json"],
    "a Snapchat export": ["json/snap_history.json", "html/snap_history.html", "memories/1.mp4"],
    "a LinkedIn export": ["Connections.csv", "Profile.csv", "messages.csv"],
    "Apple's copy of your data": ["iCloud Notes.zip", "Apple Media Services information.zip"],
    "a Telegram export": ["ChatExport_2024-01-01/result.json", "ChatExport_2024-01-01/photos/1.jpg"],
    "an Instagram export": ["your_instagram_activity/content/posts_1.json", "media/posts/202401/1.jpg"],
    "a download of Facebook's data logs, which hold no words": ["data_logs/content/1/page_1.json"],
    "an Android app": ["AndroidManifest.xml", "classes.dex", "META-INF/MANIFEST.MF", "res/a.png"],
    "an e-book": ["mimetype", "META-INF/container.xml", "OEBPS/1.xhtml"],
    "a Word document": ["[Content_Types].xml", "word/document.xml"],
    "an Excel workbook": ["[Content_Types].xml", "xl/workbook.xml"],
    "a PowerPoint presentation": ["[Content_Types].xml", "ppt/presentation.xml"],
    "an OpenDocument file": ["mimetype", "content.xml", "META-INF/manifest.xml"],
    "a Java program": ["META-INF/MANIFEST.MF", "Main.class"],
}


def looks(path: Path, service: str = "facebook") -> tuple[str, str] | None:
    found = open_export([path]).looks_like(service)
    return found and (found[0].removeprefix(f"{path} "), found[1])


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("folder", ["", "my things/"])
def test_archives_and_folders_of_something_else(tmp_path: Path, what: str, folder: str) -> None:
    inner = packed({"x.csv": b"-"})
    files = {folder + name: inner if name.endswith(".zip") else b"-" for name in FOREIGN[what]}
    found = looks(written(tmp_path / "a.zip", packed(files)))
    assert found
    assert found[0] == f"is {what}"
    assert found[1]
    for name, data in files.items():
        written(tmp_path / "unpacked" / name, data)
    assert looks(tmp_path / "unpacked") == found


def test_a_whatsapp_chat_by_its_own_name(tmp_path: Path) -> None:
    archive = packed({"WhatsApp Chat mit Jan.txt": b"-", "IMG-20240101-WA0001.jpg": b"-"})
    assert looks(written(tmp_path / "a.zip", archive)) == ("is a WhatsApp chat", FILES_HINT)
    assert describe_file(written(tmp_path / "_chat.txt", b"[01.01.24] Zoe: Hello")) == (
        "is a WhatsApp chat",
        FILES_HINT,
    )


@pytest.mark.parametrize(
    "name",
    [
        "your_facebook_activity/messages/inbox/jan_1/photos/1.jpg",
        "messages/inbox/jan_1/videos/1.mp4",
        "photos_and_videos/album_1/1.jpg",
        "facebook-zoe/posts/media/1.jpg",
        "messages/stickers_used/1.png",
    ],
)
def test_a_part_with_pictures_only(tmp_path: Path, name: str) -> None:
    assert looks(written(tmp_path / "a.zip", packed({name: b"-"}))) == (
        "is the part of the Facebook export with the pictures, which hold no words",
        "Give it together with the other parts.",
    )


def test_photos_only(tmp_path: Path) -> None:
    archive = packed({f"DCIM/IMG_{number}.HEIC": b"-" for number in range(9)} | {"DCIM/clip.mov": b"-"})
    assert looks(written(tmp_path / "a.zip", archive)) == (
        "holds nothing but pictures, sounds and videos",
        ASK,
    )


def test_the_other_service_is_told_from_this_one(tmp_path: Path) -> None:
    facebook = written(tmp_path / "a.zip", packed({"your_facebook_activity/pages/liked.json": b"{}"}))
    instagram = written(
        tmp_path / "b.zip", packed({"your_instagram_activity/messages/inbox/jan_1/photos/1.jpg": b"-"})
    )
    assert looks(facebook, "instagram") == (
        "is a Facebook export",
        "Give it to: textgen collect facebook PATH.",
    )
    assert looks(instagram, "facebook") == (
        "is an Instagram export",
        "Give it to: textgen collect instagram PATH.",
    )
    assert looks(instagram, "instagram") == (
        "is the part of the Instagram export with the pictures, which hold no words",
        "Give it together with the other parts.",
    )
    assert looks(facebook) is None


def test_an_unknown_archive_is_not_guessed_at(tmp_path: Path) -> None:
    assert looks(written(tmp_path / "a.zip", packed({"src/main.c": b"-", "package.json": b"{}"}))) is None


def test_only_known_names_are_kept() -> None:
    contents = Contents()
    for number in range(10_000):
        contents.see(f"a/{number}/{number}.json")
    contents.see("Takeout/x.json")
    assert sum(map(len, (value for value in vars(contents).values() if isinstance(value, set)))) == 1


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("posts.json"))
    return buffer.getvalue()


LOGIN = b'<!DOCTYPE html><html><head></head><body><form id="login_form"></form></body></html>'


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.zip", b"", "is an empty file"),
        ("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(50), "is a RAR archive"),
        ("a.zip", b"7z\xbc\xaf\x27\x1c" + bytes(50), "is a 7z archive"),
        ("a.tgz", gzip.compress(tar()), "is a gzip archive"),
        ("a.tbz", bz2.compress(tar()), "is a bzip2 archive"),
        ("a.txz", lzma.compress(tar()), "is an xz archive"),
        ("a.tar", tar(), "is a tar archive"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(50), "is a PDF"),
        ("a.zip", LOGIN, "is a page to log in, saved instead of the export"),
        ("a.zip", b"\n<html><body>Sorry</body>", "is a web page, not an export"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(50), "is a picture"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(50), "is a picture"),
        ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(50), "is a video"),
        ("a.zip.crdownload", packed({"posts/your_posts_1.json": b"[]"}), "is an unfinished download"),
        ("a.zip.part", b"", "is an unfinished download"),
        ("message_1", b'\xef\xbb\xbf {"participants": []}', "looks like JSON"),
        ("a.txt", "Schöne Grüße\n".encode(), "is a text file"),
        ("a.dat", b"\1\0\2\0", "is neither a zip file nor a folder"),
    ],
)
def test_files_that_are_no_archives(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    path = written(tmp_path / name, data)
    with pytest.raises(SourceError) as caught:
        open_export([path])
    assert str(caught.value) == f"{path} {what}"
    assert caught.value.hint


def test_an_unfinished_download_in_a_folder_is_named(tmp_path: Path) -> None:
    written(tmp_path / "a-1.zip", packed({"posts/your_posts_1.json": b"[]"}))
    written(tmp_path / "a-2.zip.crdownload", b"PK\x03\x04")
    export = open_export([tmp_path])
    assert [member.name for member in export.members] == ["posts/your_posts_1.json"]
    assert export.failures == [("a-2.zip.crdownload", "an unfinished download")]


def test_a_page_saved_instead_of_the_export(tmp_path: Path) -> None:
    path = written(tmp_path / "facebook.html", LOGIN)
    found = looks(path)
    assert found
    assert found[0] == "is a page to log in, saved instead of the export"
