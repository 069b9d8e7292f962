"""Reading model.keras without Keras: only what the sampler can run, and nothing that is damaged."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from tiny import keras_model

from textgen.errors import ModelError
from textgen.lstm import weights

layers = keras.layers


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a model.keras."""
    path = tmp_path_factory.mktemp("saved") / "model.keras"
    keras_model(5, 3, layers.LayerNormalization(), layers.Dropout(0.5), 4).save(path)
    return path.read_bytes()


def rewrite(
    saved: bytes,
    config: Callable[[Any], Any] | None = None,
    arrays: Callable[[h5py.File], Any] | None = None,
) -> bytes:
    """Change the description or the arrays of a .keras file."""
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if config:
        description = json.loads(members["config.json"])
        config(description)
        members["config.json"] = json.dumps(description).encode()
    if arrays:
        buffer = io.BytesIO(members["model.weights.h5"])
        with h5py.File(buffer, "r+") as file:
            arrays(file)
        members["model.weights.h5"] = buffer.getvalue()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def set_array(place: str, values: Any) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        del file[place]
        if values is not None:
            file[place] = values

    return change


def set_layer(number: int, **settings: Any) -> Callable[[Any], None]:
    return lambda config: config["config"]["layers"][number]["config"].update(settings)


def refused(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError) as raised:
        weights.read(path)
    assert str(path) in raised.value.message
    assert raised.value.hint
    return raised.value.message


def test_the_arrays_are_those_that_keras_saved(tmp_path, saved):
    (tmp_path / "model.keras").write_bytes(saved)
    model = keras.saving.load_model(tmp_path / "model.keras")
    read = weights.read(tmp_path / "model.keras")
    first, second = read.layers
    found = [read.embedding]
    found += [first.kernel, first.recurrent_kernel, first.bias]
    found += [first.normalizations[0].gamma, first.normalizations[0].beta]
    found += [second.kernel, second.recurrent_kernel, second.bias, read.kernel, read.bias]
    for ours, theirs in zip(found, model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda saved: b"", "it is not a whole .keras file"),
        (lambda saved: b"not a zip at all", "it is not a whole .keras file"),
        (lambda saved: saved[: len(saved) // 2], "it is not a whole .keras file"),
        (lambda saved: saved.replace(b'"class_name"', b'"Class_name"', 1), "Bad CRC-32"),
    ],
)
def test_a_broken_zip_is_damaged(tmp_path, saved, content, problem):
    assert problem in refused(tmp_path, content(saved))


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_a_missing_member_is_named(tmp_path, saved, name):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as source, zipfile.ZipFile(target, "w") as archive:
        for member in source.namelist():
            if member != name:
                archive.writestr(member, source.read(member))
    assert f"it has no {name}" in refused(tmp_path, target.getvalue())


def test_a_zip_bomb_is_not_unpacked(tmp_path, saved):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * (17 * 2**20))
        archive.writestr("model.weights.h5", b"")
    assert "config.json unpacks to 17,825,792 bytes" in refused(tmp_path, target.getvalue())


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_description_that_is_not_json_is_damaged(tmp_path, text):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("config.json", text)
        archive.writestr("model.weights.h5", b"")
    assert "config.json is not JSON" in refused(tmp_path, target.getvalue())


@pytest.mark.parametrize(
    "text", ["[]", "{}", "3", '{"class_name": "Functional", "config": {"layers": [{}]}}']
)
def test_a_description_of_something_else_is_damaged(tmp_path, text):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("config.json", text)
        archive.writestr("model.weights.h5", b"")
    assert "config.json is not a Keras 3 model" in refused(tmp_path, target.getvalue())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (set_array("layers/lstm/cell/vars/1", None), "has no layers/lstm/cell/vars/1"),
        (set_array("layers/lstm_1", None), "has no layers/lstm_1/cell/vars/0"),
        (
            set_array("layers/dense/vars/0", h5py.SoftLink("/layers/dense/vars/1")),
            "has no layers/dense/vars/0",
        ),
        (set_array("layers/dense/vars/0", h5py.ExternalLink("x.h5", "/x")), "has no layers/dense/vars/0"),
        (set_array("layers/dense/vars", np.zeros(3, np.float32)), "has no layers/dense/vars/0"),
        (set_array("layers/dense/vars/1", np.zeros(4, np.float32)), "float32 of shape (4,)"),
        (set_array("layers/dense/vars/1", np.zeros(5, np.float64)), "float64 of shape (5,)"),
        (set_array("layers/dense/vars/1", np.zeros((), np.float32)), "float32 of shape ()"),
        (set_array("layers/lstm/cell/vars/2", np.full(12, np.nan, np.float32)), "not numbers"),
        (set_array("layers/lstm/cell/vars/2", np.full(12, np.inf, np.float32)), "not numbers"),
    ],
)
def test_a_damaged_array_is_named(tmp_path, saved, change, problem):
    message = refused(tmp_path, rewrite(saved, arrays=change))
    assert problem in message


def test_an_array_kept_in_another_file_is_not_read(tmp_path, saved):
    (tmp_path / "secret").write_bytes(bytes(20))

    def change(file):
        del file["layers/dense/vars/1"]
        file.create_dataset(
            "layers/dense/vars/1", (5,), np.float32, external=[(str(tmp_path / "secret"), 0, 20)]
        )

    assert "has no array at layers/dense/vars/1" in refused(tmp_path, rewrite(saved, arrays=change))


def test_an_hdf5_file_that_is_none_is_damaged(tmp_path, saved):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as source, zipfile.ZipFile(target, "w") as archive:
        archive.writestr("config.json", source.read("config.json"))
        archive.writestr("model.weights.h5", source.read("model.weights.h5")[:500])
    assert "model.weights.h5 cannot be read" in refused(tmp_path, target.getvalue())


@pytest.mark.parametrize("units", [2**40, 0, -1, "many", None, 1.5])
def test_a_description_of_impossible_sizes_is_refused_before_anything_is_allocated(tmp_path, saved, units):
    assert "config.json" in refused(tmp_path, rewrite(saved, config=set_layer(2, units=units)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (set_layer(2, activation="relu"), '(LSTM): activation is "relu"; supported: "tanh"'),
        (
            set_layer(2, recurrent_activation="tanh"),
            'recurrent_activation is "tanh"; supported: "sigmoid", "hard_sigmoid"',
        ),
        (set_layer(2, return_sequences=False), "(LSTM): return_sequences is false; supported: true"),
        (set_layer(2, go_backwards=True), "(LSTM): go_backwards is true; supported: false"),
        (set_layer(2, stateful=True), "(LSTM): stateful is true; supported: false"),
        (set_layer(1, mask_zero=True), "(Embedding): mask_zero is true; supported: false"),
        (set_layer(3, axis=[1]), "(LayerNormalization): axis is [1]; supported: [-1]"),
        (set_layer(6, activation="linear"), '(Dense): activation is "linear"; supported: "softmax"'),
        (set_layer(2, dtype="mixed_bfloat16"), "(LSTM): it computes in mixed_bfloat16; supported: float32"),
        (
            set_layer(6, quantization_config={"module": "x"}),
            "(Dense): it computes in float32; supported: float32, not quantized",
        ),
        (lambda config: config["config"]["layers"][2].update(class_name="GRU"), "(GRU) is not supported"),
        (lambda config: config["config"]["layers"][2].update(module="mine"), "(LSTM) is not supported"),
        (
            lambda config: config["config"]["layers"][2].update(registered_name="mine>LSTM"),
            "(LSTM) is not supported",
        ),
        (lambda config: config.update(class_name="Mine"), "it is a Mine model"),
        (
            lambda config: config["config"].update(output_layers=["dropout", 0, 0]),
            "its output is not that of its last layer",
        ),
        (
            lambda config: config["config"]["layers"][4]["inbound_nodes"][0]["kwargs"].update(training=True),
            "(Dropout) does not just follow",
        ),
    ],
)
def test_what_the_sampler_cannot_run_is_refused_by_name(tmp_path, saved, change, problem):
    assert problem in refused(tmp_path, rewrite(saved, config=change))


def test_models_that_are_no_chain_are_refused(tmp_path):
    ids = keras.Input((None,), dtype="int32")
    x = layers.Embedding(5, 4)(ids)
    y = layers.LSTM(4, return_sequences=True)(x)
    models = {
        "is not supported": layers.Dense(5, activation="softmax")(layers.Add()([x, y])),
        "does not just follow": layers.Dense(5, activation="softmax")(layers.Dropout(0.1)(y)),
        "its layers are Embedding, Dense": layers.Dense(5, activation="softmax")(x),
        "its layers are Embedding, LSTM": y,
    }
    for problem, output in models.items():
        path = tmp_path / "model.keras"
        model = keras.Model(ids, output)
        if problem == "does not just follow":
            skipping = layers.Dropout(0.1, name="unused")
            model = keras.Model(ids, [output, skipping(x)])
        model.save(path)
        assert problem in refused(tmp_path, path.read_bytes())


def test_layers_out_of_place_are_refused(tmp_path):
    model = keras_model(5, layers.Dense(5, activation="softmax"), 4, sequential=True)
    model.save(tmp_path / "twice.keras")
    assert "it has 2 Dense layers" in refused(tmp_path, (tmp_path / "twice.keras").read_bytes())


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ModelError, match="the file is missing"):
        weights.read(tmp_path / "model.keras")
