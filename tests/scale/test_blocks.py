"""Our steps as blocks of datatrove: the shards of tasks, joined, are what one process would collect."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textgen
from textgen import Context, Corpus, Document
from textgen.collecting.merging import merge
from textgen.errors import CorpusError, SourceError
from textgen.scale import Clean, Deduplicate, Filter, Shards, Write, to_datatrove

SITE = "https://pier.example"
NOTICE = "Subscribe to the letter of the pier, which comes on every second Sunday."
WORDS = [
    "the",
    "keeper",
    "wrote",
    "down",
    "every",
    "ship",
    "that",
    "came",
    "and",
    "every",
    "crate",
    "of",
    "pears",
    "it",
    "had",
    "on",
    "board",
]


def story(number: int, change: int = 0) -> str:
    """An invented text; a change makes a near repeat of it."""
    words = [f"{word}{number}" for word in WORDS * 6]
    return " ".join(words[: len(words) - change])


def say(context: Context, documents: Sequence[Document]) -> Iterator[Document]:
    context.drop_shared_lines()
    yield from documents


def write(folder: Path, shares: Sequence[Sequence[Document]], **options: object) -> None:
    """Do what the tasks of an executor do, one after another."""
    for rank, share in enumerate(shares):
        shards = Shards(folder, source="say", near_duplicates=True, shared_lines=True)
        data = map(to_datatrove, share)
        steps = [Clean(shards), Filter(shards, **options), Deduplicate(shards), Write(shards)]
        for step in steps:
            data = step(data, rank, len(shares))
        for _ in data:
            pass


def rows(name: str, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(Corpus.open(name).path.with_suffix(".db"))
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def everything(name: str) -> tuple[object, ...]:
    return (
        Corpus.open(name).path.read_bytes(),
        rows(
            name,
            "SELECT source, uri, start, hash, collected_hash, title, author, created, kind, metadata "
            "FROM document ORDER BY id",
        ),
        rows(name, "SELECT * FROM left_out ORDER BY uri"),
    )


documents = st.builds(
    lambda number, change, uri, notice, title: Document(
        "Short." if number == 5 else story(number, change) + f"\n{NOTICE}" * notice,
        f"{SITE}/{uri}",
        title=title,
    ),
    st.integers(0, 5),
    st.integers(0, 2),
    st.integers(0, 6),
    st.booleans(),
    st.sampled_from(["A", "B", None]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(documents, max_size=6), min_size=1, max_size=4))
def test_joined_shards_are_what_one_process_would_have_collected(shares: list[list[Document]]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTGEN_CORPUS", folder)
        one = textgen.collect(
            say, corpus="one", near_duplicates=True, min_chars=10, documents=[d for s in shares for d in s]
        )
        write(Path(folder) / "shards", shares, min_chars=10)
        many = merge([f"{folder}/shards"], "many")
        assert {**many.to_json(), "corpus": "one", "seconds": 0} == {**one.to_json(), "seconds": 0}
        if one.documents:
            assert everything("many") == everything("one")


def test_a_shard_is_an_ordinary_corpus(tmp_path: Path) -> None:
    write(tmp_path / "corpus", [[Document(story(1), "1"), Document("", "2"), Document(story(1), "3")]])
    assert [document.uri for document in Corpus.open("00000").documents()] == ["1"]
    assert rows("00000", "SELECT uri, reason FROM left_out") == [("2", "empty")]
    summary = merge(["00000"], "all")
    assert (summary.documents, summary.skipped) == (1, {"empty": 1, "exact repeat": 1})


def test_what_someone_took_out_of_a_shard_stays_out(tmp_path: Path) -> None:
    write(tmp_path / "corpus", [[Document(story(number), str(number)) for number in (1, 2, 1, 3)]])
    path = tmp_path / "corpus/00000.txt"
    path.write_text(path.read_text().replace(f"{story(1)}\f", ""))
    merge(["00000"], "all")
    assert [document.uri for document in Corpus.open("all").documents()] == ["2", "3"]


def test_a_document_keeps_all_that_is_known_of_it(tmp_path: Path) -> None:
    whole = Document(
        story(1), "1", "Title", "Author", datetime(2026, 1, 2, tzinfo=UTC), "page", {"pages": [1, None]}
    )
    write(tmp_path / "shards", [[whole]])
    merge([str(tmp_path / "shards")], "all")
    assert [*Corpus.open("all").documents()] == [whole]


def test_what_another_program_says_of_a_document_stays_with_it(tmp_path: Path) -> None:
    theirs = to_datatrove(Document(story(1), "1"))
    theirs.metadata = {"created": "2026-01-02", "title": 5, "author": "A. Keeper", "url": "u"}
    [*Write(Shards(tmp_path / "shards", source="say"))([theirs])]
    merge([str(tmp_path / "shards")], "all")
    (document,) = Corpus.open("all").documents()
    assert (document.created, document.title, document.author) == (None, None, "A. Keeper")
    assert document.metadata == {"created": "2026-01-02", "title": 5, "url": "u"}


def test_a_folder_is_merged_into_a_corpus_of_its_own(tmp_path: Path) -> None:
    for number in (1, 2):
        textgen.collect(say, corpus=f"c{number}", documents=[Document(story(number), str(number))])
    assert merge(["./corpus"], "all").added == 2
    assert merge(["./corpus", "corpus/c1.txt", "c2"], "all").added == 0


def test_shards_and_other_corpora_are_not_merged_at_once(tmp_path: Path) -> None:
    write(tmp_path / "corpus", [[Document(story(1), "1")]])
    textgen.collect(say, corpus="other", documents=[Document(story(2), "2")])
    with pytest.raises(CorpusError, match="not the shards of one collection"):
        merge(["00000", "other"], "all")


def test_a_folder_without_a_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus in"):
        merge([str(tmp_path / "nowhere")], "all")


def test_a_wrong_language_is_met_before_a_task_begins() -> None:
    with pytest.raises(SourceError, match="no language"):
        Filter(Shards("shards", source="say"), language="xx")


def test_an_interrupted_task_leaves_nothing_half(tmp_path: Path) -> None:
    shards = Shards(tmp_path / "shards", source="say")
    writing = Write(shards)(map(to_datatrove, [Document(story(1), "1"), Document(story(2), "2")]))
    next(writing)
    writing.close()
    assert [*(tmp_path / "shards").iterdir()] == []
