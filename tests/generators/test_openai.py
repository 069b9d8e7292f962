"""Servers that speak OpenAI's completions protocol, each in its own way."""

from __future__ import annotations

import json
import math
import threading
from itertools import pairwise

import pytest
from completing import completing, cost, tokens_of
from hypothesis import given
from hypothesis import strategies as st
from sites import page, redirect, serving

import textgen
from textgen.errors import GeneratorError, Unsupported
from textgen.generators.base import GeneratorWarning, Sampling
from textgen.generators.completions import Completions, is_too_long
from textgen.generators.openai import OpenAI
from textgen.generators.pieces import before_word
from textgen.generators.server import Server

LONG = "The sea shone slowly and sank into its own light.\nThen the moon rose over it. " * 60


def written(generator, prompt="Once", length=100, sampling=None, **options) -> str:
    pieces = generator.generate(prompt, length=length, sampling=sampling or Sampling(), **options)
    return "".join(pieces)


def nats(text: str, after: str = "") -> float:
    """What the test server's model needs for a text."""
    read = tokens_of(after + text)
    known = len(tokens_of(after))
    return sum(cost(before, token) for before, token in list(pairwise(read))[known - 1 :])


def test_an_address_leads_to_the_only_model():
    with completing() as server:
        generator = textgen.load_generator(f"openai:{server.url}/")
        assert generator.name == "small"
        assert generator.describe()["address"] == server.url


def test_of_several_models_one_must_be_named():
    with completing(names=("b/large", "a small\x1b[2J")) as server:
        with pytest.raises(GeneratorError, match=r"several models: a small \[2J, b/large") as raised:
            OpenAI(server.url)
        assert f"openai:{server.url}#a small [2J" in raised.value.hint
        assert OpenAI(f"{server.url}#b/large").name == "b/large"
        written(OpenAI(f"{server.url}#b%2Flarge"))
        assert server.asked[-1]["model"] == "b/large"


def test_a_server_without_models_and_one_without_a_list():
    with completing(names=()) as server, pytest.raises(GeneratorError, match="has no model"):
        OpenAI(server.url)
    with serving() as site:
        assert OpenAI(f"{site.url}/v1#named").name == "named"
        with pytest.raises(GeneratorError, match="HTTP 404") as raised:
            OpenAI(site.url)
        assert f"openai:{site.url}/v1" in raised.value.hint
        site.answers["/v1/models"] = page("[1]", kind="application/json")
        with pytest.raises(GeneratorError, match="no list of models"):
            OpenAI(f"{site.url}/v1")


def test_the_key_goes_to_the_address_that_was_named(monkeypatch):
    with completing() as server:
        written(OpenAI(server.url))
        assert not any("authorization" in headers for headers in server.headers)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        generator = OpenAI(server.url)
        written(generator)
        assert server.headers[-1]["authorization"] == "Bearer sk-test"
        assert "sk-test" not in json.dumps(generator.describe())


@pytest.mark.parametrize("streams", ["kept", "ignored", "refused"])
@pytest.mark.parametrize("length", [1, 20, 500])
def test_a_text_has_the_length_and_comes_in_pieces(streams, length):
    with completing(streams=streams) as server:
        generator = OpenAI(server.url)
        pieces = list(generator.generate("Once", length=length, sampling=Sampling(), seed=3))
        assert len("".join(pieces)) == length
        assert (len(pieces) > 20) == (streams == "kept" and length == 500)
        assert written(generator, length=length, seed=3) == "".join(pieces)
        assert written(generator, length=500, seed=4) != written(generator, length=500, seed=3)
        assert generator.describe()["abilities"]["streaming"] is (streams == "kept")


def test_a_stream_is_left_when_there_is_enough():
    left = threading.Event()

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        event = json.dumps({"choices": [{"text": "la ", "finish_reason": None}]})
        try:
            while True:
                handler.wfile.write(f"data: {event}\n\n".encode())
        except ConnectionError:
            left.set()

    with serving() as site:
        site.answers["/completions"] = endless
        stream = Completions(Server(site.url), "small").stream({"prompt": "Sing"})
        assert [next(stream).text for _ in range(3)] == ["la "] * 3
        stream.close()
        assert left.wait(20)


def test_the_text_ends_where_the_model_ends_it_and_before_what_stops_it():
    with completing(ends_after=12) as server:
        with pytest.warns(GeneratorWarning, match=r"small ended the text after \d+ of 5,000 characters"):
            text = written(OpenAI(server.url), length=5000, seed=1)
        assert len(tokens_of(text)) in range(12, 15)
    with completing() as server:
        generator = OpenAI(server.url)
        whole = written(generator, length=300, seed=1)
        assert written(generator, length=300, seed=1, stop=" sank") == whole.partition(" sank")[0]
        assert server.asked[-1]["stop"] == [" sank"]


def test_a_long_text_is_made_of_several_answers_with_what_was_written_before_them():
    with completing(context=120) as server:
        generator = OpenAI(server.url)
        with pytest.warns(GeneratorWarning, match="context") as told:
            text, again = (written(generator, "Once upon a time", length=3000, seed=1) for _ in range(2))
        assert text == again
        assert len(told) == 1
        assert len(text) == 3000
        [made] = generator.describe()["adjusted"]
        assert made["setting"] == "context"
        assert made["asked"] > made["used"]
        prompts = [asked["prompt"] for asked in server.asked if asked["max_tokens"] > 8]
        assert prompts[0] == "Once upon a time"
        assert all(prompt in f"Once upon a time{text}" for prompt in prompts)
        assert len({asked.get("seed") for asked in server.asked}) > 3


def test_a_prompt_longer_than_the_context_is_one_line():
    with completing(context=50) as server:
        with pytest.raises(GeneratorError, match=r"prompt of 4,\d+ characters is longer") as raised:
            written(OpenAI(server.url), LONG[:4200])
        assert "maximum context length is 50 tokens" in raised.value.message
        assert "\n" not in raised.value.message
        assert "shorter" in raised.value.hint


@pytest.mark.parametrize(
    ("behaviour", "start"),
    [
        ({}, "\n"),
        ({"strict": True}, "\n"),
        ({"marks": ("<|endoftext|>",)}, "<|endoftext|>"),
        ({"marks": ("<|endoftext|>",), "echoes": "refused"}, "<|endoftext|>"),
        ({"bos": "<s>", "marks": ("<s>",)}, ""),
        ({"extra": {"delimiter": "\f"}}, "\f"),
    ],
)
def test_an_empty_prompt_is_the_start_of_a_document(behaviour, start):
    with completing(**behaviour) as server:
        generator = OpenAI(server.url)
        assert len(written(generator, "")) == 100
        assert server.asked[-1]["prompt"] == start
        assert generator.describe()["start"] == start


def test_settings_go_along():
    with completing() as server:
        generator = OpenAI(server.url)
        sampling = Sampling(temperature=0.3, top_k=5, top_p=0.9)
        written(generator, sampling=sampling, seed=2**64 + 7)
        asked = server.asked[-1]
        assert (asked["temperature"], asked["top_k"], asked["top_p"], asked["seed"]) == (0.3, 5, 0.9, 7)
        assert generator.describe()["sampling"] == ["temperature", "top_k", "top_p"]
        assert generator.describe()["adjusted"] == []
        written(generator, sampling=Sampling(top_p=1.0))
        assert not {"top_k", "top_p", "seed", "stop"} & set(server.asked[-1])


@pytest.mark.parametrize("behaviour", ["ignored", "refused"])
def test_what_a_server_does_not_know_is_said_once_and_remembered(behaviour):
    with completing(seeds=behaviour, top_k=behaviour) as server:
        generator = OpenAI(server.url)
        with pytest.warns(GeneratorWarning) as told:
            [written(generator, sampling=Sampling(top_k=5), seed=1) for _ in range(2)]
        assert [str(warning.message) for warning in told] == [
            "small: its server does not know top_k",
            "small: its server knows no seeds, so that each text is another one",
        ]
        assert not {"top_k", "seed"} & set(server.asked[-1])
        described = generator.describe()
        assert [made["setting"] for made in described["adjusted"]] == ["top_k", "seed"]
        assert described["seeded"] is False
        assert described["sampling"] == ["temperature", "top_p"]


def test_what_only_our_models_can_do_is_refused():
    with completing() as server, pytest.raises(Unsupported, match="--repetition-penalty"):
        written(OpenAI(server.url), sampling=Sampling(repetition_penalty=1.2))


@pytest.mark.parametrize("echoes", ["refused", "ignored"])
def test_a_server_that_tells_no_probabilities_cannot_score(echoes):
    with completing(echoes=echoes) as server:
        generator = OpenAI(server.url)
        assert generator.describe()["scores"] is False
        with pytest.raises(Unsupported, match="cannot score"):
            generator.score("The sea")


@pytest.mark.parametrize("behaviour", [{"least": 1}, {"most_scored": 0}, {"ends_after": 0}])
def test_a_score_is_of_the_text_only(behaviour):
    with completing(**behaviour) as server:
        score = OpenAI(server.url).score(" shone slowly, é.", context="The sea")
        assert score.bits == pytest.approx(nats(" shone slowly, é.", "The sea") / math.log(2))
        assert (score.bytes, score.characters) == (18, 17)


@pytest.mark.parametrize(
    ("behaviour", "before"),
    [
        ({"marks": ("<|endoftext|>",)}, "<|endoftext|>"),
        ({"bos": "<s>", "marks": ("<s>",)}, "<s>"),
        ({}, "\n"),
        ({"extra": {"delimiter": "\f"}}, "\f"),
    ],
)
def test_without_a_context_the_first_token_is_counted_after_the_start_of_a_document(behaviour, before):
    with completing(**behaviour) as server:
        score = OpenAI(server.url).score("The sea shone.")
        assert score.bits == pytest.approx(nats("The sea shone.", before) / math.log(2))
        assert score.characters == 14


@pytest.mark.parametrize("behaviour", [{}, {"fragments": True}, {"bos": "<s>", "marks": ("<s>",)}])
def test_a_token_that_straddles_is_counted_whole(behaviour):
    with completing(**behaviour) as server:
        score = OpenAI(server.url).score("one é slowly", context="The sea sh")
        expected = cost(" sea", " shone") + cost(" shone", " é") + cost(" é", " slowly")
        if behaviour.get("fragments"):
            expected = (
                cost(" sea", " shone") + cost(" shone", " \ufffd") + cost(" \ufffd", "\ufffd")
            ) + cost("\ufffd", " slowly")
        assert score.bits == pytest.approx(expected / math.log(2))
        assert score.characters == 12


def test_the_characters_of_a_first_token_without_a_probability_are_not_counted():
    with completing() as server:
        score = OpenAI(server.url).score("ea shone", context="S")
        assert score.bits == pytest.approx(cost("Sea", " shone") / math.log(2))
        assert score.characters == len(" shone")


@pytest.mark.parametrize("context", [None, 300, 1000])
@pytest.mark.parametrize("before", ["", "The sea shone." * 60])
def test_a_long_text_is_scored_in_windows(context, before):
    with completing(context=context, marks=("<|endoftext|>",)) as server:
        text = LONG * 4
        score = OpenAI(server.url).score(text, context=before)
        assert score.bits == pytest.approx(nats(text, before or "<|endoftext|>") / math.log(2))
        assert score.characters == len(text)
        read = sum(len(asked["prompt"]) for asked in server.asked)
        assert read < 4 * len(text)


def test_nothing_costs_nothing():
    with completing() as server:
        generator = OpenAI(server.url)
        assert (generator.score("").bits, generator.score("", context="The").bytes) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "what", "hint"),
    [
        (page("<!doctype html>", status=200), "a web page answers", "port"),
        (page('{"error": {"message": "no\\nmemory"}}', kind="application/json"), "no memory", "server"),
        (page('{"error": "expired"}', status=401), "HTTP 401: expired", "OPENAI_API_KEY"),
        (page('{"error": {"message": "no model x"}}', status=404), "HTTP 404: no model x", "address"),
        (page('{"choices": []}', kind="application/json"), "holds no text", "server"),
        (page("5", kind="application/json"), "holds no text", "server"),
        (redirect("http://127.0.0.1:1/"), "redirects to", "Nothing was sent"),
    ],
)
def test_a_server_that_answers_otherwise_is_one_line(answer, what, hint):
    with serving() as site:
        site.answers["/v1/models"] = page('{"data": [{"id": "small"}]}', kind="application/json")
        site.answers["/v1/completions"] = answer
        with pytest.raises(GeneratorError, match=what) as raised:
            written(OpenAI(f"{site.url}/v1"))
        assert f"{site.url}/v1" in raised.value.message
        assert hint in raised.value.hint
        assert "\n" not in raised.value.message + raised.value.hint


EVENT = json.dumps({"choices": [{"text": "The", "finish_reason": None}]})


@pytest.mark.parametrize(
    ("stream", "what"),
    [
        (f"data: {EVENT}\n\n", "the answer broke off"),
        (f"data: {EVENT}\n\ndata: {{", "not JSON"),
        (f'data: {EVENT}\n\ndata: {{"error": {{"message": "out\\nof memory"}}}}\n\n', "out of memory"),
        ('data: {"choices": [{"text": 5}]}\n\n', "no text"),
        ('data: {"choices": [{}]}\n\n', "no text"),
        ("data: []\n\n", "no text"),
    ],
)
def test_a_broken_stream_is_one_line(stream, what):
    with serving() as site:
        site.answers["/completions"] = page(stream, kind="text/event-stream")
        with pytest.raises(GeneratorError, match=what) as raised:
            list(Completions(Server(site.url), "small").stream({"prompt": "x"}))
        assert f"{site.url}/completions" in raised.value.message
        assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    "logprobs",
    [
        {"tokens": ["a", "b"], "token_logprobs": [None, None]},
        {"tokens": ["a", "b"], "token_logprobs": [None, "x"]},
        {"tokens": ["a", "b"], "token_logprobs": [None, float("nan")]},
        {"tokens": ["a", 5], "token_logprobs": [None, -1]},
    ],
)
def test_broken_probabilities_are_one_line(logprobs):
    with serving() as site:
        answer = {"choices": [{"text": "ab", "logprobs": logprobs, "finish_reason": "length"}]}
        site.answers["/completions"] = page(json.dumps(answer), kind="application/json")
        with pytest.raises(GeneratorError, match="probability is missing"):
            Completions(Server(site.url), "small").echo("ab", tokens=0)


@pytest.mark.parametrize("offsets", [None, [], [0], ["0", "1"], [0, 1, 9]])
def test_places_that_do_not_fit_the_tokens_are_no_places(offsets):
    with serving() as site:
        logprobs = {"tokens": ["a", ""], "token_logprobs": [None, -1], "text_offset": offsets}
        answer = {"choices": [{"text": "a", "logprobs": logprobs, "finish_reason": "length"}]}
        site.answers["/completions"] = page(json.dumps(answer), kind="application/json")
        echo = Completions(Server(site.url), "small").echo("a", tokens=0)
        assert echo.tokens == ("a", "")
        assert echo.places == ((0, 1) if offsets == [0, 1, 9] else None)


def test_a_delimiter_without_a_character_is_none(textgen):
    with completing(extra={"delimiter": ""}) as server:
        assert OpenAI(server.url).describe()["delimiter"] is None
        result = textgen("generate", f"openai:{server.url}", "--until-end")
    assert result.code == 1
    assert "does not know where documents end" in result.stderr


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 2048 tokens. However, you requested 2500 tokens",
        "You passed 5 input tokens and requested 9 output tokens. However, the model's context "
        "length is only 8",
        "The decoder prompt (length 2500) is longer than the maximum model length of 2048.",
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 1 and 2",
        "Input validation error: `inputs` must have less than 1024 tokens. Given: 1872",
        "request (4476 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "Requested tokens (600) exceed context window of 512",
        "the input length exceeds the context length",
        "max_tokens is too large: 5000. This model supports at most 4096 completion tokens",
    ],
)
def test_what_servers_say_of_too_long_texts_is_understood(said):
    with serving() as site:
        site.answers["/q"] = page(json.dumps({"error": {"message": said}}), status=400)
        with pytest.raises(GeneratorError) as raised:
            Server(site.url).post("/q", {})
        assert is_too_long(raised.value)


@given(st.text(alphabet="ab \n", max_size=300), st.integers(0, 310))
def test_a_text_is_cut_before_white_space(text, place):
    cut = before_word(text, place)
    assert 0 <= cut <= len(text)
    assert cut <= place or cut == len(text)
    assert cut == place or cut == len(text) or (text[cut].isspace() and not text[cut - 1].isspace())


def test_the_command_line_writes_with_a_server(textgen):
    with completing(top_k="ignored") as server:
        result = textgen("generate", f"openai:{server.url}", "--top-k", "4", "--length", "50", "--seed", "1")
        assert result.code == 0, result.stderr
        assert len(result.stdout) == 50
        assert result.stderr.count("Warning: small: its server does not know top_k") == 1
    result = textgen("generate", f"openai:{server.url}", "--length", "50")
    assert result.code == 1
    assert server.url in result.stderr
    assert "Traceback" not in result.stderr
