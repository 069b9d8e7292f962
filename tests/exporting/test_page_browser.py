"""The page of a model in a real browser: its probabilities, its texts, and how it fails."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import random_models as made
from test_browser import FAINT

from textgen import load_generator
from textgen.exporting import page as exporting
from textgen.generators.base import Sampling
from textgen.lstm import folder
from textgen.lstm import weights as model_weights
from textgen.lstm.prompt import fit
from textgen.lstm.sampler import Network
from textgen.lstm.vocabulary import Vocabulary
from textgen.lstm.weights import Weights

CLIPBOARD = ["clipboard-read", "clipboard-write"]
[SHIPPED] = folder.shipped_models()
ROMEO = "ROMEO.\nBut soft! What light through yonder window breaks?\nIt is the east, and Juliet is the sun!"


@pytest.fixture
def show(open_file: Callable[..., Any]) -> Callable[..., Any]:
    """Open a page, until it can write or says why not."""

    def opened(file: Path, **options: Any) -> Any:
        page = open_file(file, **options)
        page.wait_for_selector("html.ready, html.failed")
        return page

    return opened


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exporting.export(SHIPPED, tmp_path_factory.mktemp("shipped") / "shakespeare.html")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that writes fast, of 12 letters and a sign for all others."""
    place = tmp_path_factory.mktemp("small")
    given = made.folder(place / "small", made.weights(13, (8,)), vocabulary=Vocabulary("\n abcdefghij", True))
    return exporting.export(given, place / "small.html")


def write(
    page: Any, prompt: str = "", *, length: int = 200, seed: int | str = 1, temperature: float = 0.7
) -> str:
    """Let the page write and return the text that it shows, with the beginning."""
    page.get_by_label("Beginning").fill(prompt)
    page.get_by_label("Length").fill(str(length))
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_label("Temperature").fill(str(temperature))
    page.get_by_role("button", name="Write").click()
    done(page)
    return page.locator("#text").evaluate("text => text.textContent")


def done(page: Any) -> str:
    page.wait_for_selector("#write:visible")
    return page.get_by_role("status").first.inner_text()


def differences(page: Any, path: Path, text: str, lengths: Iterable[int]) -> Any:
    """How far the page's probabilities are from the sampler's after so many characters, the farthest each."""
    lengths = [*lengths]
    answers = page.evaluate(
        "contexts => Promise.all(contexts.map(textgen.probabilities))", [text[:length] for length in lengths]
    )
    manifest, weights = model_weights.load(path)
    stream = Network(weights).stream()
    expected = []
    for symbol in manifest.vocabulary.encode(text):
        stream.feed(symbol[np.newaxis])
        expected.append(np.exp(stream.log_probabilities()[0]))
    return np.array(
        [
            np.abs(expected[length - 1] - answer["probabilities"]).max()
            for length, answer in zip(lengths, answers, strict=True)
        ]
    )


MODELS = {
    "one layer": made.weights(11, (7,)),
    "odd and growing": made.weights(11, (3, 5, 33)),
    "one-hot": made.weights(11, (7, 7), embedding=None),
    "hard sigmoid": made.weights(11, (7, 6), hard=True),
    "the tutorial's": made.weights(11, (32, 32), hard=True, embedding=None),
    "normalized": made.weights(11, (7, 5), normalized=True),
    "two symbols": made.weights(2, (4,)),
}


@pytest.mark.parametrize("weights", MODELS.values(), ids=MODELS)
def test_the_probabilities_are_those_of_the_sampler(show: Any, tmp_path: Path, weights: Weights) -> None:
    path = made.folder(tmp_path / "m", weights)
    page = show(exporting.export(path, tmp_path / "m.html"))
    characters = folder.read(path).vocabulary.characters
    text = "".join(np.random.default_rng(1).choice([*characters], 100))
    assert differences(page, path, text, [1, 2, 10, 100]).max() < 1e-4


def test_the_shipped_model_keeps_its_probabilities_over_hundreds_of_characters(
    show: Any, shipped: Path
) -> None:
    page = show(shipped)
    assert differences(page, SHIPPED, ROMEO * 4, [*range(1, 90, 9), 200, len(ROMEO) * 4]).max() < 1e-4


@pytest.fixture(scope="module")
def eight_bits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exporting.export(SHIPPED, tmp_path_factory.mktemp("8-bit") / "m.html", precision="8-bit")


def test_eight_bits_change_the_probabilities_by_less_than_a_hundredth(show: Any, eight_bits: Path) -> None:
    found = differences(show(eight_bits), SHIPPED, ROMEO * 3, range(1, 3 * len(ROMEO), 3))
    assert 1e-5 < found.max() < 1e-2


def test_a_browser_that_cannot_decompress_is_too_old_for_eight_bits(show: Any, eight_bits: Path) -> None:
    page = show(eight_bits, before="delete window.DecompressionStream")
    assert "too old" in page.get_by_role("alert").inner_text()


def test_without_webassembly_it_computes_the_same(show: Any, shipped: Path, tmp_path: Path) -> None:
    html = shipped.read_bytes()
    assert html.count(b" 'wasm-unsafe-eval'") == 1
    (tmp_path / "m.html").write_bytes(html.replace(b" 'wasm-unsafe-eval'", b""))
    page = show(tmp_path / "m.html")
    assert differences(page, SHIPPED, ROMEO, [1, 20, len(ROMEO)]).max() < 1e-4


def test_it_asks_for_nothing_and_complains_of_nothing(show: Any, small: Path) -> None:
    page = show(small)
    write(page, "O ")
    assert [url for url in page.asked if not url.startswith("blob:null/")] == [small.as_uri()]
    assert page.said == []
    blocked = page.evaluate("fetch('http://127.0.0.1:9/').catch(error => String(error))")
    assert "Failed to fetch" in blocked
    assert any("Content Security Policy" in said for said in page.said)


@pytest.mark.parametrize("prompt", ["ROMEO.\n", ""], ids=["from a prompt", "from the start of a document"])
def test_the_likeliest_text_is_that_of_textgen_generate(show: Any, shipped: Path, prompt: str) -> None:
    page = show(shipped)
    text = "".join(
        load_generator(str(SHIPPED)).generate(prompt, length=150, sampling=Sampling(temperature=0))
    )
    assert write(page, prompt, length=150, temperature=0) == prompt + text


def test_a_seed_repeats_a_text_and_none_draws_a_new_one(show: Any, small: Path) -> None:
    page = show(small)
    first = write(page, "a", seed=7)
    assert len(first) == 201
    assert first[0] == "a"
    assert write(page, "a", seed=7) == first
    assert write(page, "a", seed=8) != first
    drawn = {write(page, "a", seed="") for _ in range(3)}
    assert len(drawn) == 3
    told = page.get_by_role("status").first.inner_text()
    seed = re.fullmatch(r"Done, 200 characters\. Seed (\d+)\.", told)[1]
    assert write(page, "a", seed=seed) in drawn


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_symbols_are_drawn_as_often_as_they_should_be(show: Any, tmp_path: Path, temperature: float) -> None:
    constant = made.weights(5, (3,))
    shares = np.array([0.4, 0.3, 0.2, 0.06, 0.04])
    constant.kernel[:] = 0
    constant.bias[:] = np.log(shares)
    path = made.folder(tmp_path / "m", constant, vocabulary=Vocabulary("abcd", True))
    page = show(exporting.export(path, tmp_path / "m.html"))
    text = write(page, "a", length=20_000, temperature=temperature)[1:]
    assert len(text) == 20_000
    wanted = shares[:4] ** (1 / temperature)  # the unknown symbol is never drawn
    wanted /= wanted.sum()
    found = np.array([text.count(letter) for letter in "abcd"]) / len(text)
    assert (np.abs(found - wanted) < 5 * np.sqrt(wanted * (1 - wanted) / len(text))).all()


def test_stop_keeps_what_is_there_and_the_page_goes_on(show: Any, shipped: Path) -> None:
    page = show(shipped)
    page.get_by_label("Length").fill("100000")
    page.get_by_label("Beginning").press("Control+Enter")
    page.locator("#text span").nth(2).wait_for()
    page.keyboard.press("Escape")
    told = done(page)
    kept = page.locator("#text").evaluate("text => text.textContent.length")
    assert re.match(r"Stopped after [\d,]+ characters\. Seed \d+\.", told)
    assert 0 < kept < 100_000
    assert len(write(page, "O ", length=50)) == 52


def test_it_can_be_used_with_the_keyboard_alone(show: Any, small: Path) -> None:
    page = show(small)
    focus = "document.activeElement.id"
    order = []
    for _ in range(5):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focus))
    assert order == ["prompt", "temperature", "length", "seed", "write"]
    page.keyboard.press("Enter")
    assert done(page).startswith("Done, 500 characters")
    assert page.evaluate(focus) == "write"
    for _ in range(2):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focus))
    assert order[-2:] == ["copy", "text"]


def test_what_it_says_aloud_is_little(show: Any, small: Path) -> None:
    page = show(small)
    page.evaluate("""() => {
        window.spoken = [];
        const watch = new MutationObserver(changes => changes.forEach(({ target }) => {
            if (target.closest("[role=status], [role=alert], [aria-live]")) spoken.push(target.textContent);
        }));
        watch.observe(document.body, { childList: true, subtree: true });
    }""")
    write(page, "a", length=5000)
    spoken = [said for said in page.evaluate("spoken") if said]
    assert spoken == ["Writing…", "Done, 5,000 characters. Seed 1."]


def test_the_text_is_copied(show: Any, small: Path) -> None:
    page = show(small, permissions=CLIPBOARD)
    text = write(page, "ab")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_text_is_copied_where_a_page_may_not_use_the_clipboard(show: Any, small: Path) -> None:
    hidden = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    page = show(small, before=hidden, permissions=CLIPBOARD)
    text = write(page, "ab")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    page.get_by_label("Beginning").fill("")
    page.get_by_label("Beginning").press("Control+v")
    assert page.get_by_label("Beginning").input_value() == text


def test_a_beginning_of_any_length_can_be_stopped(show: Any, small: Path) -> None:
    page = show(small)
    page.get_by_label("Beginning").fill("abcdefghij" * 100_000)
    page.get_by_role("button", name="Write").click()
    page.get_by_role("button", name="Stop").click()
    assert done(page).startswith("Stopped after 0 characters.")


def test_a_new_document_stands_below_a_line(show: Any, tmp_path: Path) -> None:
    given = made.folder(tmp_path / "m", made.weights(4, (3,)), vocabulary=Vocabulary("\fabc"), delimiter="\f")
    page = show(exporting.export(given, tmp_path / "m.html"), permissions=CLIPBOARD)
    text = write(page, "a", length=300, temperature=1.5)
    lines = page.locator("#text hr").count()
    assert lines > 2
    assert len(text) + lines == 301
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").count("\n\n") == lines


def test_a_prompt_is_read_as_textgen_reads_it(show: Any, shipped: Path) -> None:
    page = show(shipped)
    vocabulary = folder.read(SHIPPED).vocabulary
    random = np.random.default_rng(1)
    assigned = [
        chr(code)
        for code in [*range(0x3000), *random.integers(0x3000, 0x30000, 3000)]
        if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}
        # JavaScript does not tell a mark's combining class; in these it is 0, so that Python keeps the mark.
        and not (unicodedata.category(chr(code))[0] == "M" and not unicodedata.combining(chr(code)))
    ]
    prompt = "".join(assigned)
    answer = page.evaluate("prompt => textgen.probabilities(prompt)", prompt)
    wanted, _ = fit(prompt, vocabulary)
    assert answer["context"] == wanted
    assert answer["characters"] == [*vocabulary.characters]


def test_the_page_tells_what_it_read_otherwise(show: Any, shipped: Path) -> None:
    page = show(shipped)
    text = write(page, "Roméo’s ☃\u202e", length=1)
    assert text.startswith("Romeo's ")
    told = page.locator("#notice").inner_text()
    assert told == "The model has never seen: é (read as e), ’ (read as '), ☃ (left out), U+202E (left out)."
    write(page, "Romeo", length=1)
    assert page.locator("#notice").inner_text() == ""


def test_hostile_names_and_alphabets_stay_text(show: Any, tmp_path: Path) -> None:
    characters = "<>&\"'\\\u2028\0🙂🏳\u202e/"
    given = made.folder(
        tmp_path / "<img src=x onerror=alert(1)>\u202e",
        made.weights(len(characters), (6,)),
        vocabulary=Vocabulary(characters),
        corpus=folder.TrainingText("</script><script>alert(2)</script>\u2028", "0" * 64, 10, 9),
        delimiter="<",
    )
    page = show(exporting.export(given, tmp_path / "m.html"), width=360)
    answer = page.evaluate("textgen.probabilities('🙂<')")
    assert answer["characters"] == [*characters]
    assert answer["context"] == "🙂<"
    write(page, "<b>🙂</b>", length=3000, temperature=1.5)
    assert page.locator("#text :not(div, span, hr)").count() == 0
    assert page.locator("h1").inner_text() == "<img src=x onerror=alert(1)>⟨U+202E⟩"
    assert page.said == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize(
    ("mark", "after"),
    [(b'id="description">', 20), (b'id="worker">', 99), (b'id="weights">', 999), (b"// The page:", 999)],
    ids=["in the alphabet", "in the worker", "in the weights", "in the last script"],
)
def test_a_page_that_was_cut_off_says_so(
    show: Any, small: Path, tmp_path: Path, mark: bytes, after: int
) -> None:
    html = small.read_bytes()
    (tmp_path / "m.html").write_bytes(html[: html.index(mark) + after])
    page = show(tmp_path / "m.html")
    assert "damaged" in page.get_by_role("alert").inner_text()
    assert not page.get_by_role("button", name="Write").is_enabled()


def test_a_page_that_was_cut_off_in_its_first_part_is_not_blank(
    open_file: Any, small: Path, tmp_path: Path
) -> None:
    html = small.read_bytes()
    (tmp_path / "m.html").write_bytes(html[: html.index(b"<style>") + 99])
    assert open_file(tmp_path / "m.html").get_by_text("the file is not whole").is_visible()


@pytest.mark.parametrize("place", [0.3, 0.9])
@pytest.mark.parametrize("byte", [b"A", b"\xff", b"<"], ids=["another letter", "no letter", "a bracket"])
def test_a_page_that_was_damaged_says_so(
    show: Any, small: Path, tmp_path: Path, place: float, byte: bytes
) -> None:
    html = bytearray(small.read_bytes())
    start = html.index(b'id="weights">') + len(b'id="weights">')
    at = start + int(place * (html.index(b"<", start) - start))
    html[at : at + 1] = byte if html[at : at + 1] != byte else b"B"
    (tmp_path / "m.html").write_bytes(html)
    page = show(tmp_path / "m.html")
    assert "damaged" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("delete window.Worker", "too old"),
        ("window.Worker = function () { throw new Error('no') }", "does not let the page start"),
        ("delete window.Blob", "too old"),
    ],
    ids=["no workers", "workers refused", "no blobs"],
)
def test_a_browser_without_workers_gets_a_sentence(
    show: Any, small: Path, before: str, sentence: str
) -> None:
    page = show(small, before=before)
    assert sentence in page.get_by_role("alert").inner_text()


def test_without_scripts_a_sentence_stands_there(open_file: Any, small: Path) -> None:
    page = open_file(small, java_script_enabled=False)
    sentence = page.get_by_text("this browser runs no scripts")
    sentence.wait_for()
    assert sentence.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(show: Any, small: Path, width: int) -> None:
    page = show(small, width=width)
    write(page, "O" * 300, length=300)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = """() => [...document.querySelectorAll("button, textarea, input")]
        .filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 40)
        .map(element => element.id)"""
    assert page.evaluate(small) == []  # a finger is as wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(show: Any, small: Path, scheme: str) -> None:
    page = show(small, color_scheme=scheme)
    write(page, "O ☃ ", length=300)
    texts, faint = page.evaluate(FAINT)
    assert texts > 30
    assert faint == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(ground.removeprefix("rgb(").split(",")[0]) < 60) == (scheme == "dark")


def test_every_control_has_a_name(show: Any, small: Path) -> None:
    page = show(small)
    write(page, "O ", length=10)
    tree = page.locator("body").aria_snapshot()
    for line in ('textbox "Beginning"', 'slider "Temperature"', 'spinbutton "Length"', 'spinbutton "Seed"'):
        assert line in tree
    for line in ('button "Write"', 'button "Copy"', 'region "The text"', 'heading "small" [level=1]'):
        assert line in tree
