"""Plugins, found through real packages: a module and a dist-info folder on the path."""

from __future__ import annotations

import itertools
import json
import sys
from textwrap import dedent

import pytest

from textgen import plugins
from textgen.errors import PluginError

SOURCE = """
    from collections.abc import Iterator
    from typing import Annotated
    import textgen, typer
    from textgen import Context, Document

    def {name}(context: Context, word: str = "la") -> Iterator[Document]:
        "Say a word."
        yield Document(word, uri="word")

    @textgen.hookimpl
    def textgen_sources(register):
        register({name})
"""
NUMBER = itertools.count()


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of installed packages, first on the path of this process and of commands."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    plugins.load.cache_clear()
    before = set(sys.modules)
    yield folder
    plugins.load.cache_clear()
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


@pytest.fixture
def install(site):
    """Install a package of one module: ``install("acme", code, entry="shout")``."""

    def run(package: str, code: str, *, entry: str | None = None) -> None:
        module = f"{package.replace('-', '_')}_{next(NUMBER)}"
        (site / f"{module}.py").write_text(dedent(code), "utf-8")
        info = site / f"{package.replace('-', '_')}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[textgen]\n{entry or package} = {module}\n", "utf-8")

    return run


def found(name):
    return next(plugin for plugin in plugins.load().plugins if plugin.name == name)


def test_built_in_sources_are_plugins_like_any_other(install):
    install("acme", SOURCE.format(name="shout_out"))
    registry = plugins.load()
    assert {"files", "web", "facebook", "shout-out"} <= set(registry.sources)
    assert found("files").package == "textgen"
    assert found("acme").package == "acme"
    assert found("acme").version == "1.2"
    assert [plugin.error for plugin in registry.plugins] == [None] * len(registry.plugins)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("def broken(:", "SyntaxError: invalid syntax"),
        ("raise SystemExit('goodbye')", "SystemExit: goodbye"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("print('hello')", "it implements no hook"),
        (
            SOURCE.format(name="s").replace("(register):\n        register", "(reg):\n        reg"),
            "Argument(s)",
        ),
        (SOURCE.format(name="s").replace("textgen_sources", "textgen_sauces"), "unknown hook"),
        (SOURCE.format(name="s").replace("yield", "return"), "s is not a generator function"),
        (
            SOURCE.format(name="s").replace("context: Context", "context"),
            "must be annotated as textgen.Context",
        ),
        (SOURCE.format(name="s").replace("context: Context, word: str", "word: str"), "textgen.Context"),
        (SOURCE.format(name="s").replace("word: str", "word"), "the parameter word of s has no annotation"),
        (SOURCE.format(name="s").replace("word: str", "word: Word"), "name 'Word' is not defined"),
        (SOURCE.format(name="s").replace("word: str", "word: int | bytes"), "Union types"),
        (
            SOURCE.format(name="s").replace('word: str = "la"', "limit: int = 1"),
            "has the option --limit already",
        ),
        (
            SOURCE.format(name="s").replace('word: str = "la"', "keep_duplicates: bool = True"),
            "--keep-duplicates",
        ),
        (
            SOURCE.format(name="s").replace("word: str", "word: Annotated[str, typer.Option('--corpus')]"),
            "has the option --corpus already",
        ),
        (SOURCE.format(name="s") + "        register(s)\n", "it registers two sources called s"),
        (SOURCE.format(name="_hidden"), "is not a function with a name"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_reported_and_the_others_go_on(install, code, error):
    install("good", SOURCE.format(name="good"))
    install("acme", code)
    assert error in found("acme").error
    assert "\n" not in found("acme").error
    assert not found("acme").sources
    assert "good" in plugins.load().sources


def test_listing_shows_what_each_gives_and_what_failed(install, textgen):
    install("acme", SOURCE.format(name="shout_out"))
    install("torn", "import nothing_of_that_name")
    listing = textgen("plugins", "list")
    assert listing.code == 0
    lines = [" ".join(line.split()) for line in listing.stdout.splitlines()]
    assert "acme (acme 1.2) source shout-out" in lines
    assert "files (textgen 0.1.0) source files" in lines
    assert "torn (torn 1.2) failed: ModuleNotFoundError: No module named 'nothing_of_that_name'" in lines
    described = {
        plugin["name"]: plugin
        for plugin in json.loads(textgen("plugins", "list", "--json").stdout)["plugins"]
    }
    assert described["acme"]["sources"] == ["shout-out"]
    assert described["acme"]["error"] is None
    assert described["torn"]["package"] == "torn"
    assert described["torn"]["error"].startswith("ModuleNotFoundError")


def test_help_loads_no_plugin(install, textgen, tmp_path):
    install("acme", f"open({str(tmp_path / 'loaded')!r}, 'w').close()")
    assert textgen("--help").code == 0
    assert not (tmp_path / "loaded").exists()
    textgen("plugins", "list")
    assert (tmp_path / "loaded").exists()


def test_what_a_plugin_prints_stays_out_of_the_json(install, textgen):
    install("acme", "print('hello')\n" + dedent(SOURCE.format(name="shout")))
    result = textgen("plugins", "list", "--json")
    assert json.loads(result.stdout)["conflicts"] == []
    assert "hello" in result.stderr


def test_two_plugins_with_one_source_are_an_error_that_names_both(install, textgen):
    install("acme", SOURCE.format(name="shout"))
    install("zeta", SOURCE.format(name="shout"))
    install("good", SOURCE.format(name="good"))
    registry = plugins.load()
    assert "good" in registry.sources
    assert "shout" not in registry.sources
    with pytest.raises(PluginError, match=r"acme \(acme 1.2\) and by zeta \(zeta 1.2\)") as caught:
        registry.source("shout")
    assert caught.value.hint == "Uninstall one of them: pip uninstall acme or zeta."
    listing = textgen("plugins", "list")
    assert "Conflict: the source 'shout' is given by acme (acme 1.2) and by zeta (zeta 1.2)" in listing.stdout
    [conflict] = json.loads(textgen("plugins", "list", "--json").stdout)["conflicts"]
    assert conflict == {"kind": "source", "name": "shout", "packages": ["acme", "zeta"]}


def test_a_plugin_cannot_take_a_built_in_name(install, textgen):
    install("acme", SOURCE.format(name="files"))
    result = textgen("collect", "files", "--help")
    assert result.code == 1
    assert "acme (acme 1.2)" in result.stderr
    assert "files (textgen 0.1.0)" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_source_gets_the_closest_names(install):
    install("torn", "import nothing_of_that_name")
    with pytest.raises(PluginError, match="no source called 'file'") as caught:
        plugins.load().source("file")
    assert "Did you mean files?" in caught.value.hint
    assert "torn" in caught.value.hint


def test_the_source_of_a_broken_plugin_says_why(install, textgen):
    install("torn", "import nothing_of_that_name")
    result = textgen("collect", "torn")
    assert result.code == 1
    assert "torn (torn 1.2) cannot be used: ModuleNotFoundError" in result.stderr
    assert "pip install -U torn" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in textgen("--verbose", "collect", "torn").stderr


def test_collecting_goes_on_beside_a_broken_plugin_and_says_so(install, textgen, tmp_path):
    install("torn", "import nothing_of_that_name")
    (tmp_path / "note.txt").write_text("a note of some length, written for this test", "utf-8")
    result = textgen("collect", "files", "note.txt")
    assert result.code == 0
    assert "Warning: the plugin torn (torn 1.2) cannot be used: ModuleNotFoundError" in result.stderr
    assert (tmp_path / "corpus/files.txt").exists()


def test_cleaners_come_in_the_order_of_their_names(install):
    code = """
        import textgen
        def {0}(document): return document
        def {1}(document): return document
        @textgen.hookimpl
        def textgen_cleaners(register):
            register({0})
            register({1})
    """
    install("acme", code.format("d_last", "b_second"))
    install("zeta", code.format("a_first", "c_third"))
    names = [cleaner.__name__ for cleaner in plugins.load().cleaners]
    assert names == ["a_first", "b_second", "c_third", "d_last"]


def test_an_installed_cleaner_cleans(install, textgen, tmp_path):
    code = """
        import dataclasses, textgen
        def shout(document): return dataclasses.replace(document, text=document.text.upper())
        @textgen.hookimpl
        def textgen_cleaners(register): register(shout)
    """
    install("acme", code)
    (tmp_path / "note.txt").write_text("a note of some length, written for this test", "utf-8")
    assert textgen("collect", "files", "note.txt").code == 0
    assert "A NOTE OF SOME LENGTH" in (tmp_path / "corpus/files.txt").read_text("utf-8")


def test_a_generator_is_found_by_its_scheme(install):
    code = """
        import textgen
        @textgen.hookimpl
        def textgen_generators(register):
            register("parrot", lambda address: "parrot of " + address)
    """
    install("acme", code)
    assert plugins.load().generator("parrot")("amazon") == "parrot of amazon"
    install("zeta", code)
    plugins.load.cache_clear()
    with pytest.raises(PluginError, match=r"the generator 'parrot' is given by acme .* and by zeta"):
        plugins.load().generator("parrot")
    with pytest.raises(PluginError, match="no generator called 'owl'"):
        plugins.load().generator("owl")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("register('Two words', print)", "'Two words' cannot be a scheme"),
        ("register('parrot', 3)", "the factory of parrot cannot be called"),
    ],
)
def test_a_generator_that_cannot_be_used_is_reported(install, call, error):
    install("acme", f"import textgen\n@textgen.hookimpl\ndef textgen_generators(register):\n    {call}\n")
    assert error in found("acme").error
