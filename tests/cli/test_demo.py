from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_demo_collects_trains_and_writes_and_says_what_to_type(textgen: Callable[..., Any]) -> None:
    done = textgen("demo", "--minutes", "0.05")
    assert done.code == 0, done.stderr
    for command in ("textgen collect files", "textgen train demo", "textgen generate demo"):
        assert f"$ {command}" in done.stderr
    assert "demo: 4 documents" in done.stdout
    assert "validation" in done.stdout
    assert "O, " in done.stdout
    assert "Now with your own words" in done.stderr
    assert Path("models/demo/model.keras").exists()

    again = textgen("demo", "--minutes", "0.05", "--quiet")
    assert again.code == 0
    assert again.stderr == ""
