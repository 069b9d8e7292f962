"""Folders of TensorFlow.js that become models, and folders that do not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import random_models as made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textgen import Sampling, TextgenError, evaluate, folders, load_generator, train
from textgen.errors import CorpusError, ModelError
from textgen.exporting import export
from textgen.exporting.importing import import_model
from textgen.exporting.layersmodel import read
from textgen.lstm import folder as model_folder
from textgen.lstm import weights as model_weights
from textgen.lstm.vocabulary import Vocabulary

AGAIN = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["LSTM", "kernel", "../weights.bin", "float32", "tanh"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder that we exported: 5 symbols, an embedding of 6, LSTM layers of 4 and 3."""
    made.folder(tmp_path / "models" / "first", made.weights(5, (4, 3), normalized=True))
    return export("first", form="tfjs", output=tmp_path / "exported")


@pytest.fixture
def foreign(exported: Path) -> Path:
    """The same without what only our export tells, as TensorFlow.js itself would have saved it."""
    change(exported, lambda model: model.pop("userDefinedMetadata"))
    return exported


def change(folder: Path, by: Callable[[Any], Any]) -> None:
    file = folder / "model.json"
    model = json.loads(file.read_text("utf-8"))
    by(model)
    file.write_text(json.dumps(model), "utf-8")


def layer(number: int, **changes: Any) -> Callable[[Any], None]:
    return lambda model: model["modelTopology"]["config"]["layers"][number]["config"].update(changes)


def entry(number: int, **changes: Any) -> Callable[[Any], None]:
    return lambda model: model["weightsManifest"][0]["weights"][number].update(changes)


def only_models(names: set[str]) -> bool:
    return {path.name for path in folders.models_folder().iterdir()} == names


@given(
    symbols=st.integers(1, 8),
    units=st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple),
    embedding=st.none() | st.integers(1, 5),
    hard=st.booleans(),
    normalized=st.booleans(),
    unknown=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
@AGAIN
def test_our_own_export_comes_back_as_it_was(
    tmp_path_factory, symbols, units, embedding, hard, normalized, unknown, seed
):
    given = made.weights(symbols, units, embedding=embedding, hard=hard, normalized=normalized, seed=seed)
    characters = '\f🙂"\\é\ud7ff\x00a'[: symbols - (unknown and symbols > 1)]
    vocabulary = Vocabulary(characters, unknown=unknown and symbols > 1)
    root = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTGEN_MODELS", str(root))
        first = made.folder(root / "first", given, vocabulary=vocabulary, delimiter="\f")
        again = import_model(export("first", form="tfjs", output=root / "out"), name="again")
        export("again", form="tfjs", output=root / "out again")
    old, new = model_folder.read(first), model_folder.read(again)
    imported = {**old.training, "imported": f"out, written by textgen {model_version()}"}
    kept = {"name": "again", "created": new.created, "training": imported, "model_sha256": new.model_sha256}
    assert new == replace(old, **kept)
    back = made.arrays(model_weights.read(again / "model.keras"))
    for before, after in zip(made.arrays(given), back, strict=True):
        if hard:
            np.testing.assert_array_max_ulp(before, after, 1)
        else:
            np.testing.assert_array_equal(before, after)
    weights = [(root / folder / "weights.bin").read_bytes() for folder in ("out", "out again")]
    assert weights[0] == weights[1]
    if not hard:
        assert (first / "model.keras").read_bytes() == (again / "model.keras").read_bytes()


def model_version() -> str:
    import textgen

    return str(textgen.__version__)


def test_an_imported_model_trains_on_and_is_measured(foreign, tmp_path):
    (tmp_path / "learned.txt").write_text("abcde" * 60, "utf-8")
    given = made.weights(5, (4, 3), hard=True, embedding=None)
    made.folder(tmp_path / "models" / "hard", given, training={"window": 12})
    folder = export("hard", form="tfjs", output=tmp_path / "hard")
    change(folder, lambda model: model.pop("userDefinedMetadata"))
    imported = import_model(folder, name="bard", vocabulary_from=tmp_path / "learned.txt")
    import keras

    model = keras.saving.load_model(imported / "model.keras")
    ids = np.array([[0, 3, 1, 4, 4, 2]])
    ours = made.probabilities(given, ids)
    np.testing.assert_allclose(model.predict(ids, verbose=0), ours, rtol=0, atol=1e-5)

    (tmp_path / "verse.txt").write_text("edcba ".join(["abc"] * 120), "utf-8")
    [before] = evaluate("bard", tmp_path / "verse.txt")
    after = train(
        tmp_path / "verse.txt", model="taught", init_from="bard", epochs=1, window=8, sample_every=0
    )
    assert before.part == "whole"
    assert after.validation_loss < before.nats_per_character
    assert model_folder.read(after.folder).training["init_from"] == "bard"
    with pytest.raises(CorpusError, match=r"bard has learned all of .*learned\.txt"):
        evaluate("bard", tmp_path / "learned.txt")


def test_what_the_converter_of_keras_writes_is_read(foreign):
    before = read(foreign)

    def converted(model: Any) -> None:
        [group] = model["weightsManifest"]
        for entry in group["weights"]:
            name, leaf = entry["name"].split("/")
            if name.startswith("lstm"):
                entry["name"] = f"{name}/lstm_cell/{leaf}"
        group["weights"].append({"name": "iterations", "shape": [], "dtype": "int32", "group": "optimizer"})
        layers, previous = model["modelTopology"]["config"]["layers"], "ids"
        for each in layers:
            each["name"] = each["config"]["name"]
            each["inbound_nodes"] = [[[previous, 0, 0, {}]]]
            previous = each["name"]
            if each["class_name"] == "LayerNormalization":
                each["config"]["axis"] = [2]
        layers.insert(0, {"class_name": "InputLayer", "config": {"name": "ids"}, "inbound_nodes": []})
        config = {"layers": layers, "output_layers": [[previous, 0, 0]]}
        inner = {"class_name": "Functional", "config": config}
        model["modelTopology"] = {"keras_version": "2.4.0", "model_config": inner}
        model["generatedBy"] = "keras v2.4.0"

    change(foreign, converted)
    with (foreign / "weights.bin").open("ab") as file:
        file.write(bytes(4))
    after = read(foreign)
    assert after.writer == "keras v2.4.0"
    for old, new in zip(made.arrays(before.weights), made.arrays(after.weights), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("by", "problem"),
    [
        (lambda model: model.clear(), "this is not a layers model"),
        (lambda model: model.update(format="graph-model"), "is a graph model"),
        (lambda model: model.update(modelTopology={"node": [], "library": {}}), "is a graph model"),
        (lambda model: model.update(modelTopology={"class_name": "Model"}), "this is not a layers model"),
        (
            lambda model: model["modelTopology"].update(class_name="Siamese\x1b[2J"),
            r"'it is a Siamese\x1b[2J model, not a chain of layers'",
        ),
        (
            lambda model: model["modelTopology"]["config"]["layers"].insert(
                1, {"class_name": "GRU", "config": {"name": "gru_1"}}
            ),
            "layer 'gru_1' (GRU) is not supported",
        ),
        (lambda model: model["modelTopology"]["config"]["layers"].clear(), "its layers are"),
        (lambda model: model["modelTopology"]["config"]["layers"].pop(), "its layers are Embedding, LSTM"),
        (layer(1, activation="relu"), 'activation is "relu"; supported: "tanh"'),
        (layer(1, return_sequences=False), "return_sequences is false"),
        (layer(1, go_backwards=True), "go_backwards is true"),
        (layer(1, name="lstm_2"), "the names of the layers are not text, each its own"),
        (layer(1, units=10**30), "have shape (6, 16); their layer says"),
        (layer(1, units="many"), "its layers are not described"),
        (layer(2, epsilon=-1), "the epsilon of a normalization is negative"),
        (layer(5, units=4), "have shape (3, 5); their layer says (3, 4)"),
        (layer(0, input_dim=4), "have shape (5, 6); their layer says (4, 6)"),
        (entry(0, shape=[2**40, 2**40]), "this is not a layers model (Expected `int` <= 1073741824"),
        (entry(0, shape=[2**30, 2**30]), "bytes of weights; at most 1,073,741,824 are read"),
        (entry(0, shape=[2] * 9), "this is not a layers model (Expected `array` of length <= 8"),
        (entry(0, shape=[5, -6]), "this is not a layers model (Expected `int` >= 1"),
        (entry(0, shape=[0, 2**62]), "this is not a layers model (Expected `int` >= 1"),
        (entry(0, shape=[1, 2**70]), "this is not a layers model"),
        (entry(0, shape=[5, 7]), "it describes 1,364 bytes of weights; 'weights.bin' has 1,344"),
        (entry(0, dtype="complex64"), "this is not a layers model (Invalid enum value 'complex64'"),
        (entry(0, dtype="int32"), "weights 'embedding/embeddings' are int32; they should be float32"),
        (entry(0, name="spare/kernel"), "weights 'spare/kernel', which belong to none of its layers"),
        (entry(3, name="lstm_1/kernel"), "has the weights 'lstm_1/kernel' twice"),
        (
            lambda model: model["weightsManifest"][0].update(
                paths=["rest.bin"], weights=model["weightsManifest"][0]["weights"][1:]
            ),
            "the weights 'embedding/embeddings' are missing",
        ),
        (lambda model: model["weightsManifest"][0].update(paths=[]), "no file has 0"),
        (
            lambda model: model["weightsManifest"][0].update(paths=["weights.bin", "group1-shard2of2.bin"]),
            "its weights 'group1-shard2of2.bin' are missing",
        ),
        (
            lambda model: model["weightsManifest"][0].update(paths=["../../etc/passwd"]),
            "names the weights '../../etc/passwd', which are outside of the folder",
        ),
        (lambda model: model["weightsManifest"][0].update(paths=["/etc/passwd"]), "outside of the folder"),
        (lambda model: model["weightsManifest"][0].update(paths=["link.bin"]), "outside of the folder"),
        (
            lambda model: model["weightsManifest"][0].update(paths=["weights.bin"] * 4097),
            "it names 4,097 files of weights; at most 4,096 are read",
        ),
        (lambda model: model["weightsManifest"][0].update(paths=["."]), "its weights '.' are missing"),
        (lambda model: model["weightsManifest"][0].update(paths=["a\0b"]), r"'a\x00b' are missing"),
        (lambda model: model["weightsManifest"][0].update(paths=["x" * 5000]), "xxx' are missing"),
    ],
)  # fmt: skip
def test_a_folder_that_does_not_fit_is_refused_in_one_line(foreign, tmp_path, by, problem):
    (tmp_path / "learned.txt").write_text("abcde", "utf-8")
    (tmp_path / "secret.bin").write_bytes((foreign / "weights.bin").read_bytes())
    (foreign / "link.bin").symlink_to(tmp_path / "secret.bin")
    (foreign / "rest.bin").write_bytes((foreign / "weights.bin").read_bytes()[4 * 5 * 6 :])
    change(foreign, by)
    with pytest.raises(ModelError) as raised:
        import_model(foreign, name="new", vocabulary_from=tmp_path / "learned.txt")
    assert problem in raised.value.message
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 600
    assert raised.value.hint
    assert only_models({"first"})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "this is not JSON"),
        (b"GIF89a", "this is not JSON"),
        (b'{"modelTopology": {', "this is not JSON"),
        (b"\xff\xfe{\0}\0", "this is not JSON"),
        (b"[" * 100_000, "this is not"),
        (b'{"weightsManifest": [], "modelTopology": {"class_name": ' + b"[" * 100_000, "this is not"),
        (b" " * (16 * 2**20 + 1), "16,777,217 bytes are too many"),
    ],
    ids=["empty", "picture", "truncated", "utf-16", "deep", "deep inside", "huge"],
)  # fmt: skip
def test_a_description_that_is_none_is_refused(foreign, content, problem):
    (foreign / "model.json").write_bytes(content)
    with pytest.raises(ModelError, match=problem):
        import_model(foreign, name="new")


def test_weights_that_are_not_numbers_or_not_all_there_are_refused(foreign):
    good = (foreign / "weights.bin").read_bytes()
    for content, problem in (
        (good[:-1], "'weights.bin' has 1,343"),
        (good + b"\0", "'weights.bin' has 1,345"),
        (b"", "'weights.bin' has 0"),
        (np.float32("nan").tobytes() + good[4:], "'embedding/embeddings' hold values that are not numbers"),
        (good[:-4] + np.float32("inf").tobytes(), "'probabilities/bias' hold values that are not numbers"),
    ):
        (foreign / "weights.bin").write_bytes(content)
        with pytest.raises(ModelError, match=problem):
            read(foreign)
    (foreign / "weights.bin").write_bytes(good)
    change(foreign, entry(0, quantization={"dtype": "float16"}))
    with pytest.raises(ModelError, match="it describes 1,284 bytes"):
        read(foreign)
    (foreign / "weights.bin").write_bytes(good[60:])
    for quantization in ({"dtype": "uint16"}, {"dtype": "uint16", "scale": 1e300, "min": 0}):
        change(foreign, entry(0, quantization=quantization))
        with pytest.raises(ModelError, match=r"quantized without scale and min|not numbers"):
            read(foreign)


def test_hard_gates_too_large_to_be_rescaled_are_refused(tmp_path):
    given = made.weights(5, (4,), hard=True)
    given.layers[0].bias[0] = 3e38
    made.folder(tmp_path / "models" / "large", given)
    folder = export("large", form="tfjs")
    file = folder / "weights.bin"
    data = np.frombuffer(file.read_bytes(), "<f4").copy()
    data[data > 1e38] = 3.4e38
    file.write_bytes(data.tobytes())
    with pytest.raises(ModelError, match="too large to compute with"):
        read(folder)


def test_the_vocabulary_must_be_told_and_must_fit(exported, tmp_path):
    (tmp_path / "learned.txt").write_text("abcdef", "utf-8")
    with pytest.raises(ModelError, match="tells its vocabulary itself"):
        import_model(exported, name="new", vocabulary_from=tmp_path / "learned.txt")
    change(exported, lambda model: model["userDefinedMetadata"]["textgen"].update(vocabulary="abc"))
    with pytest.raises(ModelError, match="has 5 symbols, its vocabulary has 3"):
        import_model(exported, name="new")
    change(exported, lambda model: model["userDefinedMetadata"]["textgen"].pop("corpus"))
    with pytest.raises(ModelError, match='"corpus" is missing'):
        import_model(exported, name="new")
    change(exported, lambda model: model.pop("userDefinedMetadata"))
    with pytest.raises(ModelError, match="does not tell which characters its 5 symbols are"):
        import_model(exported, name="new")
    with pytest.raises(ModelError, match=r"has 5 symbols, .*learned\.txt has 6"):
        import_model(exported, name="new", vocabulary_from=tmp_path / "learned.txt")
    for content in (b"\xff\xfea\0", b"caf\xc3"):
        (tmp_path / "latin.txt").write_bytes(content)
        with pytest.raises(CorpusError, match="is not UTF-8"):
            import_model(exported, name="new", vocabulary_from=tmp_path / "latin.txt")
    with pytest.raises(CorpusError, match="cannot be read"):
        import_model(exported, name="new", vocabulary_from=tmp_path / "none.txt")
    assert only_models({"first"})


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*place, key))
    return found


@given(data=st.data())
@settings(AGAIN, max_examples=150)
def test_whatever_a_description_says_there_is_no_traceback(tmp_path, exported, data):
    original = (exported / "model.json").read_bytes()
    model = json.loads(original)
    if data.draw(st.booleans()):
        cut = data.draw(st.integers(0, len(original)))
        content = original[:cut] + data.draw(st.binary(max_size=3)) + original[cut + 1 :]
    else:
        *before, last = data.draw(st.sampled_from(places(model)))
        inner = model
        for key in before:
            inner = inner[key]
        inner[last] = data.draw(JSON)
        content = json.dumps(model).encode()
    (exported / "model.json").write_bytes(content)
    try:
        new = import_model(exported, name="new")
    except TextgenError as error:
        assert error.hint  # noqa: PT017 - or it is a model
    else:
        "".join(load_generator("new").generate("a", length=3, sampling=Sampling(), seed=1))
        shutil.rmtree(new)
    assert only_models({"first"})
    (exported / "model.json").write_bytes(original)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of a file")
def test_a_full_disk_is_named_and_nothing_is_left(exported, tmp_path):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        for target, write in (
            ("models/new", lambda: import_model(exported, name="new")),
            ("out", lambda: export("first", form="tfjs", output=tmp_path / "out")),
        ):
            with pytest.raises(OSError, match="File too large") as raised:
                write()
            assert Path(raised.value.filename).resolve() == tmp_path / target
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert only_models({"first"})
    assert {path.name for path in tmp_path.iterdir()} == {"models", "exported"}


def test_an_export_never_takes_the_place_of_anything(exported, tmp_path):
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link", "exported", "models"):
        with pytest.raises(ModelError, match=f"{name} exists already"):
            export("first", form="tfjs", output=tmp_path / name)
    with pytest.raises(NotADirectoryError) as raised:
        export("first", form="tfjs", output=tmp_path / "file" / "new")
    assert raised.value.filename == str(tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_on_the_command_line(textgen, exported, tmp_path):
    done = textgen("models", "export", "first", "--format", "tfjs")
    assert (done.code, done.stdout) == (0, "first-tfjs\n")
    assert sorted(path.name for path in (tmp_path / "first-tfjs").iterdir()) == ["model.json", "weights.bin"]
    done = textgen("models", "export", "first", "--format", "tfjs")
    assert (done.code, "first-tfjs exists already" in done.stderr) == (1, True)
    assert "'gguf' is no form of export" in textgen("models", "export", "first", "--format", "gguf").stderr

    (tmp_path / "first-tfjs" / "model.json").rename(tmp_path / "first-tfjs" / "bard.json")
    done = textgen("models", "import", "first-tfjs", "--name", "again")
    assert (done.code, "first-tfjs/model.json is missing" in done.stderr) == (1, True)
    done = textgen("models", "import", "first-tfjs/bard.json", "--name", "again")
    assert (done.code, done.stdout) == (0, f"{folders.models_folder() / 'again'}\n")
    assert (textgen("generate", "again", "--length", "9", "--seed", "1").stdout) == (
        textgen("generate", "first", "--length", "9", "--seed", "1").stdout
    )
    shown = {" ".join(line.split()) for line in textgen("models", "show", "again").stdout.splitlines()}
    assert f"option imported bard.json, written by textgen {model_version()}" in shown
    assert any(line.startswith("imported 20") for line in shown)
    done = textgen("models", "import", "first-tfjs/bard.json", "--name", "again")
    assert (done.code, "model again exists already" in done.stderr) == (1, True)
    assert "cannot name a model" in textgen("models", "import", "first-tfjs", "--name", "../x").stderr
    assert only_models({"first", "again"})
