"""Pages of Facebook exports. The markup is a fact; all people and texts in it are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO

import pytest
from textgen_scrapers.facebook import pages
from textgen_scrapers.facebook.words import Message, Words

NOON = 1571486400  # Oct 19, 2019, 12:00 UTC


def page(*body: str, title: str = "Bo Other") -> str:
    charset = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />'
    return f"<html><head>{charset}<title>{title}</title></head><body>{''.join(body)}</body></html>"


# -- 2010-17


def old_message(sender: str, text: str, date: str = "Saturday, October 19, 2019 at 12:00pm UTC") -> str:
    head = f'<span class="user">{sender}</span><span class="meta">{date}</span>'
    return f'<div class="message"><div class="message_header">{head}</div></div>{text}'


def old_page(*threads: str) -> str:
    heading = '<div class="nav"><ul><li>Wall</li></ul><p>menu</p></div>'
    body = f'<div class="contents"><h1>Zoe Nobody</h1><div>{"".join(threads)}</div></div><p>footer</p>'
    return page(heading, body, title="Zoe Nobody - Messages")


def old_thread(people: str, *messages: str) -> str:
    return f'<div class="thread">{people}{"".join(messages)}</div>'


# -- since 2018


def block_2018(sender: str, inside: str, date: str = "Oct 19, 2019, 12:00 PM") -> str:
    return (
        '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder">'
        f'<div class="_3-96 _2pio _2lek _2lel">{sender}</div><div class="_3-96 _2let">{inside}</div>'
        + (f'<div class="_3-94 _2lem">{date}</div></div>' if date else "</div>")
    )


def block_2022(sender: str, inside: str, date: str = "Oct 19, 2019 12:00:00 pm") -> str:
    return (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">'
        f'<div class="_3-95 _2pim _a6-h _a6-i">{sender}</div><div class="_3-95 _a6-p">{inside}</div>'
        + (f'<div class="_3-94 _a6-o">{date}</div></div>' if date else "</div>")
    )


def block_2025(sender: str | None, inside: str, date: str = "Oct 19, 2019 12:00:00 pm") -> str:
    head = "" if sender is None else f'<h2 class="_2ph_ _a6-h _a6-i" id="u_0_1">{sender}</h2>'
    foot = (
        f'<footer class="_3-94 _a6-o"><a href="x"><div class="_a72d">{date}</div></a></footer>'
        if date
        else ""
    )
    return f'<section class="_a6-g">{head}<div class="_2ph_ _a6-p">{inside}</div>{foot}</section>'


Block = Callable[..., str]
BLOCKS = pytest.mark.parametrize("block", [block_2018, block_2022, block_2025])


def said(text: str, *, reply_to: str = "", below: str = "", reactions: str = "") -> str:
    parts = [reply_to, text, "", below, reactions]
    return f"<div>{''.join(f'<div>{part}</div>' for part in parts)}</div>"


def field(*inside: str) -> str:
    return "".join(f'<div class="_2pin"><div>{each}</div></div>' for each in inside)


LISTED = "<div>Participants: Zoe Nobody, Bo Other</div>"


# -- reading


def read(html: str | bytes) -> list[tuple[str, list[str], list[Message]]]:
    file = BytesIO(html if isinstance(html, bytes) else html.encode())
    return [(thread.title, thread.people, list(thread.messages)) for thread in pages.threads(file)]


def spoken(html: str | bytes) -> list[tuple[str, str]]:
    return [(sender, text) for _, _, messages in read(html) for _, sender, text, _ in messages]


def written(html: str, kind: str = "post") -> list[Words]:
    return list(pages.words(BytesIO(html.encode()), kind))


def texts(found: Iterable[Words], kind: str = "post") -> list[str]:
    return [words.text for words in found if words.kind == kind]
