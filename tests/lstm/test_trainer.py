"""Training as a user meets it: it learns, it stops, it resumes to the same bits, it refuses clearly."""

from __future__ import annotations

import csv
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from textgen import Context, Document, collect, evaluate, load_generator, train
from textgen.errors import CorpusError, ModelError, TextgenError
from textgen.lstm import card, evaluation
from textgen.lstm.events import Event, Plan, Progress, Result, Row, Sample
from textgen.lstm.run import Run

SMALL: dict[str, Any] = {"layers": (12, 8), "window": 8, "batch_size": 16, "dropout": 0.1}


@pytest.fixture
def saving_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a checkpoint after every step."""
    monkeypatch.setattr("textgen.lstm.run.SECONDS_UNSAVED", 0.0)
    monkeypatch.setattr("textgen.lstm.run.WRITING_SHARE", math.inf)


def weights(model: Path) -> list[np.ndarray]:
    return [np.asarray(array) for array in keras.saving.load_model(model / "model.keras").get_weights()]


def assert_same_weights(one: Path, other: Path) -> None:
    for ours, theirs in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def history(model: Path) -> list[dict[str, str]]:
    with (model / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


class Stop(BaseException):
    """Ends a training where a kill would."""


def stop_at(step: int, error: type[BaseException] = Stop) -> Any:
    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.step >= step:
            raise error

    return on_event


def test_a_training_learns_and_leaves_a_folder_that_anyone_can_read(verse: Path) -> None:
    events: list[Event] = []
    result = train(verse, epochs=6, sample_every=1, on_event=events.append, **SMALL)
    assert result.ended == "finished"

    rows = history(result.folder)
    assert list(rows[0]) == [
        "step",
        "epoch",
        "seconds",
        "train_loss",
        "validation_loss",
        "learning_rate",
        "chars_per_second",
    ]
    assert all(all(row.values()) for row in rows)
    assert int(rows[-1]["step"]) == result.steps
    losses = [float(row["validation_loss"]) for row in rows]
    assert min(losses) < losses[0]
    assert result.validation_loss == pytest.approx(min(losses), abs=1e-5)

    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    assert manifest["training"]["epochs"] == 6
    assert manifest["corpus"]["boundary"] == 5400
    assert manifest["metrics"]["validation_characters"] == 600
    page = (result.folder / "README.md").read_text("utf-8")
    assert "verse.txt: the first 5,400 of 6,000 characters" in page
    command = "textgen train verse.txt --layers 12,8 --window 8 --batch-size 16 --dropout 0.1"
    command += " --sample-every 1 --epochs 6"
    assert command in page
    assert manifest["training"]["command"] == command

    model = keras.saving.load_model(result.folder / "model.keras")
    probabilities = model.predict_on_batch(np.zeros((2, 5), np.int32))
    assert probabilities.shape == (2, 5, len(manifest["vocabulary"]))
    np.testing.assert_allclose(probabilities.sum(-1), 1, atol=1e-5)

    kinds = {type(event) for event in events}
    assert {Plan, Progress, Row, Sample} <= kinds
    samples = [event for event in events if isinstance(event, Sample)]
    assert [sample.temperature for sample in samples[:3]] == [0.25, 0.5, 0.75]
    assert all(set(sample.text) <= set(verse.read_text()) for sample in samples)


def test_the_loss_reported_is_the_loss_of_the_saved_model(verse: Path) -> None:
    result = train(verse, epochs=3, **SMALL)
    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    text = verse.read_text()
    ids = np.array([[manifest["vocabulary"].index(character) for character in text]])
    model = keras.saving.load_model(result.folder / "model.keras")
    start = manifest["corpus"]["boundary"]
    # One stream, warmed by the 256 characters before the held-out text.
    probabilities = model.predict_on_batch(ids[:, start - 257 : -1])[0, -600:]
    expected = -np.log(probabilities[np.arange(600), ids[0, -600:]]).mean()
    assert result.validation_loss == pytest.approx(float(expected), abs=1e-4)

    (evaluated,) = evaluate(result.folder.name)
    assert evaluated.part == "held-out"
    assert evaluated.nats_per_character == pytest.approx(float(expected), abs=1e-4)
    assert evaluated.bits_per_byte == pytest.approx(evaluated.bits_per_character)


def assert_same_training(one: Path, other: Path) -> None:
    assert_same_weights(one, other)
    columns = ("step", "epoch", "train_loss", "validation_loss", "learning_rate")
    assert [[row[name] for name in columns] for row in history(one)] == [
        [row[name] for name in columns] for row in history(other)
    ]


@pytest.mark.parametrize("kill_at", [5, 65, 150, 185])  # the weights are averaged from step 136 on
@pytest.mark.usefixtures("saving_always")
def test_a_killed_and_resumed_training_ends_with_the_same_bits(verse: Path, kill_at: int) -> None:
    whole = train(verse, model="whole", epochs=5, **SMALL)
    with pytest.raises(Stop):
        train(verse, model="parts", epochs=5, on_event=stop_at(kill_at), **SMALL)
    resumed = train(verse, model="parts", resume=True)
    assert resumed.steps == whole.steps
    assert_same_training(whole.folder, resumed.folder)


@pytest.mark.usefixtures("saving_always")
def test_what_came_after_the_last_checkpoint_is_done_again(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(verse, model="whole", epochs=4, **SMALL)
    save, saved = Run._save, []

    def save_once(run: Run, ended: str = "") -> None:
        if not saved:
            saved.append(run.step)
            save(run, ended)

    # One checkpoint between two rows, then rows that a kill leaves without one.
    with monkeypatch.context() as patch:
        patch.setattr(Run, "_save", save_once)
        with pytest.raises(Stop):
            train(verse, model="parts", epochs=4, on_event=stop_at(100), **SMALL)
    rows = [int(row["step"]) for row in history(whole.folder.with_name("parts"))]
    assert len([step for step in rows if step > saved[0]]) > 1
    assert_same_training(whole.folder, train(verse, model="parts", resume=True).folder)


@pytest.mark.parametrize("place", ["stateful", "write_model"])
def test_a_kill_after_the_last_step_is_made_good_by_resume(
    verse: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    whole = train(verse, model="whole", epochs=2, **SMALL)
    owner = evaluation.Evaluator if place == "stateful" else card
    original = getattr(owner, place)

    def killed(*arguments: Any, **options: Any) -> Any:
        if place == "write_model" or (models / "parts" / "checkpoint" / "latest").exists():
            raise Stop
        return original(*arguments, **options)

    models = Path(os.environ["TEXTGEN_MODELS"])
    with monkeypatch.context() as patch:
        patch.setattr(owner, place, killed)
        with pytest.raises(Stop):
            train(verse, model="parts", epochs=2, **SMALL)
    assert_same_training(whole.folder, train(verse, model="parts", resume=True).folder)


@pytest.mark.usefixtures("saving_always")
def test_the_tutorials_recipe_resumes_to_the_same_bits(verse: Path) -> None:
    options: dict[str, Any] = {"recipe": "tutorial", "layers": (8,), "window": 10, "examples_per_epoch": 500}
    whole = train(verse, model="whole", epochs=3, **options)
    with pytest.raises(Stop):
        train(verse, model="parts", epochs=3, on_event=stop_at(5), **options)
    resumed = train(verse, model="parts", resume=True, display_length=120)
    assert_same_training(whole.folder, resumed.folder)


def test_when_nobody_listens_any_more_what_was_learned_is_saved(verse: Path) -> None:
    with pytest.raises(BrokenPipeError):
        train(verse, model="parts", epochs=3, on_event=stop_at(40, BrokenPipeError), **SMALL)
    whole = train(verse, model="whole", epochs=3, **SMALL)
    assert_same_training(whole.folder, train(verse, model="parts", resume=True).folder)


def test_training_stops_early_and_keeps_the_best_when_it_only_learns_by_heart(tmp_path: Path) -> None:
    letters = np.random.default_rng(3).choice(list("abcdefgh"), 3000)
    (tmp_path / "noise.txt").write_text("".join(letters), "utf-8")
    options: dict[str, Any] = {"layers": (96,), "window": 20, "batch_size": 4, "dropout": 0.0}
    result = train(tmp_path / "noise.txt", epochs=60, learning_rate=0.01, **options)
    losses = [float(row["validation_loss"]) for row in history(result.folder)]
    assert result.ended == "stopped early"
    assert result.validation_loss == pytest.approx(min(losses), abs=1e-5)
    assert losses[-1] > min(losses) + 0.1
    (measured,) = evaluate("noise")
    assert measured.nats_per_character == pytest.approx(min(losses), abs=1e-4)


def test_averaged_weights_are_better_than_those_of_a_step_as_long_as_the_rate_is_high(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {**SMALL, "layers": (24,), "learning_rate": 0.1, "epochs": 10}
    averaged = history(train(verse, model="averaged", **options).folder)
    monkeypatch.setattr("textgen.lstm.recipe.AVERAGING", 0.0)
    last = history(train(verse, model="last", **options).folder)
    between = slice(3, 13)  # the average has begun, the rate is high
    assert [row["train_loss"] for row in averaged[between]] == [row["train_loss"] for row in last[between]]
    ours, theirs = (
        sum(float(row["validation_loss"]) for row in rows[between]) / 10 for rows in (averaged, last)
    )
    assert ours < theirs - 0.005


def test_a_short_training_is_not_all_warm_up(verse: Path) -> None:
    rows = history(train(verse, epochs=3, learning_rate=0.01, **SMALL).folder)
    assert max(float(row["learning_rate"]) for row in rows) > 0.005


def test_the_last_measurement_reads_more_than_the_others(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.lstm.run.VALIDATION_CHARACTERS", 100)
    result = train(verse, epochs=2, **SMALL)
    assert result.characters == 600
    (measured,) = evaluate("verse")
    assert measured.nats_per_character == pytest.approx(result.validation_loss, abs=1e-5)


def test_a_measurement_cut_short_by_the_time_limit_says_what_it_read(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.lstm.run.FINAL_SECONDS", 0.0)
    monkeypatch.setattr("textgen.lstm.run.TRAINING_PER_EVALUATION", 10**9)
    result = train(verse, minutes=0.02, **SMALL)
    assert 0 < result.characters < 600
    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    assert manifest["metrics"]["validation_characters"] == result.characters


def test_a_model_is_trained_by_one_process_at_a_time(verse: Path) -> None:
    def second(event: Event) -> None:
        if isinstance(event, Plan):
            with pytest.raises(ModelError, match="is being written by another textgen"):
                train(verse, epochs=1, **SMALL)

    assert train(verse, epochs=1, on_event=second, **SMALL).ended == "finished"
    assert not (Path(os.environ["TEXTGEN_MODELS"]) / "verse" / ".lock").exists()


def test_overwriting_keeps_the_old_model_until_there_is_a_new_one(verse: Path) -> None:
    old = train(verse, epochs=1, **SMALL)

    def stop(event: Event) -> None:
        if isinstance(event, Plan):
            raise Stop

    before = weights(old.folder)
    with pytest.raises(Stop):
        train(verse, epochs=1, overwrite=True, on_event=stop, **SMALL)
    load_generator("verse").score("tim")
    for ours, theirs in zip(before, weights(old.folder), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", ["model.keras", "textgen.json"])
def test_resuming_a_finished_training_writes_lost_files_anew(verse: Path, name: str) -> None:
    result = train(verse, epochs=1, **SMALL)
    before = weights(result.folder)
    (result.folder / name).unlink()
    again = train(model="verse", resume=True)
    assert (again.ended, again.steps) == (result.ended, result.steps)
    assert again.validation_loss == pytest.approx(result.validation_loss)
    for ours, theirs in zip(before, weights(result.folder), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    load_generator("verse").score("tim")


def test_speed_is_told_without_compilation(verse: Path) -> None:
    result = train(verse, epochs=4, **SMALL)
    speeds = [float(row["chars_per_second"]) for row in history(result.folder)]
    assert speeds[0] > max(speeds[1:]) / 5


def test_a_checkpoint_of_another_kind_is_refused(verse: Path) -> None:
    result = train(verse, epochs=1, **SMALL)
    (state,) = (result.folder / "checkpoint").glob("*/state.json")
    state.write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"checkpoint in .* is damaged"):
        train(verse, resume=True, epochs=2)


def wait_for_checkpoint(model: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not (model / "checkpoint" / "latest").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_training_process_that_is_ended_goes_on_to_the_same_bits(
    verse: Path, textgen: Callable[..., Any]
) -> None:
    models = Path(os.environ["TEXTGEN_MODELS"])
    options = [
        "--epochs",
        "4",
        "--layers",
        "12,8",
        "--window",
        "8",
        "--batch-size",
        "16",
        "--sample-every",
        "0",
    ]
    assert textgen("train", verse, "--model", "whole", *options).code == 0
    command = [sys.executable, "-m", "textgen", "train", str(verse), *options]
    for model, number in (("killed", signal.SIGKILL), ("interrupted", signal.SIGINT)):
        pipe = subprocess.PIPE
        with subprocess.Popen([*command, "--model", model], stdout=pipe, stderr=pipe) as process:
            wait_for_checkpoint(models / model, process)
            process.send_signal(number)
            _, errors = process.communicate(timeout=100)
        if number == signal.SIGINT:
            assert process.returncode == 130, errors
            assert b"textgen train --model interrupted --resume" in errors
            assert (models / model / "model.keras").exists()
            assert b"Traceback" not in errors
        resumed = textgen("train", "--model", model, "--resume")
        assert resumed.code == 0, resumed.stderr
        assert_same_weights(models / "whole", models / model)


def test_training_by_the_minute_takes_that_long_and_resumes_with_the_time_left(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.lstm.run.PATIENCE", 10**9)  # a fast machine would stop early
    result = train(verse, model="timed", minutes=0.05, **SMALL)
    assert result.seconds >= 3
    with pytest.raises(ModelError, match="has finished"):
        train(verse, model="timed", resume=True)
    longer = train(verse, model="timed", resume=True, minutes=0.08)
    assert longer.steps > result.steps
    assert longer.seconds >= 4.8


def test_an_existing_model_is_never_overwritten_unasked(verse: Path) -> None:
    result = train(verse, epochs=1, **SMALL)
    before = (result.folder / "model.keras").read_bytes()
    with pytest.raises(ModelError, match="exists already") as caught:
        train(verse, epochs=1, **SMALL)
    for way_out in ("--resume", "--model OTHER", "--overwrite"):
        assert way_out in caught.value.hint
    assert (result.folder / "model.keras").read_bytes() == before
    assert train(verse, epochs=2, overwrite=True, **SMALL).steps > result.steps


@pytest.mark.usefixtures("saving_always")
def test_a_resume_that_does_not_fit_is_refused(verse: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint"):
        train(verse, resume=True)
    with pytest.raises(Stop):
        train(verse, epochs=3, on_event=stop_at(5), **SMALL)
    with pytest.raises(ModelError, match=r"--layers cannot change .* \(it is \(12, 8\)\)"):
        train(verse, resume=True, layers=(9,))
    verse.write_text(verse.read_text() + " so", "utf-8")
    with pytest.raises(ModelError, match="is not, or no longer, the text"):
        train(verse, resume=True)
    with pytest.raises(TextgenError, match="exclude each other"):
        train(verse, resume=True, overwrite=True)
    verse.unlink()
    with pytest.raises(CorpusError, match="is not there any more"):
        train(model="verse", resume=True)


@pytest.mark.usefixtures("saving_always")
def test_resuming_by_the_very_same_command_works_whatever_was_adjusted(verse: Path) -> None:
    options = {**SMALL, "batch_size": 5000, "epochs": 3}
    with pytest.raises(Stop):
        train(verse, on_event=stop_at(5), **options)
    assert train(verse, resume=True, **options).ended == "finished"
    with pytest.raises(ModelError, match="has been trained for that long already"):
        train(verse, resume=True, epochs=2)


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", ModelError, "is empty"),
        (b"short", ModelError, "needs at least"),
        (b"\xff\xfe\x00bad" * 100, CorpusError, "not UTF-8"),
    ],
)
def test_texts_that_cannot_be_learned_are_refused_and_leave_nothing(
    tmp_path: Path, content: bytes, error: type[Exception], message: str
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(error, match=message):
        train(path)
    assert not (Path(os.environ["TEXTGEN_MODELS"]) / "text").exists()


def test_rare_characters_become_unknown_and_cost_what_they_should(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("ab" * 3000 + "é" + "ab" * 300, "utf-8")
    result = train(path, epochs=1, min_count=2, **SMALL)
    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    assert (manifest["vocabulary"], manifest["unknown"]) == ("ab", True)
    (evaluated,) = evaluate("text", path)
    assert evaluated.unknown == 1
    assert evaluated.nats_per_character * evaluated.characters > np.log(1_114_112 - 2)


def test_the_tutorials_recipe_trains_a_one_hot_model_from_windows(verse: Path) -> None:
    result = train(
        verse, recipe="tutorial", layers=(8,), epochs=2, examples_per_epoch=500, window=10, display_length=30
    )
    model = keras.saving.load_model(result.folder / "model.keras")
    table = model.layers[0].get_weights()[0]
    np.testing.assert_array_equal(table, np.eye(len(table)))
    assert model.layers[1].recurrent_activation.__name__ == "hard_sigmoid"
    assert result.steps == 2 * (500 // 128)
    losses = [float(row["train_loss"]) for row in history(result.folder)]
    assert losses[-1] < np.log(len(table))


@pytest.mark.parametrize("delimiter", ["\f", "\n==\n"])
def test_a_delimiter_that_ends_one_document_only_is_not_the_models(delimiter: str) -> None:
    def texts(context: Context, count: int) -> Any:
        for number in range(count):
            yield Document(f"{number} ab=" + "ab\n" * 400, uri=str(number))

    for count, expected in [(1, None), (2, delimiter)]:
        collect(texts, corpus=f"of{count}", delimiter=delimiter, count=count)
        result = train(f"of{count}", epochs=1, **SMALL)
        manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
        assert manifest["delimiter"] == expected


def test_a_document_end_beside_the_split_becomes_the_split(tmp_path: Path) -> None:
    def two(context: Context) -> Any:
        yield Document("ab" * 4500, uri="one")
        yield Document("ba" * 498, uri="two")

    collect(two, corpus="pair")
    result: Result = train("pair", epochs=1, **SMALL)
    manifest = json.loads((result.folder / "textgen.json").read_text("utf-8"))
    assert manifest["delimiter"] == "\f"
    assert manifest["corpus"]["boundary"] == 9001


@pytest.mark.parametrize("name", ["bfloat16", "keras"])
def test_a_training_goes_on_with_the_implementation_it_began_with(verse: Path, name: str) -> None:
    whole = train(verse, model="whole", epochs=2, implementation=name, **SMALL)
    with pytest.raises(Stop):
        train(verse, model="parts", epochs=2, implementation=name, on_event=stop_at(40), **SMALL)
    with pytest.raises(ModelError, match="--implementation cannot change"):
        train(verse, model="parts", resume=True, implementation="float32")
    resumed = train(verse, model="parts", resume=True)
    assert_same_training(whole.folder, resumed.folder)
    manifest = json.loads((resumed.folder / "textgen.json").read_text("utf-8"))
    assert manifest["training"]["implementation"] == name
    assert manifest["implementation"].startswith(name)
