"""The model folder: what is written is read back, and what is damaged is told apart."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import CREATED, MANIFEST

from textgen import folders
from textgen.errors import ModelError
from textgen.lstm import folder
from textgen.lstm.vocabulary import Vocabulary


def write(path: Path, content: bytes = b"weights", **changes) -> Path:
    """A model folder whose model.keras nobody opens."""
    path.mkdir(parents=True)
    (path / folder.MODEL).write_bytes(content)
    changed = replace(MANIFEST, name=path.name, model_sha256=folder.digest(path / folder.MODEL), **changes)
    folder.write_manifest(path, changed)
    return path


def edit(path: Path, **fields) -> None:
    """Change fields of a textgen.json; ``...`` removes one."""
    data = {**json.loads((path / folder.MANIFEST).read_text("utf-8")), **fields}
    data = {key: value for key, value in data.items() if value is not ...}
    (path / folder.MANIFEST).write_text(json.dumps(data), "utf-8")


texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
manifests = st.builds(
    replace,
    st.just(MANIFEST),
    name=texts,
    created=st.datetimes(timezones=st.just(UTC)),
    vocabulary=st.builds(
        Vocabulary,
        st.lists(st.characters(exclude_categories=["Cs"]), min_size=1, unique=True).map("".join),
        st.booleans(),
    ),
    delimiter=st.none() | texts.filter(bool),
    training=st.dictionaries(texts, json_values, max_size=3),
    metrics=st.dictionaries(texts, st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=3),
)


@given(manifests)
def test_a_manifest_comes_back_from_json_as_it_was(manifest):
    assert folder.Manifest.from_json(json.loads(json.dumps(manifest.to_json()))) == manifest


def test_a_written_folder_is_read_back(tmp_path):
    path = write(tmp_path / "mine", delimiter="\f", vocabulary=Vocabulary("\f\naé😀"))
    manifest = folder.read(path)
    assert manifest.name == "mine"
    assert manifest.created == CREATED
    assert manifest.vocabulary == Vocabulary("\f\naé😀")
    assert manifest.delimiter == "\f"
    assert manifest.metrics["validation_loss"] == 1.75
    assert "é😀" in (path / "textgen.json").read_text("utf-8")
    assert sorted(file.name for file in path.iterdir()) == ["model.keras", "textgen.json"]


def test_a_manifest_with_a_loss_that_is_no_number_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="train_loss"):
        write(tmp_path / "mine", metrics={"train_loss": float("nan")})


@pytest.mark.parametrize("field", MANIFEST.to_json())
def test_each_missing_field_is_named(tmp_path, field):
    path = write(tmp_path / "mine")
    edit(path, **{field: ...})
    with pytest.raises(ModelError, match=rf'textgen\.json: "{field}" is missing'):
        folder.read(path)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"format": "1"}, '"format" must be a whole number, got text'),
        ({"format": True}, '"format" must be a whole number, got true or false'),
        ({"format": 0}, '"format" must be 1, got 0'),
        ({"name": 3}, '"name" must be text, got a number'),
        ({"created": "yesterday"}, "\"created\" must be a time in ISO format, got 'yesterday'"),
        ({"created": "2026-03-04T05:06:07"}, '"created" must name its time zone'),
        ({"vocabulary": ""}, '"vocabulary" is empty'),
        ({"vocabulary": "aa"}, '"vocabulary" holds a character twice'),
        ({"unknown": None}, '"unknown" must be true or false, got null'),
        ({"delimiter": ["|"]}, '"delimiter" must be text, got a list'),
        ({"architecture": []}, '"architecture" must be an object, got a list'),
        ({"architecture": {"layers": [1]}}, '"architecture.embedding" is missing'),
        (
            {"architecture": {"embedding": 0, "layers": [1]}},
            '"architecture.embedding" must be at least 1, got 0',
        ),
        (
            {"architecture": {"embedding": 4, "layers": [True]}},
            '"architecture.layers" must be a list of whole numbers',
        ),
        ({"corpus": {"characters": 5}}, '"corpus.name" is missing'),
        (
            {"corpus": {"name": "x", "sha256": "0" * 64, "characters": 5, "boundary": 6}},
            '"corpus.boundary" must be at most 5, got 6',
        ),
        ({"versions": {"keras": 3}}, '"versions.keras" must be text, got a number'),
        ({"metrics": {"train_loss": "low"}}, '"metrics.train_loss" must be a number or null, got text'),
        ({"model_sha256": "abc"}, "\"model_sha256\" must be a SHA-256 of 64 hexadecimal digits, got 'abc'"),
    ],
)
def test_each_wrong_field_is_named(tmp_path, fields, problem):
    path = write(tmp_path / "mine")
    edit(path, **fields)
    with pytest.raises(ModelError) as raised:
        folder.read(path)
    assert f"{path / 'textgen.json'}: {problem}" in raised.value.message
    assert raised.value.hint


def test_a_newer_format_asks_for_an_update(tmp_path):
    path = write(tmp_path / "mine")
    edit(path, format=2)
    with pytest.raises(ModelError, match="has format 2") as raised:
        folder.read(path)
    assert "Update textgen" in raised.value.hint


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda path: (path / "textgen.json").unlink(), "textgen.json: the file is missing"),
        (lambda path: (path / "textgen.json").write_bytes(b""), "textgen.json: this is not JSON"),
        (lambda path: (path / "textgen.json").write_bytes(b"[1]"), "the file must be an object, got a list"),
        (
            lambda path: (path / "textgen.json").write_bytes(b'{"name": "\xff"}'),
            "textgen.json: this is not JSON",
        ),
        (lambda path: (path / "model.keras").unlink(), "model.keras: the file is missing"),
        (lambda path: (path / "model.keras").write_bytes(b"weighty"), "model.keras: it is not the file"),
        (lambda path: (path / "model.keras").write_bytes(b""), "model.keras: it is not the file"),
        (shutil.rmtree, "no model folder at"),
    ],
)
def test_each_damage_is_one_clear_error(tmp_path, damage, problem):
    path = write(tmp_path / "mine")
    damage(path)
    with pytest.raises(ModelError) as raised:
        folder.read(path)
    assert problem in raised.value.message
    assert raised.value.hint


def test_a_damaged_model_that_can_be_resumed_says_so(tmp_path):
    path = write(tmp_path / "mine")
    (path / "model.keras").write_bytes(b"half")
    (path / "checkpoint").mkdir()
    (path / "checkpoint" / "latest").write_text("000000001")
    with pytest.raises(ModelError) as raised:
        folder.read(path)
    assert "textgen train --model mine --resume" in raised.value.hint


def test_a_model_that_is_just_being_replaced_is_read_once_it_is_whole(tmp_path):
    path = write(tmp_path / "mine")
    whole = (path / "model.keras").read_bytes()
    (path / "model.keras").write_bytes(b"half")
    replacing = threading.Timer(0.03, (path / "model.keras").write_bytes, [whole])
    replacing.start()
    assert folder.read(path).name == "mine"
    replacing.join()


def test_models_are_found_by_name_then_by_folder(tmp_path, monkeypatch):
    own = write(folders.models_folder() / "mine")
    beside = write(tmp_path / "beside")
    assert folder.find("mine") == own
    assert folder.find("beside") == Path("beside")
    assert folder.find(str(beside)) == beside
    assert folder.find("./beside") == Path("beside")
    write(tmp_path / "mine")
    assert folder.find("mine") == own
    assert folder.find("./mine") == Path("mine")


@pytest.mark.parametrize("name", ["mime", "nowhere/mine", "mine.keras", ""])
def test_an_unknown_model_is_an_error(name):
    write(folders.models_folder() / "mine")
    with pytest.raises(ModelError, match="there is no model") as raised:
        folder.find(name)
    assert raised.value.hint


def test_the_closest_names_are_suggested():
    write(folders.models_folder() / "diary")
    with pytest.raises(ModelError) as raised:
        folder.find("dairy")
    assert "diary" in raised.value.hint


def test_a_training_that_wrote_no_model_yet_is_told_from_an_unknown_name():
    checkpoint = folders.models_folder() / "mine" / "checkpoint"
    checkpoint.mkdir(parents=True)
    (checkpoint / "latest").write_text("000000001")
    with pytest.raises(ModelError, match=r"textgen\.json: the file is missing") as raised:
        folder.find("mine")
    assert "--resume" in raised.value.hint


def test_a_training_that_saved_nothing_yet_leaves_no_damaged_model():
    begun = folders.models_folder() / "mine"
    begun.mkdir(parents=True)
    (begun / folder.LOCK).touch()
    for read in (lambda: folder.find("mine"), lambda: folder.read(begun)):
        with pytest.raises(ModelError, match="model mine has not been saved yet") as raised:
            read()
        assert "wait for the first evaluation" in raised.value.hint


def test_a_folder_of_tensorflow_js_is_told_how_it_becomes_a_model(tmp_path):
    folder_of_it = tmp_path / "m-tfjs"
    folder_of_it.mkdir()
    (folder_of_it / "model.json").write_text("{}")
    with pytest.raises(ModelError, match=r"m-tfjs is a model for TensorFlow\.js") as raised:
        folder.read(folder.find(str(folder_of_it)))
    assert f"textgen models import {folder_of_it} --name NAME" in raised.value.hint


def test_the_latest_model_is_the_one_trained_last():
    models = folders.models_folder()
    write(models / "b", created=CREATED + timedelta(days=1))
    write(models / "a", created=CREATED)
    write(models / "damaged", created=CREATED + timedelta(days=2))
    edit(models / "damaged", vocabulary="")
    assert folder.latest().path == models / "b"
    assert [listed.path.name for listed in folder.all_models()][:3] == ["a", "b", "damaged"]


def test_a_shipped_model_is_last_in_line(tmp_path, monkeypatch):
    shipped = write(tmp_path / "package" / "shakespeare", created=datetime(2030, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(folder, "shipped_models", lambda: [shipped])
    assert folder.latest().path == shipped
    assert folder.latest().shipped
    assert folder.find("shakespeare") == shipped
    own = write(folders.models_folder() / "shakespeare")
    assert folder.find("shakespeare") == own
    assert [listed.path for listed in folder.all_models()] == [own]
    assert not folder.latest().shipped


def test_where_there_is_no_model_at_all_the_way_to_one_is_told(monkeypatch):
    monkeypatch.setattr(folder, "shipped_models", list)
    with pytest.raises(ModelError, match="there is no model in") as raised:
        folder.latest()
    assert "textgen train" in raised.value.hint
