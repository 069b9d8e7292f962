"""The HTML pages of an export, as each time wrote them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape

from .conversations import CAPTIONED, LINK, PHOTO, SHARED, STICKER, Conversation, Entry
from .items import CAPTIONS, Item
from .languages import Language

Page = Iterator[bytes]
_PACIFIC = timedelta(hours=-8)


def _html(text: str) -> str:
    return escape(text).replace("&#x27;", "&#039;").replace("@", "&#064;").replace("\n", "<br />")


def _page(title: str, body: Iterable[str], *, heading: str = "") -> Page:
    charset = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />'
    style = "<style>._a{color:red}</style>"
    yield f"<html><head>{charset}<title>{_html(title)}</title>{style}</head><body>{heading}".encode()
    for part in body:
        yield part.encode()
    yield b"</body></html>"


def _twelve(time: datetime) -> str:
    return str((time.hour + 11) % 12 + 1)


def old_date(milliseconds: int) -> str:
    """Friday, October 4, 2013 at 10:05pm PST: a zone, but no seconds."""
    time = datetime.fromtimestamp(milliseconds / 1000, UTC) + _PACIFIC
    half = "am" if time.hour < 12 else "pm"
    return f"{time:%A, %B} {time.day}, {time.year} at {_twelve(time)}:{time:%M}{half} PST"


def date_2019(milliseconds: int, language: Language) -> str:
    """Oct 19, 2019, 2:37 PM in English, 19 Okt. 2019, 14:37 elsewhere: neither a zone nor seconds."""
    time = datetime.fromtimestamp(milliseconds / 1000, UTC)
    month = language.months.split()[time.month - 1]
    if language.status.startswith("{n} updated"):
        return (
            f"{month} {time.day}, {time.year}, {_twelve(time)}:{time:%M} {'AM' if time.hour < 12 else 'PM'}"
        )
    return f"{time.day} {month} {time.year}, {time:%H:%M}"


def date_2023(milliseconds: int, language: Language) -> str:
    """Aug 09, 2026 9:49:20 am, with the language's name of the month: no zone."""
    time = datetime.fromtimestamp(milliseconds / 1000, UTC)
    month = language.months.split()[time.month - 1]
    half = "am" if time.hour < 12 else "pm"
    return f"{month} {time:%d}, {time.year} {_twelve(time)}:{time:%M:%S} {half}"


def old_messages(language: Language, threads: Iterable[tuple[Conversation, Iterable[list[Entry]]]]) -> Page:
    """All conversations in one page, ``html/messages.htm``."""

    def body() -> Iterator[str]:
        yield f'<div class="contents"><h1>{_html(language.owner)}</h1><div>'
        for conversation, blocks in threads:
            yield from _old_thread(conversation, blocks, names=[*conversation.others, conversation.owner])
        yield "</div></div>"

    return _page(f"{language.owner} - Messages", body())


def old_index(language: Language, conversations: Iterable[Conversation]) -> Page:
    """The page that only lists the conversations' pages, since October 2017."""
    links = "".join(
        f'<p><a href="../messages/{each.number}.html">{_html(each.title)}</a></p>' for each in conversations
    )
    body = [f'<div class="contents"><h1>{_html(language.owner)}</h1><div>{links}</div></div>']
    return _page(f"{language.owner} - Messages", body)


def old_thread_page(language: Language, conversation: Conversation, blocks: Iterable[list[Entry]]) -> Page:
    """A conversation's own page, ``messages/<n>.html``."""

    def body() -> Iterator[str]:
        yield '<div class="contents">'
        yield from _old_thread(conversation, blocks, names=conversation.others, nested=True)
        yield "</div>"

    return _page(f"Conversation with {conversation.title}", body())


def _old_thread(
    conversation: Conversation, blocks: Iterable[list[Entry]], *, names: Iterable[str], nested: bool = False
) -> Iterator[str]:
    line = _html(", ".join(names))
    heading = (
        f"<h3>Conversation with {_html(conversation.title)}</h3>Participants: {line}" if nested else line
    )
    yield f'<div class="thread">{heading}'
    for block in blocks:
        yield "".join(_old_message(entry, nested=nested) for entry in reversed(block))
    yield "</div>"


def _old_message(entry: Entry, *, nested: bool) -> str:
    time, sender, text, form, _ = entry
    words = f"<p>{_html(text)}</p>"
    if nested:
        picture = '<p><img src="photos/1.jpg" /></p>' if form in {PHOTO, CAPTIONED} else ""
        words = f"<p><p></p>{words}{picture}<p></p></p>"
    return (
        f'<div class="message"><div class="message_header"><span class="user">{_html(sender)}</span>'
        f'<span class="meta">{old_date(time)}</span></div></div>{words}'
    )


def old_wall(language: Language, items: Iterable[Item]) -> Page:
    """Posts, and what others wrote between them: ``wall.htm`` or ``timeline.htm``."""

    def body() -> Iterator[str]:
        yield f'<div class="contents"><h1>{_html(language.owner)}</h1><div>'
        for item in items:
            on_another = item.author != language.owner or item.form == "to a friend"
            template = language.wall if on_another else language.status
            whose = language.owner if item.author != language.owner else item.friend
            words = f'<div class="comment">{_html(item.text)}</div>' if item.text else ""
            heading = _html(template.format(n=item.author, o=whose))
            yield f'<p><div class="meta">{old_date(item.time * 1000)}</div>{heading}{words}</p>'
        yield "</div></div>"

    return _page(f"{language.owner} - Timeline", body())


Block = Callable[[str, str, str], str]
"""Makes a block of a page: from its heading, its body in HTML, and its date."""


def block_2019(heading: str, body: str, date: str) -> str:
    """A block of 2018 to 2021."""
    return (
        '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder">'
        f'<div class="_3-96 _2pio _2lek _2lel">{_html(heading)}</div>'
        f'<div class="_3-96 _2let"><div>{body}</div></div><div class="_3-94 _2lem">{date}</div></div>'
    )


def block_2023(heading: str, body: str, date: str) -> str:
    """A block of 2022 to 2024."""
    return (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">'
        f'<div class="_3-95 _2pim _a6-h _a6-i">{_html(heading)}</div>'
        f'<div class="_3-95 _a6-p"><div>{body}</div></div>'
        f'<div class="_3-94 _a6-o"><div class="_a72d">{date}</div></div></div>'
    )


def block_2025(heading: str, body: str, date: str) -> str:
    """A block since 2025; the owner's messages may have no heading."""
    title = f'<h2 class="_2ph_ _a6-h _a6-i" id="u_0_1">{_html(heading)}</h2>' if heading else ""
    label = ' aria-labelledby="u_0_1"' if heading else ""
    return (
        f'<section class="_a6-g"{label}>{title}<div class="_2ph_ _a6-p"><div>{body}</div></div>'
        f'<footer class="_3-94 _a6-o"><div class="_a72d">{date}</div></footer></section>'
    )


def thread_page(
    conversation: Conversation,
    blocks: Iterable[list[Entry]],
    *,
    block: Block,
    date: Callable[[int], str],
    leave_out_owner: bool = False,
) -> Page:
    """``message_N.html``."""
    names = [*conversation.others, conversation.owner]
    people = _html(f"Participants: {', '.join(names[:-1])} and {names[-1]}")
    heading = f'<div class="_3b0d">{people}</div>'
    nobody = conversation.owner if leave_out_owner else ""

    def body() -> Iterator[str]:
        yield '<div class="_4t5n" role="main">'
        for entries in blocks:
            for entry in reversed(entries):
                sender = "" if entry[1] == nobody else entry[1]
                yield block(sender, _message_body(entry), date(entry[0]))
        yield "</div>"

    title = (
        conversation.title if len(names) == 2 else f"Participants: {', '.join(names[:-1])} and {names[-1]}"
    )
    return _page(title, body(), heading=heading)


def _message_body(entry: Entry) -> str:
    time, sender, text, form, _ = entry
    parts = ["", _html(text), "", ""]
    if form in {PHOTO, CAPTIONED, STICKER}:
        parts.append(f'<a href="photos/{time}.jpg"><img src="photos/{time}.jpg" class="_2yuc _3-96" /></a>')
    elif form in {LINK, SHARED}:
        address = f"https://example.org/{time}"
        parts.append(f'<a href="{address}" target="_blank">{address}</a>')
    reactions = f'<ul class="_tqp"><li>😍{_html(sender)}</li></ul>' if time % 11 == 0 else ""
    return "".join(f"<div>{part}</div>" for part in [*parts, reactions])


def items_page(
    items: Iterable[Item],
    language: Language,
    *,
    block: Block,
    date: Callable[[int], str],
    title: str,
    template: str,
    shows_captions: bool,
) -> Page:
    """A page of posts or comments; ``template`` is the sentence above each."""

    def body() -> Iterator[str]:
        yield '<div class="_4t5n" role="main">'
        for item in items:
            parts = [_html(item.text)] if item.text else []
            if shows_captions and item.form in CAPTIONS:
                parts += [_photo(item.caption)] * 2
            if item.form == "updated first":
                parts.append(f"{language.updated} {date(item.time * 1000 + 77_000)}")
            inside = "".join(f'<div class="_2pin"><div>{part}</div></div>' for part in parts)
            yield block(template.format(n=item.author, o=item.friend), inside, date(item.time * 1000))
        yield "</div>"

    return _page(title, body())


def _photo(caption: str) -> str:
    words = f'<div class="_3-95">{_html(caption)}</div>'
    return f'<div class="_a7nf"><div class="_a7ng"><a href="1.jpg"><img src="1.jpg" /></a>{words}</div></div>'


def profile_page(language: Language) -> Page:
    """``profile_information.html``."""
    name = _html(language.owner)
    row = f'<tr><td class="_2pin _a6_q">Name</td><td class="_2pin _2piu _a6_r">{name}</td></tr>'
    return _page(
        "Profile information",
        [f'<div class="_a6-g"><div class="_a6-h">{name}</div><table>{row}</table></div>'],
    )
