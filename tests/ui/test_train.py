"""Train, in a real browser; the training is real, and small."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import browsing
import pytest

from textgen import TextgenError
from textgen.ui import plot, trainings

SMALL = ["--layers=8", "--window=8", "--batch-size=8", "--sample-every=1"]
BEGIN = "import sys; from textgen.ui import trainings; trainings.begin('lines.txt', sys.argv[1:])"


def until(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, trainings.state()
        time.sleep(0.1)


def test_why_it_failed_is_told(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("too short", "utf-8")
    trainings.begin("short.txt", [])
    until(lambda: not trainings.is_running())
    state = trainings.state()
    assert state
    assert state.error
    assert "the text has 9 characters" in state.error[0]
    assert state.error[1]


def test_there_may_be_none_and_what_is_half_written_is_passed_over(tmp_path: Path) -> None:
    assert trainings.state() is None
    assert trainings.history("nobody") == []
    folder = tmp_path / "models/.training"
    folder.mkdir(parents=True)
    (folder / "training.json").write_text(json.dumps({"process": 1, "text": "t"}))
    (folder / "errors.txt").write_text("")
    (folder / "events.jsonl").write_bytes(b'{"event": "note", "text": "one"}\n{"event": "note", "te\xff')
    state = trainings.state()
    assert state
    assert state.notes == ["one"]
    assert state.error
    assert "ended before it could save" in state.error[0]
    (tmp_path / "models/m").mkdir()
    (tmp_path / "models/m/history.csv").write_text("seconds,train_loss,validation_loss\n1,2,3\n4,5")
    assert trainings.history("m") == [(1.0, 2.0, 3.0)]


def test_the_plot_tells_a_screen_reader_where_the_losses_are() -> None:
    assert plot.losses([]) == ""
    drawn = plot.losses([(number * 6.0, 3 - number / 1000, 3.1) for number in range(1000)])
    assert 'aria-label="Losses in nats per character over 99.9 minutes: training now 2.00' in drawn
    assert drawn.count("<polyline") == 2
    assert len(drawn) < 20_000


@browsing.needs_browser
def test_a_page_finds_a_training_that_another_app_began_stops_it_and_goes_on(
    chromium: Any, app: browsing.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(app.folder)
    monkeypatch.setenv("TEXTGEN_MODELS", str(app.folder / "models"))
    Path("lines.txt").write_text("today i wrote a line, and so did you. " * 200, "utf-8")
    subprocess.run([sys.executable, "-c", BEGIN, *SMALL, "--minutes=9"], check=True)
    with pytest.raises(TextgenError, match="a training is running"):
        trainings.begin("lines.txt", SMALL)

    page = browsing.Page(chromium, app, viewport={"width": 360, "height": 740})
    page.step("Train")
    page.tab.get_by_role("img", name="Losses in nats per character").wait_for(timeout=60_000)
    page.says("characters a second")
    page.says("At temperature 0.5:")
    assert page.tab.evaluate("document.documentElement.scrollWidth") == 360
    page.field("Minutes Train").fill("a while")
    page.button("Train").click()
    page.says("Invalid value for “Minutes”")
    page.field("Minutes Train").fill("8")
    page.button("Train").click()
    page.says("A training is running.")
    page.button("Stop").click()
    page.says("and saved: Go on continues it.")
    assert not trainings.is_running()
    page.step("Write")
    page.field("Models").click()
    assert page.tab.get_by_role("option", name="lines").is_visible()
    page.tab.keyboard.press("Escape")

    page.step("Train")
    page.button("Go on").click()
    page.says("It goes on, also when you close this page.")
    until(lambda: (trainings.state().plan or {}).get("resumed_at"))  # type: ignore[union-attr]
    page.button("Stop").click()
    until(lambda: not trainings.is_running())
    assert page.violations() == page.errors == page.asked_elsewhere() == page.asked_the_queue() == []
    page.tab.close()
