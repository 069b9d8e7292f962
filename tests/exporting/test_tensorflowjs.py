"""Our folders in TensorFlow.js itself, under Node; and its folders in ours.

The tutorial's own model is not in the repository. With its folder, and what TensorFlow.js computes in
reference.json: ``TUTORIAL_MODEL=FOLDER pytest tests/exporting/test_tensorflowjs.py``.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import random_models as made

from textgen import load_generator
from textgen.exporting import export, tensorflowjs
from textgen.exporting.importing import import_model
from textgen.exporting.layersmodel import read
from textgen.lstm import weights as model_weights

VERSION = "4.22.0"
PACKAGES = [f"@tensorflow/{name}@{VERSION}" for name in ("tfjs-core", "tfjs-layers", "tfjs-backend-cpu")]
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "tensorflowjs.md").read_text("utf-8")
TUTORIAL = os.environ.get("TUTORIAL_MODEL")
CLOSE = 1e-5


def install(npm: str, home: Path) -> None:
    """Fetch TensorFlow.js into a folder that is whole or not there, also if killed or run twice at a time."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="npm-") as made:
        plain = ["--no-audit", "--no-fund", "--ignore-scripts"]
        soon = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000"]
        whole = Path(made) / "whole"
        command = [npm, "install", "--prefix", whole, *plain, *soon, *PACKAGES]
        try:
            subprocess.run(command, capture_output=True, text=True, check=True, timeout=90)
        except subprocess.TimeoutExpired:
            pytest.skip("npm cannot fetch TensorFlow.js within 90 seconds")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"npm cannot fetch TensorFlow.js: {' '.join(error.stderr.split())[:200]}")
        try:
            whole.rename(home)
        except OSError:
            if not home.exists():  # else another run was first
                raise


@pytest.fixture(scope="session")
def tensorflow_js() -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Run jobs in TensorFlow.js; npm fetches it once, into the user's cache."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js is not installed: nothing runs TensorFlow.js")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "textgen-tests"
    home = cache / f"tensorflowjs-{VERSION}"
    if not home.exists():
        install(npm, home)

    def run(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [node, Path(__file__).with_name("tensorflow.js"), home / "node_modules"],
            input=json.dumps(jobs),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A web server for the test's folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def quantized(folder: Path, dtype: str) -> None:
    """Make an exported folder's weights smaller, as the converter does, and cut them in two files."""
    description = json.loads((folder / "model.json").read_text("utf-8"))
    [group] = description["weightsManifest"]
    data = (folder / "weights.bin").read_bytes()
    pieces, place = [], 0
    for entry in group["weights"]:
        values = np.frombuffer(data, "<f4", int(np.prod(entry["shape"])), place)
        place += values.nbytes
        if dtype == "float16":
            entry["quantization"] = {"dtype": dtype, "original_dtype": "float32"}
            pieces.append(values.astype("<f2").tobytes())
            continue
        least = float(values.min())
        scale = float(values.max() - least) / np.iinfo(dtype).max
        entry["quantization"] = {"dtype": dtype, "min": least, "scale": scale, "original_dtype": "float32"}
        stored = np.round((values.astype(np.float64) - least) / scale).astype(
            np.dtype(dtype).newbyteorder("<")
        )
        pieces.append(stored.tobytes())
    (folder / "weights.bin").unlink()
    data = b"".join(pieces)
    group["paths"] = ["group1-shard1of2.bin", "group1-shard2of2.bin"]
    half = (
        len(data) // 2 + 1
    )  # in the middle of a number; TensorFlow.js wants the last file no longer than others
    for name, part in zip(group["paths"], (data[:half], data[half:]), strict=True):
        (folder / name).write_bytes(part)
    (folder / "model.json").write_text(json.dumps(description), "utf-8")


SHAPES: dict[str, dict[str, Any]] = {
    "default": {"symbols": 11, "units": (9, 7)},
    "one layer": {"symbols": 11, "units": (8,)},
    "hard": {"symbols": 9, "units": (9, 7), "hard": True},
    "normalized": {"symbols": 11, "units": (9, 7), "normalized": True},
    "tutorial": {"symbols": 11, "units": (9, 7), "hard": True, "embedding": None},
    "one-hot": {"symbols": 7, "units": (9,), "embedding": None, "normalized": True},
}


def test_tensorflow_js_predicts_from_our_export_what_our_sampler_does(tensorflow_js, address, tmp_path):
    jobs, expected = [], []
    for number, (name, shape) in enumerate(SHAPES.items()):
        given = made.weights(**shape)
        made.folder(tmp_path / "models" / f"m{number}", given, training={"window": 12})
        ids = np.random.default_rng(number).integers(0, given.vocabulary, (3, 12)).tolist()
        formats = ["", "float16", "uint16", "uint8"] if name in {"default", "tutorial"} else [""]
        for dtype in formats:
            folder = export(f"m{number}", form="tfjs", output=tmp_path / f"m{number}-{dtype}")
            if dtype:
                quantized(folder, dtype)
                given = read(folder).weights
            jobs.append({"load": f"{address}/{folder.name}/model.json", "ids": ids})
            ours = made.probabilities(given, ids)
            expected.append(ours if shape.get("embedding", 6) else ours[:, -1])
    results = tensorflow_js(jobs)
    assert len(results) == 12
    for result, ours in zip(results, expected, strict=True):
        np.testing.assert_allclose(result["probabilities"], ours, rtol=0, atol=CLOSE)
    assert results[0]["metadata"]["textgen"]["vocabulary"] == "abcdefghijk"


def test_what_tensorflow_js_saved_is_imported(tensorflow_js, tmp_path):
    symbols, jobs = "né🙂 a\r\nZyx", []
    (tmp_path / "learned.txt").write_bytes(f"{symbols}ééa\r\n".encode())
    for name in ("tutorial", "functional"):
        (tmp_path / name).mkdir()
        ids = np.random.default_rng(2).integers(0, len(symbols), (4, 12)).tolist()
        jobs.append({"save": str(tmp_path / name), "model": name, "ids": ids, "symbols": len(symbols)})
    for job, result in zip(jobs, tensorflow_js(jobs), strict=True):
        name = job["model"]
        import_model(tmp_path / name, name=name, vocabulary_from=tmp_path / "learned.txt")
        generator = load_generator(name)
        for row, given in zip(job["ids"], result["probabilities"], strict=True):
            window = "".join(symbols[number] for number in row)
            last = given[-1] if isinstance(given[-1], list) else given
            ours = [2 ** -generator.score(character, context=window).bits for character in symbols]
            np.testing.assert_allclose(ours, last, rtol=0, atol=CLOSE)
        assert load_generator(name).describe()["corpus"] == "learned.txt"


@pytest.mark.skipif(
    not TUTORIAL, reason="TUTORIAL_MODEL does not name the tutorial's model, with reference.json"
)
def test_the_model_of_the_tutorial_predicts_what_tensorflow_js_says(tmp_path):
    folder = Path(TUTORIAL or "")
    import_model(folder, name="bard", vocabulary_from=folder / "shakespeare.txt")
    generator = load_generator("bard")
    reference = json.loads((folder / "reference.json").read_text("utf-8"))
    assert reference["rows"]
    for row in reference["rows"]:
        ours = [
            2 ** -generator.score(character, context=row["window"]).bits
            for character in reference["vocabulary"]
        ]
        np.testing.assert_allclose(ours, row["probabilities"], rtol=0, atol=CLOSE)


def test_the_page_of_the_documentation_works(tensorflow_js, address, textgen, tmp_path):
    page = "".join(re.findall(r"```js\n(.*?)```", DOCUMENTATION, flags=re.DOTALL))
    for command in re.findall(r"```bash\ntextgen (.*?)\n```", DOCUMENTATION):
        done = textgen(*command.split())
        assert done.code == 0, done.stderr
    page = page.replace('"shakespeare-tfjs/', f'"{address}/shakespeare-tfjs/').replace("< 200", "< 12")
    [result] = tensorflow_js([{"page": page}])
    ids = load_generator("again")._vocabulary.encode("To be, or")
    given = model_weights.read(tmp_path / "models" / "again" / "model.keras")
    np.testing.assert_allclose(result["probabilities"], made.probabilities(given, [ids]), rtol=0, atol=CLOSE)
    assert result["text"].startswith("To be, or")
    assert len(result["text"]) == 12


def test_gates_are_rescaled_and_candidates_are_not():
    given = made.weights(5, (3, 2), hard=True)
    scaled = tensorflowjs.rescaled(given, 1.2)
    for old, new in zip(given.layers, scaled.layers, strict=True):
        for before, after in ((old.kernel, new.kernel), (old.bias, new.bias)):
            i, f, c, o = np.split(after / before, 4, axis=-1)
            np.testing.assert_allclose(np.concatenate([i, f, o], axis=-1), 1.2, rtol=1e-6)
            np.testing.assert_array_equal(c, 1)
    soft = made.weights(5, (3, 2))
    assert tensorflowjs.rescaled(soft, 1.2).layers == soft.layers
