"""The journal of a comparison, killed at any byte."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen.comparison.journal import JOURNAL, Described, Entry, Journal
from textgen.comparison.results import Adjusted, Answer, Scored, Settings
from textgen.errors import TextgenError

SETTINGS = Settings(("Enter,\n",), "--prompt", 2, 30, 1, 0.7)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def answer(text: str, sample: int, error: str | None = None) -> Answer:
    return Answer(0, sample, 1 + sample, "2026-03-04T05:06:07+00:00", text, 0.5, 0.1, error)


@given(written=st.lists(texts, max_size=4), cut=st.integers(0, 3000))
@settings(deadline=None, max_examples=60)
def test_whatever_was_written_whole_is_there_again(written, cut):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Journal(folder, SETTINGS)) as journal:
            for sample, text in enumerate(written):
                journal.add(Entry("a", answer=answer(text, sample)))
        data = (folder / JOURNAL).read_bytes()
        (folder / JOURNAL).write_bytes(data[:cut])
        whole = max(0, data[:cut].count(b"\n") - 1)
        with closing(Journal(folder, SETTINGS)) as journal:
            expected = {(0, sample): answer(text, sample) for sample, text in enumerate(written[:whole])}
            assert journal.answers("a", None) == expected
            for sample, text in enumerate(written[whole:], whole):
                journal.add(Entry("a", answer=answer(text, sample)))
        assert (folder / JOURNAL).read_bytes() == data


def test_only_what_was_asked_of_the_same_model_and_text_counts(tmp_path):
    scored = Scored(0, 500, 500, 500, 990.5, 0.1)
    with closing(Journal(tmp_path, SETTINGS)) as journal:
        journal.add(Entry("a", "old", answer=answer("From the old model", 0)))
        journal.add(Entry("a", "new", answer=answer("Half a te", 0, error="the server went away")))
        journal.add(Entry("a", "new", scored=scored, held_out="text 0"))
        journal.add(Entry("a", "new", described=Described("a", {"kind": "lstm"}, ())))
    with closing(Journal(tmp_path, replace(SETTINGS, prompts_from="prompts.txt"))) as journal:
        assert journal.answers("a", "new") == {}
        assert journal.answers("a", "old")[0, 0].text == "From the old model"
        assert journal.scored("a", "new", "text 0") == {0: scored}
        assert journal.scored("a", "new", "other 0") == journal.scored("a", "old", "text 0") == {}
        assert journal.described("a", "new").describe == {"kind": "lstm"}
        assert journal.described("b", "new") is None


def test_what_another_model_said_at_the_same_address_does_not_count(tmp_path):
    with closing(Journal(tmp_path, SETTINGS)) as journal:
        for name, text in (("one", "From the first"), ("other", "From the second")):
            journal.add(Entry("a", described=Described(name, {}, ())))
            journal.add(Entry("a", answer=answer(text, len(text) % 2)))
    with closing(Journal(tmp_path, SETTINGS)) as journal:
        assert [found.text for found in journal.answers("a", None).values()] == ["From the second"]
        assert journal.described("a", None).name == "other"


def test_settings_that_were_not_honoured_are_put_together(tmp_path):
    first, second = Adjusted("seed", 1000, 0, "few seeds"), Adjusted("top_k", 4, None, "no such setting")
    with closing(Journal(tmp_path, SETTINGS)) as journal:
        for told in ((first,), (second,), ()):
            journal.add(Entry("a", described=Described("one", {}, told)))
    with closing(Journal(tmp_path, SETTINGS)) as journal:
        assert journal.described("a", None).adjusted == (first, second)


@pytest.mark.parametrize("line", [b"{}", b"[]", b'{"address": 1}', b"\xff", b"[" * 50_000, b""])
def test_a_damaged_line_is_named(line, tmp_path):
    Journal(tmp_path, SETTINGS).close()
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(TextgenError, match=rf"{JOURNAL} is damaged in line 2") as caught:
        Journal(tmp_path, SETTINGS)
    assert "\n" not in caught.value.message
