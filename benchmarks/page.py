"""How fast the page of a model writes in headless Chromium, beside TensorFlow.js in the same browser.

    python benchmarks/page.py [--layers 128,128] [--rounds 5] [--tensorflowjs tf.min.js] [--json FILE]

A model of 65 symbols with random weights, fed one-hot, writes at temperature 0.7. The page is timed from the
click on Write to its last character, drawing on the screen included; once more without WebAssembly.
TensorFlow.js does what the 2019 tutorial does: for each new character it predicts from the last 60. It is
not part of textgen: name its dist/tf.min.js, from ``npm install @tensorflow/tfjs``. All take turns, in tabs
of one browser; what else the machine does meanwhile counts, so look at the highest figure, too.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

SYMBOLS, WINDOW = 65, 60
CHARACTERS = 5000  # that the page writes in a turn
FEW = 30  # that TensorFlow.js does
WASM = " 'wasm-unsafe-eval'"

WRITE = """async length => {
    const done = new Promise(resolve => new MutationObserver((_, observer) => {
        if (!document.getElementById("status").textContent.startsWith("Done")) return;
        observer.disconnect();
        resolve(performance.now());
    }).observe(document.getElementById("status"), { childList: true }));
    document.getElementById("length").value = length;
    const begun = performance.now();
    document.getElementById("write").click();
    return (await done - begun) / 1000;
}"""
LOAD = """async ([model, weights]) => {
    await tf.setBackend("cpu"); // for one row of a small model faster than WebGL, which is emulated here
    const weightData = Uint8Array.from(atob(weights), letter => letter.charCodeAt(0)).buffer;
    const weightSpecs = model.weightsManifest.flatMap(group => group.weights);
    window.model = await tf.loadLayersModel(
        tf.io.fromMemory({ modelTopology: model.modelTopology, weightSpecs, weightData }));
    return [tf.version.tfjs, tf.getBackend()];
}"""
PREDICT = """async ([length, symbols, windowLength]) => {
    let ids = Array.from({ length: windowLength }, (_, at) => at % symbols);
    const next = async () => {
        const input = tf.oneHot(tf.tensor2d([ids], [1, windowLength], "int32"), symbols);
        const output = model.predict(input);
        const weights = (await output.data()).map(probability => probability ** (1 / 0.7));
        tf.dispose([input, output]);
        let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
        ids = [...ids.slice(1), weights.findIndex(weight => (left -= weight) < 0)];
    };
    await next(); // the first one compiles
    const begun = performance.now();
    for (let count = 0; count < length; count++) await next();
    return (performance.now() - begun) / 1000;
}"""


def model(path: Path, layers: list[int]) -> Path:
    """A model folder with random weights."""
    from textgen.lstm import folder, saving
    from textgen.lstm.vocabulary import Vocabulary
    from textgen.lstm.weights import Array, Layer, Weights

    random = np.random.default_rng(0)

    def array(*shape: int) -> Array:
        return random.normal(0, 0.1, shape).astype(np.float32)

    features = [SYMBOLS, *layers]
    weights = Weights(
        np.eye(SYMBOLS, dtype=np.float32),
        tuple(
            Layer(array(before, 4 * units), array(units, 4 * units), array(4 * units), hard_sigmoid=False)
            for before, units in zip(features, layers, strict=False)
        ),
        array(layers[-1], SYMBOLS),
        array(SYMBOLS),
    )
    manifest = folder.Manifest(
        name=path.name,
        created=datetime.now(UTC),
        vocabulary=Vocabulary("".join(chr(32 + number) for number in range(SYMBOLS))),
        delimiter=None,
        architecture={"embedding": None, "layers": [*layers]},
        training={"window": WINDOW, "layers": [*layers]},
        implementation="random",
        corpus=folder.TrainingText("nothing", "0" * 64, 0, 0),
        versions={},
        metrics={},
        model_sha256="",
    )
    path.mkdir()
    saving.write(path / folder.MODEL, weights)
    folder.write_manifest(path, replace(manifest, model_sha256=folder.digest(path / folder.MODEL)))
    return path


def contenders(browser: Any, given: Path, tensorflowjs: Path | None) -> dict[str, Callable[[], float]]:
    """What takes turns: each writes some text and returns the characters per second."""
    from textgen.exporting import export

    page = export(str(given), form="page", output=given.parent / "model.html")
    html = page.read_text("utf-8")
    assert WASM in html
    plain = given.parent / "plain.html"
    plain.write_text(html.replace(WASM, ""), "utf-8")
    found = {"page": writing(browser, page), "page without WebAssembly": writing(browser, plain)}
    if tensorflowjs:
        folder = export(str(given), form="tfjs", output=given.parent / "tfjs")
        tab = browser.new_page()
        tab.add_script_tag(path=tensorflowjs)
        weights = base64.b64encode((folder / "weights.bin").read_bytes()).decode()
        version, backend = tab.evaluate(LOAD, [json.loads((folder / "model.json").read_text()), weights])
        found[f"TensorFlow.js {version}, {backend}"] = lambda: (
            FEW / tab.evaluate(PREDICT, [FEW, SYMBOLS, WINDOW])
        )
    return found


def writing(browser: Any, page: Path) -> Callable[[], float]:
    """A contender that is a page."""
    tab = browser.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("html.ready")
    return lambda: CHARACTERS / tab.evaluate(WRITE, CHARACTERS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--layers", default="128,128", help="the units of each layer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tensorflowjs", metavar="FILE", type=Path, help="TensorFlow.js's tf.min.js")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    layers = [int(units) for units in options.layers.split(",")]
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome")
        )
        takers = contenders(browser, model(Path(place) / "model", layers), options.tensorflowjs)
        speeds: dict[str, list[float]] = {name: [] for name in takers}
        for turn in takers.values():
            turn()  # not counted
        loads = [os.getloadavg()[0]]
        for _ in range(options.rounds):
            for name, turn in takers.items():
                speeds[name].append(turn())
            loads.append(os.getloadavg()[0])
        version = browser.version
        browser.close()
    print(f"Chromium {version}, layers {options.layers}, {os.cpu_count()} cores, load {max(loads):.1f}")
    print(f"{'':32} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'page / it':>10}")
    mine = statistics.median(speeds["page"])
    for name, found in speeds.items():
        median = statistics.median(found)
        print(f"{name:32} {median:>16,.0f} {min(found):>9,.0f} {max(found):>9,.0f} {mine / median:>10.1f}")
    if options.json:
        report = {
            "chromium": version,
            "layers": layers,
            "cores": os.cpu_count(),
            "load": loads,
            "characters_per_second": speeds,
        }
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
