"""What a run leaves out as a repeat, as someone who calls ``textgen.collect`` sees it."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from textgen import Context, Corpus, Document, SourceError
from textgen.collecting.pipeline import collect

FIXTURE = Path(__file__).parent.parent / "fixtures/corpora/before_near_duplicates.sql"
FERRY = (
    "The ferry leaves the island at seven in the morning, and whoever misses it waits until the evening "
    "with a book and a flask of tea."
)
BUTTONS = (
    "My grandmother kept her buttons in a tin that had once held biscuits, sorted by nothing but the order "
    "in which they had come off."
)
RANDOM = random.Random(7)  # noqa: S311 - no secret
LONG = [" ".join(f"w{RANDOM.randrange(3000)}" for _ in range(100)) for _ in range(4)]


def near(text: str, word: str = "otherwise") -> str:
    return f"{text.rpartition(' ')[0]} {word}"


def say(context: Context, texts: dict[str, str]) -> Iterator[Document]:
    for uri, text in texts.items():
        yield Document(text, uri)


def stored(name: str = "say") -> list[str]:
    return [document.uri for document in Corpus.open(name).documents()]


def reasons(name: str = "say") -> dict[str, str]:
    with sqlite3.connect(Corpus.open(name).database) as connection:
        found = dict(connection.execute("SELECT uri, reason FROM left_out"))
    connection.close()
    return found


def test_the_older_is_kept_and_the_newer_left_out_with_what_it_repeats(tmp_path: Path) -> None:
    dropped = tmp_path / "dropped.jsonl"
    texts = {"a": LONG[0], "b": LONG[1], "copy": near(LONG[0]), "loud": LONG[1].upper() + "!"}
    summary = collect(say, texts=texts, near_duplicates=True, dropped=dropped)
    assert summary.skipped == {"near duplicate": 2}
    assert stored() == ["a", "b"]
    assert reasons() == {"copy": "near duplicate of a", "loud": "near duplicate of b"}
    lines = [json.loads(line) for line in dropped.read_text("utf-8").splitlines()]
    assert lines[0] == {"uri": "copy", "reason": "near duplicate of a", "text": near(LONG[0])}


def test_without_the_option_they_are_kept() -> None:
    summary = collect(say, texts={"a": LONG[0], "copy": near(LONG[0])})
    assert (summary.added, summary.skipped) == (2, {})


def test_later_runs_know_the_documents_of_earlier_ones_of_any_source() -> None:
    collect(say, corpus="all", texts={"a": LONG[0]}, near_duplicates=True)

    def other(context: Context) -> Iterator[Document]:
        yield Document(near(LONG[0]), "copy")
        yield Document(LONG[2], "c")

    assert collect(other, corpus="all", near_duplicates=True).skipped == {"near duplicate": 1}
    assert collect(other, corpus="all", near_duplicates=True).skipped == {"near duplicate": 1}
    assert collect(other, corpus="all").added == 1  # no longer asked for, so it is not left out


def test_a_document_that_changes_a_little_takes_its_own_place() -> None:
    collect(say, texts={"a": LONG[0], "b": LONG[1]}, near_duplicates=True)
    summary = collect(say, texts={"a": near(LONG[0]), "b": near(LONG[0], "b")}, near_duplicates=True)
    assert (summary.replaced, summary.skipped) == (1, {"near duplicate": 1})
    assert [document.text for document in Corpus.open("say").documents()] == [near(LONG[0]), LONG[1]]


def test_what_is_replaced_in_this_run_is_repeated_no_more() -> None:
    collect(say, texts={"a": LONG[0]}, near_duplicates=True)
    summary = collect(say, texts={"a": LONG[1], "b": near(LONG[0]), "c": near(LONG[1])}, near_duplicates=True)
    assert (summary.replaced, summary.added, summary.skipped) == (1, 1, {"near duplicate": 1})
    assert reasons() == {"c": "near duplicate of a"}


def test_a_copy_of_what_was_removed_or_edited_by_hand_stays_away() -> None:
    collect(say, texts={"a": LONG[0], "between": LONG[2], "b": LONG[1]}, near_duplicates=True)
    path = Corpus.open("say").path
    path.write_text(path.read_text().replace(LONG[0] + "\f", "").replace(LONG[1], "By hand."))
    summary = collect(say, texts={"a2": near(LONG[0]), "b2": near(LONG[1])}, near_duplicates=True)
    assert summary.skipped == {"removed from the corpus before": 1, "edited by hand in the corpus": 1}
    assert reasons() == {
        "a2": "removed from the corpus before, as a",
        "b2": "edited by hand in the corpus, as b",
    }
    assert path.read_text() == f"{LONG[2]}\fBy hand.\f"


def test_short_texts_are_left_to_the_exact_rule() -> None:
    greetings = {
        "1": "Happy birthday to you, my dear!",
        "2": "Happy birthday to you my dear",
        "3": "So what?",
    }
    unspaced = {"4": "x" * 80, "5": "x" * 80 + "!", "6": "one two three four".replace(" ", "x" * 20)}
    assert collect(say, texts={**greetings, **unspaced}, near_duplicates=True).skipped == {}


def test_chinese_is_compared_by_characters() -> None:
    text = "".join(chr(RANDOM.randrange(0x4E00, 0x6000)) for _ in range(200))
    texts = {"a": text, "copy": f"{text[:99]}好{text[100:]}", "other": text[::-1]}
    assert collect(say, texts=texts, near_duplicates=True).skipped == {"near duplicate": 1}


def test_a_trial_finds_them_too() -> None:
    kept: list[str] = []
    collect(
        say,
        texts={"a": LONG[0], "copy": near(LONG[0])},
        near_duplicates=True,
        dry_run=True,
        on_document=lambda document: kept.append(document.uri),
    )
    assert kept == ["a"]


def test_keeping_exact_repeats_and_leaving_out_near_ones_is_refused(textgen: Callable[..., Any]) -> None:
    with pytest.raises(SourceError, match="near duplicates"):
        collect(say, texts={}, near_duplicates=True, keep_duplicates=True)
    result = textgen("collect", "files", ".", "--near-duplicates", "--keep-duplicates")
    assert result.code == 1
    assert "Give either --near-duplicates or --keep-duplicates." in result.stderr


def test_a_container_is_read_again_when_near_duplicates_count() -> None:
    read: list[int] = []

    def box(context: Context) -> Iterator[Document]:
        if not context.seen("box", "1"):
            read.append(1)
            yield Document(LONG[0], "box/1")
            yield Document(near(LONG[0]), "box/2")

    for near_duplicates in (False, False, True, True):
        collect(box, near_duplicates=near_duplicates)
    assert len(read) == 2


PLUGIN = """
import textgen
from textgen import Context, Document

def echo(context: Context):
    '''The same twice, nearly.'''
    words = [f"word{number}" for number in range(100)]
    yield Document(" ".join(words), "first")
    yield Document(" ".join(words[1:]), "second")

@textgen.hookimpl
def textgen_sources(register):
    register(echo, near_duplicates=True)
"""


def test_a_source_may_say_that_its_near_duplicates_are_left_out(
    tmp_path: Path, textgen: Callable[..., Any]
) -> None:
    (tmp_path / "site/acme-1.0.dist-info").mkdir(parents=True)
    (tmp_path / "site/acme_plugin.py").write_text(PLUGIN, "utf-8")
    about = tmp_path / "site/acme-1.0.dist-info"
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[textgen]\nacme = acme_plugin\n")
    env = {"PYTHONPATH": os.fspath(tmp_path / "site")}
    assert "1 near duplicate" in textgen("collect", "echo", env=env).stdout
    kept = textgen("collect", "echo", "--keep-duplicates", "--json", env=env)
    assert json.loads(kept.stdout)["added"] == 1


def test_web_pages_that_nearly_repeat_older_ones_are_left_out() -> None:
    from textgen import plugins

    registry = plugins.load()
    assert {name for name in registry.sources if registry.skips_near_duplicates(name)} == {"web"}


@pytest.fixture
def old_corpus() -> Corpus:
    """A corpus of textgen 0.1.0 before it knew near duplicates."""
    folder = Path(os.environ["TEXTGEN_CORPUS"])
    folder.mkdir()
    connection = sqlite3.connect(folder / "old.db")
    connection.executescript(FIXTURE.read_text("utf-8"))
    connection.close()
    (folder / "old.txt").write_text(f"{FERRY}\f{BUTTONS}\f", "utf-8")
    return Corpus.open("old")


def letters(context: Context, texts: dict[str, str]) -> Iterator[Document]:
    for uri, text in texts.items():
        if not context.seen(uri, uri.partition("/")[2]):
            yield Document(text, uri)


@pytest.mark.parametrize("near_duplicates", [False, True])
def test_a_corpus_made_before_goes_on(old_corpus: Corpus, near_duplicates: bool) -> None:
    texts = {"letter/0": FERRY, "letter/1": BUTTONS, "letter/2": LONG[2]}  # the last was removed by hand
    summary = collect(letters, corpus="old", texts=texts, near_duplicates=near_duplicates)
    assert (summary.added, summary.replaced, summary.found) == (0, 0, 3)
    assert sum(summary.skipped.values()) == near_duplicates  # seen with these rules, or read again
    summary = collect(
        letters, corpus="old", texts={"letter/3": near(FERRY, "gin")}, near_duplicates=near_duplicates
    )
    assert summary.skipped == ({"near duplicate": 1} if near_duplicates else {})
    assert stored("old") == ["letter/0", "letter/1"] + ["letter/3"] * (not near_duplicates)


def test_nothing_heavy_is_loaded_for_those_who_do_not_ask(tmp_path: Path) -> None:
    code = (
        "import sys, textgen\n"
        "from textgen import Document\n"
        "def say(context):\n"
        "    yield Document('a text of some length ' * 10, 'a')\n"
        "for options in ({}, {'near_duplicates': True}, {'language': 'en'}):\n"
        "    textgen.collect(say, **options)\n"
        "    print('numpy' in sys.modules, 'py3langid' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:3] == ["False False", "True False", "True True"]
