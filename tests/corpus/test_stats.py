"""A corpus in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import textgen
from textgen import Context, Corpus, Document
from textgen.corpus import stats
from textgen.corpus.opening import drop


def posts(context: Context, texts: list[str]) -> Iterator[Document]:
    for number, text in enumerate(texts):
        created = datetime.fromisoformat(f"2020-01-0{number % 9 + 1}T01:00:00+02:00")
        yield Document(text, f"post/{number}", kind="post", created=created)


def test_an_example() -> None:
    textgen.collect(posts, texts=["Grüße aus Wien\n", "zwei Wörter"])
    found = Corpus.open("posts").stats()
    assert found.to_json() == {
        "documents": 2,
        "characters": 28,
        "bytes": 31,
        "words": 5,
        "lines": 1,
        "longest": 17,
        "different_characters": len(set("Grüße aus Wien\n\fzwei Wörter")),
        "common_characters": found.common_characters,
        "sources": {"posts": 2},
        "kinds": {"post": 2},
        "first": "2019-12-31T23:00:00Z",
        "last": "2020-01-01T23:00:00Z",
    }
    assert next(iter(found.common_characters.items())) == ("e", 4)


@given(st.lists(st.text("ab é😀\n", min_size=1).filter(str.strip), min_size=1, max_size=5), st.integers(1, 9))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_do_not_depend_on_how_the_file_is_cut_up(texts: list[str], chunk: int) -> None:
    textgen.collect(posts, texts=texts, raw=True, keep_duplicates=True)
    corpus = Corpus.open("posts")
    text = corpus.path.read_bytes().decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stats, "CHUNK", chunk)
        found = corpus.stats()
    assert found.characters == len(text)
    assert found.words == len(text.split())
    assert found.lines == text.count("\n")
    assert dict(found.common_characters) == dict(Counter(text).most_common(20))
    assert found.longest == max(len(part.encode()) for part in texts)
    drop("posts")
