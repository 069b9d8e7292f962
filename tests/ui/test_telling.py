"""What the app says."""

from __future__ import annotations

import pytest

from textgen import TextgenError
from textgen.ui import telling


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Invalid value for '--batch-size': 'x'", "Invalid value for “Batch size”: 'x'"),
        ("Invalid value for '--output' / '-o': 'x'", "Invalid value for “Output”: 'x'"),
        ("Compare again with --held-out FILE, a text", "Compare again with “Held out” FILE, a text"),
        ("Collect one: textgen collect files FOLDER", "Collect one: the step “Gather”"),
        ("So textgen collect files /a/b.txt makes one", "So the step “Gather” makes one"),
        (
            "Train one: textgen collect files FOLDER, then textgen train",
            "Train one: the step “Gather”, then the step “Train”",
        ),
        ("Train one: textgen train CORPUS", "Train one: the step “Train”"),
        ("So textgen train --model a-b --resume writes it", "So “Go on” in the step “Train” writes it"),
        (
            "It is textgen models list that shows what there is; without --resume a new training begins",
            "It is the step “Write” that shows what there is; without “Go on” a new training begins",
        ),
        ("So - as -- it--was --- is", "So - as -- it--was --- is"),
        ("Nothing in /a b/.uploads-x1/0f3e/my export.zip is", "Nothing in my export.zip is"),
        ("Nothing in /a b/else/0f3e/my export.zip is", "Nothing in /a b/else/0f3e/my export.zip is"),
    ],
)
def test_it_speaks_of_steps_fields_and_uploads_as_the_page_calls_them(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "/a b/.uploads-x1")
    assert telling.plain(typed) == said
    shown = telling.sentence(TextgenError(f"it is {typed}", hint=typed))
    assert shown.count(telling.html(said)) == 2


def test_a_sentence_begins_with_a_capital_but_a_file_is_called_what_it_is_called() -> None:
    for said, shown in [("it is late", "It is late"), ("x.txt is empty", "x.txt is empty")]:
        assert f"<strong>{telling.html(shown)}.</strong>" in telling.sentence(
            TextgenError(said, hint="Wait.")
        )
    shown = telling.sentence(TextgenError("it", hint="textgen generate writes."))
    assert telling.html("The step “Write” writes.") in shown
