"""``textgen plugins new`` and ``textgen plugins check``; tests/test_plugins.py has the rest."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from installing import editable, installed

from textgen import TextgenError
from textgen.installation import update_hint
from textgen.scaffolding import scaffold

FAULTY = """
from collections.abc import Iterator
import textgen
from textgen import Context, Document

def undeclared(context: Context) -> Iterator[Document]:
    "Nothing to check it with."
    print("hello")
    yield Document("x", "x")

@textgen.hookimpl
def textgen_sources(register):
    register(undeclared)
"""


@pytest.fixture
def plugin(tmp_path):
    """The environment that a plugin of one module is installed in: ``plugin(code)``."""

    def install(code: str, name: str = "acme") -> dict[str, str]:
        site = tmp_path / "site"
        (site / f"{name}-1.2.dist-info").mkdir(parents=True)
        (site / f"{name}.py").write_text(code, "utf-8")
        (site / f"{name}-1.2.dist-info/METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", "utf-8"
        )
        (site / f"{name}-1.2.dist-info/entry_points.txt").write_text(f"[textgen]\n{name} = {name}\n", "utf-8")
        return {"PYTHONPATH": str(site)}

    return install


@pytest.mark.parametrize("kind", ["web", "json"])
def test_a_new_plugin_installs_shows_up_and_passes(kind, textgen, tmp_path):
    made = textgen("plugins", "new", "old-letters", "--from", kind)
    assert made.code == 0, made.stderr
    assert made.stdout == "textgen-old-letters\n"
    assert "pip install -e ." in made.stderr
    project = tmp_path / "textgen-old-letters"
    python = editable(project, tmp_path / "venv")

    def run(*command: str) -> str:
        done = subprocess.run(
            [python, "-W", "error", "-m", *command],
            cwd=project,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "old-letters (textgen-old-letters 0.1.0)" in run("textgen", "plugins", "list")
    assert run("textgen", "plugins", "check", "old-letters") == "old-letters: ok\n"
    assert "posts" in run("textgen", "collect", "old-letters", "--help")
    run("pytest", "-q", "-p", "no:cacheprovider")
    if kind == "json":
        file = project / "textgen_old_letters/sample/posts.json"
        summary = json.loads(run("textgen", "collect", "old-letters", str(file), "--json"))
        assert summary["documents"] == 2


@pytest.mark.parametrize("kind", ["web", "json"])
def test_a_new_plugin_is_installed_with_its_sample_and_needs_few_lines(kind, textgen, tmp_path):
    project = scaffold("old-letters", kind, tmp_path)
    env = installed(project, tmp_path / "built")
    assert textgen("plugins", "check", "old-letters", env=env).stdout == "old-letters: ok\n"
    module = ast.parse((project / "textgen_old_letters/__init__.py").read_text("utf-8"))
    [source] = [node for node in module.body if getattr(node, "name", "") == "old_letters"]
    assert source.end_lineno - source.lineno + 1 < 12
    assert source.end_lineno - source.body[1].lineno + 1 < 10


def test_nothing_is_ever_overwritten(textgen, tmp_path):
    (tmp_path / "textgen-letters").mkdir()
    (tmp_path / "textgen-letters/notes.txt").write_text("mine", "utf-8")
    refused = textgen("plugins", "new", "letters")
    assert refused.code == 1
    assert "textgen-letters is there already, and nothing in it was touched" in refused.stderr
    assert [path.name for path in (tmp_path / "textgen-letters").iterdir()] == ["notes.txt"]
    (tmp_path / "textgen-file").write_text("a file", "utf-8")
    assert textgen("plugins", "new", "file").code == 1
    assert (tmp_path / "textgen-file").read_text("utf-8") == "a file"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "cannot name a source"),
        ("Letters", "cannot name a source"),
        ("my letters", "cannot name a source"),
        ("my_letters", "cannot name a source"),
        ("../letters", "cannot name a source"),
        ("-letters", "cannot name a source"),
        ("letters-", "cannot name a source"),
        ("1letters", "cannot name a source"),
        ("lettérs", "cannot name a source"),
        ("letters\n", "cannot name a source"),
        ("x" * 51, "cannot name a source"),
        ("class", "means something else"),
        ("print", "means something else"),
        ("typer", "means something else"),
        ("textgen", "means something else"),
        ("visible-text", "means something else"),
        ("files", "there is a source called 'files' already"),
        ("web", "there is a source called 'web' already"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(name, message, tmp_path):
    with pytest.raises(TextgenError) as caught:
        scaffold(name, "web", tmp_path)
    assert message in caught.value.message
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_is_not_there_is_refused(textgen, tmp_path):
    refused = textgen("plugins", "new", "letters", "--from", "jsn")
    assert refused.code == 1
    assert refused.stderr == "Error: there is no template called 'jsn'\nDid you mean json?\n"
    assert not (tmp_path / "textgen-letters").exists()


def test_the_plugins_that_come_along_keep_the_contract(textgen):
    checked = textgen("plugins", "check")
    assert checked.code == 0, checked.stdout
    listed = json.loads(textgen("plugins", "list", "--json").stdout)["plugins"]
    sources = [source for plugin in listed for source in plugin["sources"]]
    assert checked.stdout.splitlines() == [f"{source}: ok" for source in sources]


def test_a_source_without_a_sample_fails_and_is_told_how_to_declare_one(textgen, plugin):
    env = plugin(FAULTY)
    failed = textgen("plugins", "check", "undeclared", env=env)
    assert failed.code == 1
    assert failed.stdout == (
        "undeclared: failed\n"
        '  - it declares no sample; say register(undeclared, sample=Path(__file__).parent / "sample")\n'
    )
    assert "Error: 1 of 1 sources do not keep the contract" in failed.stderr
    assert textgen("plugins", "check", "acme", env=env).stdout == failed.stdout
    described = json.loads(textgen("plugins", "check", "acme", "--json", env=env).stdout)
    assert [(each["name"], each["package"], each["ok"]) for each in described] == [
        ("undeclared", "acme", False)
    ]
    assert len(described[0]["problems"]) == 1


def test_a_broken_promise_is_named(textgen, plugin, tmp_path):
    sample = tmp_path / "sample"
    sample.mkdir()
    (sample / "sample.json").write_text("{}", "utf-8")
    (sample / "expected.jsonl").write_text('"y"\n', "utf-8")
    env = plugin(FAULTY.replace("undeclared)", f"undeclared, sample={str(sample)!r})"))
    failed = textgen("plugins", "check", "undeclared", env=env)
    assert failed.code == 1
    assert "  - document 1 has the text 'x', and 'y' is expected\n" in failed.stdout
    assert "hello" not in failed.stdout
    (sample / "sample.json").unlink()
    failed = textgen("plugins", "check", "undeclared", env=env)
    assert "sample.json: No such file or directory" in failed.stdout


def test_what_is_not_installed_cannot_be_checked(textgen, plugin):
    unknown = textgen("plugins", "check", "filse")
    assert unknown.code == 1
    assert "there is no source called 'filse'" in unknown.stderr
    assert "Did you mean files?" in unknown.stderr
    failed = textgen("plugins", "check", "torn", env=plugin("import nothing_of_that_name", "torn"))
    assert failed.code == 1
    assert "torn: failed\n  - ModuleNotFoundError" in failed.stdout


@pytest.mark.parametrize("version", ["2", "99", "'1'"])
def test_a_plugin_for_later_hooks_is_refused_by_name(textgen, plugin, version):
    env = plugin(f"TEXTGEN_HOOKS = {version}\n" + FAULTY.replace("textgen_sources", "textgen_oracles"))
    refused = textgen("collect", "acme", env=env)
    assert refused.code == 1
    shown = version.strip("'")
    assert refused.stderr.splitlines() == [
        f"Error: the plugin acme (acme 1.2) cannot be used: it is made for version {shown} of the hooks, "
        "and this textgen has version 1",
        update_hint(),
    ]
    assert "acme (acme 1.2)" in textgen("plugins", "list", env=env).stdout


def test_a_plugin_for_these_hooks_is_taken(textgen, plugin):
    env = plugin("TEXTGEN_HOOKS = 1\n" + FAULTY)
    assert textgen("collect", "undeclared", "--dry-run", env=env).code == 0


def test_neither_new_nor_check_loads_a_test_runner_or_tensorflow(tmp_path):
    code = (
        "import sys; from textgen.cli.main import main\n"
        "try: main()\n"
        "finally: print(*sorted({'pytest', 'tensorflow'} & sys.modules.keys()), file=sys.stderr)"
    )
    for command in (["new", "letters"], ["check", "files"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "plugins", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.splitlines()[-1] == ""
    assert Path(tmp_path / "textgen-letters").is_dir()
