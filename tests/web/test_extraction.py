"""What of a page is its text: every rule on a small page. The pages are invented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen import SourceError
from textgen.web import Page, extract

URL = "https://news.example/2024/pier"
LAMP = "The lamp on the pier burned all night, and nobody could say who had filled it. "
BOAT = "A boat without a name lay at the steps, and the harbour master wrote it down. "
RAIN = "It rained until the morning, so that the ink ran and the page had to be thrown away. "
TEXT = f"<p>{LAMP * 3}</p><p>{BOAT * 3}</p><p>{RAIN * 3}</p>"


WHOLE = "\n\n".join(((LAMP * 3).strip(), (BOAT * 10).strip(), (RAIN * 10).strip()))


def page(body: str, head: str = "", **options: object) -> Page:
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>The pier</title>{head}</head><body>{body}</body></html>'
    )
    return extract(html.encode(), URL, **options)  # type: ignore[arg-type]


def data(**article: object) -> str:
    graph = json.dumps({"@graph": [{"@type": "Article", **article}]})
    return f'<script type="application/ld+json">{graph}</script>'


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="article-cta"><p>Join our club and read everything.</p></div>',
        '<div class="print-only"><p>Join our club and read everything.</p></div>',
        '<span class="sr-only">Join our club and read everything.</span>',
        '<p><strong>Read more:</strong> <a href="/x">Join our club and read everything.</a></p>',
        '<p><a href="/x">Join our club and read everything.</a></p>',
        '<p>Filed under <a rel="tag" href="/t">Join our club</a>, <a rel="tag" href="/u">read all.</a></p>',
        "<aside><p>Join our club and read everything.</p></aside>",
    ],
)
def test_what_is_no_text_is_left_out_amid_it(extra: str) -> None:
    text = page(f"<article><p>{LAMP * 3}</p>{extra}<p>{BOAT * 3}</p></article>").text
    assert text == f"{LAMP * 3}".strip() + "\n\n" + f"{BOAT * 3}".strip()


def test_an_aside_by_name_that_holds_the_text_stays() -> None:
    assert BOAT.strip() in page(f'<div class="promo">{TEXT}</div>').text


def test_a_page_of_links_keeps_its_lines() -> None:
    lines = "".join(
        f'<p><a href="/{n}">The story of the boat number {n} in this harbour</a></p>' for n in range(30)
    )
    assert page(f"<article><h1>Boats</h1>{lines}</article>").text.count("The story of the boat") > 25


def test_an_address_in_a_line_of_its_own_is_text() -> None:
    line = '<p>Tickets: <a href="https://pier.example/">www.pier.example/tickets</a></p>'
    assert "www.pier.example/tickets" in page(f"<article>{TEXT}{line}<p>{LAMP}</p></article>").text


@pytest.mark.parametrize(
    "before",
    [
        "<h1>The pier</h1>",
        "<h1>The Pier!</h1><p><time>6 May 2023</time></p>",
        "<p>Harbour news</p><h1>The pier</h1>",
        '<p itemprop="headline">What happened at the pier</p>',
    ],
)
def test_headline_and_date_before_the_text_are_no_part_of_it(before: str) -> None:
    text = page(f"<article><div>{before}{TEXT}</div></article>").text
    assert text.startswith(LAMP.strip())


@pytest.mark.parametrize(
    "after",
    [
        "<p>Follow the Invented News on Facebook and Twitter.</p>",
        "<p>Copyright Invented News 2024</p>",
        "<p>Invented News. Alle Rechte vorbehalten.</p>",
        '<p><em>We like letters: <a href="/tips">here is how to write one</a>.</em></p>',
        "<h3>What others read</h3>",
    ],
)
def test_notices_after_the_text_are_no_part_of_it(after: str) -> None:
    assert page(f"<article>{TEXT}{after}</article>").text.endswith(RAIN.strip())


def test_text_in_italics_and_its_last_sentence_stay() -> None:
    text = page(f"<article>{TEXT}<p><em>She followed him on foot to the harbour.</em></p></article>").text
    assert text.endswith("She followed him on foot to the harbour.")


def test_the_precise_mode_does_not_lose_half_a_text() -> None:
    bordered = f'<div style="border: 1px"><p>{BOAT * 6}</p><p>{RAIN * 6}</p></div>'
    text = page(f"<article><p>{LAMP * 4}</p>{bordered}<p>{LAMP * 4}</p></article>").text
    assert BOAT.strip() in text
    assert RAIN.strip() in text


def test_comments_are_left_out_unless_asked_for() -> None:
    body = (
        f"<article>{TEXT}</article>"
        '<div id="comments" class="comments"><p>A stranger says something else entirely.</p></div>'
    )
    assert "stranger" not in page(body).text
    assert "stranger" in page(body, comments=True).text


def test_verse_keeps_its_lines_and_stanzas() -> None:
    verse = "<p>The sea is wide<br>\n  the <em>night<br></em> is long</p><p>nobody<br/>sings</p>"
    assert page(f"<article>{TEXT}{verse}<p>{LAMP}</p></article>").text.endswith(
        f"The sea is wide\nthe night\nis long\n\nnobody\nsings\n\n{LAMP.strip()}"
    )


@pytest.mark.parametrize(
    "poem",
    [
        "The sea is wide<br>the <i>night</i> is long<br><br>nobody sings",
        '<div class="stanza"><div>The sea is wide</div><div>the night is long</div></div>'
        '<div class="stanza">nobody sings</div>',
        '<p class="stanza"><span class="line">The sea is wide</span><br><span>the night is long</span></p>'
        '<div class="stanza">nobody sings</div>',
        '<div class="stanza"><span class="line">The sea is wide</span>\n<span class="line">the night is '
        'long</span></div><div class="stanza">nobody sings</div>',
    ],
)
def test_a_poem_is_known_by_its_class(poem: str) -> None:
    text = page(f'<article>{TEXT}<div class="poem">{poem}</div><p>{LAMP}</p></article>').text
    assert "The sea is wide\nthe night is long\n\nnobody sings" in text


def test_code_keeps_its_lines_and_indents_and_loses_its_line_numbers() -> None:
    code = 'def f(x):\n    if x:\n\treturn {"a":  1}\n\n    return 2'
    numbered = f"<table><tr><td><pre>1\n2\n3</pre></td><td><pre><code>{code}</code></pre></td></tr></table>"
    for block in (f"<pre>{code}</pre>", f'<pre class="highlight"><code>{code}</code></pre>', numbered):
        text = page(f"<article>{TEXT}{block}<p>{LAMP}</p></article>").text
        assert f"\n\n{code}\n\n{LAMP.strip()}" in text
        assert "\n1\n" not in text


def test_tables_and_lists_have_a_line_for_each_row_and_item() -> None:
    table = "<table><tr><th>Boat</th><th>Year</th></tr><tr><td>Anna</td><td>1903</td></tr></table>"
    text = page(
        f"<article>{TEXT}{table}<ul><li>oars</li><li>a <b>lamp</b></li></ul><p>{LAMP}</p></article>"
    ).text
    assert f"Boat Year\nAnna 1903\n\n- oars\n- a lamp\n\n{LAMP.strip()}" in text


def test_a_page_with_our_marks_is_left_alone() -> None:
    assert "␊ and ␠" in page(f"<article>{TEXT}<p>The signs ␊ and ␠ stand for space.</p></article>").text


def test_the_article_in_the_data_is_taken_where_the_page_has_only_its_beginning() -> None:
    article = f"<article><p>{LAMP * 3}</p></article>"
    assert page(article, data(articleBody=WHOLE)).text == WHOLE
    escaped = f"&lt;p&gt;{LAMP * 3}&lt;/p&gt;&lt;p&gt;{BOAT * 10}&lt;/p&gt;"
    assert (
        page(article, data(articleBody=escaped)).text
        == f"{LAMP * 3}".strip() + "\n\n" + f"{BOAT * 10}".strip()
    )


@pytest.mark.parametrize(
    "other", [RAIN * 40, '{"layout": "wide. high."}' * 40, LAMP, "word " * 400, [LAMP], None, 3]
)
def test_data_that_tells_something_else_is_not_believed(other: object) -> None:
    text = page(f"<article><p>{LAMP * 4}</p><p>{BOAT * 4}</p></article>", data(articleBody=other)).text
    assert text == f"{LAMP * 4}".strip() + "\n\n" + f"{BOAT * 4}".strip()


def test_microdata_and_the_feed_are_taken_where_they_say_more() -> None:
    rest = "".join(f"<p>{sentence * 6}</p>" for sentence in (LAMP, BOAT, RAIN))
    hidden = f'<article><p>{LAMP * 6}</p></article><footer itemprop="articleBody">{rest}</footer>'
    assert RAIN.strip() in page(hidden).text
    short = f"<article><p>{LAMP * 6}</p></article>"
    assert RAIN.strip() in page(short, feed_content=rest).text
    assert page(f"<article>{rest}</article>", feed_content=f"<p>{LAMP}</p>").text.count(RAIN.strip()) == 6


@pytest.mark.parametrize(
    "body",
    [
        '<div id="root"></div><script src="/app.js"></script>',
        '<app-root></app-root><script src="/main.js"></script>',
        "<p>Loading…</p><noscript>Please switch on JavaScript.</noscript><script src='/app.js'></script>",
        f"<p>Loading…</p><script>let state = '{LAMP * 400}'</script>",
    ],
)
def test_a_page_that_scripts_would_fill_needs_a_browser(body: str) -> None:
    found = page(body)
    assert found.needs_browser
    assert found.text == ""
    found = page(body, data(articleBody=LAMP * 8))
    assert (found.needs_browser, found.text) == (False, (LAMP * 8).strip())


def test_a_short_page_without_scripts_needs_no_browser() -> None:
    assert not page("<p>Closed.</p>").needs_browser
    assert not page(
        f'<div id="root"><article>{TEXT}</article></div><script src="/app.js"></script>'
    ).needs_browser


@pytest.mark.parametrize(
    ("head", "body", "partial"),
    [
        (data(isAccessibleForFree=False), f"<p>{LAMP * 4}</p><p>{BOAT * 4} And then…</p>", "breaks off"),
        (data(isAccessibleForFree="False", wordCount=900), TEXT, "of 900 words"),
        (data(isAccessibleForFree="false"), TEXT, "its text is short"),
        ('<meta property="article:content_tier" content="locked">', TEXT, "its text is short"),
        ("", f'<p>{LAMP * 9}</p><p>{BOAT}...</p></article><div class="paywall">Pay</div>', "breaks off"),
        (data(isAccessibleForFree=False, wordCount=140), TEXT, None),
        (data(isAccessibleForFree=False), TEXT * 4, None),
        (data(isAccessibleForFree=True), f"<p>{LAMP * 4} And then…</p>", None),
        ("", f"{TEXT}<p>And then…</p>", None),
    ],
)
def test_a_text_cut_off_by_a_paywall_is_partial(head: str, body: str, partial: str | None) -> None:
    found = page(f"<article>{body}</article>", head).partial
    assert (
        found is None if partial is None else (found or "").startswith("paywall: ") and partial in str(found)
    )


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/pier", "https://news.example/pier"),
        ("https://www.news.example/pier#top", "https://www.news.example/pier"),
        ("https://other.example/pier", None),
        ("javascript:x", None),
        ("http://[", None),
    ],
)
def test_the_canonical_address_is_of_the_same_site(link: str, canonical: str | None) -> None:
    assert page(TEXT, f'<link rel="canonical" href="{link}">').canonical == canonical


def test_language_licence_and_title_are_found_elsewhere_too() -> None:
    head = (
        '<meta property="og:locale" content="pt_BR"><meta property="og:site_name" content="Invented News">'
        '<meta property="og:title" content="The pier | Invented News">'
    )
    html = (
        f"<html><head>{head}{data(license={'@id': 'https://cc.example/by'})}</head><body>{TEXT}</body></html>"
    )
    found = extract(html.encode())
    assert (found.language, found.licence, found.title) == ("pt-BR", "https://cc.example/by", "The pier")
    assert "trafilatura" in (found.extractor or "")
    assert (
        page(f'{TEXT}<a rel="nofollow license" href="/terms">terms</a>').licence
        == "https://news.example/terms"
    )


def test_select_takes_and_drop_leaves_out_what_css_finds() -> None:
    note = '<p class="note">A note by nobody that may well be left out.</p>'
    body = f"<article>{TEXT}{note}<p>{LAMP}</p></article>"
    assert page(body, select=".note").text == "A note by nobody that may well be left out."
    assert "note by nobody" in page(body).text
    assert "note by nobody" not in page(body, drop=".note").text
    assert page(body, select="p", drop="p:not(.note)").text == "A note by nobody that may well be left out."
    assert page(body, select=".nothing").text == ""
    assert page(body, select=".note").title == "The pier"
    for options in ({"select": "p..x"}, {"drop": "p..x"}):
        with pytest.raises(SourceError, match=r"'p\.\.x' is not a CSS selector"):
            page(body, **options)


MARKUP = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='poem cta'>",
            "</div>",
            "<br>",
            "<pre>",
            "</pre>",
            "<table><tr><td>",
            "</table>",
        ),
        *(
            "<ul><li>",
            "</ul>",
            "<a href='http://['>",
            "<a rel=tag href=x>",
            "</a>",
            "<h1>",
            "</h1>",
            "<article>",
            "&#0;",
        ),
        *(
            "<script type='application/ld+json'>",
            '{"articleBody": "x. "}',
            "[",
            "</script>",
            "<base href='::'>",
            "<!--",
        ),
        *(
            "<link rel=canonical href='//'>",
            "<meta charset='utf-7'>",
            "<html lang='x y'>",
            "<body>",
            "\0",
            "é",
            "<em>",
        ),
        *(
            "<svg><title>",
            "</svg>",
            "<template>",
            "<noscript>",
            "<input",
            " hidden",
            LAMP,
            "]]>",
            "<?xml version='1.0'?>",
        ),
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(MARKUP, max_size=40).map("".join), st.sampled_from([None, "utf-8", "latin-1", "utf-7", "x"]))
def test_no_markup_breaks_the_extraction(html: str, charset: str | None) -> None:
    found = extract(html.encode(), URL, charset=charset, feed_content=html)
    assert isinstance(found, Page)
    assert "\0" not in found.text
    assert isinstance(extract(html.encode(), select="p, body", drop="a").text, str)
    assert isinstance(extract(html.encode(), drop="div", comments=True).text, str)


@pytest.mark.parametrize(
    "html",
    [
        b"<html><body>" + b"<div class='promo'>" * 3000 + b"<p>deep</p>",
        b"<html><body>" + b"<p><b><i>" * 1500 + b"text",
        b"<html><body><p class='" + b"a" * 500_000 + b"'>" + LAMP.encode() * 20,
        b"\0<html>\0<body><p>" + LAMP.encode() * 20 + b"\0</p>",
        b"<html><head><meta charset=utf-16></head><body><p>" + LAMP.encode() * 20 + b"\xff\xfe",
        b"<html><body><p>" + b"a<br>" * 4000,
        b"<html><body>" + b"<a rel=tag href=x>t</a>" * 4000,
        b"<html><body><ul>" + b"<ul><li>a" * 4000,
        b"<script type='application/ld+json'>" + b"[" * 50_000 + b"</script><body><p>x",
        b"<html><body>" + b"<td>x" * 40_000,
    ],
    ids=["deep", "tags", "attribute", "nul", "charset", "breaks", "anchors", "lists", "data", "elements"],
)
def test_a_hostile_page_is_read_in_a_moment(html: bytes) -> None:
    assert isinstance(extract(html, URL).text, str)


def test_a_page_of_very_many_elements_is_read_by_its_paragraphs() -> None:
    found = page(f"<nav><p>menu</p></nav><article>{'<p>A <b>short</b> line.</p>' * 16_000}</article>")
    assert found.text.count("A short line.") == 16_000
    assert "menu" not in found.text


@pytest.mark.parametrize("tag", ["div", "font", "b", "span", "blockquote"])
@pytest.mark.parametrize("start", ["", "<?xml version='1.0' encoding='utf-8'?>"])
def test_what_follows_tags_that_nobody_closed_is_read(tag: str, start: str) -> None:
    told = "The keeper writes every ship into his book, and nobody has ever asked him to read from it."
    html = f"{start}<html><body><article>{f'<{tag}>' * 600}<p>{told}</p>" + f"<p>{told}!</p>" * 4
    assert told in extract(html.encode()).text


def test_what_follows_the_end_of_the_page_is_part_of_it() -> None:
    told = "The keeper writes every ship into his book, and nobody has ever asked him to read from it."
    html = f"<html><body></html><p>{told}</p></body></html><html><body><p>And so on.</p><a href='/b'>B</a>"
    page = extract(html.encode(), "https://example.org/a")
    assert (told in page.text, page.links) == (True, ("https://example.org/b",))


@pytest.mark.parametrize(
    ("start", "end"),
    [("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("<ul><li>", "</li></ul>")],
)
def test_a_page_of_elements_in_one_another_gives_its_paragraphs_once(start: str, end: str) -> None:
    words = [f"Paragraph {number} of an invented page says some words." for number in range(2_000)]
    text = page(f"{start * 70}{''.join(f'<p>{word}</p>' for word in words)}{end * 70}").text
    assert text.split() == " ".join(words).split()


@pytest.mark.parametrize("tags", [("div",), ("table", "tr", "td"), ("blockquote",), ("span",)])
def test_words_that_stand_in_elements_without_paragraphs_are_kept(tags: tuple[str, ...]) -> None:
    start = "".join(f"<{tag}>" for tag in tags)
    end = "".join(f"</{tag}>" for tag in reversed(tags))
    depth = 240 // len(tags)
    levels = [f"{start}Level {level} of an invented page. " for level in range(4 * depth)]
    nests = [levels[first : first + depth] for first in range(0, 4 * depth, depth)]
    text = page("".join("".join(nest) + end * depth for nest in nests)).text
    assert text.count("an invented page") >= 3.9 * depth


def test_an_endless_row_keeps_all_its_cells() -> None:
    cells = [f"cell{number}" for number in range(2_500)]
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    text = page(f"<p>{'An invented page with a table. ' * 20}</p><table><tr>{row}</tr></table>").text
    assert [word for word in text.split() if word.startswith("cell")] == cells


def test_a_page_of_divs_alone_keeps_its_lines_and_leaves_its_menu_out() -> None:
    told = [
        f"In the year {year} the lamp was lit by somebody whom nobody had seen before." for year in range(30)
    ]
    menu = "".join(f'<li><a href="/{place}">Menu {place}</a></li>' for place in ("pier", "harbour", "sea"))
    body = "".join(f'<div class="css-{number}">{line}</div>' for number, line in enumerate(told))
    html = f"<header><nav><ul>{menu}</ul></nav></header><div><div>{body}</div></div><footer>Imprint</footer>"
    found = extract(f"<html><head><title>Lamp</title></head><body>{html}</body></html>".encode()).text
    assert [line for line in found.split("\n") if line] == told
