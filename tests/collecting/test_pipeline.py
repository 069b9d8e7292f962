"""From a source to a corpus, as someone who calls ``textgen.collect`` sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
import typer
from sites import page, serving

import textgen
from textgen import Context, Corpus, Document, SourceError, TextgenError, plugins
from textgen.collecting.pipeline import COMMON_OPTIONS, collect
from textgen.errors import CorpusError, PluginError
from textgen.web import FetchError

LONG = "A text of more than fifty characters, so that a second one is a copy of it."


def say(context: Context, texts: list[str]) -> Iterator[Document]:
    """Texts, each with its number as uri."""
    for number, text in enumerate(texts):
        yield Document(text, f"text/{number}")


def mail(context: Context, boxes: dict[str, list[str]]) -> Iterator[Document]:
    """Boxes of several letters, each box read only when it has changed."""
    for name, letters in boxes.items():
        if context.seen(name, str(letters)):
            continue
        context.log(f"reading {name}")
        for number, letter in enumerate(letters):
            if letter == "broken":
                context.fail(f"{name}/{number}", "broken letter")
            else:
                yield Document(letter, f"{name}/{number}")


def stored(name: str = "say") -> list[str]:
    return [document.text for document in Corpus.open(name).documents()]


def test_the_text_can_be_read_and_the_rest_is_remembered() -> None:
    when = datetime(2024, 5, 17, 12, 30, tzinfo=UTC)

    def diary(context: Context) -> Iterator[Document]:
        yield Document(
            "Dear diary…",
            "day/1",
            title="Überschrift",
            author="Ana",
            created=when,
            kind="post",
            metadata={"likes": 3},
        )
        yield Document("Nothing today.\n", "day/2")

    summary = textgen.collect(diary)
    corpus = Corpus.open("diary")
    assert corpus.path.read_bytes() == "Dear diary…\fNothing today.\n\f".encode()
    assert corpus.delimiter == "\f"
    first, second = corpus.documents()
    assert first == Document(
        "Dear diary…",
        "day/1",
        title="Überschrift",
        author="Ana",
        created=when,
        kind="post",
        metadata={"likes": 3},
    )
    assert second == Document("Nothing today.\n", "day/2")
    assert summary.to_json() == {
        "corpus": "diary",
        "documents": 2,
        "characters": 28,
        "bytes": 30,
        "added": 2,
        "replaced": 0,
        "skipped": {},
        "failed": {},
        "seconds": summary.seconds,
        "notes": {},
    }
    assert summary.complete
    assert sorted(path.name for path in corpus.folder.iterdir()) == ["diary.db", "diary.txt"]


def test_characters_and_bytes_are_those_of_the_file() -> None:
    summary = collect(say, texts=["é" * 10, "😀", "plain"], delimiter="§§")
    text = Corpus.open("say").path.read_text(encoding="utf-8")
    assert (summary.characters, summary.bytes) == (len(text), len(text.encode()))


def test_a_second_run_adds_what_is_new_and_replaces_what_changed() -> None:
    collect(say, texts=["one", "two", "three"])
    summary = collect(say, texts=["one", "two, but longer", "three", "four"])
    assert (summary.added, summary.replaced, summary.documents) == (1, 1, 4)
    assert stored() == ["one", "two, but longer", "three", "four"]
    before = Corpus.open("say").path.read_bytes()
    again = collect(say, texts=["one", "two, but longer", "three", "four"])
    assert (again.added, again.replaced, again.complete) == (0, 0, True)
    assert Corpus.open("say").path.read_bytes() == before


def test_replacing_takes_the_new_title_and_keeps_the_place() -> None:
    def titled(context: Context, title: str, text: str) -> Iterator[Document]:
        yield Document(text, "a", title=title)
        yield Document("stays", "b", title="B")

    collect(titled, title="old", text="some text")
    collect(titled, title="new", text="")
    collect(titled, title="new", text="other text")
    first, second = Corpus.open("titled").documents()
    assert (first.text, first.title, second.title) == ("other text", "new", "B")


def test_the_last_of_two_texts_with_one_uri_is_kept() -> None:
    def stutter(context: Context) -> Iterator[Document]:
        yield Document("first version", "a")
        yield Document("second version", "a")
        yield Document("other", "b")

    collect(stutter)
    assert stored("stutter") == ["second version", "other"]
    collect(stutter)
    assert stored("stutter") == ["second version", "other"]


def test_what_was_seen_is_not_read_again() -> None:
    logged: list[str] = []
    boxes = {"in": ["hello", "again"], "out": ["yes", "broken"], "new": ["so"]}
    first = collect(mail, boxes=boxes, on_log=logged.append)
    assert (first.added, first.failed, first.complete) == (4, {"broken letter": 1}, False)
    logged.clear()
    second = collect(mail, boxes=boxes, on_log=logged.append)
    assert logged == ["reading out"]  # it failed, so the next run tries again
    assert (second.added, second.documents) == (0, 4)
    logged.clear()
    collect(
        mail, boxes={**boxes, "in": ["hello", "again", "and again"], "out": ["yes"]}, on_log=logged.append
    )
    assert logged == ["reading in", "reading out"]
    assert stored("mail") == ["hello", "again", "yes", "so", "and again"]
    assert collect(mail, boxes={"in": ["hello", "again", "and again"]}).complete  # nothing new is no failure


def test_what_was_seen_under_other_rules_is_read_again() -> None:
    boxes = {"in": ["short", "long enough"]}
    assert collect(mail, boxes=boxes, min_chars=8).skipped == {"shorter than --min-chars": 1}
    assert collect(mail, boxes=boxes).added == 1
    assert stored("mail") == ["long enough", "short"]


def test_a_uri_that_was_cut_short_is_read_again() -> None:
    boxes = {"one": ["a", "b", "c"], "two": ["d"]}
    collect(mail, boxes=boxes, limit=2)
    assert stored("mail") == ["a", "b"]
    collect(mail, boxes=boxes)
    assert stored("mail") == ["a", "b", "c", "d"]


def test_the_limit_counts_new_documents() -> None:
    collect(say, texts=["1", "2", "3", "4"], limit=2)
    assert stored() == ["1", "2"]
    collect(say, texts=["1", "2", "3", "4"], limit=1)
    assert stored() == ["1", "2", "3"]


def test_texts_are_cleaned() -> None:
    collect(say, texts=["caf\u0065\u0301\r\n\u200bsÃ©\x00", "page\fbreak"])
    assert stored() == ["café\nsé", "page break"]


def test_raw_texts_stay_as_they_are_but_for_the_delimiter() -> None:
    collect(say, texts=["cafe\u0301\r\n\u200bsÃ©\x00", "page\fbreak", "half \ud83d"], raw=True)
    assert stored() == ["cafe\u0301\r\n\u200bsÃ©\x00", "page break", "half \ufffd"]


@pytest.mark.parametrize("delimiter", ["|", "\n\n", "<|end|>", "😀"])
def test_another_delimiter(delimiter: str) -> None:
    collect(say, texts=["one", f"two{delimiter}three\fpage"], delimiter=delimiter)
    corpus = Corpus.open("say")
    assert corpus.delimiter == delimiter
    assert corpus.path.read_bytes().decode() == f"one{delimiter}two threepage{delimiter}"
    collect(say, texts=["one", "two", "three"])  # the corpus's own is known from now on
    with pytest.raises(CorpusError, match="has the delimiter"):
        collect(say, texts=["four"], delimiter="§")


def test_empty_short_and_repeated_texts_are_left_out_with_a_reason(tmp_path: Path) -> None:
    texts = [LONG, "", " \n\t ", "hi", "hello there", LONG + "\r", LONG + "!", "hello there"]
    file = tmp_path / "dropped.jsonl"
    summary = collect(say, texts=texts, min_chars=5, dropped=file)
    assert stored() == [LONG, "hello there", LONG + "\n", LONG + "!", "hello there"]
    assert summary.skipped == {"empty": 2, "shorter than --min-chars": 1}
    again = collect(say, corpus="say2", texts=[LONG, "x", LONG, LONG], dropped=file)
    assert again.skipped == {"exact repeat": 2}
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"uri": "text/2", "reason": "exact repeat", "text": LONG},
        {"uri": "text/3", "reason": "exact repeat", "text": LONG},
    ]
    assert collect(say, corpus="say3", texts=[LONG, LONG], keep_duplicates=True).added == 2


def test_repeats_are_found_across_runs_and_sources() -> None:
    def other(context: Context) -> Iterator[Document]:
        yield Document(LONG, "elsewhere")

    collect(say, texts=[LONG])
    assert collect(other, corpus="say").skipped == {"exact repeat": 1}


def test_the_old_text_of_a_replaced_document_is_no_repeat() -> None:
    moved = LONG.upper()
    collect(say, texts=[LONG, "x"])
    collect(say, texts=[moved, "x", LONG])
    assert stored() == [moved, "x", LONG]


def test_a_repeat_is_looked_at_again_when_what_it_repeats_has_changed() -> None:
    def files(context: Context, texts: list[str]) -> Iterator[Document]:
        for number, text in enumerate(texts):
            if not context.seen(f"file/{number}", text):
                yield Document(text, f"file/{number}")

    assert collect(files, texts=[LONG, LONG]).skipped == {"exact repeat": 1}
    assert collect(files, texts=[LONG, LONG]).skipped == {"exact repeat": 1}
    collect(files, texts=[LONG + " It has changed.", LONG])
    assert stored("files") == [LONG + " It has changed.", LONG]


def test_two_sources_may_use_the_same_uri() -> None:
    def other(context: Context) -> Iterator[Document]:
        yield Document("from elsewhere", "text/0")

    collect(say, texts=["from here"])
    assert collect(other, corpus="say").added == 1
    assert stored() == ["from here", "from elsewhere"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    shown: list[Document] = []
    summary = collect(say, texts=["one\r\n", "", LONG, LONG], dry_run=True, on_document=shown.append)
    assert [document.text for document in shown] == ["one\n", LONG]
    assert (summary.documents, summary.skipped) == (2, {"empty": 1, "exact repeat": 1})
    assert not (tmp_path / "corpus").exists()


def test_fresh_starts_anew() -> None:
    collect(say, texts=["old", "older"], delimiter="|")
    summary = collect(say, texts=["new"], fresh=True)
    assert (summary.documents, summary.added) == (1, 1)
    assert Corpus.open("say").path.read_text() == "new\f"
    assert sorted(path.name for path in Corpus.open("say").folder.iterdir()) == ["say.db", "say.txt"]


def test_fresh_keeps_the_old_corpus_until_the_new_one_is_complete() -> None:
    def breaking(context: Context, at: int) -> Iterator[Document]:
        for number in range(4):
            if number == at:
                raise ZeroDivisionError
            yield Document(f"new {number}", f"{number}")

    collect(say, corpus="c", texts=["old"])
    with pytest.raises(SourceError):
        collect(breaking, corpus="c", at=2, fresh=True)
    assert stored("c") == ["old"]
    collect(say, corpus="c", texts=["old", "goes on"])
    assert stored("c") == ["old", "goes on"]
    assert not collect(say, corpus="c", texts=[], fresh=True).complete
    assert stored("c") == ["old", "goes on"]
    collect(breaking, corpus="c", at=9, fresh=True)
    assert stored("c") == [f"new {number}" for number in range(4)]


def test_fresh_takes_the_place_of_a_damaged_corpus() -> None:
    collect(say, texts=["old"])
    Corpus.open("say").database.write_bytes(b"no database" * 1000)
    collect(say, texts=["new"], fresh=True)
    assert stored() == ["new"]


def test_nothing_collected_leaves_nothing_behind(tmp_path: Path) -> None:
    summary = collect(say, texts=[])
    assert (summary.documents, summary.complete) == (0, False)
    assert list((tmp_path / "corpus").iterdir()) == []
    with pytest.raises(CorpusError):
        Corpus.open("say")


def test_a_source_that_gives_nothing_is_incomplete_also_for_a_good_corpus() -> None:
    collect(say, texts=["good"])
    assert not collect(say, texts=[]).complete
    assert collect(say, texts=["good"]).complete


def test_a_source_that_breaks_down_is_named_and_what_came_before_is_kept() -> None:
    def frail(context: Context) -> Iterator[Document]:
        yield Document("before", "a")
        raise KeyError("oh")

    def wrong(context: Context) -> Iterator[Document]:
        yield "just text"  # type: ignore[misc]

    with pytest.raises(SourceError, match=r"the source frail broke down: KeyError: 'oh'") as caught:
        collect(frail)
    assert isinstance(caught.value.__cause__, KeyError)
    assert stored("frail") == ["before"]
    with pytest.raises(SourceError, match="gave str, not Document"):
        collect(wrong)

    def leaving(context: Context) -> Iterator[Document]:
        yield Document("before", "a")
        raise SystemExit("enough")

    with pytest.raises(SourceError, match="the source leaving broke down: SystemExit: enough"):
        collect(leaving)
    assert stored("leaving") == ["before"]


def test_an_error_of_ours_comes_as_it_is() -> None:
    def missing(context: Context) -> Iterator[Document]:
        yield Document("before", "a")
        raise SourceError("no such file", hint="Look for it.")

    with pytest.raises(SourceError, match=r"^no such file$"):
        collect(missing)
    assert stored("missing") == ["before"]


def test_an_unknown_source_and_a_bad_corpus_name() -> None:
    with pytest.raises(TextgenError, match="filez") as caught:
        collect("filez")
    assert "files" in caught.value.hint
    with pytest.raises(TextgenError, match="cannot name a corpus"):
        collect(say, corpus="a/b", texts=["x"])


def test_odd_names_and_metadata_can_be_stored() -> None:
    def odd(context: Context) -> Iterator[Document]:
        yield Document("text", "file\udcff.txt", title="half \ud83d", metadata={"a": ["\ud83d", None, 2**70]})
        context.skip("\udcff", "odd\udcff", "\udcff")
        context.fail("\udcff", "odd")

    summary = collect(odd)
    assert summary.added == 1
    (document,) = Corpus.open("odd").documents()
    assert (document.uri, document.metadata["a"]) == (r"file\udcff.txt", ["\ud83d", None, 2**70])
    assert collect(odd).added == 0


@pytest.fixture
def with_cleaner(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def install(*cleaners: plugins.Cleaner) -> None:
        given = {cleaner.__name__: cleaner for cleaner in cleaners}
        registry = plugins.Registry((plugins.Plugin("test", "test", "1", "test", cleaners=given),))
        monkeypatch.setattr(plugins, "load", lambda: registry)

    return install


def test_cleaners_of_plugins_run_after_ours(with_cleaner: Callable[..., None]) -> None:
    def a_shout(document: Document) -> Document:
        assert "\r" not in document.text
        return replace(document, text=document.text.upper())

    def b_refuse(document: Document) -> Document | tuple[None, str]:
        return (None, "too loud") if "LOUD" in document.text else document

    with_cleaner(a_shout, b_refuse)
    summary = collect(say, texts=["quiet\r\n", "loud"])
    assert stored() == ["QUIET\n"]
    assert summary.skipped == {"too loud": 1}
    collect(say, corpus="raw", texts=["loud"], raw=True)
    assert stored("raw") == ["loud"]


def test_a_cleaner_that_breaks_down_is_named(with_cleaner: Callable[..., None]) -> None:
    def picky(document: Document) -> Document:
        if document.text == "two":
            raise ValueError("no two")
        return document

    with_cleaner(picky)
    with pytest.raises(PluginError, match=r"the cleaner picky broke down at text/1: ValueError: no two"):
        collect(say, texts=["one", "two"])
    assert stored() == ["one"]


def test_the_runs_are_stored() -> None:
    from textgen.corpus.listing import details

    collect(mail, boxes={"a": ["one", "broken", ""]})
    collect(mail, boxes={"a": ["one", "broken", ""], "b": ["two"]})
    newest, oldest = details(Corpus.open("mail")).runs
    assert (oldest.added, oldest.skipped, oldest.failed) == (1, {"empty": 1}, {"broken letter": 1})
    assert (newest.source, newest.added, newest.replaced) == ("mail", 1, 0)
    assert details(Corpus.open("mail")).failures == {"a/1": "broken letter"}


def test_a_source_can_count_many_things_that_it_left_out_as_one(tmp_path: Path) -> None:
    from textgen.corpus.listing import details

    def chat(context: Context) -> Iterator[Document]:
        yield Document("mine", "1")
        context.skip("chat/7", "by others", count=1000)
        context.skip("2", "a greeting", "hello")

    file = tmp_path / "dropped.jsonl"
    summary = collect(chat, dropped=file)
    assert summary.skipped == {"by others": 1000, "a greeting": 1}
    assert details(Corpus.open("chat")).runs[0].skipped == summary.skipped
    assert [json.loads(line) for line in file.read_text("utf-8").splitlines()] == [
        {"uri": "chat/7", "reason": "by others", "text": ""},
        {"uri": "2", "reason": "a greeting", "text": "hello"},
    ]


def test_what_a_source_says_of_the_run_is_in_the_summary() -> None:
    def diary(context: Context) -> Iterator[Document]:
        context.note("owner", "Ana")
        context.note("owner", "Ana or Anna")
        yield Document("mine", "1")

    assert collect(diary).notes == {"owner": "Ana or Anna"}


def test_what_only_the_user_can_decide_is_asked() -> None:
    def letters(context: Context) -> Iterator[Document]:
        yield Document("mine", "1")
        if context.confirm("Theirs, too?"):
            yield Document("theirs", "2")

    questions: list[str] = []

    def no(question: str) -> bool:
        questions.append(question)
        return False

    assert collect(letters, on_question=no).documents == 1
    assert questions == ["Theirs, too?"]
    assert collect(letters).documents == 2  # nobody to ask: the caller knows what it does


def test_progress_is_told() -> None:
    def counting(context: Context) -> Iterator[Document]:
        for number in range(3):
            context.progress(number, 3)
            yield Document(f"text {number}", f"{number}")

    told: list[tuple[int, float, float | None]] = []
    collect(counting, on_progress=lambda now: told.append((now.documents, now.done, now.total)))
    assert told == [(0, 0, 3), (1, 0, 3), (1, 1, 3), (2, 1, 3), (2, 2, 3), (3, 2, 3)]


def test_the_names_of_the_common_options_are_the_parameters_of_collect() -> None:
    import inspect

    from textgen.cli.collect import _collect

    options = {name.replace("-", "_") for name in COMMON_OPTIONS} - {"json"}
    assert options == {
        name for name in inspect.signature(collect).parameters if not name.startswith("on_")
    } - {
        "source",
        "arguments",
    }
    assert options == set(inspect.signature(_collect).parameters) - {"source", "arguments", "as_json"}


def test_a_typer_annotated_source_is_an_ordinary_function() -> None:
    def annotated(
        context: Context,
        words: Annotated[list[str], typer.Argument(help="Words.")],
        times: Annotated[int, typer.Option(help="How often.")] = 2,
    ) -> Iterator[Document]:
        for word in words:
            yield Document(word * times, word)

    assert [document.text for document in annotated(Context(), ["a"])] == ["aa"]
    collect(annotated, words=["b"], times=3)
    assert stored("annotated") == ["bbb"]


def test_private_computers_are_asked_only_where_the_user_allows_it() -> None:
    def pages(context: Context, url: str) -> Iterator[Document]:
        """Pages."""
        try:
            yield Document(context.http.get(url).body.decode(), url)
        except FetchError as error:
            context.fail(url, error.reason)

    with serving() as site:
        site.answers["/a"] = page("words")
        refused = collect(pages, url=f"{site.url}/a")
        assert refused.failed == {"its address is not a public one (loopback)": 1}
        assert site.asked == []
        assert collect(pages, url=f"{site.url}/a", allow_private=True).documents == 1
