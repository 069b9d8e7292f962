"""A served model writes and scores as it does without a server."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from served import serving
from tiny import write_model

from textgen.generators.base import Sampling
from textgen.generators.registry import load_generator

PROMPT = "ROMEO.\nO, "


def write(local, prompt, length, sampling=None, seed=1, stop=None):
    return "".join(
        local.generate(prompt, length=length, sampling=sampling or Sampling(1), seed=seed, stop=stop)
    )


def test_the_call_of_the_tutorial_is_answered(served, local):
    prompt = "It was a dark and stormy night"
    answer = served.post("/query", {"prompt": prompt, "seed": 357})
    expected = prompt + write(local, prompt, 500, Sampling(), 357)
    assert answer.json() == {"text": expected}
    assert served.get("/data").json() == {"text": expected}
    assert served.post("/v1/query", {"prompt": prompt, "seed": 357}).json() == {"text": expected}


@pytest.mark.parametrize(
    ("settings", "sampling"),
    [
        ({}, Sampling(1)),
        ({"temperature": 0.4}, Sampling(0.4)),
        ({"temperature": 0}, Sampling(0)),
        ({"top_k": 3}, Sampling(1, top_k=3)),
        ({"top_p": 0.5, "temperature": 1.5}, Sampling(1.5, top_p=0.5)),
    ],
)
def test_a_completion_is_the_models_own_text(served, local, settings, sampling):
    body = {"model": "shakespeare", "prompt": PROMPT, "max_tokens": 100, "seed": 7, **settings}
    whole = served.complete(**body)
    [choice] = whole["choices"]
    assert choice["text"] == write(local, PROMPT, 100, sampling, 7)
    assert choice["finish_reason"] == "length"
    assert whole["usage"] == {"prompt_tokens": 10, "completion_tokens": 100, "total_tokens": 110}
    runway = {"prompt": PROMPT, "max_characters": 100, "seed": 7, "temperature": 1, **settings}
    assert served.post("/query", runway).json() == {"text": PROMPT + choice["text"]}


def test_several_prompts_and_texts_have_their_places_and_seeds(served, local):
    prompts = [PROMPT, "", "MACBETH.\n"]
    choices = served.complete(prompt=prompts, n=2, max_tokens=50, seed=3)["choices"]
    assert [choice["index"] for choice in choices] == list(range(6))
    assert [choice["text"] for choice in choices] == [
        write(local, prompt, 50, seed=3 + k) for prompt in prompts for k in range(2)
    ]


def test_a_stream_is_the_same_text_in_parts(served):
    body = {"prompt": [PROMPT, "x"], "n": 2, "max_tokens": 90, "seed": 5, "echo": True, "logprobs": 1}
    for change in ({}, {"logprobs": None}, {"max_tokens": 0}, {"max_tokens": 0, "logprobs": None}):
        asked = {**body, **change}
        whole = served.complete(**asked)
        *events, last = served.events(**asked, stream_options={"include_usage": True})
        assert last["choices"] == []
        assert last["usage"] == whole["usage"]
        for choice in whole["choices"]:
            told = [part for event in events for part in event["choices"]]
            parts = [part for part in told if part["index"] == choice["index"]]
            assert "".join(part["text"] for part in parts) == choice["text"]
            assert [part["finish_reason"] for part in parts if part["finish_reason"]] == ["length"]
            if choice["logprobs"]:
                for name, values in choice["logprobs"].items():
                    streamed = [v for part in parts if part["logprobs"] for v in part["logprobs"][name]]
                    assert streamed == pytest.approx(values, abs=1e-4) if name == "token_logprobs" else True
                    assert len(streamed) == len(values)


def test_a_long_stream_begins_with_a_short_part(served):
    parts = [event["choices"][0]["text"] for event in served.events(max_tokens=2000, seed=6)]
    assert 0 < len(parts[0]) <= 32
    assert "".join(parts) == served.text(max_tokens=2000, seed=6)


def test_a_text_ends_before_the_first_stop(served, local):
    stop = write(local, PROMPT, 80, seed=2)[40:44]
    [choice] = served.complete(prompt=PROMPT, max_tokens=400, seed=2, stop=["☃", stop], logprobs=0)["choices"]
    assert choice["text"] == write(local, PROMPT, 400, seed=2, stop=stop)
    assert choice["finish_reason"] == "stop"
    assert choice["logprobs"]["tokens"] == list(choice["text"])
    parts = served.events(prompt=PROMPT, max_tokens=400, seed=2, stop=stop)
    assert "".join(part["choices"][0]["text"] for part in parts) == choice["text"]


def score(served, text, context):
    before = context or served.get("/v1/models").json()["data"][0]["delimiter"] or "\n"
    [choice] = served.complete(prompt=before + text, max_tokens=0, echo=True, logprobs=1)["choices"]
    assert choice["text"] == before + text
    assert choice["logprobs"]["token_logprobs"][0] is None
    assert choice["logprobs"]["tokens"] == list(before + text)
    assert choice["logprobs"]["text_offset"] == list(range(len(before + text)))
    return -sum(choice["logprobs"]["token_logprobs"][len(before) :]) / math.log(2)


TEXTS = ["Good night, good night! Parting is such sweet sorrow.\n", "x", "☃", "a☃☃b ü", "\f"]


@pytest.mark.parametrize("context", ["", "ROMEO.\n", "é"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_probabilities_of_a_given_text_are_the_models_score(served, local, text, context):
    assert score(served, text, context) == pytest.approx(local.score(text, context=context).bits, rel=1e-6)


def test_a_models_unknown_symbol_counts_as_in_its_score(tmp_path):
    folder = write_model(tmp_path / "tiny")
    local = load_generator(folder)
    with serving(tmp_path, model=folder) as served:
        for context in ("", "abc", "ü", "aü"):
            for text in ("abcdefgh\n" * 20, "a☃☃b ü", "☃"):
                expected = local.score(text, context=context)
                found = score(served, text, context)
                assert found / expected.bytes == pytest.approx(expected.bits / expected.bytes, abs=1e-9)
        text = served.text(prompt="abc", max_tokens=300, seed=9)
        assert text == write(local, "abc", 300, seed=9)
        assert "�" not in text


def test_the_probabilities_of_new_text_are_those_it_has_when_it_is_given(served):
    [new] = served.complete(prompt=PROMPT, max_tokens=60, seed=4, temperature=0.3, logprobs=3)["choices"]
    assert new["logprobs"]["text_offset"] == list(range(10, 70))
    [given] = served.complete(prompt=PROMPT + new["text"], max_tokens=0, echo=True, logprobs=3)["choices"]
    expected = given["logprobs"]["token_logprobs"][10:]
    assert new["logprobs"]["token_logprobs"] == pytest.approx(expected, abs=1e-4)
    for character, best in zip(new["text"], new["logprobs"]["top_logprobs"], strict=True):
        assert character in best
        assert 3 <= len(best) <= 4


def test_sixteen_clients_get_the_texts_they_would_get_alone(served, local):
    asked = [(PROMPT * (k % 4), 20 + 13 * k, [0.2, 0.5, 1][k % 3]) for k in range(16)]
    expected = [steady(local, *each) for each in asked]

    def ask(k):
        prompt, length, temperature = asked[k]
        body = {"prompt": prompt, "seed": expected[k][0], "max_tokens": length, "temperature": temperature}
        if k % 2:
            return "".join(part["choices"][0]["text"] for part in served.events(**body))
        return served.text(**body)

    with ThreadPoolExecutor(16) as pool:
        texts = list(pool.map(ask, range(16)))
    assert texts == [text for _, text in expected]


def steady(local, prompt, length, temperature):
    """A seed and its text, the same a little warmer or colder: no draw is so close that rounding decides."""
    for seed in count():
        texts = {
            write(local, prompt, length, Sampling(near), seed)
            for near in (temperature, temperature * 0.9999, temperature * 1.0001)
        }
        if len(texts) == 1:
            return seed, texts.pop()
    raise AssertionError
