"""textgen's own clients of both protocols get the model's own texts and scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from completing import completing
from runways import WRITER, desktop, said, text
from served import serving

from textgen.errors import GeneratorError, TextgenError
from textgen.generators import openai
from textgen.generators.base import GeneratorWarning, Sampling
from textgen.generators.registry import load_generator


@pytest.fixture(params=["runway:{}", "runway:{}/v1", "openai:{}/v1"])
def remote(request, served):
    return load_generator(request.param.format(served.address))


@pytest.mark.parametrize("prompt", ["ROMEO.\n", ""])
def test_their_texts_are_the_models_own(remote, local, prompt):
    for length, sampling in ((1, Sampling(1)), (700, Sampling(0.5)), (90, Sampling(1, top_k=4, top_p=0.8))):
        settings = {"length": length, "sampling": sampling, "seed": 357}
        texts = ["".join(each.generate(prompt, **settings)) for each in (remote, local)]
        assert texts[0] == texts[1]


def test_the_score_of_a_served_model_is_its_own(served, local):
    remote = load_generator(f"openai:{served.address}/v1")
    text = "Good night, good night!\nParting is such sweet sorrow ☃\n" * 20
    for context in ("", "JULIET.\n"):
        far, near = remote.score(text, context=context), local.score(text, context=context)
        assert (far.bytes, far.characters) == (near.bytes, near.characters)
        assert far.bits / far.bytes == pytest.approx(near.bits / near.bytes, abs=1e-6)


def test_a_long_text_is_scored_in_windows_almost_the_same(served, local, monkeypatch):
    monkeypatch.setattr(openai, "WINDOW", 1024)
    text = (Path(__file__).parents[2] / "corpus/shakespeare.txt").read_text("utf-8")[-2000:]
    remote = load_generator(f"openai:{served.address}/v1")
    assert remote.score(text).bits == pytest.approx(local.score(text).bits, rel=1e-3)


def test_it_says_what_it_can_do(served, local):
    told = load_generator(f"openai:{served.address}/v1").describe()
    assert told["name"] == local.name
    assert told["delimiter"] == local.describe()["delimiter"]
    assert set(told["abilities"].values()) == {True}
    assert told["adjusted"] == []


def test_a_generator_that_is_no_lstm_is_served_one_text_after_another(local, tmp_path):
    """Here it is the client of another server, which then fails."""
    with serving(tmp_path) as first, serving(tmp_path, model=f"runway:{first.address}") as second:
        name = second.get("/v1/models").json()["data"][0]["id"]
        choices = second.complete(model=name, prompt="O, ", n=2, max_tokens=40, seed=5)["choices"]
        assert [choice["text"] for choice in choices] == [
            "".join(local.generate("O, ", length=40, sampling=Sampling(1), seed=5 + k)) for k in range(2)
        ]
        stop = choices[0]["text"][10:13]
        [choice] = second.complete(prompt="O, ", max_tokens=40, seed=5, stop=stop)["choices"]
        assert choice["finish_reason"] == "stop"
        assert choice["text"] + stop == choices[0]["text"][: len(choice["text"]) + 3]
        answer = second.post("/v1/completions", {"prompt": "O, ", "logprobs": 1})
        assert answer.status_code == 400
        assert answer.json()["error"]["param"] == "logprobs"
        assert second.post(
            "/query", {"prompt": "O, ", "seed": 5, "temperature": 1, "max_characters": 40}
        ).json() == {"text": "O, " + choices[0]["text"]}
        first.end()
        answer = second.post("/v1/completions", {"prompt": "O, "})
        assert answer.status_code == 502
        assert answer.json()["error"]["type"] == "server_error"
        answer = second.post("/query", {"prompt": "O, "})
        assert answer.status_code == 502
        assert second.get("/error").json() == answer.json()
        assert second.get("/v1/").status_code == 200


def test_a_prompt_that_is_too_long_for_what_is_served_is_the_clients_mistake(tmp_path, monkeypatch):
    with completing(context=50) as model, serving(tmp_path, model=f"openai:{model.url}") as served:
        prompt = "The sea shone slowly. " * 60
        for path, body in (
            ("/query", {}),
            ("/v1/completions", {}),
            ("/v1/completions", {"stream": True}),
            ("/v1/completions", {"stream": True, "echo": True}),
        ):
            answer = served.post(path, {"prompt": prompt, **body})
            assert answer.status_code == 413
            assert "1,320 characters is longer than the context of small" in answer.text
        for address in (f"runway:{served.address}", f"openai:{served.address}/v1"):
            with pytest.raises(GeneratorError, match="longer than the context") as raised:  # and no warning
                list(load_generator(address).generate(prompt, length=50, sampling=Sampling()))
            assert "shorter" in raised.value.hint
        monkeypatch.setattr(openai, "MOST", 100)
        writer = load_generator(f"openai:{served.address}/v1")
        with pytest.warns(GeneratorWarning, match="the beginning is forgotten"):
            text = "".join(writer.generate("Once", length=600, sampling=Sampling(), seed=1))
        assert len(text) == 600


@pytest.mark.parametrize(
    ("upstream", "status"),
    [(400, 400), (401, 500), (403, 500), (404, 500), (413, 413), (422, 422), (500, 500), (503, 502)],
)
def test_what_a_server_behind_ours_says_is_to_be_asked_again_only_where_that_may_help(
    upstream, status, tmp_path
):
    with desktop() as site, serving(tmp_path, model=f"runway:{site.url}") as served:
        site.answers["/query"] = said({"error": "That was it."}, upstream, retry_after="0")
        for path, body in (("/query", {}), ("/v1/completions", {}), ("/v1/completions", {"stream": True})):
            answer = served.post(path, {"prompt": "It was", **body})
            assert answer.status_code == status
            assert f"HTTP {upstream}: That was it." in answer.text


def test_what_a_served_model_does_not_take_is_the_clients_mistake(tmp_path):
    inputs = [text("prompt", minLength=1, maxLength=100), *WRITER.inputs[1:]]
    model = replace(WRITER, inputs=inputs)
    with desktop(model) as site, serving(tmp_path, model=f"runway:{site.url}") as served:
        for body, status in (
            ({"prompt": "a" * 101}, 413),
            ({"prompt": ""}, 400),
            ({"prompt": "a", "top_p": 0.05}, 400),
            ({"prompt": "a"}, 200),
        ):
            assert served.post("/query", {"max_characters": 9, **body}).status_code == status


def test_a_token_is_sent_by_both_clients(tmp_path, monkeypatch, local):
    with serving(tmp_path, env={"TEXTGEN_TOKEN": "sesame"}) as served:
        addresses = {
            "RUNWAY_TOKEN": f"runway:{served.address}",
            "OPENAI_API_KEY": f"openai:{served.address}/v1",
        }
        for variable, address in addresses.items():
            with pytest.raises(TextgenError):
                load_generator(address).generate("O, ", length=5, sampling=Sampling(), seed=1)
            monkeypatch.setenv(variable, "sesame")
            text = "".join(load_generator(address).generate("O, ", length=20, sampling=Sampling(), seed=1))
            assert text == "".join(local.generate("O, ", length=20, sampling=Sampling(), seed=1))
