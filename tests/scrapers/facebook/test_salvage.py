"""Zip archives that are cut off. All that is in them is invented."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from textgen_scrapers.facebook.archive import open_export
from textgen_scrapers.facebook.salvage import LostError, walk
from zipping import GREETING, contents, listing, local, opened, packed, written

from textgen import SourceError

CUT_OFF = "cut off: download it again"
FILES = {
    "messages/inbox/jan_1/message_1.json": GREETING,
    "messages/inbox/jan_1/photos/1.jpg": bytes(range(256)),
    "posts/empty.json": b"",
    "messages/inbox/jan_1/files/sent.zip": packed({"posts/not_mine.json": b"[0]"}, streamed=True),
    "messages/inbox/zoë_2/message_1.html": b"<p>PK\x03\x04 PK\x07\x08 PK\x01\x02 PK\x05\x06</p>" * 3,
    "posts/your_posts_1.json": b"[" + b'{"timestamp": 1600000000},' * 9 + b"{}]",
}


def unsigned(files: dict[str, bytes]) -> bytes:
    """An archive whose sizes follow without a signature, as old programs write them."""
    body = directory = b""
    for name, data in files.items():
        deflated = zlib.compress(data, wbits=-15)
        follows = struct.pack("<LLL", zlib.crc32(data), len(deflated), len(data))
        directory += listing(name.encode(), len(body), data, flags=8, method=8, packed=len(deflated))
        body += local(name.encode(), deflated, flags=8, method=8, crc=0, packed=0, size=0) + follows
    return body + directory


ARCHIVES = {
    "deflated": packed(FILES),
    "stored": packed(FILES, ZIP_STORED),
    "bzip2": packed(FILES, ZIP_BZIP2),
    "zip64": packed(FILES, zip64=True),
    "streamed": packed(FILES, streamed=True),
    "streamed and stored": packed(FILES, ZIP_STORED, streamed=True),
    "streamed zip64": packed(FILES, streamed=True, zip64=True),
    "streamed, stored, zip64": packed(FILES, ZIP_STORED, streamed=True, zip64=True),
}


def ends(data: bytes) -> dict[str, int]:
    """Where each file ends, and under "" where the list begins."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = [info.filename for info in archive.infolist()]
        starts = [info.header_offset for info in archive.infolist()]
        return dict(zip(names, [*starts[1:], archive.start_dir], strict=True)) | {"": archive.start_dir}


def whole(data: bytes, cut: int) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {
        name: FILES[name]
        for name, end in ends(data).items()
        if end <= cut and name.endswith((".json", ".html"))
    }
    return found


@pytest.mark.parametrize("kind", ARCHIVES)
def test_wherever_an_archive_is_cut_each_whole_file_is_read_and_one_thing_named(
    tmp_path: Path, kind: str
) -> None:
    data = ARCHIVES[kind]
    path = tmp_path / "facebook.zip"
    edges = {end + near for end in ends(data).values() for near in range(-30, 8)}
    for cut in sorted({*range(1, len(data), 7), *edges} & {*range(1, len(data))}):
        with path.open("wb") as file:
            file.write(data[:cut])
        expected = whole(data, cut)
        if not expected:
            with pytest.raises(SourceError):
                open_export([path])
            continue
        export = open_export([path])
        empty = {"posts/empty.json": b""}  # is as good as whole when only its sizes are cut
        assert contents(export) | empty == expected | empty
        named = [name for name, reason in export.failures if reason == CUT_OFF]
        assert len(named) == len(export.failures) == (cut < ends(data)[""] + 4)
        assert not set(named) & set(expected)


@pytest.mark.parametrize("kind", ["deflated", "streamed and stored"])
def test_the_file_that_is_cut_is_named_and_else_the_archive(tmp_path: Path, kind: str) -> None:
    data, end = ARCHIVES[kind], ends(ARCHIVES[kind])
    path = tmp_path / "facebook.zip"
    page, posts, photo = (list(FILES)[number] for number in (4, 5, 1))
    assert opened(written(path, data[: end[posts] - 9]))[posts] == CUT_OFF
    assert opened(written(path, data[: end[page] - 9]))[page] == CUT_OFF
    assert opened(written(path, data[: end[photo] - 9])) == {next(iter(FILES)): GREETING, path.name: CUT_OFF}


def test_an_archive_of_which_nothing_is_left(tmp_path: Path) -> None:
    path = written(tmp_path / "facebook.zip", ARCHIVES["deflated"][:60])
    with pytest.raises(SourceError, match=r"Nothing in .*facebook.zip can be read. .*: cut off") as caught:
        open_export([path])
    assert caught.value.hint == "Download the export again and give the zip files as they came."


def test_sizes_that_follow_without_a_signature(tmp_path: Path) -> None:
    words = {name: data for name, data in FILES.items() if name.endswith(("json", "html"))}
    data = unsigned(FILES)
    assert opened(written(tmp_path / "a.zip", data)) == words
    cut = data.rindex(b"posts/your_posts_1.json", 0, data.index(b"PK\x01\x02\x14")) + 30
    assert opened(written(tmp_path / "a.zip", data[:cut])) == words | {"posts/your_posts_1.json": CUT_OFF}


def test_files_behind_one_that_is_protected_or_packed_otherwise_are_found(tmp_path: Path) -> None:
    follows = struct.pack("<4sLLL", b"PK\x07\x08", 1, 300, 900)
    data = local(b"locked.json", b"\1" * 300, flags=9, method=8, crc=0, packed=0, size=0) + follows
    data += local(b"other.json", b"\1" * 50, method=9) + local(b"good.json", b"[1]") + b"PK"
    assert opened(written(tmp_path / "a.zip", data)) == {
        "locked.json": "protected by a password",
        "other.json": "packed with Deflate64, which is not read",
        "good.json": b"[1]",
        "a.zip": CUT_OFF,
    }


def test_what_comes_after_damage_is_lost_and_named(tmp_path: Path) -> None:
    data = local(b"good.json", b"[1]") + b"garbage" * 20 + local(b"lost.json", b"[2]")
    reason = "damaged, and what comes after it is lost: download it again"
    assert opened(written(tmp_path / "a.zip", data)) == {"good.json": b"[1]", "a.zip": reason}
    missing = local(b"large.json", b"", packed=0xFFFFFFFF, size=0xFFFFFFFF)
    data = local(b"good.json", b"[1]") + missing + bytes(100)
    assert opened(written(tmp_path / "a.zip", data)) == {"good.json": b"[1]", "large.json": reason}


def test_a_cut_archive_with_much_media_is_passed_over_not_read(tmp_path: Path) -> None:
    size = 3_000_000_000
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.write(local(b"video.mp4", b"", packed=size, size=size))
        file.seek(size, io.SEEK_CUR)
        file.write(local(b"posts/your_posts_1.json", b"[1]"))
        file.write(local(b"rest.mp4", b"", packed=size, size=size))
    tracemalloc.start()
    try:
        with path.open("rb", 1 << 12) as file:
            names = []
            with pytest.raises(LostError):
                names.extend(entry.name for entry in walk(file))
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
    assert opened(path) == {"posts/your_posts_1.json": b"[1]", "a.zip": CUT_OFF}


def test_media_of_unknown_size_is_searched_in_little_memory(tmp_path: Path) -> None:
    video = bytes(40_000_000)
    data = packed({"v.mp4": video, "posts/your_posts_1.json": b"[1]"}, ZIP_STORED, streamed=True)
    path = written(tmp_path / "a.zip", data[:-30])
    tracemalloc.start()
    try:
        found = opened(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert found == {"posts/your_posts_1.json": b"[1]"}


@pytest.mark.parametrize("distance", range((1 << 20) - 60, (1 << 20) + 60, 7))
def test_sizes_are_found_where_pieces_meet(tmp_path: Path, distance: int) -> None:
    files = {"v.mp4": bytes(distance), "posts/your_posts_1.json": b"[1]"}
    for data in (packed(files, ZIP_STORED, streamed=True), packed(files, ZIP_DEFLATED, streamed=True)):
        found = opened(written(tmp_path / "a.zip", data[:-22]))
        assert found == {"posts/your_posts_1.json": b"[1]"}
