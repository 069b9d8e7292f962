"""Whole comparisons: the shipped model with its real text, and servers on loopback."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import completing
import pytest
from runways import FIRST, bodies, continued, desktop, failed, number, said, text
from served import serving

import textgen
from textgen.comparison import likelihood, results
from textgen.comparison.journal import JOURNAL
from textgen.comparison.metrics import METRICS
from textgen.comparison.results import Adjusted
from textgen.comparison.run import LOCK
from textgen.errors import CorpusError, ModelError, TextgenError
from textgen.lock import locked

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PROMPTS = ["Enter the KING.", "My lord,"]
NOVELTY = ("longest_copy", "copied_20", "copied_50", "valid_words", "divergence")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in a folder without corpora, with few chunks to predict, and silently."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(likelihood, "CHUNKS", 2)
    monkeypatch.setattr(likelihood, "LENGTH", 100)
    monkeypatch.setattr(likelihood, "CONTEXT", 100)
    with warnings.catch_warnings(record=True):
        yield


@pytest.fixture
def corpus(tmp_path):
    """The corpus that the shipped model learned."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("shakespeare.txt", "shakespeare.db"):
        shutil.copy(REPOSITORY / "corpus" / name, folder / name)
    return folder / "shakespeare.txt"


def compare(*generators: str, **options) -> results.Comparison:
    return textgen.compare(*generators, **{"prompts": PROMPTS, "samples": 2, "length": 60, **options})


def value(comparison: results.Comparison, generator: int, metric: str) -> float | None:
    return comparison.generators[generator].measured.metrics[metric].value


def writing(text):
    """A model behind Runway's first routes that writes what a function of prompt and seed says."""
    return replace(FIRST, run=lambda *, prompt, seed: {"text": prompt + text(prompt, seed)})


def interrupted_after(texts: int):
    """What stops a comparison with Ctrl-C when so many texts are there."""

    def interrupt(unit, done, total):
        if done == texts:
            raise KeyboardInterrupt

    return interrupt


def test_all_are_asked_the_same_and_everything_is_kept(corpus):
    with desktop(writing(lambda prompt, seed: continued(prompt, seed, 40))) as site:
        comparison = compare("shakespeare", f"runway:{site.url}", seed=7)
        asked = bodies(site)
    ours, other = comparison.generators
    for generator in (ours, other):
        assert [(answer.prompt, answer.sample, answer.seed) for answer in generator.answers] == [
            (0, 0, 7), (0, 1, 8), (1, 0, 9), (1, 1, 10),
        ]  # fmt: skip
        assert all(len(answer.text) == 60 and answer.error is None for answer in generator.answers)
        assert all(answer.seconds >= answer.first > 0 for answer in generator.answers)
        assert set(generator.measured.metrics) == set(METRICS)
        assert generator.failed is None
    assert [(body["prompt"], body["seed"]) for body in asked] == [
        (prompt, 7 + 2 * place + sample) for place, prompt in enumerate(PROMPTS) for sample in (0, 1)
    ]
    assert other.answers[3].text == continued(PROMPTS[1], 10, 40)[:60]
    assert results.read(Path("report")) == comparison
    assert Path("report/report.html").is_file()
    assert not Path("report", LOCK).exists()


def test_the_shipped_model_predicts_what_it_held_out(corpus):
    comparison = compare("shakespeare", prompts=None)
    assert comparison.settings.prompts_from == "the held-out excerpt of shakespeare"
    assert any("Sir, my lord would instantly speak with you." in text for text in comparison.settings.prompts)
    assert comparison.held_out.start == comparison.corpus.characters == 4_550_740
    bits = comparison.generators[0].measured.metrics["bits_per_byte"]
    assert 1.4 < bits.value < 2.6
    assert bits.low < bits.value < bits.high
    assert "bootstrap" in comparison.intervals
    reference = comparison.reference
    text = corpus.read_text("utf-8")[4_550_740:]
    assert len(reference.passages) == 2 * len(comparison.settings.prompts)
    for passage in reference.passages:
        assert text[passage.start :][:60] == passage.text
        assert text[passage.start - 1] in " \n"
    assert reference.measured.metrics["valid_words"].value > 0.8
    assert "bits_per_byte" not in reference.measured.metrics


def test_a_model_is_the_same_by_every_road(corpus, tmp_path):
    with serving(tmp_path) as server:
        comparison = compare(
            "shakespeare", f"runway:{server.address}", f"openai:{server.address}/v1#shakespeare", samples=1
        )
    here, runway, openai = comparison.generators
    for there in (runway, openai):
        assert there.failed is None
        assert [answer.text for answer in there.answers] == [answer.text for answer in here.answers]
        for name in (*NOVELTY, "self_bleu", "mean_line_length"):
            assert there.measured.metrics[name] == here.measured.metrics[name]
    assert value(comparison, 2, "bits_per_byte") == pytest.approx(value(comparison, 0, "bits_per_byte"))
    assert runway.measured.metrics["bits_per_byte"].not_measured == "it cannot score"


def test_a_copy_is_measured_and_traced_to_its_document(corpus):
    text = corpus.read_text("utf-8")
    place = text.index("It was the nightingale, and not the lark")
    with desktop(writing(lambda prompt, seed: text[place : place + 60])) as site:
        comparison = compare(f"runway:{site.url}", "shakespeare", samples=1)
    for answer in comparison.generators[0].answers:
        [run] = answer.copied
        assert (run.start, run.length, run.place) == (0, 60, place)
        assert run.line == text[:place].count("\n") + 1
        assert "romeo" in run.document.lower()
    assert value(comparison, 0, "longest_copy") == 60
    assert value(comparison, 0, "copied_20") == value(comparison, 0, "copied_50") == 1
    assert value(comparison, 0, "self_bleu") == pytest.approx(1)
    assert value(comparison, 0, "valid_words") == 1


def test_what_was_held_out_is_no_copy(corpus):
    text = corpus.read_text("utf-8")
    with desktop(writing(lambda prompt, seed: text[-2000 + seed :][:60])) as site:
        comparison = compare(f"runway:{site.url}", "shakespeare", samples=1)
    assert value(comparison, 0, "copied_50") == 0


def test_without_the_training_text_novelty_is_not_measured():
    comparison = compare("shakespeare")
    assert not comparison.corpus.found
    assert "is not here" in comparison.corpus.reason
    measured = comparison.generators[0].measured.metrics
    for name in (*NOVELTY, "bits_per_byte"):
        assert measured[name].value is None
        assert "is not here" in measured[name].not_measured
    assert measured["distinct_1"].value > 0
    assert comparison.reference is None
    assert all(answer.copied is None for answer in comparison.generators[0].answers)


def test_a_training_text_that_changed_is_no_measure_any_more(corpus):
    with corpus.open("a", encoding="utf-8") as file:
        file.write("One more line.\n")
    comparison = compare("shakespeare")
    assert "has changed since shakespeare learned it" in comparison.corpus.reason
    assert str(corpus.parent) not in comparison.corpus.reason
    assert "has changed since" in comparison.held_out.reason
    assert comparison.generators[0].measured.metrics["copied_20"].value is None
    with pytest.raises(ModelError, match="has changed"):
        compare("shakespeare", held_out=corpus, output="other")
    named = compare("shakespeare", corpus=corpus, output="named")
    assert named.corpus.found
    assert value(named, 0, "copied_20") is not None
    assert "has changed since" in named.held_out.reason
    assert any("it may know the held-out text" in note for note in named.notes)


def test_copies_may_be_looked_for_elsewhere_than_in_what_was_learned(corpus, tmp_path):
    (tmp_path / "other.txt").write_text("A gull cried once over the grey sea.\n" * 9, "utf-8")
    comparison = compare("shakespeare", corpus=tmp_path / "other.txt", samples=1)
    assert (comparison.corpus.name, comparison.held_out.name) == ("other.txt", "shakespeare.txt")
    assert value(comparison, 0, "copied_20") == 0
    assert value(comparison, 0, "bits_per_byte") > 1


def test_a_text_of_its_own_may_be_predicted(tmp_path, monkeypatch):
    (tmp_path / "held.txt").write_text("The sea was grey, and nobody spoke of it again. " * 30, "utf-8")
    (tmp_path / "learned.txt").write_text("A gull cried once over the grey sea. " * 30, "utf-8")
    with desktop(FIRST) as site:
        comparison = compare(
            "shakespeare",
            f"runway:{site.url}",
            held_out=tmp_path / "held.txt",
            corpus=tmp_path / "learned.txt",
        )
    assert comparison.held_out.name == "held.txt"
    first = comparison.generators[0].scored
    assert first[0].context == 99  # where no word is broken
    monkeypatch.setattr(likelihood, "LENGTH", 90)  # as another version of textgen might
    other = compare("shakespeare", held_out=tmp_path / "held.txt", corpus=tmp_path / "learned.txt")
    assert all(chunk.characters < 99 for chunk in other.generators[0].scored)
    assert value(comparison, 0, "bits_per_byte") > 0
    assert value(comparison, 1, "bits_per_byte") is None
    assert comparison.generators[1].measured.metrics["bits_per_byte"].not_measured == "it cannot score"
    assert comparison.reference.passages


def test_an_interrupted_comparison_goes_on_where_it_was():
    with desktop(writing(lambda prompt, seed: continued(prompt, seed, 40))) as site:
        address = f"runway:{site.url}"
        whole = compare(address, output="whole")

        with pytest.raises(KeyboardInterrupt):
            compare(address, on_progress=interrupted_after(3))
        before = len(bodies(site))
        with Path("report", JOURNAL).open("ab") as file:  # killed while it wrote
            file.write(b'{"address": "run')
        again = compare(address)
        assert len(bodies(site)) == before + 1
    texts = [answer.text for answer in whole.generators[0].answers]
    assert [answer.text for answer in again.generators[0].answers] == texts
    assert compare(address).generators == again.generators  # the server is gone, and nothing is left to ask


def test_a_generator_that_fails_ends_alone_and_is_asked_again(corpus):
    with desktop(writing(lambda prompt, seed: continued(prompt, seed, 40))) as site:
        good = site.answers["/query"]
        site.answers["/query"] = [good, failed("The model fell over.", 500)]
        address = f"runway:{site.url}"
        comparison = compare(address, "shakespeare")
        broken, ours = comparison.generators
        assert "The model fell over." in broken.failed
        assert [answer.error for answer in broken.answers] == [None, broken.failed]
        assert "traceback" not in broken.failed
        assert ours.failed is None
        assert len(ours.answers) == 4
        assert any("failed after 1 of 4 texts" in note for note in comparison.notes)
        assert value(comparison, 0, "mean_text_length") == 60
        assert value(comparison, 0, "self_bleu") is None
        site.answers["/query"] = good
        mended = compare(address, "shakespeare").generators[0]
    assert mended.failed is None
    assert mended.answers[0] == broken.answers[0]
    assert len(mended.answers) == 4


def test_a_server_that_is_down_wrote_nothing():
    with desktop(FIRST) as site:
        pass
    comparison = compare(f"runway:{site.url}")
    [generator] = comparison.generators
    assert site.url in generator.failed
    assert generator.hint
    assert generator.answers == ()
    assert {found.not_measured for found in generator.measured.metrics.values()} >= {"it wrote nothing"}
    assert not any(found.value for found in generator.measured.metrics.values())


def test_a_damaged_model_fails_alone(tmp_path):
    shutil.copytree(REPOSITORY / "models/shakespeare", tmp_path / "models/broken")
    (tmp_path / "models/broken/model.keras").write_bytes(b"no model")
    comparison = compare("broken", "shakespeare")
    assert "damaged model" in comparison.generators[0].failed
    assert comparison.generators[1].failed is None


def test_the_folders_of_this_computer_are_told_to_nobody(corpus, tmp_path):
    for name in ("mine", "broken"):
        shutil.copytree(REPOSITORY / "models/shakespeare", tmp_path / "private" / name)
    (tmp_path / "private/broken/model.keras").write_bytes(b"no model")
    typed = [f"{tmp_path}/private/mine", f"{tmp_path}/private/broken", f"hf:{tmp_path}/private"]
    comparison = compare(*typed, held_out=corpus, corpus=corpus, output=tmp_path / "report")
    assert [generator.address for generator in comparison.generators] == ["mine", "broken", "hf:private"]
    assert "damaged model: broken/model.keras" in comparison.generators[1].failed
    for file in Path("report").iterdir():
        assert str(tmp_path) not in file.read_text("utf-8")
    again = compare(*typed, held_out=corpus, corpus=corpus, output=tmp_path / "report")
    assert again.generators[0] == comparison.generators[0]


def test_halves_of_characters_are_no_bug(tmp_path):
    half = os.fsdecode(b"\xff")
    held = tmp_path / f"held{half}.txt"
    try:
        held.write_text("The sea was grey, and nobody spoke of it again. " * 9, "utf-8")
    except OSError:
        held = tmp_path / "held.txt"  # some systems have no such names
        held.write_text("The sea was grey, and nobody spoke of it again. " * 9, "utf-8")
    shutil.copytree(REPOSITORY / "models/shakespeare", tmp_path / f"mine{half}")
    typed = [str(tmp_path / f"mine{half}"), f"runway:http://127.0.0.1:1/{half}"]
    comparison = compare(*typed, prompts=[f"O {half},"], held_out=held)
    assert comparison.settings.prompts == ("O \ufffd,",)
    assert comparison.generators[0].address == "mine\ufffd"
    assert comparison.generators[0].failed is None
    assert compare(*typed, prompts=[f"O {half},"], held_out=held).generators[0].answers == (
        comparison.generators[0].answers
    )
    assert results.read(Path("report")).generators[0].answers == comparison.generators[0].answers


def test_what_a_generator_cannot_honour_is_recorded():
    with desktop(FIRST) as site:
        comparison = compare(f"runway:{site.url}", seed=5000, sampling=textgen.Sampling(0.5, top_k=3))
    adjusted = {entry.setting: entry for entry in comparison.generators[0].adjusted}
    assert adjusted["seed"].asked >= 5000
    assert adjusted["seed"].used < 1000
    assert adjusted["top_k"].asked == 3
    assert all(isinstance(entry, Adjusted) and entry.reason for entry in adjusted.values())
    assert all(answer.warnings for answer in comparison.generators[0].answers[:1])


def test_what_was_not_honoured_before_an_interruption_is_not_forgotten():
    with desktop(FIRST) as site:
        with pytest.raises(KeyboardInterrupt):
            compare(f"runway:{site.url}", seed=999, on_progress=interrupted_after(2))
        comparison = compare(f"runway:{site.url}", seed=999)
    adjusted = [entry for entry in comparison.generators[0].adjusted if entry.setting == "seed"]
    assert [(entry.asked, entry.used) for entry in adjusted] == [(1000, 0)]


def test_a_folder_holds_one_comparison(tmp_path):
    compare("shakespeare")
    with pytest.raises(TextgenError, match="report holds a comparison with other seed and temperature"):
        compare("shakespeare", seed=3, sampling=textgen.Sampling(1.0))
    with Path("report", JOURNAL).open("ab") as file:
        file.write(b"nonsense\n")
    with pytest.raises(TextgenError, match=rf"{JOURNAL} is damaged in line \d+"):
        compare("shakespeare")
    Path("report", JOURNAL).unlink()
    with pytest.raises(TextgenError, match="a report without its answers"):
        compare("shakespeare")


def test_another_generator_joins_without_asking_the_first_again():
    with desktop(FIRST) as site:
        compare(f"runway:{site.url}")
        before = len(bodies(site))
        comparison = compare("shakespeare", f"runway:{site.url}")
        assert len(bodies(site)) == before
    assert [len(generator.answers) for generator in comparison.generators] == [4, 4]


def test_a_model_that_was_trained_again_is_asked_again(tmp_path):
    shutil.copytree(REPOSITORY / "models/shakespeare", tmp_path / "models/mine")
    before = compare("mine")
    manifest = tmp_path / "models/mine/textgen.json"
    changed = json.loads(manifest.read_text("utf-8"))
    changed["model_sha256"] = "0" * 64
    manifest.write_text(json.dumps(changed), "utf-8")
    after = compare("mine")
    assert before.generators[0].answers
    assert after.generators[0].answers == ()
    assert "damaged" in after.generators[0].failed


def test_another_model_at_the_same_address_is_asked_everything_itself(monkeypatch):
    with completing.completing(names=("model-a",)) as server:
        address = f"openai:{server.url}"
        monkeypatch.setattr(completing, "WORDS", [" apple", " acorn"])
        with pytest.raises(KeyboardInterrupt):
            compare(address, on_progress=interrupted_after(2))
        server.names = ("model-b",)
        monkeypatch.setattr(completing, "WORDS", [" bread", " beans"])
        comparison = compare(address)
        [generator] = comparison.generators
        assert generator.name == "model-b"
        assert len(generator.answers) == 4
        assert all(set(answer.text.split()[:-1]) <= {"bread", "beans"} for answer in generator.answers)
        [note] = comparison.notes
        assert f"{address} is another model than before: 2 texts that model-a had written were left" in note
        with monkeypatch.context() as patch:
            patch.setattr(completing, "WORDS", [" nobody", " asks"])
            third = compare(address)
    assert third.generators == comparison.generators
    assert third.notes[0].startswith("model-b was not asked again: 4 texts of ")


def test_another_model_of_one_name_is_known_by_its_inputs():
    with desktop(FIRST) as site:
        with pytest.raises(KeyboardInterrupt):
            compare(f"runway:{site.url}", on_progress=interrupted_after(3))
        before = len(bodies(site))
        other = [text("prompt"), number("seed", 0, 99, 0)]
        site.answers["/info"] = said({"inputs": other, "outputs": FIRST.outputs})
        comparison = compare(f"runway:{site.url}")
        assert len(bodies(site)) == before + 4
    assert any("3 texts that" in note for note in comparison.notes)


def test_texts_that_are_kept_are_told_with_their_day(corpus):
    with desktop(FIRST) as site:
        first = compare(f"runway:{site.url}", "shakespeare")
        again = compare(f"runway:{site.url}", "shakespeare")
    name, day = first.generators[0].name, first.generators[0].answers[0].asked[:10]
    assert first.notes == ()
    assert again.notes == (
        f"{name} was not asked again: 4 texts of {day} were kept. Another folder (--output) asks it anew.",
    )


def test_the_journal_grows_by_what_is_new_alone():
    with desktop(FIRST) as site:
        comparison = compare(f"runway:{site.url}", seed=5000, samples=30, length=20)
    lines = Path("report", JOURNAL).read_bytes().splitlines()
    described = [line for line in map(json.loads, lines[1:]) if line["described"]]
    assert len(described) <= 3
    [seed] = [entry for entry in comparison.generators[0].adjusted if entry.setting == "seed"]
    assert (seed.asked, seed.used) == (5000, 0)
    assert "adjusted" not in comparison.generators[0].describe


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "report").mkdir()
    with (
        locked(tmp_path / "report" / LOCK, TextgenError, "report", instead="wait"),
        pytest.raises(TextgenError, match="is being written by another textgen"),
    ):
        compare("shakespeare")


def test_prompts_may_stand_in_a_file(tmp_path):
    (tmp_path / "prompts.txt").write_text("First,\n\nSecond:\r\n", "utf-8")
    comparison = compare("shakespeare", prompts=tmp_path / "prompts.txt", samples=1)
    assert comparison.settings.prompts == ("First,", "Second:")
    assert comparison.settings.prompts_from == "prompts.txt"
    (tmp_path / "empty.txt").write_text("\n \n", "utf-8")
    with pytest.raises(TextgenError, match="holds no prompt"):
        compare("shakespeare", prompts=tmp_path / "empty.txt", output="other")


@pytest.mark.parametrize(
    ("generators", "options", "error", "words"),
    [
        ((), {}, TextgenError, "nothing to compare"),
        (("shakespeare", "shakespeare"), {}, TextgenError, "named twice"),
        (("shakespear",), {}, ModelError, "no model 'shakespear'"),
        (("shakespeare",), {"corpus": "none.txt"}, CorpusError, "does not exist"),
        (("shakespeare",), {"held_out": "none.txt"}, CorpusError, "does not exist"),
        (("shakespeare",), {"prompts": Path("none.txt")}, CorpusError, "does not exist"),
        (("shakespeare",), {"corpus": "empty.txt"}, CorpusError, "empty.txt holds 0 characters, too few"),
        (("shakespeare",), {"held_out": "empty.txt"}, CorpusError, "empty.txt holds 0 characters, too few"),
        (("runway:http://me:secret@localhost:1",), {}, TextgenError, "must not carry"),
        (("runway:http://localhost:1",), {"prompts": None}, TextgenError, "no text to take prompts from"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_asked(generators, options, error, words):
    Path("empty.txt").touch()
    with pytest.raises(error, match=words) as caught:
        compare(*generators, **options)
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"
    assert not Path("report").exists()


def test_a_held_out_text_that_is_no_fair_measure_is_told(tmp_path):
    (tmp_path / "one.txt").write_text("The sea was grey, and nobody spoke of it again. " * 9, "utf-8")
    comparison = compare("shakespeare", held_out=tmp_path / "one.txt", corpus=tmp_path / "one.txt")
    assert len(comparison.reference.passages) == 3
    assert any("one.txt has room for 3 of 4 passages of 60 characters" in note for note in comparison.notes)
    assert any("the real author seems to copy all" in note for note in comparison.notes)
    (tmp_path / "tiny.txt").write_text("The sea was grey.", "utf-8")
    tiny = compare("shakespeare", held_out=tmp_path / "tiny.txt", output="tiny")
    assert tiny.reference is None
    assert value(tiny, 0, "bits_per_byte") > 0
    assert any("room for 0 of 4 passages" in note for note in tiny.notes)


def test_who_wrote_nothing_has_no_figures_to_tell_of(corpus):
    comparison = compare("runway:http://127.0.0.1:1", "shakespeare")
    assert comparison.generators[0].failed
    assert comparison.notes == ()


@pytest.mark.parametrize(("tokens", "told"), [(4, True), (60, False)])
def test_texts_that_end_early_are_told_to_compare_badly(tokens, told):
    with completing.completing(ends_after=tokens) as server:
        comparison = compare(f"openai:{server.url}")
    written = sum(len(answer.text) for answer in comparison.generators[0].answers)
    note = (
        f"small ended its texts early, after {written} of 240 characters in all: distinct-1 to -3, self-BLEU"
    )
    assert any(each.startswith(note) for each in comparison.notes) is told
    assert (written < 200) is told


def test_what_any_model_learned_is_not_held_out(corpus, tmp_path):
    shutil.copytree(REPOSITORY / "models/shakespeare", tmp_path / "models/longer")
    manifest = tmp_path / "models/longer/textgen.json"
    manifest.write_text(manifest.read_text("utf-8").replace("4550740", "5000000"), "utf-8")
    comparison = compare("shakespeare", "longer", samples=1)
    assert comparison.held_out.start == comparison.corpus.characters == 5_000_000
