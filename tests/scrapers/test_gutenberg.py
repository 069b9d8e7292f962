"""The source ``gutenberg`` on invented books, in the wrappings that Project Gutenberg has used since 1991."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Run
from serving import Pages, serving
from textgen_scrapers import gutenberg as source
from textgen_scrapers._boilerplate import MarkError, unwrap
from textgen_scrapers.gutenberg import gutenberg

import textgen
from textgen.web import Client

TEXT = """THE LAMP

Chapter 1

The lamp on the pier burned all night.

[Transcriber's note: one word is amended.]"""

MODERN = """\ufeffThe Project Gutenberg eBook of The Lamp

This ebook is wrapped in invented legal words.

Title: The Lamp
        and the Pier

Author: Nobody Inparticular

Release date: June 17, 2008 [eBook #99999]
                Most recently updated: July 1, 2021

Language: English

Credits: Someone


*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***




Produced by Someone Else and the
Invented Team at http://example.org


{text}


*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***


More invented legal words about donations.
"""
OF_2005 = """The Project Gutenberg EBook of The Lamp, by Nobody Inparticular

Invented legal words.

** This is a COPYRIGHTED Project Gutenberg eBook, Details Below **

Title: The Lamp

Author: Nobody Inparticular

Release Date: June, 2005 [EBook #99998]

Language: English

Character set encoding: ISO-8859-1

***START OF THE COPYRIGHTED PROJECT GUTENBERG EBOOK THE LAMP AND A TITLE THAT GOES
ON FOR A SECOND LINE***


E-text prepared by Someone <someone@example.org>

{text}

End of the Project Gutenberg EBook of The Lamp, by Nobody Inparticular

***END OF THE COPYRIGHTED PROJECT GUTENBERG EBOOK THE LAMP***

******* This file should be named 99998.txt *******
"""
OF_1994 = """***The Project Gutenberg Etext of The Lamp, by Nobody Inparticular***
#1 in our invented series.

Invented words of welcome.

June, 1994  [Etext #9997]

***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***
Invented small print.
*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*




This etext was prepared by Someone, someone@example.org.

{text}

End of The Project Gutenberg Etext of The Lamp, by Nobody Inparticular

"""
_END_OF_SMALL_PRINT = "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*"
OF_2001 = OF_1994.replace(
    _END_OF_SMALL_PRINT, "[Invented.]\n*END THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.07/27/01*END*"
)
SHAKESPEARE = OF_1994.replace(
    _END_OF_SMALL_PRINT, "*END*THE SMALL PRINT! FOR COMPLETE SHAKESPEARE*\n**Ver.01**INVENTED*END*"
).replace("{text}", "<<THIS ELECTRONIC VERSION OF THE LAMP IS\nINVENTED.>>\n\n{text}")
GERMAN = OF_1994.replace("End of The Project Gutenberg Etext of", "Ende dieses Projekt Gutenberg Etextes")
NO_LAST_WORDS = OF_1994.partition("\nEnd of The")[0]
SMALL_PRINT_LAST = """*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

{text}

***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN EBOOKS**START***
Invented small print.
*END THE SMALL PRINT! FOR PUBLIC DOMAIN EBOOKS*Ver.02/11/02*END*
"""
HTML = """<html><head><title>The Lamp</title></head><body>
<section class="pg-boilerplate pgheader" id="pg-header"><h2>The Project Gutenberg eBook of The Lamp</h2>
<p><strong>Title</strong>: The Lamp</p><p><strong>Author</strong>: Nobody Inparticular</p>
<p><strong>Release date</strong>: June 17, 2008 [eBook #99999]</p>
<div>*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***</div></section>
<h1>THE LAMP</h1><p>The lamp on the<br>pier &amp; all.</p>
<section class="pg-boilerplate" id="pg-footer"><div>*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***</div>
<p>Invented.</p></section></body></html>"""
WRAPPINGS = {
    "modern": MODERN,
    "2005": OF_2005,
    "1994": OF_1994,
    "2001": OF_2001,
    "Shakespeare": SHAKESPEARE,
    "German": GERMAN,
    "no last words": NO_LAST_WORDS,
    "small print at the end": SMALL_PRINT_LAST,
}


@pytest.mark.parametrize("name", WRAPPINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_book_comes_out_of_every_wrapping(name: str, line_end: str) -> None:
    wrapped = WRAPPINGS[name].replace("{text}", TEXT).replace("\n", line_end)
    assert unwrap(wrapped).text == TEXT


def test_the_header_tells_of_the_book() -> None:
    book = unwrap(MODERN.replace("{text}", TEXT))
    assert (book.title, book.author, book.language) == (
        "The Lamp and the Pier",
        "Nobody Inparticular",
        "en",
    )
    assert (book.number, str(book.released)) == (99999, "2008-06-17 00:00:00+00:00")
    assert book.licence == "public domain in the USA"
    assert unwrap(OF_2005.replace("{text}", TEXT)).licence == "Project Gutenberg License"
    old = unwrap(OF_1994.replace("{text}", TEXT))
    assert (old.title, old.author, old.number) == ("The Lamp", "Nobody Inparticular", 9997)
    assert str(old.released) == "1994-06-01 00:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT, "no header of Project Gutenberg's"),
        ("", "no header of Project Gutenberg's"),
        (MODERN.partition("*** END")[0], "cut off before the end"),
    ],
)
def test_what_is_no_whole_book_is_refused(text: str, reason: str) -> None:
    with pytest.raises(MarkError, match=reason):
        unwrap(text)


@given(st.sampled_from(sorted(WRAPPINGS)), st.text(alphabet="abc de*\n.", max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_out_as_it_went_in(name: str, text: str) -> None:
    book = unwrap(WRAPPINGS[name].replace("{text}", f"BEGIN {text} FINISH"))
    assert book.text == f"BEGIN {text} FINISH"


@pytest.mark.parametrize(
    "bomb",
    [
        "*** START OF THE PROJECT GUTENBERG\n",
        "*END*SMALL PRINT\n",
        "Title: a\n b\n",
        "<<THIS ELECTRONIC VERSION OF",
    ],
)
def test_a_book_made_to_be_slow_is_not(bomb: str) -> None:
    begun = time.process_time()
    unwrap(MODERN.replace("{text}", bomb * 5000))
    assert time.process_time() - begun < 5


@pytest.fixture
def mirror(run: Run) -> Iterator[Pages]:
    run.context.http = Client(delay=0, allow_private=True)
    with serving() as pages:
        yield pages


def test_a_number_is_fetched_from_the_mirror_once(run: Run, mirror: Pages) -> None:
    mirror["/cache/epub/99999/pg99999.txt"] = MODERN.replace("{text}", f"Käthe. {TEXT}").encode()
    (book,) = gutenberg(run.context, ["99999", "99999"], mirror=f"{mirror.url}/")
    assert book.text == f"Käthe. {TEXT}"
    assert book.uri == "https://www.gutenberg.org/ebooks/99999"
    assert (book.kind, book.title, book.author) == ("book", "The Lamp and the Pier", "Nobody Inparticular")
    assert book.metadata == {"ebook": 99999, "language": "en", "licence": "public domain in the USA"}
    assert list(gutenberg(run.context, ["99999"], mirror=mirror.url)) == []
    assert mirror.asked.count("/cache/epub/99999/pg99999.txt") == 1


@pytest.mark.parametrize("book", ["1234", "01234", "#1234", "https://www.gutenberg.org/ebooks/1234"])
def test_a_book_is_named_by_its_number_or_address(run: Run, mirror: Pages, book: str) -> None:
    mirror["/cache/epub/1234/pg1234.txt"] = MODERN.replace("{text}", TEXT).encode()
    (document,) = gutenberg(run.context, [book, "1234"], mirror=mirror.url)
    assert document.uri == "https://www.gutenberg.org/ebooks/1234"


def test_older_addresses_are_tried_where_the_new_one_is_missing(run: Run, mirror: Pages) -> None:
    old = OF_2005.replace("{text}", f"Käthe’s {TEXT}").encode("cp1252")
    mirror["/1/2/3/1234/1234-8.txt"] = old
    mirror["/0/7/7.txt"] = OF_1994.replace("{text}", TEXT).encode()
    documents = gutenberg(run.context, ["1234", "7", "8"], mirror=mirror.url)
    assert [document.text for document in documents] == [f"Käthe’s {TEXT}", TEXT]
    assert run.failed == [("https://www.gutenberg.org/ebooks/8", "no such ebook, or none with a text")]


def test_a_broken_mirror_is_named_and_the_other_books_come(run: Run, mirror: Pages) -> None:
    mirror["/cache/epub/1/pg1.txt"] = (403, b"")
    mirror["/cache/epub/2/pg2.txt"] = MODERN.partition("*** END")[0].encode()
    mirror["/cache/epub/3/pg3.txt"] = b"<html>busy</html>"
    mirror["/cache/epub/4/pg4.txt"] = MODERN.replace("{text}", TEXT).encode()
    documents = gutenberg(run.context, ["1", "2", "3", "4"], mirror=mirror.url)
    assert [document.uri for document in documents] == ["https://www.gutenberg.org/ebooks/4"]
    assert [reason for _, reason in run.failed] == [
        "HTTP 403",
        "cut off before the end",
        "no header of Project Gutenberg's",
    ]


def test_what_is_no_mirror_stops_the_run(run: Run) -> None:
    with pytest.raises(textgen.SourceError, match="is not a web address"):
        list(gutenberg(run.context, ["1"], mirror="ftp://example.org"))


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def imploded(archive: bytes) -> bytes:
    """The archive of one member, which says that it was packed as PKZIP 1 did it."""
    directory = archive.rindex(b"PK\x01\x02")
    changed = bytearray(archive)
    changed[8] = changed[directory + 10] = 6
    return bytes(changed)


def test_saved_books_of_every_kind_are_read(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    whole = MODERN.replace("{text}", TEXT)
    (folder / "a.txt").write_text(whole, "utf-8")
    (folder / "b.zip").write_bytes(zipped(lamp_txt=whole, picture_jpg=b"\xff"))
    (folder / "c.zip").write_bytes(zipped(lamp_htm=HTML, picture_jpg=b"\xff"))
    (folder / "d.html").write_text(HTML, "utf-8")
    (folder / "e.zip").write_bytes(zipped(one_txt=whole, two_txt=whole))
    documents = {document.uri: document for document in gutenberg(run.context, [str(folder)])}
    assert {uri: document.text for uri, document in documents.items()} == {
        "books/a.txt": TEXT,
        "books/b.zip": TEXT,
        "books/c.zip": "THE LAMP\n\nThe lamp on the\npier & all.",
        "books/d.html": "THE LAMP\n\nThe lamp on the\npier & all.",
        "books/e.zip/one.txt": TEXT,
        "books/e.zip/two.txt": TEXT,
    }
    assert documents["books/d.html"].author == "Nobody Inparticular"
    assert documents["books/d.html"].metadata["ebook"] == 99999
    assert run.failed == []
    assert list(gutenberg(run.context, [str(folder)])) == []


def test_saved_books_that_are_damaged_fail_with_a_reason(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1_000_000)
    folder = tmp_path / "books"
    folder.mkdir()
    whole = zipped(lamp_txt=MODERN.replace("{text}", TEXT * 50))
    contents = {
        "a.txt": b"",
        "b.txt": b"\x00\x01\x02",
        "c.zip": whole[: len(whole) // 2],
        "d.zip": whole[:60] + b"????" + whole[64:],
        "e.zip": zipped(picture_jpg=b"\xff"),
        "f.zip": zipped(bomb_txt=b"x" * 2_000_000),
        "g.txt": b"x" * 2_000_000,
        "h.txt": OF_2005.replace("ISO-8859-1", "UTF-8")
        .encode()
        .replace(b"{text}", b"K\xc3\xa4the " * 99 + b"\xc3"),
        "i.txt": MODERN.replace("{text}", f"{TEXT}\ufffd").encode(),
        "j.zip": imploded(whole),
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    assert list(gutenberg(run.context, [str(folder)])) == []
    assert run.failed == [
        ("books/a.txt", "no header of Project Gutenberg's"),
        ("books/b.txt", "not a text file"),
        ("books/c.zip", "damaged or locked zip file"),
        ("books/d.zip", "damaged or locked zip file"),
        ("books/e.zip", "holds no book"),
        ("books/f.zip", "larger than 1 MB"),
        ("books/g.txt", "larger than 1 MB"),
        ("books/h.txt", "damaged text"),
        ("books/i.txt", "damaged text"),
        ("books/j.zip", "packed by an old method: unpack it first"),
    ]
