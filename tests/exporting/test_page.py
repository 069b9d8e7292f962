"""A model as one HTML file: what is in it, how large it is, and how the terminal speaks of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
import random_models as made
from hypothesis import given
from hypothesis import strategies as st

import textgen
from textgen import TextgenError
from textgen.exporting import export, page
from textgen.exporting.arrays import pack
from textgen.exporting.base85 import base85
from textgen.generators.base import GeneratorWarning
from textgen.lstm import folder, saving
from textgen.lstm import weights as model_weights
from textgen.lstm.vocabulary import Vocabulary

[SHIPPED] = folder.shipped_models()
ROOM = 60_000  # bytes for all but the weights


def described(path: Path) -> dict[str, object]:
    html = path.read_text("utf-8")
    found = re.search(r'<script type="application/json" id="description">(.*?)</script>', html)
    return json.loads(found[1])


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page.export(SHIPPED, tmp_path_factory.mktemp("shipped") / "shakespeare.html")


MODELS = {
    "two layers": lambda: made.weights(
        65,
        (
            128,
            128,
        ),
        embedding=64,
    ),
    "one-hot": lambda: made.weights(
        62,
        (
            128,
            128,
        ),
        embedding=None,
    ),
    "tiny": lambda: made.weights(5, (3,)),
    "one large layer": lambda: made.weights(85, (200,), embedding=64),
    "a large alphabet": lambda: made.weights(2000, (40,), embedding=32),
    "many layers": lambda: made.weights(30, (32,) * 12, embedding=32),
}


@pytest.mark.filterwarnings("ignore:8 bits change")
@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS)
def test_the_page_is_at_most_half_as_large_again_as_its_weights(build, tmp_path):
    weights = build()
    model = made.folder(tmp_path / "m", weights)
    count = sum(array.size for array in made.arrays(weights)[saving.is_one_hot(weights) :])
    for precision, size in (("float32", 4), ("8-bit", 1)):
        file = export(str(model), form="page", output=tmp_path / f"{precision}.html", precision=precision)
        assert file.stat().st_size <= 1.5 * size * count + ROOM


def test_nothing_of_the_text_and_no_path_is_in_it(shipped):
    html = shipped.read_text("utf-8")
    manifest = folder.read(SHIPPED)
    weights = html.index('id="weights"')
    words = html[:weights] + html[html.index("</script>", weights) :]
    assert manifest.corpus.sha256 not in words
    assert str(manifest.training["command"]) not in words
    assert str(SHIPPED.parent) not in words
    readme = (SHIPPED / "README.md").read_text("utf-8")
    lines = re.findall(r"^    (.{20,})$", readme, flags=re.MULTILINE)[1:]
    assert len(lines) > 10
    assert [line for line in lines if line in words] == []


def test_the_guide_tells_which_forms_hold_the_command_and_the_hash(shipped, tmp_path):
    guide = (Path(__file__).parents[2] / "docs/guides/sharing.md").read_text("utf-8")
    assert re.search(r"^\| the text's hash, .* the command .* \| no \| yes \| yes \|$", guide, re.MULTILINE)
    manifest = folder.read(SHIPPED)
    forms = (
        shipped,
        export(str(SHIPPED), form="tfjs", output=tmp_path / "tfjs") / "model.json",
        SHIPPED / "textgen.json",
    )
    for told in (manifest.corpus.sha256, str(manifest.training["command"])):
        assert [told in file.read_text("utf-8") for file in forms] == [False, True, True]
    assert not any(str(SHIPPED.parent) in file.read_text("utf-8") for file in forms)


def test_it_tells_what_the_model_is(shipped):
    html = shipped.read_text("utf-8")
    for told in (
        "<title>shakespeare, a model that writes</title>",
        "an LSTM with one layer of 512 units",
        "“shakespeare”, the first 4,550,740 of 5,056,378 characters",
        "30 November 2026",
        "85 characters",
        "1.2211 nats a character",
        "1.3044 nats a character, over 505,638 characters",
        "as between 3.7 that are equally likely",
        f"Made with textgen {textgen.__version__}.",
    ):
        assert told in html


def test_an_imported_model_has_no_losses_and_no_day_of_training(tmp_path):
    given = {"metrics": {}, "training": {"imported": "elsewhere"}}
    model = made.folder(tmp_path / "m", made.weights(5, (3,)), **given)
    html = page.export(model, tmp_path / "m.html").read_text("utf-8")
    assert "Imported on" in html
    assert "Trained on" not in html
    assert "Loss" not in html


def test_a_model_whose_layers_give_nothing_has_an_8_bit_page(tmp_path):
    given = made.weights(5, (3, 4))
    silent = tuple(
        replace(
            layer, kernel=layer.kernel * 0, recurrent_kernel=layer.recurrent_kernel * 0, bias=layer.bias * 0
        )
        for layer in given.layers
    )
    model = made.folder(tmp_path / "m", replace(given, layers=silent))
    file = page.export(model, tmp_path / "m.html", precision="8-bit")
    assert described(file)["compressed"]


@pytest.mark.parametrize("precision", ["float32", "8-bit"])
def test_every_array_is_found_where_it_is_said_to_be(precision, tmp_path):
    weights = made.weights(
        7,
        (
            5,
            4,
        ),
        normalized=True,
    )
    packed = pack(weights, rounded=precision == "8-bit")
    places = []

    def walk(node):
        if isinstance(node, dict) and "start" in node:
            rows, columns = (node["shape"] + [1])[:2]
            count = rows * columns
            rounded = 4 * rows + count + (count + 1) // 2
            places.append((node["start"], rounded if node["type"] == "rounded" else 4 * count))
        elif isinstance(node, dict | list):
            for inner in node.values() if isinstance(node, dict) else node:
                walk(inner)

    walk(packed.network)
    end = 0
    for start, size in sorted(places):
        assert start == end
        end += size
    assert end == len(packed.data)
    assert zlib.decompress(packed.compressed()) == packed.data


@given(st.binary(max_size=50))
def test_bytes_are_text_that_html_leaves_alone(data):
    text = base85(data)
    assert not set(text) & set(b"<&\"' \r\n\0")
    values = [20 if character == 125 else character - 40 for character in text]
    digits = [values[at : at + 5] for at in range(0, len(values), 5)]
    numbers = [sum(digit * 85 ** (4 - place) for place, digit in enumerate(five)) for five in digits]
    assert b"".join(number.to_bytes(4) for number in numbers)[: len(data)] == data
    assert len(text) < 1.25 * len(data) + 5


def test_a_model_that_eight_bits_change_much_is_warned_of(tmp_path):
    model = made.folder(tmp_path / "wild", made.weights(20, (60, 60)))
    with pytest.warns(GeneratorWarning, match=r"8 bits change wild much: .* than 0\.\d\d;"):
        page.export(model, tmp_path / "m.html", precision="8-bit")
    assert "rounded; 99 of 100 times" in (tmp_path / "m.html").read_text("utf-8")


def test_hostile_names_stay_text(tmp_path):
    model = made.folder(
        tmp_path / "<img src=x onerror=alert(1)>%weights%\u202e",
        made.weights(8, (3,)),
        vocabulary=Vocabulary("<>&\"'\\\u2028\0"),
        corpus=folder.TrainingText("</script><script>alert(2)</script>\u2028", "0" * 64, 10, 9),
        delimiter="<",
    )
    html = page.export(model, tmp_path / "m.html").read_bytes().decode()
    assert html.count("<script") == html.count("</script") == 5
    assert "<img" not in html
    assert "\u2028" not in html
    assert "\u202e" not in html
    assert described(tmp_path / "m.html")["vocabulary"] == [ord(each) for each in "<>&\"'\\\u2028\0"]


def test_what_is_there_already_is_kept(tmp_path):
    file = tmp_path / "kept.html"
    file.write_text("mine")
    with pytest.raises(TextgenError, match=r"kept\.html exists") as error:
        page.export(SHIPPED, file)
    assert "--output" in error.value.hint
    assert file.read_text() == "mine"


def test_a_model_larger_than_a_browser_can_hold_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "LARGEST", 1000)
    model = made.folder(tmp_path / "m", made.weights(20, (30,)))
    with pytest.raises(TextgenError, match="too many for a page") as error:
        page.export(model, tmp_path / "m.html")
    assert "--weights 8-bit" in error.value.hint
    assert not (tmp_path / "m.html").exists()


def test_the_weights_that_do_not_fit_the_alphabet_are_refused(tmp_path):
    model = made.folder(tmp_path / "m", made.weights(5, (3,)), vocabulary=Vocabulary("abcd"))
    with pytest.raises(TextgenError, match="damaged model"):
        page.export(model, tmp_path / "m.html")


def test_the_terminal_names_the_file_its_size_and_what_to_do(tmp_path):
    made.folder(tmp_path / "models/m", made.weights(5, (3,)))

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "textgen", "models", "export", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    done = run("m", "--format", "page", "--weights", "8-bit")
    assert (done.returncode, done.stdout) == (0, "m.html\n")
    size = (tmp_path / "m.html").stat().st_size
    assert done.stderr.endswith(
        f"{size / 1e6:.1f} MB. Open it in a browser or send it to a friend: it needs nothing else.\n"
    )
    again = run("m", "--format", "page")
    assert (again.returncode, again.stdout) == (1, "")
    told = [line for line in again.stderr.splitlines() if not line.startswith("Waiting for")]
    assert told[0] == "Error: m.html exists"
    assert len(told) == 2
    tfjs = run("m", "--format", "tfjs", "--weights", "8-bit")
    assert (tfjs.returncode, tfjs.stdout) == (1, "")


def test_the_shipped_model_is_read_whole(shipped):
    weights = model_weights.read(SHIPPED / folder.MODEL)
    assert described(shipped)["bytes"] == 4 * sum(array.size for array in made.arrays(weights))
