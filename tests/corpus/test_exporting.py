"""Corpora for other programs."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import textgen
from textgen import Context, Corpus, Document
from textgen.corpus.exporting import export, export_to
from textgen.errors import CorpusError
from textgen.installation import install_hint


def diary(context: Context) -> Iterator[Document]:
    when = datetime(2024, 5, 17, 12, 30, tzinfo=UTC)
    yield Document(
        "Erster | Tag", "day/1", title="Eins", author="Ana", created=when, kind="post", metadata={"likes": 3}
    )
    yield Document("Zweiter Tag\n", "day/2")


@pytest.fixture
def corpus() -> Corpus:
    textgen.collect(diary)
    return Corpus.open("diary")


def exported(corpus: Corpus, **options: str) -> bytes:
    file = io.BytesIO()
    assert export(corpus, file, **options) == 2  # type: ignore[arg-type]
    return file.getvalue()


def test_text_is_the_corpus_itself(corpus: Corpus) -> None:
    assert exported(corpus) == corpus.path.read_bytes()


def test_text_with_another_delimiter(corpus: Corpus) -> None:
    assert exported(corpus, delimiter="|") == b"Erster   Tag|Zweiter Tag\n|"


def test_json_lines_in_the_form_of_datatrove(corpus: Corpus) -> None:
    lines = exported(corpus, form="jsonl").decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [
        {
            "text": "Erster | Tag",
            "id": "day/1",
            "metadata": {
                "likes": 3,
                "source": "diary",
                "title": "Eins",
                "author": "Ana",
                "created": "2024-05-17T12:30:00+00:00",
                "kind": "post",
            },
        },
        {"text": "Zweiter Tag\n", "id": "day/2", "metadata": {"source": "diary"}},
    ]


def test_parquet_holds_the_same(corpus: Corpus, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "diary.parquet"
    export_to(file, corpus, form="parquet")
    rows = parquet.read_table(file).to_pylist()
    expected = [json.loads(line) for line in exported(corpus, form="jsonl").decode().splitlines()]
    assert [{**row, "metadata": json.loads(row["metadata"])} for row in rows] == expected


def test_parquet_without_pyarrow_names_what_to_install(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CorpusError, match="pyarrow") as caught:
        export_to(tmp_path / "x.parquet", corpus, form="parquet")
    assert caught.value.hint == install_hint("documents")
    assert list(tmp_path.glob("*x.parquet*")) == []


def test_wrong_wishes(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="no form of export"):
        exported(corpus, form="docx")
    with pytest.raises(CorpusError, match="cannot be a delimiter"):
        exported(corpus, delimiter="")
    with pytest.raises(CorpusError, match="is the corpus itself"):
        export_to(corpus.path, corpus)
    assert len(list(corpus.documents())) == 2


def test_what_was_written_by_hand_is_exported_before_it_was_checked(corpus: Corpus) -> None:
    corpus.path.write_text(corpus.path.read_text() + "By hand\n\f")
    file = io.BytesIO()
    assert export(corpus, file, form="jsonl") == 3
    last = json.loads(file.getvalue().decode().split("\n")[2])
    assert (last["text"], last["metadata"]) == ("By hand\n", {"source": "hand"})
