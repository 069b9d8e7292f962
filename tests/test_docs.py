"""The documentation says what the program does."""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
import typer
from installing import installed

from textgen import Context, errors, hookspecs
from textgen.cli.main import app
from textgen.collecting.pipeline import COMMON_OPTIONS
from textgen.scaffolding import scaffold
from textgen.testing import Sample, check_source, contract

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
CONTRACT = Path(contract.__file__).read_text("utf-8")


def commands(command, path=()):
    """Every command below ``command``: the words to type and the command itself."""
    context = typer.Context(command, info_name="textgen")
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix() if path.is_relative_to(DOCS) else path.name


def block(page: str, mark: str) -> str:
    """The block of Python that holds ``mark``."""
    [found] = [code for code in blocks(page, "python") if mark in code]
    return found


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_command_has_a_page_that_names_its_options(path):
    names = ["collect", path[1]] if path[0] == "collect" else [path[0]]
    page = "".join((DOCS / f"{name}.md").read_text("utf-8") for name in names)
    assert f"textgen {' '.join(path)}" in page
    options = {
        option
        for parameter in COMMANDS[path].params
        for option in [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name == "option"
    }
    assert {option for option in options if not re.search(rf"{option}(?![\w-])", page)} == set()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_command_writes_its_arguments_in_capitals_and_within_one_pair_of_brackets(path):
    command = COMMANDS[path]
    usage = command.get_usage(typer.Context(command, info_name=" ".join(("textgen", *path))))
    assert not re.search(r"[{\[]([a-z\[])|…", usage), usage


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", path.read_text("utf-8")):
        assert target.startswith("http") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", [*PAGES, REPOSITORY / "README.md"], ids=name)
def test_links_to_headings_work_on_github_as_on_the_site(path):
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)#([^)]+)\)", path.read_text("utf-8")):
        page = (path.parent / target if target else path).read_text("utf-8")
        headings = re.findall(r"^#+ (.*)$", page, flags=re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert anchor in anchors, f"{target}#{anchor}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pictures_are_told_in_words(path):
    assert not re.search(r"!\[\s*\]", path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(DOCS.glob("images/*.svg")), ids=name)
def test_drawings_have_a_title_and_follow_light_and_dark(path):
    drawing = path.read_text("utf-8")
    root = lxml.etree.fromstring(drawing.encode())
    assert {child.tag.rpartition("}")[2] for child in root} >= {"title", "desc"}
    assert "@media (prefers-color-scheme: dark)" in drawing


def test_the_index_leads_to_every_page():
    index = (DOCS / "index.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(([\w/-]+\.md)\)", index))
    assert {name(path) for path in PAGES} - linked == {"index.md"}


@pytest.mark.parametrize("path", [*PAGES, REPOSITORY / "README.md"], ids=name)
def test_the_options_that_a_page_types_exist(path):
    for line in re.findall(r"(?:^|[`$ ])(textgen [^`\n|>&]*)", path.read_text("utf-8"), flags=re.MULTILINE):
        words = re.sub(r" #.*", "", line).split()[1:]
        names = next(
            (tuple(words[:length]) for length in (2, 1) if tuple(words[:length]) in COMMANDS),
            None,
        )
        if names is None:
            continue
        options = {
            option
            for parameter in COMMANDS[names].params
            for option in [*parameter.opts, *parameter.secondary_opts]
        }
        typed = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert typed - options <= {"--help", "--quiet", "--verbose", "--temprature"}, line


def test_the_site_is_built_without_a_warning_and_fetches_nothing_from_elsewhere(tmp_path):
    pytest.importorskip("material", reason="needs the extra docs")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", "mkdocs.yml", "-d", tmp_path / "site"],
        cwd=REPOSITORY,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) == len(PAGES) + 1  # 404.html
    for page in pages:
        for element in lxml.html.parse(page).iter("script", "link", "img", "iframe", "source"):
            for address in (element.get("src"), element.get("href")):
                assert not re.match(r"(\w+:)?//", address or ""), (page.name, address)


def test_every_error_is_in_the_conventions():
    page = (DOCS / "conventions.md").read_text("utf-8")
    classes = {
        name: kind
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.TextgenError)
    }
    assert len(classes) > 1
    assert {name for name in classes if f"| `{name}` |" not in page} == set()
    drawn = dict(re.findall(r"[├└]── (\w+) +(.+)", errors.__doc__))
    assert set(drawn) == set(classes) - {"TextgenError"}
    assert {name for name, words in drawn.items() if f"| `{name}` | {words} |" not in page} == set()


def test_the_page_for_maintainers_names_every_package_and_the_longest_module_allowed():
    page = (DOCS / "architecture.md").read_text("utf-8")
    packages = {f"textgen/{path.parent.name}/" for path in (REPOSITORY / "textgen").glob("*/__init__.py")}
    assert len(packages) > 5
    assert {package for package in packages if f"| `{package}` |" not in page} == set()
    limit = re.search(
        r"^LIMIT = (\d+)$", (REPOSITORY / "tests/test_quality.py").read_text("utf-8"), re.MULTILINE
    )
    assert f"more than {limit[1]} lines" in page


def test_every_exit_code_is_in_the_conventions():
    page = (DOCS / "conventions.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE) == ["0", "1", "2", "3", "130"]


def test_the_python_of_the_readme_runs():
    [code] = blocks((REPOSITORY / "README.md").read_text("utf-8"), "python")
    assert code.count("\n") == 8
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    text, _, line = done.stdout.rstrip("\n").rpartition("\n")
    assert len(text) == 200
    assert re.fullmatch(r"\d\.\d\d bits per character", line)


def test_the_readme_has_one_command_for_the_demo_and_one_for_the_tests():
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    for name, last in (("the demo", "textgen demo"), ("the tests", "pytest -n 2 --dist loadfile")):
        [command] = blocks(readme.partition(f"<!-- {name} -->\n")[2].partition("\n\n")[0], "bash")
        assert command.endswith(f" && {last}\n")
        assert command.count("\n") == 1


def test_ci_runs_the_test_command_of_the_readme(tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/run", tmp_path / ".ci/run")
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    before, marker, after = readme.partition("<!-- the tests -->\n")
    command = blocks(after, "bash")[0]
    for name, expected in (("exit 7", 7), ("true", 0)):
        (tmp_path / "README.md").write_text(
            before + marker + after.replace(command, f"echo ran && {name}\n"), "utf-8"
        )
        done = subprocess.run([tmp_path / ".ci/run"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (expected, f"echo ran && {name}\nran\n")


def test_the_plugin_of_the_guide_installs_and_collects(tmp_path, textgen):
    page = (DOCS / "plugins.md").read_text("utf-8")
    project = tmp_path / "diary"
    project.mkdir()
    (project / "pyproject.toml").write_text(blocks(page, "toml")[0], "utf-8")
    (project / "textgen_diary.py").write_text(block(page, "def diary("), "utf-8")
    path = installed(project, tmp_path / "built")
    (tmp_path / "diary.txt").write_text("It rained.\n\nA secret.\n\nThe sun came out.\n", "utf-8")
    assert "diary (textgen-diary 1.0)" in textgen("plugins", "list", env=path).stdout
    assert "Leave out entries with this word." in textgen("collect", "diary", "--help", env=path).stdout
    result = textgen("collect", "diary", "diary.txt", "--without", "secret", "--json", env=path)
    assert result.code == 0, result.stderr
    summary = json.loads(result.stdout)
    assert summary["documents"] == 2
    assert summary["skipped"] == {"has the word": 1}
    text = (tmp_path / "corpus/diary.txt").read_text("utf-8")
    assert "It rained." in text
    assert "secret" not in text


def test_the_source_of_the_guide_keeps_the_contract(tmp_path):
    namespace = {}
    exec(block((DOCS / "plugins.md").read_text("utf-8"), "def diary("), namespace)  # noqa: S102 - ours
    (tmp_path / "diary.txt").write_text("It rained.\n\nZoë’s secret.\n\nThe sun came out.\n", "utf-8")
    sample = Sample(
        arguments={"file": tmp_path / "diary.txt", "without": "secret"},
        skipped={"has the word": 1},
        failed={},
    )
    check_source(namespace["diary"], sample, ["It rained.", "The sun came out.\n"])


@pytest.mark.parametrize("template", ["web", "json"])
def test_the_guide_shows_what_a_new_plugin_is(template, tmp_path):
    page = (DOCS / "plugins.md").read_text("utf-8")
    module = (scaffold("old-letters", template, tmp_path) / "textgen_old_letters/__init__.py").read_text(
        "utf-8"
    )
    source = module.partition("\n\n\n")[2].partition("\n\n\n")[0]
    assert f"```python\n{source}\n```" in page
    assert (
        block(page, "register(old_letters, sample=").replace('Path(__file__).parent / "sample"', "SAMPLE")
        in module
    )
    assert blocks(page, "toml")[1] in (tmp_path / "textgen-old-letters/pyproject.toml").read_text("utf-8")


def test_the_guide_describes_a_sample_as_it_is_read(tmp_path):
    page = (DOCS / "plugins.md").read_text("utf-8")
    description = json.loads(re.search(r"```json\n(.*?)```", page, flags=re.DOTALL)[1])
    for name in description["pages"].values():
        (tmp_path / name).write_text("<p>A page</p>", "utf-8")
    (tmp_path / "sample.json").write_text(json.dumps(description), "utf-8")
    sample = Sample.load(tmp_path)
    assert set(description) == {field.name for field in dataclasses.fields(Sample)}
    assert sample.arguments == description["arguments"]
    assert sample.skipped == description["skipped"]
    for name in {field.name for field in dataclasses.fields(Sample)}:
        assert f"{name}=…" in page


def test_the_guide_names_the_version_of_the_hooks():
    page = (DOCS / "plugins.md").read_text("utf-8")
    assert f"`TEXTGEN_HOOKS = {hookspecs.VERSION}`" in page
    assert f"says that the plugin is made for version {hookspecs.VERSION} of them" in page


def test_the_guide_tells_every_promise():
    page = (DOCS / "plugins.md").read_text("utf-8")
    broken = set(
        re.findall(r'f?"(lazy|stable uris|Unicode|resumable|nothing dropped|polite|bad input)[: ]', CONTRACT)
    )
    assert len(broken) == 7
    assert {promise for promise in broken if f"\n| {promise} |" not in page} == set()


def test_the_guide_names_the_options_that_a_source_cannot_have():
    page = (DOCS / "plugins.md").read_text("utf-8")
    sentence = page.partition("an option that every source has already:")[2].partition("\n\n")[0]
    assert set(re.findall(r"--([\w-]+)", sentence)) == {*COMMON_OPTIONS, "quiet", "verbose"}


def test_the_guide_lists_the_plugins_that_come_along(textgen):
    assert textgen("plugins", "list").stdout in (DOCS / "plugins.md").read_text("utf-8")


def test_the_guide_names_all_that_a_context_has():
    page = (DOCS / "plugins.md").read_text("utf-8")
    offered = {name for name in vars(Context) if not name.startswith("_")} - {"close"}
    assert {name for name in offered if f"| `context.{name}" not in page} == set()


@pytest.mark.parametrize("given", ["no-links", "parrot"])
def test_the_other_plugins_of_the_guide_register(given, tmp_path, textgen):
    page = (DOCS / "plugins.md").read_text("utf-8")
    code = block(page, "def no_links(" if given == "no-links" else "class Parrot")
    (tmp_path / "site/acme-1.0.dist-info").mkdir(parents=True)
    (tmp_path / "site/acme_plugin.py").write_text(code, "utf-8")
    (tmp_path / "site/acme-1.0.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n"
    )
    (tmp_path / "site/acme-1.0.dist-info/entry_points.txt").write_text("[textgen]\nacme = acme_plugin\n")
    env = {"PYTHONPATH": os.fspath(tmp_path / "site")}
    listing = json.loads(textgen("plugins", "list", "--json", env=env).stdout)
    [acme] = [plugin for plugin in listing["plugins"] if plugin["package"] == "acme"]
    assert acme["error"] is None
    assert acme["cleaners"] + acme["generators"] == [given]
