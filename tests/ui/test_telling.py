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
        ("what - as -- it--was --- is", "what - as -- it--was --- is"),
        ("Nothing in /a b/.uploads-x1/0f3e/my export.zip is", "Nothing in my export.zip is"),
        ("Nothing in /a b/else/0f3e/my export.zip is", "Nothing in /a b/else/0f3e/my export.zip is"),
    ],
)
def test_it_speaks_of_fields_and_uploads_as_the_page_calls_them(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "/a b/.uploads-x1")
    assert telling.plain(typed) == said
    shown = telling.sentence(TextgenError(f"it is {typed}", hint=typed))
    assert shown.count(telling.html(said)) == 2
