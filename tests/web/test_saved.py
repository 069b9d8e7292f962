"""Saved pages: HTML files, mirrors, MHTML and web archives, whole and damaged."""

from __future__ import annotations

import gzip
import io
import random
import re
import zlib
from pathlib import Path

import brotli
import pytest

from textgen.web import saved
from textgen.web.saved import SavedPage, saved_pages

PAGE = "<!doctype html><html><body><p>Käthe</p></body></html>"


def test_an_html_file_is_called_like_it_or_by_the_address_that_the_browser_noted(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text(PAGE, encoding="utf-8")
    noted = "<!-- saved from url=(0026)https://example.org/two?x= -->"
    (tmp_path / "two.htm").write_text(f"<!DOCTYPE html>\n{noted}\n{PAGE}", encoding="utf-8")
    (one,) = saved_pages(tmp_path / "one.html")
    assert (one.uri, one.url, one.html.decode()) == ("one.html", None, PAGE)
    (two,) = saved_pages(tmp_path / "two.htm")
    assert (two.uri, two.url) == ("https://example.org/two?x=",) * 2


def test_a_mirror_gives_its_pages_whatever_they_are_called(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror" / "example.org"
    (mirror / "deep").mkdir(parents=True)
    for name in ("index.html", "deep/article?id=3", "view.php"):
        (mirror / name).write_text(f"\ufeff<?xml version='1.0'?>\n<!-- x -->{PAGE}", encoding="utf-8")
    (mirror / "style.css").write_text("p { color: red }")
    (mirror / "robots.txt").write_text("User-agent: *")
    (mirror / ".hidden.html").write_text(PAGE)
    (mirror / "loop").symlink_to(mirror)
    assert [page.uri for page in saved_pages(tmp_path / "mirror")] == [
        "mirror/example.org/deep/article?id=3",
        "mirror/example.org/index.html",
        "mirror/example.org/view.php",
    ]


def test_an_mhtml_file(tmp_path: Path) -> None:
    (tmp_path / "page.mhtml").write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/k\r\n"
        b"Date: Mon, 6 May 2024 07:08:09 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n--xx\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><p>K=C3=A4the</p></html>\r\n--xx\r\nContent-Type: image/png\r\n\r\nx\r\n--xx--\r\n"
    )
    (page,) = saved_pages(tmp_path / "page.mhtml")
    assert page.uri == page.url == "https://example.org/k"
    assert (page.html.decode().strip(), page.charset) == ("<html><p>Käthe</p></html>", "utf-8")
    assert page.date is not None
    assert page.date.year == 2024


def archive(*, packed: bool = True) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for number, (status, kind) in enumerate(
        [
            ("200 OK", "text/html; charset=utf-8"),
            ("200 OK", "image/png"),
            ("404 Not Found", "text/html"),
            ("200 OK", "text/html"),
        ]
    ):
        headers = StatusAndHeaders(
            status, [("Content-Type", kind), ("X-Robots-Tag", "noindex")], protocol="HTTP/1.1"
        )
        body = f"{PAGE}{number}".encode() * 50
        url = f"https://example.org/{number}"
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=headers
            )
        )
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_pages(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(archive(packed=packed))
    pages = list(saved_pages(path))
    assert [(page.uri, page.problem) for page in pages] == [
        ("https://example.org/0", None),
        ("https://example.org/3", None),
    ]
    assert (pages[0].charset, pages[0].headers["x-robots-tag"]) == ("utf-8", "noindex")
    assert pages[0].date is not None


@pytest.mark.parametrize(("packed", "cut"), [(True, 30), (False, 30), (False, 2000)])
def test_a_record_that_is_cut_off_is_no_page(tmp_path: Path, packed: bool, cut: int) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(archive(packed=packed)[:-cut])
    pages = list(saved_pages(path))
    assert pages[0].problem is None
    assert pages[1] == SavedPage("https://example.org/3", problem="the archive's record is damaged")


def test_of_damage_only_the_page_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer, noise = WARCWriter(buffer, gzip=True), random.Random(1).randbytes(100_000)  # noqa: S311
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + noise
    record = writer.create_warc_record(
        "http://one.example/", "response", payload=io.BytesIO(answer), length=len(answer)
    )
    writer.write_record(record)
    packed = bytearray(buffer.getvalue())
    packed[60_000:60_200] = bytes(200)
    (tmp_path / "a.warc.gz").write_bytes(packed)
    plain = re.sub(rb"(?<=\nContent-Length: )\d+", b"50", archive(packed=False), count=1)
    (tmp_path / "a.warc").write_bytes(plain)
    for name in ("a.warc", "a.warc.gz"):
        assert any(page.problem for page in saved_pages(tmp_path / name))
    assert capsys.readouterr() == ("", "")


def test_a_changed_record_is_no_page(tmp_path: Path) -> None:
    data = archive(packed=False).replace(b"the</p></body></html>3", b"tha</p></body></html>3", 1)
    (tmp_path / "a.warc").write_bytes(data)
    assert [page.problem for page in saved_pages(tmp_path / "a.warc")] == [
        None,
        "the archive's record is damaged",
    ]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.mhtml"])
@pytest.mark.parametrize("data", [b"garbage" * 50, b"\x1f\x8bgarbage", b"\0" * 100])
def test_garbage_is_a_problem_with_a_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (page,) = saved_pages(tmp_path / name)
    assert page.uri == name
    assert page.problem


def test_a_page_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_BYTES", 1000)
    (tmp_path / "a.html").write_bytes(b"<html>" + b"x" * 1000)
    (tmp_path / "a.warc").write_bytes(archive(packed=False))
    pages = [*saved_pages(tmp_path / "a.html"), *saved_pages(tmp_path / "a.warc")]
    assert {page.problem for page in pages} == {"larger than 0.001 MB"}


def record(body: bytes, *headers: str, url: str = "https://example.org/") -> bytes:
    answer = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]).encode() + body
    about = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return about.encode() + answer + b"\r\n\r\n"


def chunks(body: bytes) -> bytes:
    parts = [body[start : start + 20] for start in range(0, len(body), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


WHOLE = PAGE.encode()


@pytest.mark.parametrize(
    ("body", "headers", "html"),
    [
        (brotli.compress(WHOLE), ["Content-Encoding: br"], WHOLE),
        (gzip.compress(WHOLE), ["Content-Encoding: gzip"], WHOLE),
        (gzip.compress(gzip.compress(WHOLE)), ["Content-Encoding: gzip, gzip"], WHOLE),
        (zlib.compress(WHOLE), ["Content-Encoding: deflate"], WHOLE),
        (chunks(WHOLE), ["Transfer-Encoding: chunked"], WHOLE),
        (chunks(brotli.compress(WHOLE)), ["Transfer-Encoding: chunked", "Content-Encoding: br"], WHOLE),
        (WHOLE, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"], WHOLE),  # unpacked, as it says not
        (b"\x00garbage" * 9, ["Content-Encoding: br"], None),
        (gzip.compress(WHOLE)[:-9], ["Content-Encoding: gzip"], None),
        (b"\x28\xb5\x2f\xfd", ["Content-Encoding: zstd"], None),
    ],
)
def test_packed_pages_in_web_archives_are_unpacked(
    tmp_path: Path, body: bytes, headers: list[str], html: bytes | None
) -> None:
    (tmp_path / "a.warc").write_bytes(record(body, *headers) + record(WHOLE, url="https://example.org/next"))
    pages = list(saved_pages(tmp_path / "a.warc"))
    assert [page.uri for page in pages] == ["https://example.org/", "https://example.org/next"]
    assert pages[0].html == (html or b"")
    assert pages[0].problem == (None if html else "the archive's record is damaged")


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_in_a_web_archive_is_not_unpacked(tmp_path: Path, coding: str) -> None:
    bomb = {"gzip": gzip.compress, "br": brotli.compress}[coding](bytes(2 * saved.MAX_BYTES))
    (tmp_path / "a.warc").write_bytes(record(bomb, f"Content-Encoding: {coding}"))
    assert [page.problem for page in saved_pages(tmp_path / "a.warc")] == ["larger than 20 MB"]


def test_a_web_archive_without_pages_and_endless_mail_say_so(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(packed=False)[:0])
    nested = (f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(3_000))
    (tmp_path / "a.mhtml").write_text("".join(nested))
    problems = [page.problem for name in ("a.warc", "a.mhtml") for page in saved_pages(tmp_path / name)]
    assert problems == ["no page in the web archive", "no page in the MHTML file"]


def test_an_address_that_is_none_is_not_the_pages_address(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(WHOLE, url="http://[bad/"))
    (page,) = saved_pages(tmp_path / "a.warc")
    assert (page.uri, page.url) == ("http://[bad/", None)


@pytest.mark.parametrize(
    "head", ["Date: Mon, 6 May 99999999999 07:08:09 -0000", "Date: Mon, 01 Jan 0001 00:00:00 +1400"]
)
def test_a_mail_that_python_stumbles_over_is_read_or_refused(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.mhtml").write_text(f"{head}\nContent-Type: text/html\n\n{PAGE}")
    (page,) = saved_pages(tmp_path / "a.mhtml")
    assert page.uri == "a.mhtml"
    assert bool(page.html) != bool(page.problem)


@pytest.mark.parametrize("lost", [b"Content-Length", b"WARC-Target-URI", b"Content-Type", b"WARC-Type"])
def test_a_record_that_lacks_a_header_is_read_or_refused(tmp_path: Path, lost: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(record(WHOLE).replace(lost, b"X", 1))
    assert [page.uri for page in saved_pages(tmp_path / "a.warc")]
