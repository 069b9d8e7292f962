"""Our steps as blocks of datatrove: the shards of tasks, joined, are what one process would have collected."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
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
WORDS = "the keeper wrote down every ship that came and every crate of pears it had on board".split()


def story(number: int, change: int = 0) -> str:
    """An invented text; a change makes a near repeat of it."""
    words = [f"{word}{number}" for word in WORDS * 4]
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
