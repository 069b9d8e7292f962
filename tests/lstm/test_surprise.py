"""Where a model was surprised: by document, on a page, and while it goes on learning."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textgen import collect, evaluate, load_generator, train
from textgen.errors import TextgenError
from textgen.lstm import heatview

WORDS = ["été", "hiver", "mai", "le", "la"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of invented documents, each ended by a form feed."""
    folder = tmp_path_factory.mktemp("surprise")
    random = np.random.default_rng(5)
    texts = "\f".join(" ".join(random.choice(WORDS, 40)) for _ in range(80))
    (folder / "quatre_saisons.txt").write_text(f"{texts}\f", "utf-8")
    options = {"layers": (10,), "window": 16, "batch_size": 8, "epochs": 3}
    return train(folder / "quatre_saisons.txt", **options).folder.resolve()


def test_each_document_is_told_the_hardest_first_and_together_they_are_the_whole(
    model: Path, tmp_path: Path
) -> None:
    easy, hard = "le mai la été " * 30, "zzz hhh vvv rrr\nmmm " * 20
    text = f"{easy}\f\f  \n\f{hard}\f"
    (tmp_path / "two.txt").write_text(text, "utf-8")
    (plain,) = evaluate(str(model), tmp_path / "two.txt")
    (found,) = evaluate(str(model), tmp_path / "two.txt", documents=True)
    assert plain.documents is None
    assert found.nats_per_character == plain.nats_per_character
    if not load_generator(str(model)).describe()["delimiter"]:
        assert [row.label for row in found.documents or ()] == [easy[:80].strip()]
        assert found.documents[0].bits_per_character == pytest.approx(found.bits_per_character)
        return
    first, second = found.documents or ()
    assert (first.label, second.label) == ("zzz hhh vvv rrr", easy[:80].strip())
    assert (first.characters, second.characters) == (len(hard) + 1, len(easy))
    assert first.bits_per_character > 2 * second.bits_per_character


def test_documents_of_a_corpus_bear_their_titles_or_uris(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        words = np.random.default_rng(len(name)).choice(WORDS, 300)
        (tmp_path / f"{name}.txt").write_text(f"{name} {' '.join(words)}", "utf-8")
    paths = [str(tmp_path / f"{name}.txt") for name in ("one", "two", "three")]
    collect("files", corpus="mine", paths=paths, keep_duplicates=True)
    trained = train("mine", layers=(8,), window=16, batch_size=4, epochs=1)
    (held_out,) = evaluate("mine", documents=True)
    assert [row.label for row in held_out.documents or ()] == ["three.txt"]
    assert sum(row.characters for row in held_out.documents or ()) == held_out.characters
    text = (tmp_path / "corpus" / "mine.txt").read_text("utf-8")
    (tmp_path / "copy.txt").write_text(text.replace("one", "uno"), "utf-8")
    (whole,) = evaluate(trained.folder.name, tmp_path / "copy.txt", documents=True)
    total = sum(row.bits_per_character * row.characters for row in whole.documents or ())
    assert len(whole.documents or ()) == 3
    assert total == pytest.approx(whole.bits_per_character * whole.characters, rel=1e-5)


class Shown(HTMLParser):
    """The text of a page's ``pre``, and the class of each of its characters."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text, self.heats = "", list[str]()
        self._inside, self._heat = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._inside = self._inside or tag == "pre"
        self._heat = dict(attributes).get("class") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "pre"
        self._heat = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data
            self.heats += [self._heat] * len(data)


def test_the_page_shows_the_text_and_where_it_surprises(model: Path, tmp_path: Path) -> None:
    text = "le mai la été " * 10 + "<script>alert(1)</script> &amp; \u202e\x1b[0m zz " + "le mai " * 30
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    evaluate(str(model), tmp_path / "odd.txt", html=tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    shown = Shown(page)
    expected = text[1:].replace("\u202e", "U+202E").replace("\x1b", "U+001B")
    assert shown.text == expected
    assert "script" not in shown.tags
    assert not re.search(r"https?:|url\(|@import|src=", page)
    usual = [int(heat[1:] or 0) if heat else 0 for heat in shown.heats[60:130]]
    strange = [int(heat[1:]) if heat else 0 for heat in shown.heats[140:170]]
    assert np.mean(strange) > np.mean(usual) + 3


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("text.html", r"text\.html is the text that is measured"),
        ("notes.txt", r"notes\.txt is not the name of an HTML file"),
        (".", "is not the name of an HTML file"),
        ("folder.html", "is not the name of an HTML file"),
        ("none/page.html", "there is no folder none"),
    ],
)
def test_a_page_never_takes_the_place_of_something_else(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    for name in ("text.html", "notes.txt"):
        (tmp_path / name).write_text("le mai la été " * 10, "utf-8")
    with pytest.raises(TextgenError, match=message):
        evaluate(str(model), "text.html", html=Path(page))
    assert (tmp_path / "text.html").read_text("utf-8") == "le mai la été " * 10


def test_the_page_is_bounded(tmp_path: Path) -> None:
    pieces = [("ab\f" * 5000, np.arange(15_000) % 12.0), ("Ω" * 50_000, np.full(50_000, 9.0))]
    count = heatview.write(tmp_path / "a.html", pieces, title="<t>", summary="$shown", delimiter="\f")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert count == heatview.SHOWN == 20_000
    assert page.count("Ω") == 5000
    assert "<title>&lt;t&gt;</title>" in page
    assert "20,000" in page
    assert page.count("<hr>") == 5000


def test_dynamic_evaluation_learns_from_what_it_has_predicted_and_stands_apart(
    model: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text("rrr mmm vvv ttt " * 60, "utf-8")
    stateful, dynamic = evaluate(str(model), tmp_path / "new.txt", dynamic=True)
    assert (stateful.protocol, dynamic.protocol) == ("stateful", "dynamic")
    assert dynamic.characters == stateful.characters == 959
    assert dynamic.nats_per_character < 0.8 * stateful.nats_per_character
    assert evaluate(str(model), tmp_path / "new.txt", dynamic=True)[0] == stateful  # the model is as it was


def test_a_text_in_a_script_that_the_model_never_saw_costs_the_same_in_every_way(
    model: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text("漢字" * 200, "utf-8")
    stateful, dynamic = evaluate(
        str(model), tmp_path / "new.txt", dynamic=True, documents=True, html=tmp_path / "page.html"
    )
    assert stateful.unknown == stateful.characters == dynamic.unknown == dynamic.characters == 400
    assert stateful.nats_per_character == dynamic.nats_per_character > 20
    assert "漢" in (tmp_path / "page.html").read_text("utf-8")


def test_dynamic_evaluation_without_learning_is_the_stateful_loss(model: Path, tmp_path: Path) -> None:
    from textgen.lstm import folder, weights
    from textgen.lstm.architecture import of_weights
    from textgen.lstm.data import encode, survey
    from textgen.lstm.dynamic import dynamic_losses

    path = tmp_path / "other.txt"
    path.write_text("le mai la été hiver " * 40, "utf-8")
    (stateful,) = evaluate(str(model), path)
    vocabulary = folder.read(model).vocabulary
    architecture, arrays = of_weights(weights.read(model / folder.MODEL))
    with encode(path, survey(path), vocabulary, tmp_path) as ids:
        losses = dynamic_losses(architecture, arrays, ids, 1, len(ids), rate=0.0)
        later = dynamic_losses(architecture, arrays, ids, 300, len(ids), rate=0.0)
    assert float(losses.mean()) == pytest.approx(stateful.nats_per_character, abs=1e-5)
    np.testing.assert_allclose(later, losses[299:], atol=1e-3)


def test_the_command_prints_the_documents_below_the_table(
    textgen: Callable[..., Any], model: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.txt").write_text("le mai la été " * 60, "utf-8")
    done = textgen("evaluate", str(model), "new.txt", "--documents", "--html", "page.html")
    assert done.code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[2].startswith("stateful")
    assert lines[4].split() == ["bits/char", "characters", "document"]
    assert lines[5].split()[1:4] == ["839", "le", "mai"]
    assert "Written: page.html" in done.stderr
    assert (tmp_path / "page.html").exists()
