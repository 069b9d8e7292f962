"""Pages as files: in any encoding, of any size, cut, broken, or no pages at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paging import (
    LISTED,
    block_2018,
    block_2022,
    block_2025,
    field,
    old_message,
    old_page,
    old_thread,
    page,
    read,
    said,
    spoken,
    written,
)
from textgen_scrapers.facebook import pages
from textgen_scrapers.facebook.pages import markup
from textgen_scrapers.facebook.words import NO_TEXT, OWNER


class TestFiles:
    GOOD = page(LISTED, block_2025("Zoe Nobody", said("Häh 😀")))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_however_it_was_saved(self, encoding: str) -> None:
        assert spoken(self.GOOD.encode(encoding)) == [("Zoe Nobody", "Häh 😀")]

    def test_a_wrong_or_missing_charset_is_ignored(self) -> None:
        assert spoken(self.GOOD.replace("UTF-8", "iso-8859-1")) == [("Zoe Nobody", "Häh 😀")]
        assert spoken(self.GOOD.replace("charset=UTF-8", "")) == [("Zoe Nobody", "Häh 😀")]

    def test_broken_bytes_and_nuls_cost_only_themselves(self) -> None:
        assert spoken(self.GOOD.encode().replace(b"H", b"\xff\x00H")) == [("Zoe Nobody", "\ufffdHäh 😀")]

    @pytest.mark.parametrize("data", [b"", b"  \r\n", b"\0\0\0\0", b"\xef\xbb\xbf"])
    def test_empty_files(self, data: bytes) -> None:
        for reader in (pages.threads, pages.owner, lambda file: pages.words(file, "post")):
            with pytest.raises(ValueError, match=r"^empty$"):
                list(reader(BytesIO(data)))

    @pytest.mark.parametrize(
        "data", [b'{"messages": []}', b"%PDF-1.4", b"\x89PNG\r\n\x1a\n\0", b"[object Object]"]
    )
    def test_files_that_are_no_pages(self, data: bytes) -> None:
        for reader in (pages.threads, pages.owner, lambda file: pages.words(file, "post")):
            with pytest.raises(ValueError, match=r"^not a page of a Facebook export$"):
                list(reader(BytesIO(data)))

    @pytest.mark.parametrize("cut", [7, 20, 60])
    def test_what_stands_before_a_cut_is_read(self, cut: int) -> None:
        data = page(block_2025("Zoe Nobody", said("one")), block_2025("Zoe Nobody", said("two"))).encode()[
            :-cut
        ]
        found = []

        def read_on() -> None:
            for thread in pages.threads(BytesIO(data)):
                found.extend(text for _, _, text, _ in thread.messages)

        with pytest.raises(ValueError, match=r"^cut off$"):
            read_on()
        assert found[:1] == ["one"]

    def test_texts_and_attributes_of_any_size(self) -> None:
        long = "word " * (3 << 20)
        html = page(block_2025("A", said(long)), f"<img alt='{long}'>", block_2025("B", said("hi")))
        assert spoken(html) == [("A", long.strip()), ("B", "hi")]

    @pytest.mark.parametrize(
        "name", ["", "_a6-g", "_a6-p", "_a6-h", "_a72d", "_2pin", "thread", "contents", "hentry"]
    )
    def test_ten_thousand_elements_inside_each_other(self, name: str) -> None:
        deep = f'<div class="{name}">' * 10_000 + "x" + "</div>" * 10_000
        read(page('<i class="_a6-g"></i>', deep))
        written(page('<i class="meta"></i>', deep))
        assert spoken(page(block_2025("A", f"<div>{'<b>' * 10_000}hi</div>"))) == [("A", "hi")]

    @pytest.mark.parametrize("size", [40, 333, 5000])
    def test_a_long_page_is_read_by_several_parsers(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever one takes over from another, nothing is lost, doubled or torn."""
        lines = [f"line {number} &amp;<br />more" for number in range(300)]
        conversations = [
            old_page(
                *(
                    old_thread(f"A, {i}", *(old_message("A", f"<p>{line}</p>") for line in lines))
                    for i in "BC"
                )
            ),
            page(*(block_2018("A", said(line)) for line in lines)),
            page(*(block_2025("A", said(line)) for line in lines)),
            page(
                LISTED,
                *(f"<p>Bo Other</p><p>{line}</p><p>1 Oct 2019, 2:37</p>" for line in lines),
            ),
        ]
        posts = page(*(block_2022("A", field(line, "<div>Place</div>")) for line in lines))
        whole = [*map(read, conversations), written(posts)]
        assert [len(messages) for found in whole[:-1] for _, _, messages in found] == [300] * 5
        monkeypatch.setattr(markup, "_PIECE", size)
        monkeypatch.setattr(markup, "_FRESH", size)
        assert [*map(read, conversations), written(posts)] == whole

    def test_memory_does_not_grow_with_the_page(self) -> None:
        """A page of 60 MB takes hardly more than one of 6 MB."""
        code = dedent("""
            import sys
            from pathlib import Path
            from textgen_scrapers.facebook import pages

            MESSAGE = (
                b'<div class="message"><div class="message_header"><span class="user">Zoe Nobody</span>'
                b'<span class="meta">Friday, October 4, 2013 at 10:05pm PDT</span></div></div><p>'
                + b"some words " * 200 + b"</p>"
            )

            class File:
                def __init__(self, size):
                    self.left = size // len(MESSAGE)
                    self.rest = b'<body><div class="thread">Zoe Nobody, Bo Other'

                def read(self, size):
                    data = self.rest
                    while self.left and len(data) < size:
                        data += MESSAGE
                        self.left -= 1
                    self.rest = data[size:]
                    return data[:size]

            def peak():
                status = Path("/proc/self/status")
                if status.exists():  # what the parent used does not count there
                    return int(status.read_text().split("VmHWM:")[1].split()[0]) << 10
                import resource
                unit = 1 if sys.platform == "darwin" else 1024
                return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

            for size in map(int, sys.argv[1:]):
                assert sum(1 for t in pages.threads(File(size)) for _ in t.messages) == size // len(MESSAGE)
                print(peak())
        """)
        pytest.importorskip("resource")
        command = [sys.executable, "-c", code, "6000000", "60000000"]
        small, large = map(int, subprocess.check_output(command).split())
        assert large - small < 10_000_000


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                '<div class="thread">',
                '<div class="message_header">',
                '<span class="user">',
                '<span class="meta">',
                '<div class="meta">',
                '<div class="comment">',
                '<div class="hentry"><i class="fn">',
                '<section class="_a6-g">',
                '<h2 class="_a6-h">',
                '<div class="_a6-p">',
                '<div class="_a72d">',
                '<div class="_2pin">',
                '<div class="_a7ng">',
                '<div class="_2lej">',
                '<div class="_2let">',
                "<table><tr><td>Comment<td>",
                "<div>",
                "</div>",
                "</section>",
                "</span>",
                "<p>",
                "</p>",
                "<br />",
                "<ul>",
                "<title>",
                "<",
                "&#",
                "Participants: A, B and C",
                "A",
                "Oct 19, 2019, 12:00 PM",
                "Updated Oct 19, 2019, 12:00 PM",
            ]
        ),
        st.text(max_size=10),
    ),
    max_size=40,
)


def check(data: bytes) -> None:
    """Whatever a file holds, it is read, or a short reason is given."""
    for reader in (pages.owner, lambda file: pages.words(file, "post"), heard):
        reason = ""
        try:
            for found in reader(BytesIO(data)):
                assert isinstance(found, str) or found.time >= 0
        except ValueError as error:
            reason = str(error)
        assert reason in {"", "empty", "not a page of a Facebook export", "cut off"}


def heard(file: BytesIO) -> Iterator[str]:
    for thread in pages.threads(file):
        for time, sender, text, reason in thread.messages:
            assert time >= 0
            assert sender in {"", OWNER, *thread.people}
            assert text == text.strip(" \t\r\n\f")
            assert reason == ("" if text else NO_TEXT)
            yield text


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<html>", b"\xff\xfe<\0h\0", b'<div class="_a6-g">']))
def test_any_bytes(data: bytes, start: bytes) -> None:
    check(start + data)


@settings(deadline=None)
@given(MARKUP)
def test_any_markup(parts: list[str]) -> None:
    check(("<html>" + "".join(parts)).encode("utf-8", "surrogatepass"))
    check(("".join(parts) + "</html>").encode("utf-8", "surrogatepass"))
