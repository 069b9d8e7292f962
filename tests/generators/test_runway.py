"""A model behind Runway's desktop app, as a hosted model, and on a model server."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runways import (
    COLOURS,
    FIRST,
    GPT2,
    WRITER,
    bodies,
    continued,
    desktop,
    failed,
    hosted,
    model_server,
    said,
)
from sites import page, redirect, serving, trickle

import textgen
from textgen import Sampling
from textgen.errors import GeneratorError, Unsupported
from textgen.generators import interface
from textgen.generators.base import GeneratorWarning, generate_all
from textgen.generators.interface import Limits
from textgen.generators.runway import Runway

PLAIN = Sampling(temperature=1)
PROMPT = "It was the best of times,"
TOKEN = "abc.DEF-123"  # noqa: S105 - no secret

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*cannot set temperature:textgen.generators.base.GeneratorWarning",
    "ignore:.*one request gives:textgen.generators.base.GeneratorWarning",
)


def written(runway: Runway, prompt: str = PROMPT, length: int = 100, seed: int | None = 7, **more) -> str:
    return "".join(runway.generate(prompt, length=length, sampling=PLAIN, seed=seed, **more))


def fails(address: str, prompt: str = PROMPT, **limits) -> GeneratorError:
    with pytest.raises(GeneratorError) as raised:
        written(Runway(address, **limits), prompt)
    error = raised.value
    assert "\n" not in error.message + error.hint
    assert error.hint
    assert "traceback" not in error.message.lower()
    assert "/home/me" not in error.message
    return error


@pytest.mark.parametrize("key", ["text", "generated_text", "generated"])
def test_the_call_of_the_tutorial(key):
    def run(*, prompt, seed):
        return {key: prompt + continued(prompt, seed, 40)}

    with desktop(replace(FIRST, run=run), with_info=False) as site:
        runway = textgen.load_generator(f"runway:{site.url}")
        text = written(runway, length=60)
    assert text == continued(PROMPT, 7, 40)[:60]
    assert site.asked[-1] == "/query"
    assert bodies(site) == [{"prompt": PROMPT, "seed": 7}]
    assert site.headers[-1]["content-type"] == "application/json"
    assert runway.describe()["address"] == site.url


def test_the_address_of_the_tutorial_with_its_path():
    with desktop(FIRST) as site:
        assert written(Runway(f"{site.url}/query/"))
        assert site.asked == ["/info", "/query"]


def test_the_desktop_app_tells_inputs_and_limits():
    with desktop() as site:
        runway = Runway(site.url)
        text = written(runway, length=250)
    first, *_ = bodies(site)
    assert first == {"prompt": PROMPT, "seed": 7, "sequence_length": 84}
    assert text == continued(PROMPT, 7, 84)[:250]
    about = runway.describe()
    assert about["kind"] == "runway"
    assert about["server"] == "desktop app"
    assert about["seeded"] is True
    assert about["scores"] is False
    assert about["sampling"] == []
    assert [each["name"] for each in about["inputs"]] == ["prompt", "seed", "sequence_length"]
    json.dumps(about)


def test_a_long_text_comes_in_several_requests_that_carry_it_on():
    with desktop(FIRST) as site:
        site.answers["/query"] = lambda handler: said(
            {"text": (sent := bodies(site)[-1])["prompt"] + continued(sent["prompt"], sent["seed"], 30)}
        )(handler)
        pieces = list(Runway(site.url).generate(PROMPT, length=3000, sampling=PLAIN, seed=998))
    asked = bodies(site)
    text = PROMPT + "".join(pieces)
    assert len(text) == 3000 + len(PROMPT)
    assert len(asked) > 10
    assert [body["seed"] for body in asked[:4]] == [998, 999, 0, 1]
    carried = PROMPT
    for body, piece in zip(asked, pieces, strict=True):
        assert body["prompt"] == carried
        carried = (carried + piece).encode()[-1000:].decode(errors="ignore")


def test_a_seed_is_always_sent():
    with desktop() as site:
        runway = Runway(site.url)
        assert written(runway, seed=0) == continued(PROMPT, 0, 40)[:100]
        texts = {written(runway, seed=None) for _ in range(4)}
    assert len(texts) > 1
    assert all(0 <= body["seed"] <= 999 for body in bodies(site))
    assert written_twice(seed=5)


def written_twice(seed: int) -> bool:
    with desktop() as site:
        runway = Runway(site.url)
        return written(runway, seed=seed) == written(runway, seed=seed)


def test_a_seed_out_of_range_is_taken_modulo_its_size():
    with desktop() as site:
        runway = Runway(site.url)
        with pytest.warns(GeneratorWarning, match="it takes seeds from 0 to 999, and any other stands"):
            text = written(runway, seed=12357)
        assert text == written(runway, seed=357)
    [adjusted] = [each for each in runway.describe()["adjusted"] if each["setting"] == "seed"]
    assert (adjusted["asked"], adjusted["used"]) == (12357, 357)


def test_many_seeds_out_of_range_are_told_once():
    with desktop() as site:
        runway = Runway(site.url)
        with pytest.warns(GeneratorWarning, match="it takes seeds from 0 to 999"):
            written(runway, seed=2000)
        written(runway, seed=2001)  # a warning would be an error
    [adjusted] = [each for each in runway.describe()["adjusted"] if each["setting"] == "seed"]
    assert (adjusted["asked"], adjusted["used"]) == (2000, 0)


def test_a_model_without_a_seed_says_so():
    parrot = replace(FIRST, inputs=FIRST.inputs[:1], run=lambda prompt: {"text": prompt * 50})
    with desktop(parrot) as site:
        runway = Runway(site.url)
        with pytest.warns(GeneratorWarning, match="it takes no seed"):
            assert written(runway)
        assert bodies(site) == [{"prompt": PROMPT}]
    assert runway.describe()["seeded"] is False


@pytest.mark.parametrize(("length", "sent"), [(3, 8), (64, 64), (3000, 1024)])
def test_a_length_out_of_range_is_clamped_said_and_recorded(length, sent):
    with hosted() as site:
        runway = Runway(f"{site.url}/v1/")
        with pytest.warns(GeneratorWarning) as told:
            written(runway, "Oh", length, stop="e")
    assert bodies(site)[0]["max_characters"] == sent
    adjusted = [each for each in runway.describe()["adjusted"] if each["setting"] == "length"]
    assert [(each["asked"], each["used"]) for each in adjusted] == (
        [] if sent == length else [(length, sent)]
    )
    said_ = any("one request gives from 8 to 1,024 characters" in str(warning.message) for warning in told)
    assert said_ is (sent != length)


def test_exactly_so_many_characters_are_given():
    with hosted() as site:
        runway = Runway(f"{site.url}/v1")
        assert [len(written(runway, "Oh", length)) for length in (1, 3, 8, 64)] == [1, 3, 8, 64]


def test_settings_go_where_they_are_known_and_are_refused_out_of_range():
    with hosted() as site:
        runway = Runway(f"{site.url}/v1")
        assert runway.describe()["sampling"] == ["top_p"]
        written(runway)
        with pytest.warns(GeneratorWarning) as told:
            list(runway.generate(PROMPT, length=20, sampling=Sampling(0.7, top_k=5, top_p=0.5), seed=1))
        assert [body["top_p"] for body in bodies(site)[-2:]] == [1, 0.5]
        assert {str(warning.message).partition(": ")[2] for warning in told} == {
            "it cannot set temperature, and uses its own instead of 0.7",
            "it cannot set top_k, and uses its own instead of 5",
        }
        with pytest.raises(GeneratorError, match=r"takes a top_p from 0\.1 to 1, not 0\.05") as raised:
            runway.generate(PROMPT, length=20, sampling=Sampling(top_p=0.05), seed=1)
        assert "--top-p" in raised.value.hint
    assert {each["setting"] for each in runway.describe()["adjusted"]} == {"temperature", "top_k"}


def test_the_prompt_is_removed_only_where_it_is():
    def answers(*texts):
        with desktop(FIRST) as site:
            site.answers["/query"] = [said({"text": text}) for text in texts]
            runway = Runway(site.url)
            return [written(runway, prompt, 10) for prompt in ("ha", PROMPT, "ha")]

    assert answers("ha and so on…", PROMPT + " it was…..", "ha and so on…") == [
        " and so on",
        " it was…..",
        " and so on",
    ]
    # A server that does not repeat its prompt may begin with it by chance.
    assert answers("and hahahaha", "it was the worst", "hahahahahahaha") == [
        "and hahaha",
        "it was the",
        "hahahahaha",
    ]


def test_the_text_ends_before_stop_and_asks_no_further():
    with desktop() as site:
        text = continued(PROMPT, 7, 256)
        stop = text[30:45]
        assert written(Runway(site.url), length=5000, stop=stop) == text[: text.index(stop)]
        assert len(bodies(site)) == 1


def test_a_document_ends_where_the_model_says_so():
    with hosted() as site:
        runway = Runway(f"{site.url}/v1")
        assert runway.describe()["delimiter"] == "<|endoftext|>"
        with pytest.warns(GeneratorWarning, match="ended the text after"):
            text = written(runway, "word " * 30, 200)
        assert 0 < len(text) < 200
        assert len(bodies(site)) == 1
        assert written(runway, "word " * 30, 200, stop="<|endoftext|>") == text
    with desktop() as site:
        assert Runway(site.url).describe()["delimiter"] is None


def test_a_model_that_adds_nothing_more_ends_the_text():
    with desktop(FIRST) as site:
        site.answers["/query"] = [
            said({"text": PROMPT + " the worst"}),
            said({"text": f"{PROMPT} the worst"}),
        ]
        with pytest.warns(GeneratorWarning, match="ended the text after 10 of 100 characters"):
            assert written(Runway(site.url)) == " the worst"


def test_halves_of_characters_become_whole_ones():
    with desktop(FIRST) as site:
        site.answers["/query"] = page(
            rb'{"text": "\ud83d\ude00 \ud83d\u00e9 \udc4b......"}', kind="application/json"
        )
        assert written(Runway(site.url), length=8) == "😀 \ufffdé \ufffd.."


def test_a_hosted_model_is_woken_up():
    with (
        hosted(asleep=3) as site,
        pytest.warns(GeneratorWarning, match="is asleep and wakes up, which may take ten"),
    ):
        runway = Runway(f"{site.url}/v1", pause=0.01)
    assert site.asked == ["/v1/"] * 4 + ["/v1/info"]
    assert runway.describe()["server"] == "hosted model"


@pytest.mark.filterwarnings("ignore:.*is asleep")
def test_a_hosted_model_that_does_not_wake_up():
    with hosted(asleep=10**6) as site:
        error = fails(f"{site.url}/v1", total=0.1, pause=0.02)
    assert "is still starting after" in error.message


def test_a_hosted_model_is_told_the_token(monkeypatch):
    with hosted(token=TOKEN) as site:
        error = fails(f"{site.url}/v1")
        assert "HTTP 401: Unauthorized" in error.message
        assert "RUNWAY_TOKEN" in error.hint
        monkeypatch.setenv("RUNWAY_TOKEN", TOKEN)
        runway = Runway(f"{site.url}/v1")
        assert len(written(runway)) == 100
        assert TOKEN not in repr(runway.describe())
        monkeypatch.setenv("RUNWAY_TOKEN", "expired")
        error = fails(f"{site.url}/v1")
        assert "HTTP 401" in error.message
        assert "expired" not in error.message


def test_the_token_goes_to_no_other_host(monkeypatch):
    monkeypatch.setenv("RUNWAY_TOKEN", TOKEN)
    with hosted() as site, serving() as other:
        runway = Runway(f"{site.url}/v1")
        site.answers["/v1/query"] = redirect(f"{other.url}/v1/query", 307)
        with pytest.raises(GeneratorError, match=f"redirects to {other.url}"):
            written(runway)
        assert other.asked == []


def test_a_hosted_model_that_is_inactive():
    with hosted() as site:
        site.answers["/v1/"] = site.answers["/v1/info"] = page("<html>Not found", status=404)
        error = fails(f"{site.url}/v1")
    assert "HTTP 404" in error.message
    assert "inactive" in error.hint


@pytest.mark.parametrize("path", ["", "/", "/generate"])
def test_a_model_server_is_asked_for_its_command(path):
    with model_server(GPT2, COLOURS) as site:
        runway = Runway(site.url + path)
        assert len(written(runway)) == 100
        assert site.asked[-1] == "/generate"
    assert runway.describe()["server"] == "model server"


def test_a_model_server_with_several_commands_wants_one_named():
    with model_server(GPT2, WRITER) as site:
        error = fails(site.url)
        assert "generate, generate_batch" in error.message
        assert f"runway:{site.url}/generate" in error.hint
        assert len(written(Runway(f"{site.url}/generate_batch"))) == 100
    with model_server(COLOURS) as site:
        assert "no command that continues texts" in fails(site.url).message


def test_models_that_do_not_continue_texts():
    with desktop(COLOURS) as site:
        assert "takes no text but image 'photo'" in fails(site.url).message
    with desktop(replace(COLOURS, inputs=GPT2.inputs)) as site:
        assert "gives no text but image 'photo'" in fails(site.url).message
    with desktop(replace(GPT2, inputs=[*GPT2.inputs, *COLOURS.inputs])) as site:
        assert "needs more than a text: image 'photo'" in fails(site.url).message


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (said({"error": "Something went wrong\nbadly"}), ": Something went wrong badly"),
        (said({"error": {"code": 1}}), "an error without a word"),
        (said({"image": "data:…", "success": True}), "the answer holds no text, but image, success"),
        (said({}), "the answer holds no text, but nothing"),
        (said({"text": 5}), "'text' of the answer is not a text"),
        (said({"text": None}), "'text' of the answer is not a text"),
        (said(["text"]), "the answer is no object of outputs"),
        (said("text"), "the answer is no object of outputs"),
        (page("<!DOCTYPE html><title>Oops</title>"), "a web page answers"),
        (page(b'{"text": "\xff"}', kind="application/json"), "not UTF-8"),
        (page('{"text": "It was', content_length="100", kind="application/json"), "broke off"),
        (said({"text": "x" * 10_000_000}), "larger than 10 MB"),
        (failed("Error during inference: IndexError('x').", 500), "HTTP 500: Error during inference: Index"),
        (failed("Invalid argument: kind.", 400), "HTTP 400: Invalid argument: kind."),
        (trickle(b"", b"", 1), "no complete answer within 0.5 s"),
    ],
)  # fmt: skip
def test_each_failure_has_its_own_line(answer, what):
    with desktop() as site:
        site.answers["/query"] = answer
        assert what in fails(site.url, total=0.5).message
        assert site.asked.count("/query") == 1


def test_the_app_tells_its_last_error_where_the_answer_is_mute():
    with desktop() as site:
        site.answers["/query"] = page("", status=500)
        assert fails(site.url).message.endswith("HTTP 500: Something went wrong")


def test_a_server_that_went_away_is_not_taken_for_one_that_needs_a_prompt():
    with desktop() as site:
        runway = Runway(site.url)
    with pytest.raises(GeneratorError, match="no connection") as raised:
        written(runway, "")
    assert "Is the server running?" in raised.value.hint


def test_a_slow_first_byte_is_waited_for():
    def slow(handler):
        time.sleep(0.3)
        said({"text": PROMPT + "x" * 100})(handler)

    with desktop(FIRST) as site:
        site.answers["/query"] = slow
        assert written(Runway(site.url)) == "x" * 100


def test_a_prompt_that_is_longer_than_the_context_or_empty():
    with desktop() as site:
        error = fails(site.url, prompt="word " * 1024)
        assert "HTTP 500: Error during inference" in error.message
        assert "use a shorter one" in error.hint
        error = fails(site.url, prompt="")
        assert "--prompt" in error.hint
    strict = replace(GPT2, inputs=[{**GPT2.inputs[0], "minLength": 1, "maxLength": 1000}, *GPT2.inputs[1:]])
    with desktop(strict) as site:
        error = fails(site.url, prompt="x" * 1001)
        assert "the prompt has 1,001 characters; the model takes from 1 to 1,000" in error.message
        assert "--prompt" in fails(site.url, prompt="").hint
        assert bodies(site) == []


def test_a_page_at_the_wrong_port():
    with serving() as site:
        site.answers["/"] = page("<!DOCTYPE html><h1>Directory listing</h1>")
        site.answers["/query"] = page("<html>Unsupported method", status=501)
        site.otherwise = page("<html>Not found", status=404)
        error = fails(site.url)
        assert "HTTP 501: a web page answers" in error.message
        assert "port" in error.hint
        site.otherwise = site.answers["/query"] = page("<html>Welcome")
        error = fails(site.url)
        assert "a web page answers, not a generator" in error.message
        assert "port" in error.hint


def test_a_server_that_knows_the_call_of_the_tutorial_only_and_greets_with_a_page():
    with desktop(FIRST, with_info=False) as site:
        site.answers["/"] = page("<!DOCTYPE html><h1>My GPT-2</h1>")
        assert written(Runway(site.url))


@pytest.mark.filterwarnings("ignore:.*asking again in")
def test_a_busy_server_is_asked_again_and_a_broken_one_is_not():
    with desktop(FIRST) as site:
        good = site.answers["/query"]
        for status in (429, 502, 503, 504):
            site.answers["/query"] = [
                said({}, status, retry_after="0"),
                said({}, status, retry_after="0"),
                good,
            ]
            assert written(Runway(site.url))
        assert len(set(site.bodies[-3:])) == 1


def test_a_score_is_not_to_be_had():
    with desktop() as site, pytest.raises(Unsupported, match="cannot score"):
        Runway(site.url).score("text")


def test_settings_of_ours_are_refused():
    with desktop() as site:
        runway = Runway(site.url)
        for name, value in (("repetition_penalty", 1.2), ("avoid", object())):
            with pytest.raises(Unsupported, match="does not know --"):
                runway.generate(PROMPT, length=5, sampling=replace(PLAIN, **{name: value}))
        with pytest.raises(ValueError, match="length"):
            runway.generate(PROMPT, length=0, sampling=PLAIN)
        with pytest.raises(ValueError, match="stop"):
            runway.generate(PROMPT, length=1, sampling=PLAIN, stop="")


def test_several_texts_have_the_seeds_that_follow():
    with desktop() as site:
        texts = generate_all(Runway(site.url), PROMPT, number=3, seed=1, length=30, sampling=PLAIN)
        assert ["".join(text) for text in texts] == [continued(PROMPT, seed, 30)[:30] for seed in (1, 2, 3)]


@pytest.mark.parametrize(
    ("rest", "what", "hint"),
    [
        ("", "lacks an address", "runway:http://localhost:8000"),
        ("localhost:8000", "lacks http://", "Write runway:http://localhost:8000"),
        ("//localhost", "lacks http://", "Write runway:http://localhost"),
        ("ftp://localhost", "not a web address", "http://"),
        ("http://", "not a web address", "http://"),
        ("http://localhost:port", "not a web address", "http://"),
        ("http://me:pw@localhost", "user name or password", "Leave out"),
    ],
)
def test_what_is_no_address_of_a_server(rest, what, hint):
    with pytest.raises(GeneratorError, match=what) as raised:
        textgen.load_generator(f"runway:{rest}")
    assert hint in raised.value.hint


def test_an_address_without_a_scheme_of_ours():
    with pytest.raises(GeneratorError, match="does not say how") as raised:
        textgen.load_generator("http://localhost:8000")
    assert "runway:http://" in raised.value.hint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FIELD = st.fixed_dictionaries(
    {"name": st.sampled_from(["prompt", "seed", "max_characters", "top_p", "text", "x"])},
    optional={
        "type": st.sampled_from(["text", "number", "image", "any"]) | JSON,
        "default": JSON, "min": JSON, "max": JSON, "minLength": JSON, "maxLength": JSON,
    },
)  # fmt: skip


@given(
    st.fixed_dictionaries({"inputs": st.lists(FIELD | JSON), "outputs": st.lists(FIELD | JSON) | JSON}) | JSON
)
def test_whatever_a_server_announces_is_read_or_refused(info):
    if not interface.announces(info):
        return
    try:
        found = interface.read(info, "http://localhost")
    except GeneratorError:
        return
    json.dumps([found.inputs, found.outputs], allow_nan=False)
    assert found.prompt in {each["name"] for each in found.inputs}
    for limits in found.limits.values():
        assert limits.nearest(5) in limits or limits.nearest(5) == limits.nearest(limits.nearest(5))
        str(limits)


@given(st.integers(-100, 100), st.integers(0, 100), st.integers(0, 2**64))
def test_seeds_are_wrapped_into_their_range_one_after_another(low, size, seed):
    limits = Limits(low, low + size)
    assert limits.wrapped(seed) in limits
    assert all(limits.wrapped(inside) == inside for inside in range(low, low + size + 1))
    assert all(
        after - before in (1, -size) for before, after in pairwise(limits.wrapped(seed + k) for k in range(5))
    )
    assert Limits().wrapped(seed) == seed
    assert Limits(low).wrapped(seed) == max(low, seed)
