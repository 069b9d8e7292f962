"""``textgen models`` as it is typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny import keras_model, write_model

from textgen import folders
from textgen.lstm.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    models = tmp_path_factory.mktemp("models")
    write_model(models / "tiny", keras_model(5, 3), vocabulary=Vocabulary("ab\f\x1bé"), delimiter="\f")
    return models


@pytest.fixture(autouse=True)
def _models(written: Path) -> None:
    shutil.copytree(written, folders.models_folder())


def damage() -> None:
    (folders.models_folder() / "torn").mkdir()
    (folders.models_folder() / "torn" / "textgen.json").write_text("{", "utf-8")


def test_list_shows_own_and_shipped_models(textgen: Callable[..., Any]) -> None:
    done = textgen("models", "list")
    assert done.code == 0, done.stderr
    header, tiny, shakespeare = done.stdout.splitlines()
    assert header.split() == ["name", "trained", "layers", "nats/char", "learned"]
    assert tiny.split() == ["tiny", "2026-03-04", "05:06", "12,", "9", "1.7500", "invented"]
    assert shakespeare.startswith("shakespeare ")
    assert shakespeare.endswith("(comes with textgen)")


def test_list_as_json(textgen: Callable[..., Any]) -> None:
    tiny, shakespeare = json.loads(textgen("models", "list", "--json").stdout)
    assert tiny["name"] == "tiny"
    assert tiny["shipped"] is False
    assert tiny["error"] is None
    assert tiny["created"] == "2026-03-04T05:06:07+00:00"
    assert tiny["metrics"]["validation_loss"] == 1.75
    assert shakespeare["shipped"] is True


def test_a_damaged_model_does_not_hide_the_others(textgen: Callable[..., Any]) -> None:
    damage()
    done = textgen("models", "list")
    assert done.code == 3
    assert "torn" in done.stdout
    assert "this is not JSON" in done.stdout
    assert "1.7500" in done.stdout
    rows = {row["name"]: row for row in json.loads(textgen("models", "list", "--json").stdout)}
    assert "this is not JSON" in rows["torn"]["error"]
    assert rows["tiny"]["error"] is None


def test_show_tells_everything(textgen: Callable[..., Any]) -> None:
    done = textgen("models", "show", "tiny")
    assert done.code == 0, done.stderr
    assert "invented, the first 900 of 1,000 characters" in done.stdout
    assert "5 symbols: 'ab\\x0c\\x1bé'" in done.stdout
    assert "\x1b" not in done.stdout
    lines = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert {"name tiny", "delimiter '\\x0c'", "metric validation_loss 1.75", "option epochs 3"} <= lines
    assert textgen("models", "show").stdout == done.stdout


def test_show_as_json_is_the_manifest(textgen: Callable[..., Any]) -> None:
    found = json.loads(textgen("models", "show", "tiny", "--json").stdout)
    manifest = json.loads((folders.models_folder() / "tiny" / "textgen.json").read_text("utf-8"))
    assert found == {"folder": str(folders.models_folder() / "tiny"), **manifest}


def test_show_checks_that_the_files_belong_together(textgen: Callable[..., Any]) -> None:
    (folders.models_folder() / "tiny" / "model.keras").write_bytes(b"other")
    done = textgen("models", "show", "tiny")
    assert done.code == 1
    assert "model.keras: it is not the file that textgen.json was written with" in done.stderr


def test_show_of_an_unknown_model_suggests_one(textgen: Callable[..., Any]) -> None:
    done = textgen("models", "show", "tini")
    assert done.code == 1
    assert "Did you mean tiny?" in done.stderr


def test_losses_are_drawn_into_a_picture(textgen: Callable[..., Any], tmp_path: Path) -> None:
    history = folders.models_folder() / "tiny" / "history.csv"
    header = "step,epoch,seconds,train_loss,validation_loss,learning_rate,chars_per_second\n"
    history.write_text(header + "10,0.1,5,2.5,2.4,0.01,100\n20,0.2,9,2.0,2.1,0.01,100\n", "utf-8")
    done = textgen("models", "show", "tiny", "--plot", "losses.png")
    assert done.code == 0, done.stderr
    assert "Drawn: losses.png" in done.stderr
    assert "name                         tiny" in done.stdout
    data = (tmp_path / "losses.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 750)
    assert "is not the name of a PNG file" in textgen("models", "show", "tiny", "--plot", "x.pdf").stderr
    for content, complaint in (
        (header, "has no losses"),
        ("a,b\n1,2\n", "history.csv is damaged"),
        (header + "10,0.1,?,2.5,2.4,0.01,100\n", "history.csv is damaged"),
        (header + "10,0.1,inf,2.5,2.4,0.01,100\n", "history.csv is damaged"),
        (header + "0,0.1,5,2.5,2.4,0.01,100\n", "history.csv is damaged"),
        (header + "10,0.1,5,2.5,1e308,0.01,100\n", "has no losses"),
    ):
        history.write_text(content, "utf-8")
        done = textgen("models", "show", "tiny", "--plot", "none.png")
        assert (done.code, (tmp_path / "none.png").exists()) == (1, False)
        assert complaint in done.stderr
    history.unlink()
    assert "history.csv is missing" in textgen("models", "show", "tiny", "--plot", "none.png").stderr
    (tmp_path / "matplotlib.py").write_text("raise ImportError", "utf-8")
    done = textgen("models", "show", "tiny", "--plot", "none.png", env={"PYTHONPATH": str(tmp_path)})
    assert (done.code, "[plot]" in done.stderr) == (1, True)
