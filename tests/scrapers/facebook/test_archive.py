"""Zip archives, folders and files as one export. All that is in them is invented."""

from __future__ import annotations

import os
import socket
import tracemalloc
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import ordinary_user
from textgen_scrapers.facebook.archive import BrokenError, open_export
from zipping import GREETING, archived, closed, contents, listing, local, opened, packed, written

from textgen import SourceError

THREAD = "messages/inbox/jan_1/message_1.json"
POSTS = "posts/your_posts_1.json"
PAGE = "messages/inbox/ann_2/message_1.html"


def refused(*paths: Path) -> tuple[str, str]:
    with pytest.raises(SourceError) as caught:
        open_export(paths)
    return str(caught.value), str(caught.value.hint)


# What can be given


def test_zips_folders_and_files_are_one_export(tmp_path: Path) -> None:
    first = written(tmp_path / "facebook-part-1.zip", packed({THREAD: b"[1]", "photos/1.jpg": b"x"}))
    second = written(tmp_path / "unpacked" / "posts" / "your_posts_1.json", b"[2]").parents[1]
    third = written(tmp_path / "ann_2" / "message_1.html", b"<html>3")
    assert opened(third, first, second) == {
        "ann_2/message_1.html": b"<html>3",
        THREAD: b"[1]",
        "unpacked/posts/your_posts_1.json": b"[2]",
    }


def test_a_path_given_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = written(tmp_path / "all" / "a.zip", packed({THREAD: b"[1]"}))
    single = written(tmp_path / "all" / "posts" / "your_posts_1.json", b"[2]")
    monkeypatch.chdir(tmp_path)
    folder = Path("all")
    for paths in (
        [archive, Path("all/a.zip"), folder, folder / ".." / "all", single],
        [single, folder, archive],
    ):
        export = open_export(paths)
        assert sorted(member.read() for member in export.members) == [b"[1]", b"[2]"]
        assert export.failures == []


def test_a_folder_of_zips_as_they_were_downloaded(tmp_path: Path) -> None:
    written(tmp_path / "facebook-1.zip", packed({THREAD: b"[1]"}))
    written(tmp_path / "facebook-2.ZIP", packed({POSTS: b"[2]"}))
    written(tmp_path / "notes" / "notes.json", b"[3]")
    assert opened(tmp_path) == {THREAD: b"[1]", POSTS: b"[2]", f"{tmp_path.name}/notes/notes.json": b"[3]"}


def test_a_zip_that_a_friend_sent_is_not_opened(tmp_path: Path) -> None:
    inner = packed({"posts/your_posts_1.json": b"[0]"})
    archive = written(tmp_path / "a.zip", packed({THREAD: b"[1]", "messages/inbox/jan_1/files/x.zip": inner}))
    folder = tmp_path / "b"
    written(folder / "messages" / "inbox" / "jan_1" / "files" / "x.zip", inner)
    written(folder / THREAD, b"[2]")
    assert opened(archive, folder) == {THREAD: b"[1]", f"b/{THREAD}": b"[2]"}


def test_a_zip_of_zips_says_so(tmp_path: Path) -> None:
    archive = written(tmp_path / "all.zip", packed({"facebook-1.zip": packed({THREAD: b"[]"})}))
    export = open_export([archive])
    assert export.members == []
    assert export.looks_like() == (
        f"{archive} holds zip files",
        "Give those: zip files are opened in the folder that you give, no deeper.",
    )


def test_a_folder_whose_name_ends_in_zip(tmp_path: Path) -> None:
    written(tmp_path / "export.zip" / THREAD, b"[1]")
    assert opened(tmp_path / "export.zip") == {f"export.zip/{THREAD}": b"[1]"}


def test_a_zip_without_its_suffix(tmp_path: Path) -> None:
    assert opened(written(tmp_path / "download (1)", packed({THREAD: b"[1]"}))) == {THREAD: b"[1]"}


def test_a_path_that_does_not_exist_stops_everything(tmp_path: Path) -> None:
    good = written(tmp_path / "a.zip", packed({THREAD: b"[1]"}))
    problem, hint = refused(good, tmp_path / "b.zip")
    assert problem == f"{tmp_path / 'b.zip'} does not exist"
    assert hint


def test_paths_are_named_as_they_were_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.rar", b"Rar!\x1a\x07\x01\x00")
    assert refused(Path("a.rar"))[0] == "a.rar is a RAR archive"


def test_a_path_that_is_nothing_of_use_is_a_failure_beside_a_good_one(tmp_path: Path) -> None:
    good = written(tmp_path / "a.zip", packed({THREAD: b"[1]"}))
    bad = written(tmp_path / "b.zip", b"<!DOCTYPE html><html><body>Sorry</body></html>")
    assert opened(bad, good) == {THREAD: b"[1]", "b.zip": "a web page, not an export"}


@pytest.mark.parametrize("name", ["export.zip", "export"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    assert refused(written(tmp_path / name, b""))[0] == f"{tmp_path / name} is an empty file"


def test_an_archive_and_a_folder_without_files(tmp_path: Path) -> None:
    archive = written(tmp_path / "a.zip", packed({}))
    (tmp_path / "b").mkdir()
    for path in (archive, tmp_path / "b"):
        export = open_export([path])
        assert (export.members, export.failures) == ([], [])
        assert export.looks_like() == (
            f"{path} holds no files",
            "Download the export again and give the zip file as it came.",
        )


def test_hidden_files_and_those_of_macos_are_left_out_without_a_word(tmp_path: Path) -> None:
    names = ("__MACOSX/posts/._your_posts_1.json", "posts/._your_posts_1.json", ".DS_Store", ".git/x.json")
    files = dict.fromkeys(names, b"\x00\x05\x16\x07")
    archive = written(tmp_path / "a.zip", packed({POSTS: b"[1]"} | files))
    for name in names:
        written(tmp_path / "b" / name, b"\0\5\x16\7")
    written(tmp_path / "b" / "._other.zip", b"\0\5\x16\7")
    written(tmp_path / "b" / POSTS, b"[2]")
    assert opened(archive, tmp_path / "b") == {POSTS: b"[1]", f"b/{POSTS}": b"[2]"}


# Folders


def test_links_that_go_round_in_circles_end(tmp_path: Path) -> None:
    written(tmp_path / "a" / THREAD, b"[1]")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "loop.json").symlink_to("loop.json")
    (tmp_path / "a" / "loop.zip").symlink_to("loop.zip")
    (tmp_path / "a" / "gone.json").symlink_to("nowhere.json")
    assert opened(tmp_path / "a") == {
        f"a/{THREAD}": b"[1]",
        "a/again": "a link to a folder, which is not followed",
        "a/loop.json": "broken link",
        "loop.zip": "not a regular file",
        "a/gone.json": "broken link",
    }
    problem, _ = refused(tmp_path / "a" / "loop.zip")
    assert problem.startswith(f"{tmp_path / 'a' / 'loop.zip'} cannot be read")


def test_a_link_to_a_file_is_that_file_once(tmp_path: Path) -> None:
    written(tmp_path / "a" / THREAD, b"[1]")
    (tmp_path / "a" / "messages" / "copy.json").symlink_to(tmp_path / "a" / THREAD)
    assert list(contents(open_export([tmp_path / "a"])).values()) == [b"[1]"]


def test_pipes_and_sockets_are_named_and_nothing_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "a" / THREAD, b"[1]")
    for name in ("pipe.json", "pipe.zip", "pipe"):
        os.mkfifo(tmp_path / "a" / name)
    monkeypatch.chdir(tmp_path / "a")  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.json")
    assert opened(tmp_path / "a") == {
        f"a/{THREAD}": b"[1]",
        "a/pipe.json": "not a regular file",
        "pipe.zip": "not a regular file",
        "a/socket.json": "not a regular file",
    }
    assert refused(tmp_path / "a" / "pipe")[0] == f"{tmp_path / 'a' / 'pipe'} is neither a file nor a folder"


def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    written(tmp_path / "a" / THREAD, b"[1]")
    locked = [
        written(tmp_path / "a" / "posts" / "your_posts_1.json", b"[2]"),
        written(tmp_path / "a" / "facebook-2.zip", packed({POSTS: b"[3]"})),
        written(tmp_path / "a" / "comments" / "comments.json", b"[4]").parent,
    ]
    for path in locked:
        path.chmod(0)
    own_folder = (
        "PYTEST_XDIST_WORKER" in os.environ
    )  # of each worker, between those of the run and of the test
    for path in (tmp_path, *tmp_path.parents[: 2 + own_folder]):
        path.chmod(path.stat().st_mode | 0o055)
    with ordinary_user():
        assert opened(tmp_path / "a") == {
            f"a/{THREAD}": b"[1]",
            "a/posts/your_posts_1.json": "permission denied",
            "facebook-2.zip": "permission denied",
            "a/comments": "permission denied",
        }
        for path in locked[1:]:
            assert refused(path) == (
                f"{path} cannot be read: permission denied",
                "Check its permissions.",
            )
    locked[2].chmod(0o700)


def test_a_file_that_vanishes_or_changes_after_it_was_listed(tmp_path: Path) -> None:
    single = written(tmp_path / "a" / THREAD, b"[1]")
    archive = written(tmp_path / "b.zip", packed({POSTS: b"[2]"}))
    export = open_export([tmp_path / "a", archive])
    single.unlink()
    archive.write_bytes(b"")
    assert contents(export) == {f"a/{THREAD}": "no such file or directory", POSTS: "damaged in the export"}
    archive.unlink()
    assert contents(export)[POSTS] == "no such file or directory"


# Zip archives


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
@pytest.mark.parametrize("zip64", [False, True])
@pytest.mark.parametrize("streamed", [False, True])
def test_every_way_of_writing_a_zip(tmp_path: Path, method: int, zip64: bool, streamed: bool) -> None:
    files = {
        THREAD: GREETING * 3,
        POSTS: b"",
        PAGE: b"".join(sha256(b"%d" % number).digest() for number in range(10_000)),
    }
    data = packed(files, method, zip64=zip64, streamed=streamed)
    assert opened(written(tmp_path / "a.zip", data)) == files


def test_what_stands_before_and_after_an_archive_does_not_matter(tmp_path: Path) -> None:
    data = packed({THREAD: b"[1]"})
    assert opened(written(tmp_path / "a.zip", b"#!/bin/sh\n" + data)) == {THREAD: b"[1]"}
    assert opened(written(tmp_path / "b.zip", data + b"\r\n")) == {THREAD: b"[1]"}


def test_an_archive_with_a_comment(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(THREAD, b"[1]")
        archive.comment = b"PK" * 30_000
    assert opened(tmp_path / "a.zip") == {THREAD: b"[1]"}


def test_more_than_65535_files_take_little_memory(tmp_path: Path) -> None:
    count = 70_000
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(count):
            archive.writestr(f"messages/inbox/jan_1/photos/{number}_n.jpg", b"")
        archive.writestr(THREAD, b"[1]")
    tracemalloc.start()
    try:
        export = open_export([tmp_path / "a.zip"])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert contents(export) == {THREAD: b"[1]"}
    assert peak < 100 * count  # zipfile takes 700 bytes for each


def test_a_stream_is_read_in_pieces_and_lines(tmp_path: Path) -> None:
    text = b"".join(b"line %d\n" % number for number in range(50_000))
    archive = written(tmp_path / "a.zip", packed({THREAD: text}))
    written(tmp_path / "b" / POSTS, text)
    for member in open_export([archive, tmp_path / "b"]).members:
        with member.open() as stream:
            assert stream.read(6) == b"line 0"
            assert stream.readline() == b"\n"
            assert stream.readline() == b"line 1\n"
            assert b"".join(stream) == text.split(b"line 1\n", 1)[1]
        with member.open() as one, member.open() as other:
            assert one.read(5) == other.read(5)


def test_methods_that_are_not_read_are_named(tmp_path: Path) -> None:
    files = [(f"{method}.json".encode(), b"[]", {"method": method}) for method in (9, 93, 95, 98, 77)]
    archive = written(tmp_path / "a.zip", archived([(b"good.json", b"[1]", {}), *files]))
    assert opened(archive) == {
        "good.json": b"[1]",
        "9.json": "packed with Deflate64, which is not read",
        "93.json": "packed with Zstandard, which is not read",
        "95.json": "packed with XZ, which is not read",
        "98.json": "packed with PPMd, which is not read",
        "77.json": "packed with method 77, which is not read",
    }


def test_one_name_twice_is_read_twice(tmp_path: Path) -> None:
    files = [(THREAD.encode(), b"[1]", {}), (THREAD.encode(), b"[2]", {})]
    export = open_export([written(tmp_path / "a.zip", archived(files))])
    assert [member.read() for member in export.members] == [b"[1]", b"[2]"]


def test_a_mark_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    def mark(data: bytes, name: str) -> str:
        return open_export([written(tmp_path / name, packed({THREAD: data}))]).members[0].mark

    assert mark(b"[1]", "a.zip") == mark(b"[1]", "b.zip") != mark(b"[2]", "c.zip")
    single = written(tmp_path / "jan" / "message_1.json", b"[1]")
    os.utime(single, ns=(1, 1))
    before = open_export([single]).members[0].mark
    os.utime(single, ns=(1, 2))
    assert open_export([single]).members[0].mark != before


# Names


@pytest.mark.parametrize(
    "name",
    [
        "../a.json",
        "x/../../a.json",
        "..\\a.json",
        "/etc/a.json",
        "C:/a.json",
        "C:\\a.json",
        "\\\\host\\a.json",
    ],
)
def test_names_that_lead_out_of_the_archive_are_named_and_not_read(tmp_path: Path, name: str) -> None:
    archive = written(tmp_path / "a.zip", archived([(name.encode(), b"[]", {}), (b"ok.json", b"[1]", {})]))
    reason = "its name leads out of the archive"
    assert opened(archive) == {"ok.json": b"[1]", name.replace("\\", "/"): reason}


def test_names_cannot_steer_a_terminal_and_fit_in_a_line(tmp_path: Path) -> None:
    steering = b"../\x1b[2J\xe2\x80\xae\n" + b"x" * 500 + b".json"
    files = [(steering, b"[]", {}), (b"\x1b[31m/message_1.json", b"[1]", {})]
    export = open_export([written(tmp_path / "a.zip", archived(files))])
    (name, _), *_ = export.failures
    assert name.startswith("../\\x1b[2J\\x202e\\x0a")
    assert len(name) < 130
    assert contents(export) == {"\\x1b[31m/message_1.json": b"[1]"}


def test_names_in_utf8_are_read_whether_they_say_so_or_not(tmp_path: Path) -> None:
    name = "messages/inbox/zoë_日本_🙂/message_1.json"
    files = [
        (name.encode(), b"[1]", {}),
        (b"say_" + name.encode(), b"[2]", {"flags": 0x800}),
        ("café/message_1.json".encode("cp437"), b"[3]", {}),
        (b"caf\xff/message_1.json", b"[4]", {"flags": 0x800}),
        (b"./posts\\your_posts_1.json", b"[5]", {}),
    ]
    assert opened(written(tmp_path / "a.zip", archived(files))) == {
        name: b"[1]",
        f"say_{name}": b"[2]",
        "café/message_1.json": b"[3]",
        "caf\ufffd/message_1.json": b"[4]",
        POSTS: b"[5]",
    }


def test_a_file_name_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "a")
    Path(os.fsdecode(folder)).mkdir()
    with suppress(OSError):  # some systems do not take such names
        Path(os.fsdecode(folder + b"/\xff.json")).write_bytes(b"[1]")
        assert opened(tmp_path / "a") == {"a/\\xdcff.json": b"[1]"}


# Bombs


def test_a_file_that_unpacks_to_far_too_much_is_not_read(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w", ZIP_DEFLATED) as archive:
        with archive.open("bomb.json", "w") as bomb:
            for _ in range(101):
                bomb.write(bytes(1_000_000))
        archive.writestr(THREAD, b"[1]")
    assert (tmp_path / "a.zip").stat().st_size < 200_000
    assert opened(tmp_path / "a.zip") == {
        THREAD: b"[1]",
        "bomb.json": "unpacks to far more than an export holds",
    }


def test_repetitive_messages_are_no_bomb(tmp_path: Path) -> None:
    """The most repetitive conversation that can be: only its times differ."""
    with ZipFile(tmp_path / "a.zip", "w", ZIP_DEFLATED) as archive, archive.open(THREAD, "w") as file:
        for time in range(0, 1_000_000, 10_000):
            file.write(
                b"".join(
                    b'{"sender_name":"Zoe Nobody","timestamp_ms":%d,"content":"ok","is_geoblocked":false},'
                    % (1_600_000_000_000 + 1000 * second)
                    for second in range(time, time + 10_000)
                )
            )
    (member,) = open_export([tmp_path / "a.zip"]).members
    assert member.size < 50 * (tmp_path / "a.zip").stat().st_size


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_a_file_that_announces_less_than_it_holds_yields_no_more(tmp_path: Path, method: int) -> None:
    data = bytearray(packed({"bomb.json": bytes(40_000_000)}, method))
    honest = (40_000_000).to_bytes(4, "little")
    assert data.count(honest) == 2
    path = written(tmp_path / "a.zip", data.replace(honest, (1000).to_bytes(4, "little")))
    (member,) = open_export([path]).members
    tracemalloc.start()
    try:
        with member.open() as stream, pytest.raises(BrokenError, match="damaged"):
            stream.read()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < (5_000_000 if method == ZIP_DEFLATED else 100_000_000)


@pytest.mark.parametrize("inside", [True, False])
def test_no_bytes_are_read_twice_whatever_the_list_says(tmp_path: Path, inside: bool) -> None:
    kernel = local(b"k.json", b"[]")
    body = local(b"a.json", kernel)
    start = len(body) - len(kernel) if inside else 0
    directory = listing(b"a.json", 0, kernel) + listing(b"k.json", start, b"[]" if inside else kernel)
    assert opened(written(tmp_path / "a.zip", body + closed(directory, 2, len(body)))) == {"a.json": kernel}


# Damage


def test_a_password(tmp_path: Path) -> None:
    locked = [
        (POSTS.encode(), b"\1" * 20, {"flags": 1}),
        (b"aes.json", b"\1" * 20, {"flags": 1, "method": 99}),
    ]
    some = written(tmp_path / "a.zip", archived([(THREAD.encode(), b"[1]", {}), *locked]))
    reason = "protected by a password"
    assert opened(some) == {THREAD: b"[1]", POSTS: reason, "aes.json": reason}
    nothing = written(tmp_path / "b.zip", archived(locked))
    assert refused(nothing) == (
        f"{nothing} is protected by a password",
        "Unpack it with the password and give the folder.",
    )


def test_a_damaged_file_leaves_the_others(tmp_path: Path) -> None:
    data = bytearray(packed({THREAD: b"[1]", POSTS: GREETING, PAGE: b"<p>"}))
    at = data.index(POSTS.encode()) + len(POSTS) + 8
    data[at] ^= 0xFF
    found = opened(written(tmp_path / "a.zip", data))
    assert found == {THREAD: b"[1]", POSTS: "damaged in the export", PAGE: b"<p>"}


def test_a_damaged_header_leaves_the_others(tmp_path: Path) -> None:
    data = bytearray(packed({THREAD: b"[1]", POSTS: GREETING, PAGE: b"<p>"}))
    data[data.index(POSTS.encode()) - 30] = 0
    found = opened(written(tmp_path / "a.zip", data))
    assert found == {THREAD: b"[1]", POSTS: "damaged in the export", PAGE: b"<p>"}


@pytest.mark.parametrize("field", [0, 6, 16, 20, 24, 28, 30, 42, 45])
def test_a_damaged_list_leaves_the_others(tmp_path: Path, field: int) -> None:
    files = {THREAD: b"[1]", POSTS: GREETING, PAGE: b"<p>"}
    data = bytearray(packed(files))
    data[data.rindex(POSTS.encode()) - 46 + field] ^= 0x41
    found = opened(written(tmp_path / "a.zip", data))
    assert (found[THREAD], found[PAGE]) == (b"[1]", b"<p>")
    assert found[POSTS] in {GREETING, "damaged in the export"}


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_damage_raises_anything_but_what_is_told(data: st.DataObject) -> None:
    files = {THREAD: GREETING, POSTS: b"[2]" * 500, "photos/1.jpg": b"\xff\xd8" * 50, PAGE: b"<p>3</p>"}
    method = data.draw(st.sampled_from([ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA]))
    options = data.draw(st.fixed_dictionaries({"streamed": st.booleans(), "zip64": st.booleans()}))
    archive = bytearray(packed(files, method, **options))
    places = st.integers(0, len(archive) - 1) | st.integers(max(0, len(archive) - 400), len(archive) - 1)
    for at in data.draw(st.lists(places, max_size=6)):
        archive[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        at, length = data.draw(places), data.draw(st.integers(1, 200))
        archive[at : at + length] = data.draw(st.binary(max_size=50))
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.zip", archive)
        try:
            export = open_export([path])
        except SourceError:
            return
        export.looks_like()
        for member in export.members:
            assert member.size <= 100_000_000
            size = 0
            with suppress(BrokenError), member.open() as stream:
                while piece := stream.read(1 << 16):
                    size += len(piece)
            assert size <= member.size


def test_python_itself_reads_what_these_tests_build(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.zip", archived([(THREAD.encode(), b"[1]", {}), (POSTS.encode(), b"[2]", {})])
    )
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [THREAD, POSTS]
