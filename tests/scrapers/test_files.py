"""The source ``files``: every kind of file that it reads, and every kind that it must not half read."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
import textgen_scrapers.files as source
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Run, ordinary_user
from textgen_scrapers.files import files, split

from textgen import Document, SourceError

VERSE = "Der Fluß trägt Blätter,\nund Käthe zählt sie.\n"


def texts(documents: Iterator[Document]) -> dict[str, str]:
    return {document.uri: document.text for document in documents}


def test_a_folder_gives_a_document_for_each_text_named_by_its_path(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "diary"
    (folder / "2024" / "may").mkdir(parents=True)
    (folder / "b.txt").write_text("second\n")
    (folder / "a.MD").write_text("# first\n")
    (folder / "2024" / "may" / "1.txt").write_text("third\r\n", newline="")
    documents = list(files(run.context, [str(folder)]))
    assert [(document.uri, document.text, document.kind) for document in documents] == [
        ("diary/2024/may/1.txt", "third\r\n", "file"),
        ("diary/a.MD", "# first\n", "file"),
        ("diary/b.txt", "second\n", "file"),
    ]
    assert run.failed == run.skipped == []
    assert run.progress[-1] == (22, 22)


def test_the_uri_of_a_relative_or_dotted_argument_is_its_own_name(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "poems"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    monkeypatch.chdir(folder)
    assert list(texts(files(run.context, ["."]))) == ["poems/a.txt"]
    assert list(texts(files(run.context, ["../poems/a.txt"]))) == ["a.txt"]


def test_what_is_hidden_unknown_or_no_file_is_skipped_and_said(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "mixed"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "note.txt").write_text("hidden")
    (folder / ".draft.txt").write_text("hidden")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / "empty.txt").write_text("")
    (folder / "blank.txt").write_text(" \n\t\n")
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop").symlink_to(folder)
    assert texts(files(run.context, [str(folder)])) == {}
    assert sorted(run.skipped) == [
        ("mixed/.draft.txt", "hidden"),
        ("mixed/.git", "hidden"),
        ("mixed/blank.txt", "empty"),
        ("mixed/empty.txt", "empty"),
        ("mixed/loop", "link to a folder"),
        ("mixed/photo.png", "unknown suffix"),
        ("mixed/pipe.txt", "not a regular file"),
    ]


def test_links_to_files_are_followed_and_broken_ones_fail(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    (tmp_path / "real.txt").write_text("real")
    (folder / "good.txt").symlink_to(tmp_path / "real.txt")
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    assert texts(files(run.context, [str(folder)])) == {"links/good.txt": "real"}
    assert run.failed == [("links/gone.txt", "broken link"), ("links/self.txt", "broken link")]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path, run: Run) -> None:
    (tmp_path / ".notes").write_text("one")
    (tmp_path / "poem.draft").write_text("two")
    arguments = [str(tmp_path / ".notes"), str(tmp_path / "poem.draft")]
    assert texts(files(run.context, arguments)) == {".notes": "one", "poem.draft": "two"}


@pytest.mark.parametrize("name", ["missing.txt", "no/folder", "[xy].txt"])
def test_a_path_that_is_not_there_is_an_error_before_anything_is_read(
    tmp_path: Path, run: Run, name: str
) -> None:
    (tmp_path / "a.txt").write_text("one")
    with pytest.raises(SourceError, match=r"does not exist|No file matches"):
        list(files(run.context, [str(tmp_path / "a.txt"), name]))
    assert run.progress == []


def test_a_pattern_finds_files_and_keeps_their_folders_apart(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b/deep"):
        (tmp_path / "texts" / name).mkdir(parents=True)
        (tmp_path / "texts" / name / "x.log").write_text(name)
    monkeypatch.chdir(tmp_path)
    assert texts(files(run.context, ["texts/**/*.log"])) == {
        "texts/a/x.log": "a",
        "texts/b/deep/x.log": "b/deep",
    }
    assert texts(files(run.context, ["texts/a/*.l[o]g"])) == {"a/x.log": "a"}
    assert texts(files(run.context, ["*"])) == {}
    assert ("texts/a/x.log", "unknown suffix") in run.skipped


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "[a]*.txt").write_text("one")
    assert texts(files(run.context, [str(tmp_path / "[a]*.txt")])) == {"[a]*.txt": "one"}


def test_two_arguments_with_one_uri_are_an_error_that_names_both(tmp_path: Path, run: Run) -> None:
    for name in ("one/texts", "two/texts"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "same.txt").write_text(name)
    with pytest.raises(SourceError, match=r"one/texts and .*two/texts both give texts/same.txt"):
        list(files(run.context, [str(tmp_path / "one/texts"), str(tmp_path / "two/texts")]))
    (tmp_path / "two/texts/same.txt").rename(tmp_path / "two/texts/other.txt")
    both = texts(files(run.context, [str(tmp_path / "one/texts"), str(tmp_path / "two/texts")]))
    assert list(both) == ["texts/same.txt", "texts/other.txt"]


def test_a_file_name_that_is_not_utf8_still_makes_a_uri(tmp_path: Path, run: Run) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / os.fsdecode(b"caf\xe9.txt")).write_text("text")
    assert texts(files(run.context, [str(tmp_path / "odd")])) == {"odd/caf\\xe9.txt": "text"}


def test_what_may_not_be_read_fails_by_name_and_the_rest_goes_on(run: Run) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "private"
        (folder / "closed").mkdir(parents=True)
        (folder / "secret.txt").write_text("secret")
        (folder / "open.txt").write_text("open")
        for path in (Path(name), folder):
            path.chmod(0o755)
        (folder / "open.txt").chmod(0o644)
        (folder / "secret.txt").chmod(0)
        (folder / "closed").chmod(0)
        with ordinary_user():
            found = texts(files(run.context, [str(folder)]))
        (folder / "closed").chmod(0o755)
    assert found == {"private/open.txt": "open"}
    assert run.failed == [
        ("private/closed", "permission denied"),
        ("private/secret.txt", "permission denied"),
    ]


def test_an_unchanged_file_is_read_once_and_a_changed_one_again(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    arguments = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert len(texts(files(run.context, arguments))) == 2
    assert texts(files(run.context, arguments)) == {}
    (tmp_path / "b.txt").write_text("two and more")
    assert texts(files(run.context, arguments)) == {"b.txt": "two and more"}
    assert len(texts(files(run.context, arguments, split_on=" "))) == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_an_encoding_is_found(tmp_path: Path, run: Run, encoding: str) -> None:
    (tmp_path / "verse.txt").write_text(VERSE, encoding=encoding)
    (document,) = files(run.context, [str(tmp_path / "verse.txt")])
    assert document.text == VERSE
    assert document.metadata.get("encoding", "utf-8") in {encoding, "utf-8"}


@pytest.mark.parametrize("split_on", [None, r"\n"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (VERSE.encode() * 50 + b"\xff" + VERSE.encode() * 50, "damaged utf-8 text"),
        (VERSE.encode("utf-16")[:-1], "damaged utf-16 text"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "not a text file"),
        (bytes(range(1, 256)) * 20, "not a text file"),
        (VERSE.encode("utf-16-le"), "not a text file"),
    ],
)
def test_bytes_that_are_no_whole_text_fail_and_give_no_half_of_it(
    tmp_path: Path, run: Run, data: bytes, reason: str, split_on: str | None
) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text("good")
    arguments = [str(tmp_path / "bad.txt"), str(tmp_path / "good.txt")]
    assert list(texts(files(run.context, arguments, split_on=split_on)).values()) == ["good"]
    assert run.failed == [("bad.txt", reason)]


def test_split_on_begins_documents_whatever_the_line_ends(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\n\r\ntwo\r\nthree\r\n\r\n\r\n\r\nfour")
    found = texts(files(run.context, [str(tmp_path / "a.txt")], split_on=r"\n\n"))
    assert found == {"a.txt#1": "one", "a.txt#2": "two\nthree", "a.txt#4": "four"}
    (tmp_path / "b.txt").write_text("one\ftwo\\nthree")
    assert list(texts(files(run.context, [str(tmp_path / "b.txt")], split_on=r"\f")).values()) == [
        "one",
        "two\\nthree",
    ]
    assert list(texts(files(run.context, [str(tmp_path / "b.txt")], split_on=r"\\n")).values()) == [
        "one\ftwo",
        "three",
    ]
    with pytest.raises(SourceError, match="--split-on is empty"):
        list(files(run.context, [str(tmp_path / "b.txt")], split_on=""))


@settings(deadline=None)
@given(
    text=st.text(alphabet="ab\n", max_size=60),
    separator=st.text(alphabet="ab\n", min_size=1, max_size=3),
    size=st.integers(1, 7),
)
def test_splitting_in_parts_is_splitting_the_whole(text: str, separator: str, size: int) -> None:
    read = io.StringIO(text, newline="").read
    assert list(split(lambda _: read(size), separator)) == text.split(separator)


def test_a_big_file_that_is_split_stays_flat_in_memory(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "CHUNK", 1 << 16)
    (tmp_path / "big.txt").write_text(("word " * 200 + "\n") * 20_000)
    tracemalloc.start()
    count = sum(1 for _ in files(run.context, [str(tmp_path / "big.txt")], split_on=r"\n"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 6_000_000


def test_progress_moves_while_one_big_file_is_read(tmp_path: Path, run: Run) -> None:
    (tmp_path / "big.txt").write_text("word\n" * 600_000)
    for _ in files(run.context, [str(tmp_path / "big.txt")], split_on=r"\n"):
        pass
    done = [done for done, _ in run.progress]
    assert done == sorted(done)
    assert len(set(done)) > 3
    assert {total for _, total in run.progress} == {3_000_000}


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_standard_input_is_a_document_or_is_split(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, VERSE.encode("cp1252"))
    (document,) = files(run.context, ["-"])
    assert document.text == VERSE
    assert document.uri.startswith("stdin#")
    feed(monkeypatch, b"one\n\ntwo\n\none")
    pieces = [(document.uri, document.text) for document in files(run.context, ["-"], split_on=r"\n\n")]
    assert [text for _, text in pieces] == ["one", "two", "one"]
    assert pieces[0][0] == pieces[2][0] != pieces[1][0]


def test_standard_input_that_is_no_text_fails_and_a_column_of_it_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"\x00\x01")
    assert texts(files(run.context, ["-"])) == {}
    assert run.failed == [("stdin", "not a text file")]
    with pytest.raises(SourceError, match="--column does not go with -"):
        list(files(run.context, ["-"], column="text"))


class TestTables:
    def collect(self, run: Run, path: Path, data: str | bytes, column: str | None = "text") -> dict[str, str]:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return texts(files(run.context, [str(path)], column=column))

    def test_a_csv_gives_a_document_for_each_row(self, tmp_path: Path, run: Run) -> None:
        data = '\ufeffid,text\r\n1,"one, ""quoted"",\r\ntwo lines"\r\n\r\n2,three\r\n3,\r\n'
        found = self.collect(run, tmp_path / "a.csv", data)
        assert found == {"a.csv#2": 'one, "quoted",\r\ntwo lines', "a.csv#5": "three"}
        assert run.skipped == [("a.csv#6", "empty")]

    @pytest.mark.parametrize(
        ("name", "data"),
        [("a.csv", "id;text\n1;one, and two\n"), ("a.tsv", "id\ttext\n1\tone, and two\n")],
    )
    def test_the_delimiter_is_the_one_that_makes_the_column(
        self, tmp_path: Path, run: Run, name: str, data: str
    ) -> None:
        assert list(self.collect(run, tmp_path / name, data).values()) == ["one, and two"]

    def test_a_table_in_another_encoding_is_read(self, tmp_path: Path, run: Run) -> None:
        found = self.collect(run, tmp_path / "a.csv", f'text\n"{VERSE}"\n'.encode("cp1252"))
        assert found == {"a.csv#2": VERSE}

    def test_a_huge_field_is_read(self, tmp_path: Path, run: Run) -> None:
        assert len(self.collect(run, tmp_path / "a.csv", f"text\n{'x' * 300_000}\n")["a.csv#2"]) == 300_000

    def test_nul_bytes_are_no_text(self, tmp_path: Path, run: Run) -> None:
        assert self.collect(run, tmp_path / "a.csv", "text\none\nt\0wo\n") == {}
        assert run.failed == [("a.csv", "not a text file")]

    def test_broken_rows_fail_by_their_line_and_the_others_are_read(self, tmp_path: Path, run: Run) -> None:
        data = 'id,text\n1,one\n2,"tw"o\n3\n4,four\n5,"never closed\n6,six\n'
        assert self.collect(run, tmp_path / "a.csv", data) == {"a.csv#2": "one", "a.csv#5": "four"}
        assert run.failed == [
            ("a.csv#3", "broken csv row"),
            ("a.csv#4", "no column 'text'"),
            ("a.csv#6", "broken csv row"),
        ]

    def test_a_jsonl_gives_a_document_for_each_line(self, tmp_path: Path, run: Run) -> None:
        data = '{"text": "one\\ntwo"}\n\n{"text": null}\r\n{"text": "three", "id": 3}'
        assert self.collect(run, tmp_path / "a.jsonl", data) == {
            "a.jsonl#1": "one\ntwo",
            "a.jsonl#4": "three",
        }
        assert run.skipped == [("a.jsonl#3", "empty")]

    def test_wrong_json_lines_fail_by_their_number(self, tmp_path: Path, run: Run) -> None:
        data = '{"text": "one"}\n{"text": "tw\n[1]\n{"id": 4}\n{"text": 5}\n{"text": "six"}\n'
        assert self.collect(run, tmp_path / "a.jsonl", data) == {"a.jsonl#1": "one", "a.jsonl#6": "six"}
        assert run.failed == [
            ("a.jsonl#2", "not a JSON object"),
            ("a.jsonl#3", "not a JSON object"),
            ("a.jsonl#4", "no key 'text'"),
            ("a.jsonl#5", "'text' is not text"),
        ]

    @pytest.mark.parametrize(
        ("name", "data"), [("a.csv", "id,body\n1,x\n"), ("a.jsonl", '{"id": 1, "body": "x"}\n')]
    )
    @pytest.mark.parametrize("column", [None, "text"])
    def test_a_named_table_without_its_column_is_an_error_that_lists_them(
        self, tmp_path: Path, run: Run, name: str, data: str, column: str | None
    ) -> None:
        with pytest.raises(SourceError) as caught:
            self.collect(run, tmp_path / name, data, column)
        assert name in caught.value.message
        assert "id, body" in caught.value.hint

    def test_a_table_found_in_a_folder_never_stops_the_run(self, tmp_path: Path, run: Run) -> None:
        folder = tmp_path / "mixed"
        folder.mkdir()
        (folder / "a.csv").write_text("id,body\n1,x\n")
        (folder / "b.txt").write_text("text")
        assert texts(files(run.context, [str(folder)])) == {"mixed/b.txt": "text"}
        assert run.skipped == [("mixed/a.csv", "table without --column")]
        assert texts(files(run.context, [str(folder)], column="text")) == {"mixed/b.txt": "text"}
        assert run.failed == [("mixed/a.csv", "no column 'text'")]
        assert "mixed/a.csv: its columns are id, body" in run.log


PARAGRAPH = "The lamp on the pier burned all night, and nobody could say who had filled it. "


class TestFormattedFiles:
    """Invented books by nobody, written by the tests."""

    def test_html_gives_its_main_text_and_title(self, tmp_path: Path, run: Run) -> None:
        page = "<html><head><title>The pier</title></head><body><nav><a href='/'>Home</a></nav><article>"
        page += f"<h1>The pier</h1><p>{PARAGRAPH * 3}</p></article><footer>All rights</footer></body></html>"
        (tmp_path / "a.html").write_text(page)
        (document,) = files(run.context, [str(tmp_path / "a.html")])
        assert PARAGRAPH.strip() in document.text
        assert "Home" not in document.text
        assert document.title == "The pier"

    def test_docx_gives_paragraphs_and_tables_in_order(self, tmp_path: Path, run: Run) -> None:
        import docx

        written = docx.Document()
        written.core_properties.author = "Nobody"
        written.add_paragraph("First.")
        table = written.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "left", "right"
        written.add_paragraph("Last: Käthe.")
        written.save(str(tmp_path / "a.docx"))
        (document,) = files(run.context, [str(tmp_path / "a.docx")])
        assert document.text == "First.\nleft\tright\nLast: Käthe."
        assert document.author == "Nobody"
        assert [d.text for d in files(run.context, [str(tmp_path / "a.docx")], split_on=r"\n")][
            2
        ] == "Last: Käthe."

    def epub(self, path: Path, *, encryption: str | None = None) -> None:
        chapter = (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
            "<title>no text</title></head><body><h1>{}</h1><p>Line one<br/>line  two.</p>"
            "<p>K&#228;the&nbsp;ran.</p></body></html>"
        )
        with ZipFile(path, "w") as book:
            book.writestr("mimetype", "application/epub+zip")
            book.writestr(
                "META-INF/container.xml",
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            )
            book.writestr(
                "OEBPS/book.opf",
                '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
                "<dc:title>The pier</dc:title><dc:creator>Nobody</dc:creator></metadata><manifest>"
                '<item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/>'
                '<item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/>'
                '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
                "</manifest>"
                '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>',
            )
            book.writestr("OEBPS/text/a b.xhtml", chapter.format("Second"))
            book.writestr("OEBPS/text/b.xhtml", chapter.format("First"))
            book.writestr("OEBPS/nav.xhtml", chapter.format("Contents"))
            if encryption:
                book.writestr(
                    "META-INF/encryption.xml",
                    f'<encryption><CipherReference URI="{encryption}"/></encryption>',
                )

    def test_epub_gives_its_chapters_in_reading_order(self, tmp_path: Path, run: Run) -> None:
        self.epub(tmp_path / "a.epub")
        (document,) = files(run.context, [str(tmp_path / "a.epub")])
        body = "Line one\nline two.\n\nKäthe\xa0ran."
        assert document.text.replace("Käthe ran", "Käthe\xa0ran") == f"First\n\n{body}\n\nSecond\n\n{body}"
        assert (document.title, document.author) == ("The pier", "Nobody")

    def test_an_epub_with_obfuscated_fonts_is_read_and_one_with_locked_chapters_fails(
        self, tmp_path: Path, run: Run
    ) -> None:
        self.epub(tmp_path / "fonts.epub", encryption="OEBPS/font.otf")
        self.epub(tmp_path / "locked.epub", encryption="OEBPS/text/b.xhtml")
        arguments = [str(tmp_path / "fonts.epub"), str(tmp_path / "locked.epub")]
        assert list(texts(files(run.context, arguments))) == ["fonts.epub"]
        assert run.failed == [("locked.epub", "protected against copying")]

    def pdf(self, text: str) -> bytes:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
            b"/Resources << /Font << /F1 4 0 R >> >> >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
        out, offsets = bytearray(b"%PDF-1.4\n"), []
        for number, body in enumerate(objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
        return bytes(out) + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start

    def test_pdf_gives_its_text_and_an_empty_or_locked_one_fails(self, tmp_path: Path, run: Run) -> None:
        import pypdf

        (tmp_path / "a.pdf").write_bytes(self.pdf("The pier at night"))
        (tmp_path / "scan.pdf").write_bytes(self.pdf(""))
        writer = pypdf.PdfWriter(clone_from=str(tmp_path / "a.pdf"))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "locked.pdf")
        arguments = [str(tmp_path / name) for name in ("a.pdf", "scan.pdf", "locked.pdf")]
        assert texts(files(run.context, arguments)) == {"a.pdf": "The pier at night"}
        assert run.failed == [("scan.pdf", "no text found"), ("locked.pdf", "protected by a password")]

    @pytest.mark.parametrize("suffix", ["docx", "epub", "pdf"])
    def test_a_truncated_file_fails_and_the_rest_goes_on(self, tmp_path: Path, run: Run, suffix: str) -> None:
        import docx

        whole = tmp_path / f"whole.{suffix}"
        if suffix == "docx":
            docx.Document().save(str(whole))
        elif suffix == "epub":
            self.epub(whole)
        else:
            whole.write_bytes(self.pdf("The pier at night"))
        data = whole.read_bytes()
        cut, none, noise = (tmp_path / f"{name}.{suffix}" for name in ("cut", "none", "noise"))
        cut.write_bytes(data[: len(data) // 3])
        none.write_bytes(b"")
        noise.write_bytes(os.urandom(2000))
        (tmp_path / "z.txt").write_text("good")
        arguments = [str(path) for path in (cut, none, noise, tmp_path / "z.txt")]
        assert texts(files(run.context, arguments)) == {"z.txt": "good"}
        assert run.failed == [(cut.name, f"damaged {suffix} file"), (noise.name, f"damaged {suffix} file")]
        assert run.skipped == [(none.name, "empty")]

    @pytest.mark.parametrize(("suffix", "library"), [("docx", "docx"), ("pdf", "pypdf")])
    def test_a_missing_library_is_named_with_the_command_that_installs_it(
        self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, suffix: str, library: str
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        (tmp_path / f"a.{suffix}").write_bytes(b"anything")
        assert texts(files(run.context, [str(tmp_path / f"a.{suffix}")])) == {}
        assert run.failed == [(f"a.{suffix}", 'needs pip install -e ".[documents]" in the folder of textgen')]
