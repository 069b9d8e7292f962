"""Several corpora as one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import textgen
from textgen import Context, Corpus, Document
from textgen.collecting.merging import merge
from textgen.errors import CorpusError

LONG = "A text of more than fifty characters, which is in both corpora."


def say(context: Context, texts: list[str]) -> Iterator[Document]:
    for number, text in enumerate(texts):
        yield Document(text, f"text/{number}", title=text[:1])


@pytest.fixture(autouse=True)
def corpora() -> None:
    textgen.collect(say, corpus="a", texts=["Apfel", LONG], delimiter="|")
    textgen.collect(say, corpus="b", texts=["Birne", LONG, "Banane"], delimiter="|")


def test_their_documents_come_together_without_repeats() -> None:
    summary = merge(["a", "b"], "fruit")
    assert (summary.corpus, summary.added, summary.skipped) == ("fruit", 4, {"exact repeat": 1})
    fruit = Corpus.open("fruit")
    assert fruit.path.read_text() == f"Apfel|{LONG}|Birne|Banane|"
    assert [(document.uri, document.title) for document in fruit.documents()] == [
        ("a/say/text/0", "A"),
        ("a/say/text/1", "A"),
        ("b/say/text/0", "B"),
        ("b/say/text/2", "B"),
    ]
    assert Corpus.open("a").stats().documents == 2


def test_merging_again_adds_what_is_new_since() -> None:
    merge(["a", "b"], "fruit")
    textgen.collect(say, corpus="a", texts=["Apfel, rot", LONG, "Ananas"])
    summary = merge(["a", "b"], "fruit")
    assert (summary.added, summary.replaced) == (1, 1)
    assert Corpus.open("fruit").path.read_text() == f"Apfel, rot|{LONG}|Birne|Banane|Ananas|"


def test_into_one_of_them() -> None:
    merge(["a", "b"], "a")
    assert Corpus.open("a").path.read_text() == f"Apfel|{LONG}|Birne|Banane|"


def test_delimiters_that_differ_become_the_usual_one() -> None:
    textgen.collect(say, corpus="c", texts=["Citrone|gelb"])
    merge(["a", "c"], "fruit")
    assert Corpus.open("fruit").path.read_text() == f"Apfel\f{LONG}\fCitrone|gelb\f"
    merge(["c"], "a")
    assert Corpus.open("a").path.read_text() == f"Apfel|{LONG}|Citrone gelb|"


def test_wrong_wishes() -> None:
    with pytest.raises(CorpusError, match="there is no corpus 'd'"):
        merge(["a", "d"], "fruit")
    with pytest.raises(CorpusError, match="there is nothing to merge"):
        merge(["a"], "a")
    assert Corpus.names() == ["a", "b"]
