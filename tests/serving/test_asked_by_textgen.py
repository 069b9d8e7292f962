"""A served model is the model itself, asked from afar."""

from __future__ import annotations

import pytest

import textgen
from textgen.generators.openai import OpenAI


@pytest.fixture(scope="module")
def afar(served):
    return textgen.load_generator(f"openai:{served.address}/v1")


@pytest.mark.parametrize(
    "sampling", [textgen.Sampling(), textgen.Sampling(1.0, top_k=5), textgen.Sampling(0.5, top_p=0.8)]
)
@pytest.mark.parametrize("prompt", ["", "ROMEO.\n"])
def test_it_writes_the_same_text(afar, local, sampling, prompt):
    texts = [
        "".join(model.generate(prompt, length=300, sampling=sampling, seed=7)) for model in (afar, local)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("context", ["", "ROMEO.\n"])
def test_it_scores_a_text_the_same(afar, local, context):
    text = "But soft, what light through yonder window breaks? ☃"
    assert afar.score(text, context=context).bits == pytest.approx(
        local.score(text, context=context).bits, rel=1e-5
    )


def test_a_long_text_is_scored_in_windows_almost_the_same(afar, local):
    text = local.describe()["name"] + " shall have all the world to write upon.\n" * 400
    assert afar.score(text).bits == pytest.approx(local.score(text).bits, rel=0.01)


def test_it_says_what_it_can_do(afar, local):
    told = afar.describe()
    assert told["name"] == local.name
    assert told["delimiter"] == local.describe()["delimiter"]
    assert set(told["abilities"].values()) == {True}
    assert told["adjusted"] == []
    assert isinstance(afar, OpenAI)
