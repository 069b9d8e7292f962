"""The source ``blog`` on folders and exports of invented blogs."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recording import Run
from textgen_scrapers._front_matter import read
from textgen_scrapers._markup import text_of_markdown
from textgen_scrapers._xml import DamagedError
from textgen_scrapers.blog import blog

import textgen

YAML = """---
title: "The pier: at night"
date: 2024-05-06T07:08:09+02:00
author: Nobody Inparticular
license: CC BY 4.0
---
The *lamp* burned.
"""
TOML = """+++
title = "Käthe"
date = 2024-05-06
authors = ["One", "Two"]
draft = false
+++

Käthe counts [leaves](https://example.org).
"""
JSON = """{"title": "Rain", "date": "2024-05-06 07:08:09 +0200", "author": {"name": "Three"}}

It rained.
"""


def files(folder: Path, texts: dict[str, str | bytes]) -> list[str]:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return [str(folder)]


def test_front_matter_of_every_kind_tells_title_date_and_author(tmp_path: Path, run: Run) -> None:
    folder = files(
        tmp_path / "blog",
        {"content/a.md": YAML.replace("\n", "\r\n"), "content/b.markdown": "\ufeff" + TOML, "c.mkd": JSON},
    )
    rain, pier, kaethe = blog(run.context, folder)
    assert (pier.text, pier.uri, pier.title) == (
        "The lamp burned.",
        "blog/content/a.md",
        "The pier: at night",
    )
    assert (pier.author, pier.kind, pier.metadata) == (
        "Nobody Inparticular",
        "post",
        {"licence": "CC BY 4.0"},
    )
    assert pier.created == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert (kaethe.text, kaethe.title, kaethe.author) == ("Käthe counts leaves.", "Käthe", "One, Two")
    assert kaethe.created == datetime.fromisoformat("2024-05-06T00:00:00+00:00")
    assert (rain.text, rain.title, rain.author) == ("It rained.", "Rain", "Three")
    assert rain.created == datetime.fromisoformat("2024-05-06T07:08:09+02:00")
    assert run.failed == run.skipped == []


def test_jekyll_tells_the_date_in_the_name_and_other_folders_nothing(tmp_path: Path, run: Run) -> None:
    folder = files(
        tmp_path / "blog",
        {
            "_posts/2023-12-24-snow.md": "---\nlayout: post\n---\nSnow.",
            "about.html": "---\ntitle: 7\n---\n<p>About {{ site.title }}me</p>",
            "notes/walk.md": "# A walk #\n\nWe went.",
        },
    )
    snow, about, walk = blog(run.context, folder)
    assert (snow.kind, snow.title, str(snow.created)) == ("post", None, "2023-12-24 00:00:00+00:00")
    assert (about.text, about.title, about.kind, about.created) == ("About me", "7", "page", None)
    assert (walk.text, walk.title) == ("A walk\n\nWe went.", "A walk")


def test_drafts_stay_out_unless_they_are_asked_for(tmp_path: Path, run: Run) -> None:
    folder = files(
        tmp_path / "blog",
        {
            "a.md": "---\ndraft: true\n---\none",
            "b.md": "---\npublished: false\n---\ntwo",
            "_drafts/c.md": "three",
            "d.md": "+++\ndraft = true\n+++\nfour",
            "e.md": "five",
        },
    )
    assert [document.text for document in blog(run.context, folder)] == ["five"]
    assert {reason for _, reason in run.skipped} == {"draft"}
    assert len(list(blog(textgen.Context(), folder, drafts=True))) == 5


def test_what_is_no_post_is_skipped_and_what_is_broken_fails(tmp_path: Path, run: Run) -> None:
    folder = files(
        tmp_path / "blog",
        {
            "themes/x/README.md": "theme",
            "public/index.html": "<p>built",
            "static/page.html": "<p>no front matter",
            "feed.xml": "<rss><channel/></rss>",
            "empty.md": "",
            "only.md": "---\ntitle: x\n---\n{{< gallery >}}\n<!-- nothing -->\n",
            "open.md": "---\ntitle: x\n",
            "broken.md": "---\ntitle: [x\n---\ntext",
            "list.md": "---\n- x\n---\ntext",
            "day.md": "---\ndate: 2024-13-45\n---\ntext",
            "toml.md": "+++\ntitle = x\n+++\ntext",
            "json.md": '{"title": \ntext',
            "code.md": b"\x00\x01\x02",
            "cut.md": "Käthe counts the leaves. ".encode() * 40 + b"K\xc3",
            "good.md": "good",
        },
    )
    assert [document.text for document in blog(run.context, folder)] == ["good"]
    assert sorted(run.skipped) == [
        ("blog/empty.md", "empty"),
        ("blog/feed.xml", "not a WordPress export"),
        ("blog/only.md", "empty"),
        ("blog/public/index.html", "of the theme or the built site"),
        ("blog/static/page.html", "html without front matter"),
        ("blog/themes/x/README.md", "of the theme or the built site"),
    ]
    assert sorted(run.failed) == [
        ("blog/broken.md", "front matter that cannot be read"),
        ("blog/code.md", "not a text file"),
        ("blog/cut.md", "damaged utf-8 text"),
        ("blog/day.md", "front matter that cannot be read"),
        ("blog/json.md", "front matter that cannot be read"),
        ("blog/list.md", "front matter that cannot be read"),
        ("blog/open.md", "front matter without an end"),
        ("blog/toml.md", "front matter that cannot be read"),
    ]


def test_a_second_run_reads_only_what_has_changed(tmp_path: Path, run: Run) -> None:
    folder = files(tmp_path / "blog", {"a.md": "one", "b.md": "two"})
    assert len(list(blog(run.context, folder))) == 2
    files(tmp_path / "blog", {"b.md": "two and more"})
    assert [document.uri for document in blog(run.context, folder)] == ["blog/b.md"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# One\n\ntwo *three* **four** `five`", "One\n\ntwo three four five"),
        ("- a\n- b\n\n1. c", "a\nb\n\nc"),
        ("> said\n> she", "said she"),
        ("a  \nb", "a\nb"),
        ("![alt](x.png) [link](y) <https://z.example>", "link https://z.example"),
        ("```c\nint  a;\n\n\n{{ b }}\n```", "int  a;\n\n\n{{ b }}"),
        ('`{{ kept }}` {{< gone a="b" >}}x{{% also %}} {% raw %}y{% endraw %}', "{{ kept }} x y"),
        ("{% comment %}hidden{% endcomment %}seen[^1]\n\n[^1]: note", "seen\n\nnote"),
        ("text\n{: .class}\n", "text"),
        ("| a | b |\n|---|---|\n| c | d |", "a b\nc d"),
        ("~~old~~ &amp; <b>new</b><script>x()</script>", "old & new"),
        ("a < b, 5 * 3 * 2, snake_case_name", "a < b, 5 * 3 * 2, snake_case_name"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_markdown_becomes_what_a_reader_sees(markdown: str, expected: str) -> None:
    assert text_of_markdown(markdown) == expected


@given(st.sampled_from(["---\n{}\n---\n", "+++\n{}\n+++\n", "{{{}"]), st.text(max_size=60))
@example("---\n{}\n---\n", "&a [*a]")
@example("---\n{}\n---\n", "[" * 5000)
@example("{{{}", '"a":' + "[" * 100_000)
@example("---\n{}\n---\n", "!!python/object/apply:os.system [ls]")
@settings(max_examples=150, deadline=None)
def test_any_front_matter_is_read_or_refused(frame: str, inner: str) -> None:
    try:
        about, rest = read(frame.format(inner))
    except DamagedError:
        return
    assert isinstance(about, dict)
    assert isinstance(rest, str)


@pytest.mark.parametrize("bomb", ["{{", "{%", "{% comment %}", "`", "[^", "*a_ ", "[", "> ", "<!--", "![[]("])
def test_a_post_made_to_be_slow_is_not(bomb: str) -> None:
    begun = time.process_time()
    text_of_markdown(bomb * 3000)
    assert time.process_time() - begun < 5


EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour notes</title><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[nob]]></wp:author_login>
<wp:author_display_name><![CDATA[Nobody Inparticular]]></wp:author_display_name></wp:author>
{items}</channel></rss>
"""


def item(
    content: str, number: int = 1, *, status: str = "publish", kind: str = "post", password: str = ""
) -> str:
    return f"""<item><title>Post {number}</title><link>https://blog.example.org/post-{number}/</link>
<dc:creator><![CDATA[nob]]></dc:creator>
<guid isPermaLink="false">https://blog.example.org/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2024-05-06 09:08:09</wp:post_date>
<wp:post_date_gmt>2024-05-06 07:08:09</wp:post_date_gmt><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password></item>
"""


def export(path: Path, *items: str) -> list[str]:
    path.write_text(EXPORT.format(items="".join(items)), "utf-8")
    return [str(path)]


def test_a_wordpress_export_gives_what_was_published(tmp_path: Path, run: Run) -> None:
    paths = export(
        tmp_path / "harbour.xml",
        item("One\nstill <b>one</b>.\r\n\r\nTwo &amp; three.\n<pre>a\n\n  b</pre>"),
        item("<!-- wp:paragraph -->\n<p>Block\neditor</p>\n<!-- /wp:paragraph -->", 2, kind="page"),
        item('[caption id="a" width="3"]<img src="x"> A lamp[/caption] [sic] [vc_row el="1"]In[/vc_row]', 3),
    )
    one, two, three = blog(run.context, paths)
    assert one.text == "One\nstill one.\n\nTwo & three.\n\na\n\n  b"
    assert (one.uri, one.title, one.author) == (
        "https://blog.example.org/?p=1",
        "Post 1",
        "Nobody Inparticular",
    )
    assert (one.kind, str(one.created), one.metadata) == (
        "post",
        "2024-05-06 07:08:09+00:00",
        {"language": "en-GB"},
    )
    assert (two.text, two.kind) == ("Block editor", "page")
    assert three.text == "A lamp [sic] In"
    assert run.failed == run.skipped == []


def test_what_was_not_published_stays_out(tmp_path: Path, run: Run) -> None:
    paths = export(
        tmp_path / "harbour.xml",
        item("a", 1, status="draft"),
        item("b", 2, status="future"),
        item("c", 3, status="private"),
        item("d", 4, status="trash"),
        item("e", 5, password="secret"),  # noqa: S106
        item("f", 6, kind="attachment", status="inherit"),
        item("", 7),
        item("g", 8),
    )
    assert [document.text for document in blog(run.context, paths)] == ["g"]
    assert [reason for _, reason in run.skipped] == [
        "draft",
        "draft",
        "private or in the trash",
        "private or in the trash",
        "protected by a password",
        "not a post or page",
        "empty",
    ]
    assert [document.text for document in blog(textgen.Context(), paths, drafts=True)] == ["a", "b", "g"]


def test_a_second_export_gives_only_what_was_edited(tmp_path: Path, run: Run) -> None:
    list(blog(run.context, export(tmp_path / "january.xml", item("one", 1), item("two", 2))))
    paths = export(tmp_path / "february.xml", item("one", 1), item("two!", 2), item("three", 3))
    assert [document.text for document in blog(run.context, paths)] == ["two!", "three"]


def test_control_characters_of_wordpress_do_not_stop_the_export(tmp_path: Path, run: Run) -> None:
    assert [d.text for d in blog(run.context, export(tmp_path / "h.xml", item("a\x0b\x1fb")))] == ["ab"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[:-200], "cut off or damaged"),
        (lambda data: data.replace(b"Harbour", b"H\xe4rbour"), "not in the encoding that it declares"),
        (
            lambda data: data.replace(
                b"<rss", b'<!DOCTYPE rss [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]><rss'
            ),
            "defines entities, as no such file does",
        ),
        (lambda data: data.replace(b"wordpress.org", b"example.org"), "not a WordPress export"),
        (lambda data: b"", "not a WordPress export"),
    ],
)
def test_a_bad_export_fails_with_a_reason(tmp_path: Path, run: Run, change: object, reason: str) -> None:
    (path,) = export(tmp_path / "h.xml", item("x" * 100_000, 1), item("y", 2))
    Path(path).write_bytes(change(Path(path).read_bytes()))  # type: ignore[operator]
    list(blog(run.context, [path]))
    assert run.failed == [("h.xml", reason)]


@pytest.mark.parametrize("value", ["!!bool maybe", "!!int ''", "!!float ''", "!!timestamp x", "!!int"])
def test_yaml_that_its_reader_stumbles_over_is_refused(value: str) -> None:
    with pytest.raises(DamagedError):
        read(f"---\nx: {value}\n---\nWords.\n")


@pytest.mark.parametrize("key", ["title", "author", "draft"])
def test_yaml_that_unfolds_to_gigabytes_is_not_unfolded(tmp_path: Path, run: Run, key: str) -> None:
    lines = "".join(
        f"{name}: &{name} [{', '.join(['*' + last] * 9)}]\n"
        for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    file = tmp_path / "a.md"
    file.write_text(f"---\na: &a [words]\n{lines}{key}: *i\n---\nWords.\n")
    assert [(document.text, document.title) for document in blog(run.context, [str(file)])] == [
        ("Words.", None)
    ]
