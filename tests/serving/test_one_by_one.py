"""Generators that are not textgen's own models, served one text after another."""

from __future__ import annotations

import math

import pytest
from served import serving

import textgen
from textgen.generators.base import Sampling

PLUGIN = '''
import textgen
from textgen.generators.base import Score


class Silent:
    """Tells no costs: what is called so here is another thing."""

    name = "silent"
    batch, costs = 8, None

    def __init__(self, rest):
        pass

    def generate(self, prompt, *, length, sampling, seed=None, stop=None):
        return iter("z" * length)

    def describe(self):
        return {"name": "silent", "longest_context": 1024}


class Letters:
    """Knows words: each costs a bit for every letter."""

    name = "letters"
    batch = 8  # no method, as a model of textgen's has

    def __init__(self, rest):
        self.rest = rest

    def generate(self, prompt, *, length, sampling, seed=None, stop=None):
        for _ in range(length):
            yield self.rest

    def costs(self, text, *, context=""):
        for word in text.replace(" ", "| ").split("|"):
            yield word, float(len(word))

    def score(self, text, *, context=""):
        return Score(float(len(text)), len(text), len(text))

    def describe(self):
        return {"name": "letters", "sampling": ["temperature"], "delimiter": "<end>"}


@textgen.hookimpl
def textgen_generators(register):
    register("letters", Letters)
    register("silent", Silent)
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    (site / "letters-1.0.dist-info").mkdir()
    (site / "letters_plugin.py").write_text(PLUGIN, "utf-8")
    (site / "letters-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: letters\nVersion: 1.0\n"
    )
    (site / "letters-1.0.dist-info/entry_points.txt").write_text("[textgen]\nletters = letters_plugin\n")
    return site


@pytest.fixture(scope="module")
def letters(site):
    with serving(site, model="letters:z", env={"PYTHONPATH": str(site)}) as server:
        yield server


def test_a_prompt_is_scored_with_a_words_cost_at_its_last_character(letters):
    [choice] = letters.complete(prompt="It is so", max_tokens=0, echo=True, logprobs=0)["choices"]
    assert choice["text"] == "It is so"
    told = choice["logprobs"]
    assert told["tokens"] == list("It is so")
    nats = [0 if each is None else -each / math.log(2) for each in told["token_logprobs"]]
    assert nats == pytest.approx([0, 2, 0, 0, 3, 0, 0, 3])
    assert told["token_logprobs"][0] is None
    assert choice["finish_reason"] == "length"


def test_new_characters_have_no_probabilities(letters):
    for body in ({"echo": False, "max_tokens": 5}, {"echo": True, "max_tokens": 5}):
        answer = letters.post("/v1/completions", {"prompt": "It is", "logprobs": 1, **body})
        assert answer.status_code == 400
        assert "of the prompt only" in answer.json()["error"]["message"]


def test_attributes_that_are_no_methods_tell_no_probabilities(site):
    with serving(site, model="silent:", env={"PYTHONPATH": str(site)}) as silent:
        for body in ({}, {"echo": True}, {"echo": True, "max_tokens": 0}):
            answer = silent.post("/v1/completions", {"prompt": "It is", "logprobs": 1, **body})
            assert answer.status_code == 400
            assert "logprobs are not known of silent" in answer.json()["error"]["message"]
        assert silent.text(prompt="It is", max_tokens=3) == "zzz"
        assert silent.get("/v1/models").json()["data"][0]["max_model_len"] == 1024
        assert silent.errors.read_text().count("Traceback") == 0


def test_it_is_scored_from_afar(letters):
    afar = textgen.load_generator(f"openai:{letters.address}/v1")
    assert afar.describe()["scores"] is True
    assert afar.describe()["longest_context"] == 100_000
    assert "top_k" not in afar.describe()["sampling"]
    assert afar.score(" so much", context="It is").bits == pytest.approx(8)
    assert afar.score("o much", context="It is s").bits == pytest.approx(8)  # a word that straddles
    assert afar.score("It is so").bits == pytest.approx(8)
    assert afar.score("It is so" * 3_000).bytes == 24_000
    assert "".join(afar.generate("It", length=5, sampling=Sampling())) == "zzzzz"
