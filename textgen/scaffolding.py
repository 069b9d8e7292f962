"""The package of a new source, complete but for what its author alone can know."""

from __future__ import annotations

import builtins
import json
import keyword
import re
from pathlib import Path
from string import Template

from textgen.errors import PluginError
from textgen.folders import suggestion

_PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "textgen-$name"
version = "0.1.0"
description = "The source $name for textgen"
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["textgen"]

[project.optional-dependencies]
dev = ["pytest"]

[project.entry-points.textgen]
$name = "textgen_$function"

[tool.setuptools]
packages = ["textgen_$function"]

[tool.setuptools.package-data]
textgen_$function = ["sample/*"]
"""

_README = """\
# textgen-$name

A source for textgen: `textgen collect $name`.

```console
pip install -e ".[dev]"
textgen collect $name $typed
textgen plugins check $name
pytest
```

- `textgen_$function/__init__.py` is the source: one function.
- `textgen_$function/sample/` is a small case of what it reads. `sample.json` says what the source is called
  with$saved, and `expected.jsonl` which documents must come, one a line.
- `tests/` runs the source on the sample, without a network.
"""

_TEST = '''\
"""The source keeps the contract on its sample."""

from textgen.testing import check_source

from textgen_$function import SAMPLE, $function


def test_the_contract():
    check_source($function, SAMPLE, SAMPLE / "expected.jsonl")
'''

_MODULE = '''\
"""The source ``$name``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import textgen
import typer
$imports
TEXTGEN_HOOKS = 1
SAMPLE = Path(__file__).parent / "sample"

$source

@textgen.hookimpl
def textgen_sources(register):
    register($function, sample=SAMPLE)
'''

_WEB = '''
def $function(
    context: textgen.Context,
    urls: Annotated[list[str], typer.Argument(help="Addresses of pages.")],
) -> Iterator[textgen.Document]:
    """The posts of web pages."""
    for uri, post in select(context, urls, ".post"):
        title, body = post.select_one("h2"), post.select_one(".body")
        if title and body:
            yield textgen.Document(visible_text(body), uri, title=visible_text(title))
        else:
            context.fail(uri, "no title or body found")
'''

_JSON = '''
def $function(
    context: textgen.Context,
    file: Annotated[Path, typer.Argument(help="The JSON file.")],
) -> Iterator[textgen.Document]:
    """The posts in a JSON file: a list of objects with a text."""
    for uri, post in textgen.read_json(context, file):
        if post.get("text"):
            yield textgen.Document(post["text"], uri, title=post.get("title"))
        else:
            context.skip(uri, "no text")
'''

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>An invented page</title></head>
<body>
<article class="post">
<h2>Morning</h2>
<div class="body"><p>The kettle sang before anybody was up.</p></div>
</article>
<article class="post">
<h2>Café</h2>
<div class="body"><p>Two chairs – and a “reserved” sign.</p></div>
</article>
</body>
</html>
"""

_POSTS = [
    {"title": "Morning", "text": "The kettle sang before anybody was up."},
    {"title": "Café", "text": "Two chairs – and a “reserved” sign."},
]
_TAKEN = {"register", "select", "textgen", "textgen_sources", "typer", "visible_text"}
"""What the names of the module mean already."""
_ADDRESS = "https://example.com/posts"


def scaffold(name: str, template: str = "web", parent: Path | None = None) -> Path:
    """Write the package of a new source and return its folder, ``textgen-NAME``.

    Args:
        name: The source's name, as it is typed after ``textgen collect``.
        template: What it reads: "web" for pages by CSS selectors, "json" for a JSON file.
        parent: The folder to write into; by default the current one.

    Raises:
        PluginError: the name cannot be one or is taken, there is no such template, or the folder
            is there already; nothing was written.
    """
    function = _function_name(name)
    files = _files(name, function, template)
    folder = (parent or Path()) / f"textgen-{name}"
    try:
        folder.mkdir()
    except FileExistsError:
        raise PluginError(
            f"{folder} is there already, and nothing in it was touched",
            hint="Choose another name, or move the folder away.",
        ) from None
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    return folder


def _function_name(name: str) -> str:
    from textgen import plugins

    function = name.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 50:
        raise PluginError(
            f"{name!r} cannot name a source",
            hint="Use small letters and digits, with a - between words, as in my-diary.",
        )
    if keyword.iskeyword(function) or hasattr(builtins, function) or function in _TAKEN:
        raise PluginError(
            f"{name!r} cannot name a source: it means something else in Python or in a plugin",
            hint=f"Choose another name, such as my-{name}.",
        )
    if name in plugins.load().sources:
        raise PluginError(
            f"there is a source called {name!r} already",
            hint="Choose another name; textgen plugins list shows those that are taken.",
        )
    return function


def _files(name: str, function: str, template: str) -> dict[str, str]:
    if template == "web":
        source, imports = _WEB, "from textgen.web import select, visible_text\n"
        typed, saved = _ADDRESS, ", and which saved page answers for an address"
        sample = {"arguments": {"urls": [_ADDRESS]}, "pages": {_ADDRESS: "page.html"}}
        inputs, stem = {"page.html": _PAGE}, _ADDRESS
    elif template == "json":
        source, imports = _JSON, ""
        typed, saved = "posts.json", ""
        sample = {"arguments": {"file": "posts.json"}}
        inputs, stem = {"posts.json": _written(_POSTS, indent=2)}, "posts.json"
    else:
        raise PluginError(
            f"there is no template called {template!r}",
            hint=suggestion(template, ["json", "web"]),
        )
    documents = [{"uri": f"{stem}#{n}", **post} for n, post in enumerate(_POSTS, 1)]
    package = f"textgen_{function}"
    texts = {
        "pyproject.toml": _PYPROJECT,
        "README.md": _README,
        f"{package}/__init__.py": _MODULE,
        f"tests/test_{function}.py": _TEST,
    }
    filled = {"name": name, "function": function, "typed": typed, "saved": saved, "imports": imports}
    filled["source"] = Template(source).substitute(filled)
    return {
        **{path: Template(text).substitute(filled) for path, text in texts.items()},
        f"{package}/sample/sample.json": _written(sample, indent=2),
        f"{package}/sample/expected.jsonl": "".join(map(_written, documents)),
        **{f"{package}/sample/{file}": content for file, content in inputs.items()},
    }


def _written(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
