"""The source ``mediawiki-dump`` on dumps of an invented wiki."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from recording import Run
from textgen_scrapers._xml import elements
from textgen_scrapers.mediawiki_dump import mediawiki_dump

import textgen

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Harbourpedia</sitename>
    <base>https://{host}/wiki/Main_Page</base>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">Bild</namespace>
      <namespace key="14" case="first-letter">Kategorie</namespace>
    </namespaces>
  </siteinfo>
"""


def page(
    title: str, text: str, *, ns: int = 0, revision: int = 7, extra: str = "", model: str = "wikitext"
) -> str:
    return f"""  <page>
    <title>{title}</title>
    <ns>{ns}</ns>
    <id>5</id>{extra}
    <revision>
      <id>{revision}</id>
      <timestamp>2024-05-06T07:08:09Z</timestamp>
      <contributor><username>Nobody</username><id>3</id></contributor>
      <model>{model}</model>
      <text bytes="9" xml:space="preserve">{text}</text>
    </revision>
  </page>
"""


def dump(*pages: str, host: str = "wiki.example.org") -> bytes:
    return (HEAD.format(host=host) + "".join(pages) + "</mediawiki>\n").encode()


def write(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [str(path)]


def test_each_article_is_a_document_that_says_where_it_is_from(tmp_path: Path, run: Run) -> None:
    data = dump(
        page("North Pier", "The '''pier'''. [[Bild:a.jpg|thumb|b]] &amp;amp; [[Kategorie:Piers]]"),
        page("Käthe/?&amp;", "Text &lt;ref&gt;x&lt;/ref&gt;."),
        host="de.wikipedia.org",
    )
    one, two = mediawiki_dump(run.context, write(tmp_path / "dump.xml", data))
    assert (one.text, one.uri, one.title) == (
        "The pier. &",
        "https://de.wikipedia.org/wiki/North_Pier",
        "North Pier",
    )
    assert one.kind == "article"
    assert one.author is None
    assert one.created is not None
    assert one.created.isoformat() == "2024-05-06T07:08:09+00:00"
    assert one.metadata == {
        "revision": "7",
        "language": "en",
        "licence": "https://creativecommons.org/licenses/by-sa/4.0/",
    }
    assert (two.text, two.uri) == ("Text .", "https://de.wikipedia.org/wiki/K%C3%A4the/%3F%26")
    assert run.failed == run.skipped == []
    assert run.progress[-1] == (len(data), len(data))


def test_the_licence_of_an_unknown_wiki_is_not_guessed(tmp_path: Path, run: Run) -> None:
    (document,) = mediawiki_dump(run.context, write(tmp_path / "dump.xml", dump(page("A", "Text."))))
    assert "licence" not in document.metadata


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress, lzma.compress])
def test_packed_dumps_of_several_parts_are_read_whatever_they_are_called(
    tmp_path: Path, run: Run, pack: Callable[[bytes], bytes]
) -> None:
    whole = dump(page("A", "one"), page("B", "two"))
    data = pack(whole[:400]) + pack(whole[400:])
    documents = mediawiki_dump(run.context, write(tmp_path / "dump", data))
    assert [document.text for document in documents] == ["one", "two"]


def test_what_is_left_out_is_counted(tmp_path: Path, run: Run) -> None:
    data = dump(
        page("A", "one"),
        page("Old", "#REDIRECT [[A]]", extra='<redirect title="A" />'),
        page("Talk:A", "hm", ns=1),
        page("Talk:B", "hm", ns=1),
        page("C", "{}", model="json"),
        page("D", "{{stub}}"),
        "<page><title>E</title><ns>0</ns></page>",
    )
    paths = write(tmp_path / "d.xml", data)
    assert [document.title for document in mediawiki_dump(run.context, paths)] == ["A"]
    assert sorted(run.skipped) == [
        ("d.xml#in another namespace", "in another namespace"),
        ("d.xml#in another namespace", "in another namespace"),
        ("d.xml#not wikitext", "not wikitext"),
        ("d.xml#redirect", "redirect"),
        ("https://wiki.example.org/wiki/D", "empty"),
        ("https://wiki.example.org/wiki/E", "empty"),
    ]
    assert [document.title for document in mediawiki_dump(run.context, paths, namespace=[1])] == [
        "Talk:A",
        "Talk:B",
    ]


def test_of_a_history_the_latest_revision_counts(tmp_path: Path, run: Run) -> None:
    whole = page("A", "old", revision=1)
    newer = page("A", "new", revision=2).partition("</id>\n")[2].partition("  </page>")[0]
    (document,) = mediawiki_dump(
        run.context, write(tmp_path / "d.xml", dump(whole.replace("  </page>\n", newer + "  </page>\n")))
    )
    assert (document.text, document.metadata["revision"]) == ("new", "2")


def test_a_second_run_gives_only_what_was_edited(tmp_path: Path, run: Run) -> None:
    list(mediawiki_dump(run.context, write(tmp_path / "d.xml", dump(page("A", "one"), page("B", "two")))))
    later = dump(page("A", "one"), page("B", "2", revision=8), page("C", "three"))
    documents = mediawiki_dump(run.context, write(tmp_path / "d2.xml", later))
    assert [document.title for document in documents] == ["B", "C"]


BOMB = """<!DOCTYPE mediawiki [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/hostname">]>
"""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cut off or damaged"),
        (b"<mediawiki>", "cut off or damaged"),
        (dump(page("A", "one"))[:-30], "cut off or damaged"),
        (bz2.compress(dump(page("A", "one")))[:-20], "cut off"),
        (gzip.compress(dump(page("A", "one")))[:-20], "cut off"),
        (lzma.compress(dump(page("A", "one")))[:-20], "cut off"),
        (bz2.compress(dump(page("A", "one"))).replace(b"\x31\x41", b"\x31\x42"), "damaged archive"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage garbage garbage", "damaged archive"),
        (b"\xfd7zXZ garbage garbage garbage", "damaged archive"),
        (b"just a text", "damaged xml"),
        (b"<html><body>page</body></html>", "not a file of <mediawiki>"),
        (b"<rss><page><title>A</title></page></rss>", "not a file of <mediawiki>"),
        (dump(page("A", "caf\xe9")).decode().encode("latin-1"), "not in the encoding that it declares"),
        (dump(page("A", "a & b")), "cut off or damaged"),
        (BOMB.encode() + dump(page("A", "&c;&d;")), "defines entities, as no such file does"),
        (dump(page("A", "x" * 11_000_000)), "larger in one place than any such file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "damaged xml"),
    ],
)
def test_bad_files_fail_with_a_reason_and_the_next_is_read(
    tmp_path: Path, run: Run, data: bytes, reason: str
) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "a.xml").write_bytes(data)
    (folder / "b.xml").write_bytes(dump(page("Z", "last")))
    documents = [document.title for document in mediawiki_dump(run.context, [str(folder)])]
    assert documents[-1] == "Z"
    assert run.failed == [("dumps/a.xml", reason)]


def test_what_comes_before_the_cut_is_kept(tmp_path: Path, run: Run) -> None:
    data = dump(page("A", "one"), page("B", "two"))
    documents = mediawiki_dump(run.context, write(tmp_path / "d.xml", data[: data.index(b"two")]))
    assert [document.title for document in documents] == ["A"]
    assert run.failed == [("d.xml", "cut off or damaged")]


def test_memory_does_not_grow_with_the_dump() -> None:
    data = dump(*(page(f"P{number}", "text " * 1000) for number in range(300)))
    for element in elements(io.BytesIO(data), "mediawiki", "revision", "page"):
        whole = element.getroottree().getroot()
        assert sum(len(text) for text in whole.itertext()) < 100_000


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = write(tmp_path / "d.xml", dump(*(page(f"P{n}", f"text {n}") for n in range(5))))

    def stopped(context: textgen.Context) -> object:
        for number, document in enumerate(mediawiki_dump(context, paths)):
            if number == 3:
                raise KeyboardInterrupt
            yield document

    stopped.__name__ = "mediawiki_dump"
    with pytest.raises(KeyboardInterrupt):
        textgen.collect(stopped, corpus="wiki")  # type: ignore[arg-type]
    summary = textgen.collect(mediawiki_dump, corpus="wiki", paths=paths)
    assert (summary.added, summary.documents) == (2, 5)
