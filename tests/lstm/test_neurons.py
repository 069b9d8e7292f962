"""Which units follow what: a network whose units are known, a trained one, and chance."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_units as made
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import TextgenError, folders
from textgen.lstm import folder as model_folder
from textgen.lstm import neurons, neuronview, weights
from textgen.lstm.features import Feature, features
from textgen.lstm.sampler import Network

CORPUS = Path(__file__).parents[2] / "corpus/shakespeare.txt"
[SHIPPED] = model_folder.shipped_models()


@pytest.fixture(scope="module")
def trained() -> neurons.Study:
    """The shipped model over 12,000 characters that it never learned."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neurons, "LONGEST", 12_000)
        return neurons.study(SHIPPED, CORPUS, start=model_folder.read(SHIPPED).corpus.boundary)


def named(study: neurons.Study) -> dict[str, neurons.Finding]:
    return {finding.feature.name: finding for finding in study.findings}


def test_the_units_that_were_made_to_follow_something_are_found(tmp_path: Path) -> None:
    text = made.text(tmp_path / "text.txt")
    study = neurons.study(made.model(tmp_path / "made"), text)
    found = named(study)
    brackets, position = found["in brackets"].found, found["position in the line"].found
    assert (brackets.layer, brackets.number) == (1, made.BRACKETS)
    assert (position.layer, position.number, position.state) == (1, made.POSITION, "cell")
    assert brackets.measured == pytest.approx(1, abs=0.01)
    assert position.measured == pytest.approx(1, abs=0.001)
    assert study.column(brackets) == made.BRACKETS - 1
    assert found["in quotation marks"].units == ()
    assert found["in quotation marks"].verdict == "too rare in this text"
    assert found["line about to end"].found is None  # the lengths of lines are drawn: nothing can know
    assert found["line about to end"].verdict.startswith("none found; the best is unit ")
    assert study.states.shape == (len(study.text), 2, 11)


def test_a_trained_model_keeps_names_and_the_length_of_the_line_in_mind(trained: neurons.Study) -> None:
    found = named(trained)
    for feature in ("position in the line", "word in capitals", "line break", "space"):
        assert found[feature].found, feature
    assert found["digit"].units == ()
    assert len(trained.text) == 12_000
    assert trained.changed == 0


def test_the_states_of_one_text_follow_nothing_in_another(trained: neurons.Study) -> None:
    other = CORPUS.read_text("utf-8")[1_000_000:]
    first, second = slice(0, trained.half), slice(trained.half, len(trained.text))
    compared = 0
    for start in range(0, 200_000, 50_000):
        looked_for = features(other[start : start + len(trained.text)])
        chosen, measured = (neurons.scores(trained.states, looked_for, part) for part in (first, second))
        for feature, by, told in zip(looked_for, chosen, measured, strict=True):
            if min(feature.begins[part].sum() for part in (first, second)) >= neurons.PLACES:
                finding = neurons.Finding(feature, neurons._best(by, told, trained.layers))
                assert finding.found is None, finding.verdict
                compared += 1
    assert compared >= 30


def test_an_untrained_network_keeps_nothing_in_mind_for_long(trained: neurons.Study) -> None:
    """With Keras's initial weights; what was just read, some of its units follow all the same."""
    manifest = model_folder.read(SHIPPED)
    network = Network(made.untrained(manifest.vocabulary.size, 64, 512))
    states = neurons.record(network, manifest.vocabulary.encode(trained.text))
    looked_for = {feature.name: feature for feature in features(trained.text)}
    second = neurons.scores(
        states, [looked_for["position in the line"]], slice(trained.half, len(trained.text))
    )
    assert np.abs(second).max() < 0.65
    assert abs(named(trained)["position in the line"].found.measured) > 0.8


def test_the_states_are_those_that_the_sampler_has(trained: neurons.Study) -> None:
    manifest, arrays = weights.load(SHIPPED)
    stream = Network(arrays).stream()
    stream.read(manifest.vocabulary.encode(trained.text[:50]))
    [(hidden, cell)] = stream.cells()
    np.testing.assert_array_equal(trained.states[49], np.stack([hidden[0], cell[0]]).astype(np.float16))


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 1), st.integers(0, 4)), min_size=4, max_size=30))
def test_scores_are_what_counting_pairs_and_ranks_gives(rows: list[tuple[int, int, int]]) -> None:
    states = np.array([[[row[0]], [-row[0]]] for row in rows], np.float16)
    looked_for = [
        Feature("flag", "just read", "", np.array([row[1] for row in rows], np.float32)),
        Feature("count", "remembered", "", np.array([row[2] for row in rows], np.float32), graded=True),
    ]
    flag, count = neurons.scores(states, looked_for, slice(0, len(rows)))[:, :, 0]
    pairs = [np.sign(one[0] - other[0]) for one, other in itertools.product(rows, rows) if one[1] > other[1]]
    assert flag[0] == pytest.approx(np.mean(pairs) if pairs else 0, abs=1e-5)
    ranks = [
        [sum(other[at] < row[at] for other in rows) + sum(other[at] == row[at] for other in rows) / 2]
        for at in (0, 2)
        for row in rows
    ]
    ours, theirs = np.array(ranks).reshape(2, -1)
    expected = np.corrcoef(ours, theirs)[0, 1] if ours.std() and theirs.std() else 0
    assert count[0] == pytest.approx(expected, abs=1e-5)
    np.testing.assert_allclose([flag[1], count[1]], [-flag[0], -count[0]], atol=1e-6)


def marked(name: str, text: str) -> str:
    """The characters of a text that have a feature; a dot for each other."""
    [feature] = [feature for feature in features(text) if feature.name == name]
    return "".join(character if value else "·" for character, value in zip(text, feature.values, strict=True))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("in quotation marks", 'a "b c" d', '··"b c···'),
        ("in quotation marks", "„a“ «b» “c” »d«", "„a··«b··“c··»d·"),
        ("in quotation marks", "don't 'a' ’tis", "··············"),
        ("in quotation marks", 'a "b\nc" d', '··"b\nc···'),
        ("in quotation marks", 'a "b\n\nc "d"', '········"d·'),
        ("in brackets", "(a [b) c] [d", "(a [b·······"),
        ("in brackets", "[[a] ]", "[[a···"),
        ("first word of a line", "ab c\n  de f\n", "ab·····de···"),
        ("first word of a line", "a\f\fb c", "a··b··"),
        ("indented line", "ab\n cd\n \n\te", "··· cd···\te"),
        ("word in capitals", "Ab CDE F Éà ÉÀ", "····DE·······À"),
        ("line about to end", "ab\n\nc\f", "·b\n·c·"),
        ("line break", "a\n\fb", "·\n\f·"),
        ("space", "a b\tc\u00a0d\n", "· ·\t·\u00a0··"),
        ("capital letter", "aÄßΣ1", "·Ä·Σ·"),
        ("punctuation", "a,b—“c”$+", "·,·—“·”··"),
        ("digit", "a1٣½", "·1٣·"),
        ("vowel", "bÉyαώйио", "·É·αώйио"),
        ("vowel", "ŷßœ", "··œ"),
    ],
)
def test_what_a_feature_is(name: str, text: str, expected: str) -> None:
    assert marked(name, text) == expected


def test_the_position_counts_from_each_line_break() -> None:
    [position] = [feature for feature in features("ab\n\ncd\fe") if feature.graded]
    assert position.values.tolist() == [1, 2, 0, 0, 1, 2, 0, 1]
    assert np.flatnonzero(position.begins).tolist() == [2, 6]


@given(st.text(max_size=200))
def test_any_text_has_features(text: str) -> None:
    for feature in features(text):
        assert feature.values.shape == feature.begins.shape == (len(text),)
        assert (feature.values >= 0).all()


def test_a_text_full_of_opening_marks_takes_no_longer() -> None:
    text = "[" * 100_000 + '("' * 50_000
    assert not any(
        feature.values.any() for feature in features(text) if feature.name.startswith("in brackets")
    )


def test_a_larger_model_reads_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, text = made.model(tmp_path / "made"), made.text(tmp_path / "text.txt")
    monkeypatch.setattr(neurons, "_KEPT", 2 * 11 * 2500)
    assert len(neurons.study(model, text, start=700).text) == 2500
    assert neurons.study(model, text, start=700).text == text.read_text("utf-8")[700:3200]


def test_a_cell_state_at_its_largest_fits() -> None:
    assert np.finfo(np.float16).max > neurons.LONGEST


def test_what_the_model_does_not_know_is_read_as_something_near(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    made.text(text)
    text.write_text("ä漢字" + text.read_text("utf-8"), "utf-8")
    study = neurons.study(made.model(tmp_path / "made"), text)
    assert study.text.startswith("a")
    assert study.changed == 3


def page(study: neurons.Study, **given: Any) -> str:
    return neuronview.render(study, **{"model": "m", "text": "t.txt", "held_out": False, **given})


def test_the_page_tells_what_was_found_and_what_was_not(trained: neurons.Study) -> None:
    html = page(trained, model="shakespeare", text="shakespeare.txt", held_out=True)
    for told in (
        "<title>What the units of shakespeare follow</title>",
        "an LSTM with one layer of 512 units",
        "It read 12,000 characters of shakespeare.txt, from the part that it never learned.",
        "shows passages of shakespeare.txt in the clear",
        "<h3>Position in the line: unit 63</h3>",
        "<h3>Line about to end: unit 354</h3>",
        "Too rare in this text to tell: in quotation marks",
        "arXiv:1506.02078",
    ):
        assert told in html
    assert not re.search(r"https?:|url\(|@import|src=", html)
    assert len(html) < 2_000_000


def test_a_page_of_nothing_found_says_so(trained: neurons.Study) -> None:
    units = (neurons.Unit(1, 5, "hidden", 0.9, 0.3),)
    study = replace(
        trained, findings=tuple(neurons.Finding(each.feature, units) for each in trained.findings)
    )
    html = page(study)
    assert html.count(": none found</h3>") == len(trained.findings)
    assert "The best, unit 5, reaches +0.30" in html


def test_hostile_names_and_texts_stay_text(tmp_path: Path) -> None:
    text = made.text(tmp_path / "text.txt", mixed_in=made.HOSTILE)
    study = neurons.study(made.model(tmp_path / "made"), text)
    html = page(study, model="<img src=x onerror=alert(1)>\u202e", text="</script><script>alert(2)</script>")
    assert html.count("<script") == html.count("</script") == 3
    assert "<img" not in html
    assert "\u202e" not in html
    assert "U+202E" in html
    assert "&lt;/script&gt;" in html


# The command


@pytest.fixture
def models(tmp_path: Path) -> Path:
    made.model(folders.models_folder() / "made")
    return made.text(tmp_path / "text.txt")


def test_the_command_writes_the_page_and_prints_what_was_found(
    textgen: Callable[..., Any], models: Path, tmp_path: Path
) -> None:
    done = textgen("models", "show", "made", "text.txt", "--neurons", "page.html")
    assert done.code == 0, done.stderr
    lines = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert f"neuron position in the line unit {made.POSITION} of layer 1, cell state, +1.00" in lines
    assert "neuron in quotation marks too rare in this text" in lines
    assert "name made" in lines
    assert "Written: page.html. It shows passages of the text in the clear" in done.stderr
    assert "<title>What the units of made follow</title>" in (tmp_path / "page.html").read_text("utf-8")
    done = textgen("models", "show", "made", "text.txt", "--neurons", "page.html", "--json")
    told = {row["feature"]: row["units"] for row in json.loads(done.stdout)["neurons"]}
    assert told["digit"] == []
    assert told["position in the line"][0] == {
        "layer": 1,
        "unit": made.POSITION,
        "state": "cell",
        "chosen": 1.0,
        "measured": 1.0,
        "convincing": True,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "message", "hint"),
    [
        (("--neurons", "p.html"), 1, "the text that made learned (invented) is not here", "p.html FILE.txt"),
        (("short.txt", "--neurons", "p.html"), 1, "short.txt has 100 characters that made can", "longer"),
        (("empty.txt", "--neurons", "p.html"), 1, "empty.txt has 0 characters that made can", "longer"),
        (("other.txt", "--neurons", "p.html"), 1, "other.txt has 0 characters that made can", "longer"),
        (("latin.txt", "--neurons", "p.html"), 1, "latin.txt is not UTF-8 text", "textgen collect files"),
        (("none.txt", "--neurons", "p.html"), 1, "none.txt does not exist", "Check"),
        (("text.txt", "--neurons", "text.txt"), 1, "text.txt is not the name of an HTML file", ".html"),
        (("text.txt", "--neurons", "none/p.html"), 1, "there is no folder none", "Make"),
        (("text.txt",), 2, "A text is read for --neurons only.", ""),
    ],
)
def test_what_cannot_be_is_told(
    textgen: Callable[..., Any],
    models: Path,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    message: str,
    hint: str,
) -> None:
    (tmp_path / "short.txt").write_text("ab [c] " * 14 + "de", "utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "other.txt").write_text("漢字" * 2000, "utf-8")
    (tmp_path / "latin.txt").write_bytes("é".encode("latin-1") * 4000)
    done = textgen("models", "show", "made", *arguments)
    assert (done.code, done.stdout) == (code, "")
    assert message in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "p.html").exists()


def test_a_model_reads_the_part_of_its_own_text_that_it_never_learned(models: Path, tmp_path: Path) -> None:
    digest, count = model_folder.digest(models), len(models.read_text("utf-8"))
    learned = model_folder.TrainingText("text.txt", digest, count, 600)
    model = made.model(tmp_path / "own", corpus=learned)
    study = neuronview.show_neurons(model, tmp_path / "p.html", models)
    assert study.text == models.read_text("utf-8")[600:]
    assert "from the part that it never learned" in (tmp_path / "p.html").read_text("utf-8")
    all_of_it = made.model(tmp_path / "all", corpus=replace(learned, boundary=count))
    with pytest.raises(TextgenError, match="all has learned all of"):
        neuronview.show_neurons(all_of_it, tmp_path / "p.html", models)
