"""Edits by hand: found by content, honoured by every later run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import textgen
from textgen import Context, Corpus, Document
from textgen.corpus import database
from textgen.corpus.edits import Edits
from textgen.corpus.opening import check, drop
from textgen.corpus.split import digest
from textgen.errors import CorpusError

TEXTS = [f"Text number {number}, which is long enough to be a repeat of itself." for number in range(6)]


def say(context: Context, texts: list[str], prefix: str = "text") -> Iterator[Document]:
    for number, text in enumerate(texts):
        yield Document(text, f"{prefix}/{number}", title=f"title {number}")


@pytest.fixture
def corpus() -> Corpus:
    textgen.collect(say, corpus="c", texts=TEXTS)
    return Corpus.open("c")


def read(corpus: Corpus) -> str:
    return corpus.path.read_bytes().decode()


def edit(corpus: Corpus, old: str, new: str) -> None:
    text = read(corpus)
    assert old in text
    corpus.path.write_bytes(text.replace(old, new).encode())


def uris(corpus: Corpus) -> list[str]:
    return [document.uri for document in corpus.documents()]


def test_an_untouched_corpus(corpus: Corpus) -> None:
    before = corpus.database.read_bytes()
    assert check("c") == Edits()
    assert corpus.database.read_bytes() == before


def test_removed_documents_never_come_back(corpus: Corpus) -> None:
    edit(corpus, f"{TEXTS[1]}\f{TEXTS[2]}\f", "")
    assert check("c") == Edits(removed=2)
    assert check("c") == Edits()
    summary = textgen.collect(say, corpus="c", texts=TEXTS)
    assert summary.skipped == {"removed from the corpus before": 2}
    elsewhere = textgen.collect(say, corpus="c", texts=[TEXTS[1]], prefix="copy", keep_duplicates=True)
    assert elsewhere.skipped == {"removed from the corpus before": 1}
    textgen.collect(say, corpus="c", texts=["another text under a uri that was removed"] * 3)
    assert uris(corpus) == ["text/0", "text/3", "text/4", "text/5"]


def test_a_collect_looks_for_edits_first(corpus: Corpus) -> None:
    logged: list[str] = []
    edit(corpus, f"{TEXTS[0]}\f", "")
    edit(corpus, TEXTS[5], "Number 5, by hand.")
    textgen.collect(say, corpus="c", texts=[*TEXTS, "one more"], on_log=logged.append)
    assert logged == ["Since the last time, edited by hand in c.txt: 1 removed, 1 changed."]
    assert read(corpus) == "\f".join([*TEXTS[1:5], "Number 5, by hand.", "one more", ""])


def test_a_changed_document_keeps_its_title_and_is_not_replaced(corpus: Corpus) -> None:
    edit(corpus, TEXTS[3], "I wrote this myself.")
    assert check("c") == Edits(changed=1)
    assert [document.title for document in corpus.documents()] == [f"title {number}" for number in range(6)]
    summary = textgen.collect(say, corpus="c", texts=TEXTS)
    assert (summary.added, summary.replaced, summary.skipped) == (0, 0, {})
    newer = [*TEXTS]
    newer[3] = "The source has a newer version of what was edited."
    assert textgen.collect(say, corpus="c", texts=newer).skipped == {"edited by hand in the corpus": 1}
    copy = textgen.collect(say, corpus="c", texts=[TEXTS[3]], prefix="copy")
    assert copy.skipped == {"edited by hand in the corpus": 1}
    assert "I wrote this myself." in read(corpus)
    assert len(uris(corpus)) == 6


def test_added_documents_are_known(corpus: Corpus) -> None:
    edit(corpus, f"{TEXTS[2]}\f", f"{TEXTS[2]}\fA document of my own.\f")
    corpus.path.write_bytes(corpus.path.read_bytes() + b"And one at the end, without a page break.\n")
    assert check("c") == Edits(added=2)
    assert read(corpus).endswith("And one at the end, without a page break.\n\f")
    assert [uri.split("/")[0] for uri in uris(corpus)] == ["text"] * 3 + ["hand"] + ["text"] * 3 + ["hand"]
    assert corpus.stats().sources == {"say": 6, "hand": 2}
    assert textgen.collect(say, corpus="c", texts=TEXTS).added == 0


def test_removed_changed_and_added_at_once(corpus: Corpus) -> None:
    edit(corpus, f"{TEXTS[0]}\f", "")
    edit(corpus, TEXTS[2], "changed")
    edit(corpus, f"{TEXTS[5]}\f", f"{TEXTS[5]}\fadded\f")
    assert check("c") == Edits(removed=1, changed=1, added=1)
    assert uris(corpus)[:5] == ["text/1", "text/2", "text/3", "text/4", "text/5"]


def test_a_removed_document_that_is_pasted_back_is_restored(corpus: Corpus) -> None:
    edit(corpus, f"{TEXTS[1]}\f", "")
    check("c")
    corpus.path.write_bytes(corpus.path.read_bytes() + f"{TEXTS[1]}\f".encode())
    assert check("c") == Edits(restored=1)
    assert uris(corpus) == ["text/0", "text/2", "text/3", "text/4", "text/5", "text/1"]
    assert [document.title for document in corpus.documents()][-1] == "title 1"


def test_moved_documents_are_the_same(corpus: Corpus) -> None:
    corpus.path.write_bytes("\f".join([*reversed(TEXTS), ""]).encode())
    assert check("c") == Edits()
    assert uris(corpus) == [f"text/{number}" for number in reversed(range(6))]


def test_white_space_at_the_end_and_empty_documents_do_no_harm(corpus: Corpus) -> None:
    edit(corpus, f"{TEXTS[1]}\f", "\n\f")
    corpus.path.write_bytes(corpus.path.read_bytes() + b"\n\n")
    assert check("c") == Edits(removed=1)
    textgen.collect(say, corpus="c", texts=[*TEXTS, "a new one"])
    assert read(corpus).endswith(f"{TEXTS[5]}\fa new one\f")


def test_everything_removed(corpus: Corpus) -> None:
    corpus.path.write_bytes(b"")
    assert check("c") == Edits(removed=6)
    assert not textgen.collect(say, corpus="c", texts=TEXTS).documents
    assert textgen.collect(say, corpus="c", texts=[*TEXTS, "new"]).added == 1


def test_a_waiting_replacement_of_an_edited_document_is_let_go(corpus: Corpus) -> None:
    def two(context: Context) -> Iterator[Document]:
        yield Document("a new text for number 1", "text/1")
        edit(corpus, TEXTS[1], "edited while it was being collected")
        yield Document("new", "text/9")

    two.__name__ = "say"
    textgen.collect(two, corpus="c")
    assert uris(corpus)[-1] == "text/9"
    assert "edited while it was being collected" in read(corpus)
    assert check("c") == Edits()


def test_a_file_saved_in_another_encoding_is_an_error_and_nothing_is_lost(corpus: Corpus) -> None:
    corpus.path.write_bytes("Müde bin ich.\f".encode("cp1252"))
    with pytest.raises(CorpusError, match="is not UTF-8 near byte 1"):
        textgen.collect(say, corpus="c", texts=TEXTS)
    corpus.path.write_bytes("\f".join([*TEXTS, "Müde bin ich.", ""]).encode())
    assert check("c") == Edits(added=1)


def test_a_text_without_a_database_is_adopted() -> None:
    textgen.collect(say, corpus="c", texts=[*TEXTS, "ok", "ok"])
    corpus = Corpus.open("c")
    before = read(corpus)
    corpus.database.unlink()
    assert check("c") == Edits(added=8)
    summary = textgen.collect(say, corpus="c", texts=[*TEXTS, "ok", "ok"])
    assert (summary.added, summary.documents, read(corpus)) == (0, 8, before)
    assert [document.title for document in corpus.documents()] == [f"title {number}" for number in range(8)]


@given(
    st.lists(st.sampled_from("abcdef"), max_size=6),
    st.lists(st.sampled_from("abcdefgh") | st.just(" "), max_size=8),
    st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_a_check_the_rows_are_the_text(before: list[str], after: list[str], ended: bool) -> None:
    textgen.collect(say, corpus="h", texts=["first", *before])
    corpus = Corpus.open("h")
    text = "\f".join([*after, ""]) if ended else "\f".join(after)
    corpus.path.write_bytes(text.encode())
    check("h")
    data = corpus.path.read_bytes()
    kept = [letter for letter in after if letter.strip()]
    assert [document.text for document in corpus.documents()] == kept
    with database.reading(corpus.database) as connection:
        rows = connection.execute(
            "SELECT start, length, hash FROM document WHERE start IS NOT NULL ORDER BY start"
        ).fetchall()
        (length,) = connection.execute("SELECT length FROM corpus").fetchone()
    assert [data[start : start + size].decode() for start, size, _ in rows] == kept
    assert all(digest(data[start : start + size]) == content for start, size, content in rows)
    assert length == len(data)
    assert check("h") == Edits()
    drop("h")
