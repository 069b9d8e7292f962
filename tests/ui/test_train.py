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

from textgen.ui import plot, trainings

SMALL = ["--layers=8", "--window=8", "--batch-size=8", "--sample-every=1"]
BEGIN = "import sys; from textgen.ui import trainings; trainings.begin('diary.txt', sys.argv[1:])"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """An invented text."""
    path = tmp_path / "diary.txt"
    path.write_text("today i wrote a line, and so did you. " * 200, "utf-8")
    return path


def until(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, trainings.state()
        time.sleep(0.1)


@pytest.mark.usefixtures("diary")
def test_it_outlives_who_began_it_is_found_again_stops_and_goes_on() -> None:
    subprocess.run([sys.executable, "-c", BEGIN, *SMALL, "--minutes=9"], check=True)
    assert trainings.is_running()
    with pytest.raises(trainings.TextgenError, match="a training is running"):
        trainings.begin("diary.txt", SMALL)
    until(lambda: trainings.history("diary"))
    state = trainings.state()
    assert state
    assert (state.runs, state.model, state.text) == (True, "diary", "diary.txt")
    assert state.plan
    assert state.plan["settings"]["layers"] == [8]
    until(lambda: len(trainings.state().samples) == 3)  # type: ignore[union-attr]
    trainings.stop()
    until(lambda: not trainings.is_running())
    state = trainings.state()
    assert state
    assert state.error is None
    assert state.result
    assert (state.result["ended"], state.result["model"]) == ("interrupted", "diary")
    steps = state.result["steps"]
    with pytest.raises(trainings.TextgenError, match="no training is running"):
        trainings.stop()
    trainings.begin("diary.txt", ["--model", "diary", "--resume", f"--epochs={2 + steps // 100}"])
    until(lambda: not trainings.is_running())
    state = trainings.state()
    assert state
    assert state.result
    assert state.result["ended"] == "finished"
    assert state.result["steps"] >= steps


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
def test_a_page_shows_how_it_goes_and_a_closed_one_finds_it_again(
    page: Any, browser: Any, app: browsing.App
) -> None:
    (app.folder / "lines.txt").write_text("today i wrote a line, and so did you. " * 200, "utf-8")
    page.step("Train")
    page.tab.get_by_role("combobox", name="Corpus").fill("lines.txt")
    page.tab.get_by_role("combobox", name="Corpus").press("Enter")
    page.field("Minutes").fill("a while")
    page.button("Train").click()
    page.says("Invalid value for '--minutes'")
    page.field("Minutes").fill("5")
    page.field("Layers").fill("8")
    page.tab.get_by_role("button", name="More options").click()
    page.field("Window").fill("8")
    page.field("Batch size").fill("8")
    page.button("Train").click()
    page.says("It trains, also when you close this page.")
    page.tab.close()
    again = browsing.Page(browser, app, viewport={"width": 360, "height": 740})
    again.step("Train")
    again.tab.get_by_role("img", name="Losses in nats per character").wait_for(timeout=60_000)
    again.says("characters a second")
    again.says("At temperature 0.5:")
    assert again.tab.evaluate("document.documentElement.scrollWidth") == 360
    again.button("Train").click()
    again.says("A training is running.")
    again.button("Stop").click()
    again.says("and saved: Go on continues it.")
    again.step("Write")
    again.field("Models").click()
    assert again.tab.get_by_role("option", name="lines").is_visible()
    assert again.violations() == again.errors == again.asked_elsewhere() == []
    again.tab.close()
