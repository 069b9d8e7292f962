"""One string names a generator everywhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tiny import keras_model, write_model

import textgen
from textgen import folders, plugins
from textgen.errors import ModelError, PluginError

PARROT = """
import textgen


class Parrot:
    def __init__(self, rest):
        self.name = "parrot"
        self.rest = rest

    def generate(self, prompt, *, length, sampling, seed=None, stop=None):
        yield (self.rest * length)[:length]

    def score(self, text, *, context=""):
        raise textgen.Unsupported("a parrot cannot score", hint="Ask another generator.")

    def describe(self):
        return {"name": "parrot"}


@textgen.hookimpl
def textgen_generators(register):
    register("parrot", Parrot)
"""


@pytest.fixture
def parrot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An installed plugin that gives the scheme ``parrot``."""
    site = tmp_path / "site"
    (site / "parrot-1.0.dist-info").mkdir(parents=True)
    (site / "parrot_plugin.py").write_text(PARROT, "utf-8")
    (site / "parrot-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: parrot\nVersion: 1.0\n"
    )
    (site / "parrot-1.0.dist-info" / "entry_points.txt").write_text("[textgen]\nparrot = parrot_plugin\n")
    monkeypatch.syspath_prepend(str(site))
    plugins.load.cache_clear()
    yield
    plugins.load.cache_clear()
    sys.modules.pop("parrot_plugin", None)


@pytest.fixture(scope="module")
def model():
    return keras_model(11, 4)


def write(folder: Path, model) -> Path:
    return write_model(folder, model, architecture={"embedding": 6, "layers": [4]})


def test_a_name_a_folder_and_a_path_lead_to_models(tmp_path, model):
    write(folders.models_folder() / "mine", model)
    write(tmp_path / "beside", model)
    assert textgen.load_generator("mine").name == "mine"
    assert textgen.load_generator("beside").name == "beside"
    assert textgen.load_generator("./beside").name == "beside"
    assert textgen.load_generator(tmp_path / "beside").name == "beside"


def test_a_folder_with_a_colon_is_a_folder(tmp_path, model):
    write(tmp_path / "parrot:one", model)
    assert textgen.load_generator("parrot:one").name == "parrot:one"


@pytest.mark.usefixtures("parrot")
def test_a_scheme_leads_to_a_plugin():
    generator = textgen.load_generator("parrot:cracker ")
    assert "".join(generator.generate("", length=10, sampling=textgen.Sampling())) == "cracker cr"
    assert textgen.load_generator("parrot:http://localhost:8000/a:b").rest == "http://localhost:8000/a:b"


@pytest.mark.usefixtures("parrot")
def test_an_unknown_scheme_lists_the_known_ones():
    with pytest.raises(PluginError, match="there is no generator called 'parot'") as raised:
        textgen.load_generator("parot:cracker")
    assert "parrot" in raised.value.hint
    with pytest.raises(PluginError) as raised:
        textgen.load_generator("runaway:http://localhost:8000")
    assert raised.value.hint == "Did you mean runway?"


@pytest.mark.parametrize("address", [r"C:\models\mine", "C:/models/mine", "nothing", "no/thing", ""])
def test_what_is_no_scheme_is_a_model_that_is_missing(address):
    with pytest.raises(ModelError, match="there is no model"):
        textgen.load_generator(address)
