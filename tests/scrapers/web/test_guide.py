"""The source that docs/web.md shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from recording import Run
from sites import Site, page

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "web.md"


def test_the_source_in_the_guide_collects_and_tries_again_what_failed(run: Run, site: Site) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    (code,) = (block for block in blocks if "def pier_news" in block)
    assert len(code.strip().splitlines()) <= 30
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - ours
    site.answers = {
        "/archive": page('<a href="/article/1">1</a><a href="/archive/2">more</a><a href="/about">us</a>'),
        "/archive/2": page('<a href="/article/2">2</a><a href="/archive">back</a>'),
        "/article/1": page('<title>One</title><div class="story">The lamp burned.</div><p>Menu</p>'),
    }
    (document,) = names["pier_news"](run.context, f"{site.url}/archive")
    assert (document.text, document.title) == ("The lamp burned.", "One")
    assert run.failed == [(f"{site.url}/article/2", "HTTP 404")]
    frontier = run.context.frontier(f"{site.url}/archive")
    frontier.renew()
    assert [address.url for address in frontier] == [f"{site.url}/article/2"]
