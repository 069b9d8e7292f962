"""Pages of Facebook exports. The markup is a fact; all people and texts in it are invented."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textgen_scrapers.facebook import pages
from textgen_scrapers.facebook.mentions import named
from textgen_scrapers.facebook.pages import markup
from textgen_scrapers.facebook.pages.people import listed
from textgen_scrapers.facebook.words import NO_TEXT, OWNER, Message, Words

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


class TestOldMessages:
    def test_each_thread_with_its_people_and_messages(self) -> None:
        html = old_page(
            old_thread(
                "Zoe Nobody, Bo Other",
                old_message("Bo Other", "<p>Two</p>"),
                old_message("Zoe Nobody", "<p>One</p>"),
            ),
            old_thread("Zoe Nobody, Ann Third", old_message("Left Long-Ago", "<p>Three</p>")),
        )
        assert read(html) == [
            (
                "Zoe Nobody, Bo Other",
                ["Zoe Nobody", "Bo Other"],
                [(1000 * NOON, "Bo Other", "Two", ""), (1000 * NOON, "Zoe Nobody", "One", "")],
            ),
            (
                "Zoe Nobody, Ann Third",
                ["Zoe Nobody", "Ann Third", "Left Long-Ago"],
                [(1000 * NOON, "Left Long-Ago", "Three", "")],
            ),
        ]

    def test_the_zone_of_a_time_counts(self) -> None:
        message = old_message("Bo Other", "<p>a</p>", "Friday, October 4, 2013 at 10:05pm PDT")
        [(_, _, [(time, *_)])] = read(old_page(old_thread("A, B", message)))
        assert time == 1380949500_000

    def test_an_empty_paragraph_is_a_message_without_text(self) -> None:
        [(_, _, messages)] = read(
            old_page(old_thread("A, B", old_message("A", "<p></p>"), old_message("B", "<p>b</p>")))
        )
        assert [(text, reason) for _, _, text, reason in messages] == [("", NO_TEXT), ("b", "")]

    @pytest.mark.parametrize(
        "paragraphs",
        [
            "<p>hello you</p>",
            "<p><p>hello you</p></p>",
            "<p><p></p><p>hello you</p><p><img src='1.jpg' /></p></p>",
            "<p>hello you<ul class='meta'><li>😍 Bo Other</li></ul></p>",
            "<p>hello <b>you",
            "hello you",
        ],
    )
    def test_paragraphs_nested_broken_or_missing(self, paragraphs: str) -> None:
        html = old_page(old_thread("A, B", old_message("A", paragraphs), old_message("B", "<p>next</p>")))
        assert spoken(html) == [("A", "hello you"), ("B", "next")]

    def test_tags_that_are_never_closed(self) -> None:
        html = "<div class='thread'>A, B" + 2 * (
            "<div class='message'><div class='message_header'><span class='user'>A</span>"
            "<span class='meta'>Friday, October 4, 2013 at 10:05pm PDT</span><p>hello"
        )
        assert spoken(html) == [("A", "hello"), ("A", "hello")]

    def test_lines_and_entities(self) -> None:
        html = old_page(
            old_thread("A, B", old_message("A", "<p>Tom &amp; J&#233;r&#039;\nnext  line<br />x</p>"))
        )
        assert spoken(html) == [("A", "Tom & Jér' next  line\nx")]
        html = old_page(old_thread("A, B", old_message("A", "<p>one\ntwo</p>")))
        assert spoken(html) == [("A", "one\ntwo")]

    def test_a_sender_may_be_a_number_or_nobody(self) -> None:
        html = old_page(
            old_thread("A", old_message("1234567@facebook.com", "<p>a</p>"), old_message("", "<p>b</p>"))
        )
        [(_, people, messages)] = read(html)
        assert people == ["A", "1234567@facebook.com"]
        assert [sender for _, sender, _, _ in messages] == ["1234567@facebook.com", ""]

    def test_the_pages_of_single_conversations(self) -> None:
        head = "<h3>Conversation with Bo Other</h3>Participants: Bo Other, Ann Third"
        html = page(old_thread(head, old_message("Bo Other", "<p>a</p>")), title="Conversation with Bo Other")
        [(title, people, _)] = read(html)
        assert (title, people) == ("Conversation with Bo Other", ["Bo Other", "Ann Third"])

    def test_an_index_holds_no_thread(self) -> None:
        links = (f'<p><a href="../messages/{number}.html">Bo Other</a></p>' for number in range(3))
        assert read(old_page(*links)) == []

    def test_a_thread_that_is_passed_over_does_not_end_the_page(self) -> None:
        html = old_page(*(old_thread(f"A, {i}", old_message("A", "<p>x</p>")) for i in range(3)))
        assert [thread.title for thread in pages.threads(BytesIO(html.encode()))] == ["A, 0", "A, 1", "A, 2"]

    def test_text_behind_the_last_thread_is_not_the_last_messages(self) -> None:
        assert spoken(old_page(old_thread("A", old_message("A", "<p>last</p>")))) == [("A", "last")]


class TestMessages:
    @BLOCKS
    def test_sender_text_and_time(self, block: Block) -> None:
        html = page(block("Bo Other", said("Two")), block("Zoe Nobody", said("One")))
        assert read(html) == [
            (
                "Bo Other",
                ["Bo Other", "Zoe Nobody"],
                [(1000 * NOON, "Bo Other", "Two", ""), (1000 * NOON, "Zoe Nobody", "One", "")],
            )
        ]

    @BLOCKS
    def test_what_is_answered_linked_shown_or_felt_is_not_said(self, block: Block) -> None:
        html = page(
            block(
                "Zoe Nobody",
                said(
                    "my words",
                    reply_to="<div>Bo Other: their words</div>",
                    below='<a href="https://example.org">https://example.org</a>',
                    reactions='<ul class="_tqp"><li>😍Bo Other</li></ul>',
                ),
            )
        )
        assert spoken(html) == [("Zoe Nobody", "my words")]

    @BLOCKS
    def test_a_reaction_or_picture_alone_is_no_text(self, block: Block) -> None:
        picture = said(
            "", reply_to="their words", below='<img src="1.jpg" />', reactions="<ul><li>👍A</li></ul>"
        )
        [(_, _, [(_, _, text, reason)])] = read(page(block("Zoe Nobody", picture)))
        assert (text, reason) == ("", NO_TEXT)

    @BLOCKS
    @pytest.mark.parametrize(
        "inside",
        ["hello", "<div>hello</div>", "<div><div>hello</div></div>", "<div>hello<ul><li>x</li></ul></div>"],
    )
    def test_simpler_bodies(self, block: Block, inside: str) -> None:
        assert spoken(page(block("A", inside))) == [("A", "hello")]

    @BLOCKS
    def test_lines_entities_mentions_and_spaces(self, block: Block) -> None:
        html = page(
            block(
                "A",
                said(
                    "one<br />\ntwo  spaces<br /><br />a&nbsp;b &lt;3 &#064;[123:69:Page Name] &#128512; Ã©"
                ),
            )
        )
        assert spoken(html) == [("A", "one\ntwo  spaces\n\na\xa0b <3 Page Name 😀 Ã©")]

    def test_messages_without_a_heading_are_the_owners(self) -> None:
        html = page(block_2025("Bo Other", said("hi")), block_2025(None, said("ho")))
        [(_, people, _)] = read(html)
        assert spoken(html) == [("Bo Other", "hi"), (OWNER, "ho")]
        assert people == ["Bo Other"]

    def test_a_heading_of_an_unknown_class_is_a_heading(self) -> None:
        html = page(block_2025("Bo Other", said("hi")).replace("_2ph_ _a6-h _a6-i", "_new"))
        assert spoken(html) == [("Bo Other", "hi")]

    @BLOCKS
    def test_an_empty_sender_is_not_the_owner(self, block: Block) -> None:
        assert spoken(page(block("", said("hi")))) == [("", "hi")]

    @BLOCKS
    def test_the_first_block_lists_the_people(self, block: Block) -> None:
        head = block("", "<div>Participants: Zoe Nobody, Ann Third and Bo Other</div>", date="")
        html = page(head, block("Bo Other", said("hi")), title="Some group")
        assert read(html)[0][:2] == ("Some group", ["Zoe Nobody", "Ann Third", "Bo Other"])

    def test_the_head_of_the_page_or_the_title_lists_the_people(self) -> None:
        head = '<div class="_3b0c"><div class="_3b0d">Teilnehmer: Zoe Nobody und Bo Other</div></div>'
        [(_, people, _)] = read(page(head, block_2018("Bo Other", said("hi"))))
        assert people == ["Zoe Nobody", "Bo Other"]
        html = page(block_2025("Bo Other", said("hi")), title="Participants: Ann Third and Bo Other")
        assert read(html)[0][1] == ["Ann Third", "Bo Other"]

    def test_people_are_known_before_the_messages_are_read(self) -> None:
        head = block_2025("", "<div>Participants: Zoe Nobody and Bo Other</div>", date="")
        thread = next(pages.threads(BytesIO(page(head, block_2025("Ann Third", said("hi"))).encode())))
        assert thread.people == ["Zoe Nobody", "Bo Other", "Ann Third"]

    @BLOCKS
    def test_a_date_that_cannot_be_read(self, block: Block) -> None:
        [(_, _, [message])] = read(page(block("A", said("hi"), date="10/11/2019, 2:37 PM")))
        assert message == (0, "A", "hi", "")

    def test_several_messages_in_one_block(self) -> None:
        one = (
            '<div class="_a6-p"><div class="_a6-h"><div>A</div></div><div class="_a6-p"><div>hi</div></div>'
            '<div class="_a72d">Sep 13, 2020, 12:26 PM</div></div>'
        )
        assert spoken(page(f'<div class="_a6-g">{one}{one.replace("hi", "ho")}</div>')) == [
            ("A", "hi"),
            ("A", "ho"),
        ]

    def test_a_page_translated_by_a_browser(self) -> None:
        html = page(
            block_2025("<font><font>A</font></font>", said("<font dir='auto'><font>hi</font></font>"))
        )
        assert spoken(html) == [("A", "hi")]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Participants: Zoe Nobody, Ann Third and Bo Other", ["Zoe Nobody", "Ann Third", "Bo Other"]),
        ("Participants: Zoe Nobody et Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Participantes: Zoe Nobody y Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Participantes: Zoe Nobody e Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Uczestnicy: Zoe Nobody i Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Участники: Zoe Nobody и Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Résztvevők: Zoe Nobody és Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("参加者：Zoe Nobody、Bo Other", ["Zoe Nobody", "Bo Other"]),
        ("Participants: Salt and Pepper Band, Bo Other", ["Salt and Pepper Band", "Bo Other"]),
        ("Deelnemers: Zoe Nobody", ["Zoe Nobody"]),
        ("Note: buy milk and bread", []),
        ("Zoe Nobody, Bo Other", []),
        ("Participants:", []),
    ],
)
def test_lists_of_participants(line: str, names: list[str]) -> None:
    assert listed(line) == names


def test_mentions_become_names() -> None:
    assert named("hi @[1234:69:Page Name] and @[5:2048:Bo], @[x]") == "hi Page Name and Bo, @[x]"


class TestWithoutClasses:
    HEAD = "<div>Participants: Zoe Nobody, Bo Other</div>"

    @pytest.mark.parametrize("date", ["Oct 19, 2019, 12:00 PM", "19 Oct 2019, 12:00", "2019年10月19日 12:00"])
    def test_a_message_stands_between_a_name_and_a_date(self, date: str) -> None:
        text = "<div>one<br>two</div><p>three</p><ul><li>😍</li></ul>"
        message = f"<div><div>Zoe Nobody</div>{text}<div>{date}</div></div>"
        [(title, people, messages)] = read(
            page(self.HEAD, message, message.replace("Zoe Nobody", "Bo Other"))
        )
        assert (title, people) == ("Bo Other", ["Zoe Nobody", "Bo Other"])
        assert messages == [
            (1000 * NOON, "Zoe Nobody", "one\ntwo\nthree", ""),
            (1000 * NOON, "Bo Other", "one\ntwo\nthree", ""),
        ]

    def test_unknown_classes_are_read_like_none(self) -> None:
        html = (
            page(self.HEAD, block_2025("Zoe Nobody", said("hi")))
            .replace("_a6-", "_b7-")
            .replace("_a72d", "_b83e")
        )
        assert spoken(html) == [("Zoe Nobody", "hi")]

    def test_known_classes_without_a_message_are_read_like_none(self) -> None:
        message = "<p>Zoe Nobody</p><p>hi</p><p>Oct 19, 2019, 12:00 PM</p>"
        assert spoken(page('<div class="_a6-g">', self.HEAD, message, "</div>")) == [("Zoe Nobody", "hi")]

    def test_a_text_may_be_a_name_or_hold_a_date(self) -> None:
        lines = ["Zoe Nobody", "Bo Other", "see you Oct 19, 2019, 12:00 PM", "Oct 19, 2019, 12:00 PM"]
        html = page(self.HEAD, *(f"<div>{line}</div>" for line in lines))
        assert spoken(html) == [("Zoe Nobody", "Bo Other\nsee you Oct 19, 2019, 12:00 PM")]

    def test_nothing_is_guessed_where_nobody_is_listed(self) -> None:
        assert read(page("<div>Zoe Nobody</div><div>hi</div><div>Oct 19, 2019, 12:00 PM</div>")) == []

    def test_posts_stand_between_the_dates(self) -> None:
        lines = [
            "Zoe Nobody updated her status.",
            "Hello<br>world",
            "Oct 19, 2019, 12:00 PM",
            "Zoe shared a link.",
            "Oct 19, 2019, 12:00 PM",
        ]
        html = page("<h1>Your posts</h1>", *(f"<div>{line}</div>" for line in lines))
        assert written(html) == [
            Words("post", NOON, "Hello\nworld", heading="Zoe Nobody updated her status."),
            Words("post", NOON, "", heading="Zoe shared a link."),
        ]


class TestPosts:
    @BLOCKS
    def test_heading_text_and_time(self, block: Block) -> None:
        html = page(block("Zoe Nobody updated her status.", field("Hello <br />world &#064;[1:69:Page]")))
        assert written(html) == [
            Words("post", NOON, "Hello\nworld Page", heading="Zoe Nobody updated her status.")
        ]

    @BLOCKS
    @pytest.mark.parametrize(
        "line",
        [
            "Updated Oct 19, 2019, 12:05 PM",
            "Aktualisiert am 19. Okt. 2019, 12:05",
            "Mis à jour le 19 oct. 2019, 12:05",
            "2019年10月19日 12:05に更新",
            "10월 19, 2019 12:05:00 오후에 업데이트됨",
            "Đã cập nhật Tháng 10 19, 2019 12:05:00 ch",
            "Oct 19, 2019 12:05:00 pm",
        ],
    )
    def test_the_line_that_tells_the_last_change_is_left_out(self, block: Block, line: str) -> None:
        assert texts(written(page(block("Zoe", field("Hello", line))))) == ["Hello"]
        assert texts(written(page(block("Zoe", field(line))))) == [""]

    @BLOCKS
    def test_a_person_may_write_about_dates(self, block: Block) -> None:
        for text in ["Party on Oct 19, 2019 at 2:37 PM", "Updated my room", "October 19, 2019"]:
            assert texts(written(page(block("Zoe", field(text))))) == [text]

    @BLOCKS
    def test_names_of_things_and_links_are_not_words(self, block: Block) -> None:
        inside = (
            field("My view", "<div><div><div>An article by others</div></div></div>")
            + '<div class="_2pin"><a href="x">https://example.org</a></div>'
        )
        assert texts(written(page(block("Zoe shared a link.", inside)))) == ["My view"]

    @BLOCKS
    def test_a_link_alone_is_no_text(self, block: Block) -> None:
        assert texts(written(page(block("Zoe", '<div><a href="x">https://example.org</a></div>')))) == [""]

    @BLOCKS
    def test_captions_stand_by_themselves_once_each(self, block: Block) -> None:
        picture = (
            '<div class="_a7nf"><div class="_a7ng"><a href="1.jpg"><img src="1.jpg" /></a>'
            '<div class="_3-95">{}</div><table><tr><td class="_a6_q">Upload IP</td>'
            '<td class="_a6_r">127.0.0.1</td></tr></table></div></div>'
        )
        inside = field(
            "Holiday", picture.format("At sea"), picture.format("At sea"), picture.format("Holiday")
        )
        found = written(page(block("Zoe added photos.", inside)))
        assert (texts(found), texts(found, "caption")) == (["Holiday"], ["At sea"])

    def test_captions_of_2018_and_of_albums(self) -> None:
        inside = '<div><a href="1.jpg"><img src="1.jpg" /></a><div class="_3-95">At sea</div></div>'
        found = written(page(block_2018("", inside)), "caption")
        assert texts(found, "caption") == ["At sea"]

    @BLOCKS
    def test_comments(self, block: Block) -> None:
        group = '<div class="_3-95"><span class="_a6_m">Group: </span>Gardeners</div>'
        inside = field(f"{group}Nice one")
        html = page(block("Zoe Nobody commented on Bo Other's photo.", inside))
        assert written(html, "comment") == [
            Words("comment", NOON, "Nice one", heading="Zoe Nobody commented on Bo Other's photo.")
        ]

    @BLOCKS
    def test_notes_without_fields(self, block: Block) -> None:
        html = page(block("My note", "<div><p>First paragraph</p><div>Second one</div></div>"))
        assert texts(written(html, "note"), "note") == ["First paragraph\nSecond one"]

    def test_blocks_inside_of_blocks(self) -> None:
        inner = block_2025(None, field("Older")) + block_2025(None, field("Newer"))
        html = page(block_2025("Group posts", inner, date=""))
        assert [(words.text, words.heading) for words in written(html)] == [
            ("Older", "Group posts"),
            ("Newer", "Group posts"),
        ]

    def test_a_block_without_a_time_is_no_post(self) -> None:
        assert written(page(block_2025("Your posts", "<div>Explanation</div>", date=""))) == []


class TestTables:
    @staticmethod
    def table(*rows: tuple[str, str]) -> str:
        return "".join(
            f'<tr><td colspan="2" class="_2pin _a6_q">{label}<div><div>{value}</div></div></td></tr>'
            if index % 2
            else f'<tr><td class="_2pin _a6_q">{label}</td><td class="_2pin _2piu _a6_r">{value}</td></tr>'
            for index, (label, value) in enumerate(rows)
        ).join(("<table>", "</table>"))

    @pytest.mark.parametrize(
        ("comment", "author", "time"),
        [
            ("Comment", "Author", "Time"),
            ("Kommentar", "Autor", "Uhrzeit"),
            ("Commentaire", "Auteur", "Heure"),
            ("Comentario", "Autor", "Hora"),
            ("Commento", "Autore", "Ora"),
            ("Comentário", "Autor", "Horário"),
            ("Opmerking", "Auteur", "Tijd"),
            ("Komentarz", "Autor", "Czas"),
            ("Комментарий", "Автор", "Время"),
            ("Yorum", "Yazar", "Saat"),
            ("Comentariu", "Autor", "Ora"),
            ("Kommentar", "Författare", "Tid"),
            ("Komentář", "Autor", "Čas"),
            ("Hozzászólás", "Szerző", "Időpont"),
            ("コメント", "投稿者", "時間"),
        ],
    )
    @pytest.mark.parametrize("order", [1, -1])
    def test_records_of_labels_and_values(self, comment: str, author: str, time: str, order: int) -> None:
        rows = [(comment, "Nice<br />one"), (author, "Zoe Nobody"), (time, "Oct 19, 2019 12:00:00 pm")][
            ::order
        ]
        html = page(f'<div class="_a6-g"><div class="_a6-p">{self.table(*rows)}</div></div>')
        assert written(html, "comment") == [Words("comment", NOON, "Nice\none", "Zoe Nobody")]

    def test_the_time_may_stand_in_the_block_around(self) -> None:
        table = self.table(("Message", "Hello"), ("Target", "Bo"))
        inner = f'<section class="_a6-g"><div class="_a6-p">{table}</div></section>'
        assert written(page(block_2025(None, inner))) == [Words("post", NOON, "Hello")]

    def test_other_tables_hold_no_words(self) -> None:
        table = self.table(("Device", "Phone"), ("Taken", "Oct 19, 2019"))
        assert written(page(f'<div class="_a6-g"><div class="_a6-p">{table}</div></div>')) == []


class TestWall:
    @staticmethod
    def entry(heading: str, text: str | None, date: str = "Saturday, October 19, 2019 at 12:00pm UTC") -> str:
        comment = "" if text is None else f'<div class="comment">{text}</div>'
        return f'<p><div class="meta">{date}</div>{heading}{comment}</p>'

    def wall(self, *entries: str) -> str:
        return page(
            f'<div class="contents"><h1>Zoe Nobody</h1><div>{"".join(entries)}</div></div>',
            title="Zoe Nobody - Wall",
        )

    def test_the_heading_tells_whose_it_is(self) -> None:
        html = self.wall(
            self.entry("Zoe Nobody updated her status.", "Hello\nworld"),
            self.entry("Bo Other wrote on Zoe Nobody&#039;s timeline.", "Happy birthday"),
            self.entry("Zoe Nobody shared a link.", None),
        )
        assert written(html) == [
            Words("post", NOON, "Hello\nworld", heading="Zoe Nobody updated her status."),
            Words("post", NOON, "Happy birthday", heading="Bo Other wrote on Zoe Nobody's timeline."),
            Words("post", NOON, "", heading="Zoe Nobody shared a link."),
        ]

    def test_a_comment_below_another_has_no_heading(self) -> None:
        html = self.wall(
            self.entry("Zoe Nobody updated her status.", 'Hello</div><div class="comment">Me too')
        )
        assert [(words.text, words.heading) for words in written(html)] == [
            ("Hello", "Zoe Nobody updated her status."),
            ("Me too", ""),
        ]

    def test_the_first_pages_named_each_author(self) -> None:
        def entry(name: str, text: str, inside: str = "") -> str:
            return (
                f'<div class="feedentry hentry"><span class="author vcard"><span class="profile fn">{name}'
                f'</span></span><span class="entry-title entry-content">{text}</span><div class="timerow">'
                '<abbr class="time published" title="2010">October 19, 2019 at 12:00 pm</abbr></div>'
                f"{inside}</div>"
            )

        comments = f'<div class="comments hfeed">{entry("Bo Other", "Me too")}</div>'
        assert written(page(entry("Zoe Nobody", "Hello", comments), entry("Zoe Nobody", "Bye"))) == [
            Words("post", NOON, "Hello", "Zoe Nobody"),
            Words("post", NOON, "Me too", "Bo Other"),
            Words("post", NOON, "Bye", "Zoe Nobody"),
        ]


class TestOwner:
    @staticmethod
    def names(html: str) -> list[str]:
        return pages.owner(BytesIO(html.encode()))

    def test_old_pages_tell_it_in_heading_and_title(self) -> None:
        assert self.names(old_page()) == ["Zoe Nobody"]
        assert self.names(
            page('<div class="contents"><h1>Zoë Nobody</h1></div>', title="Zoë Nobody - Berichten")
        ) == ["Zoë Nobody"]
        assert self.names(page('<div class="contents"><h1>Zoe Nobody</h1></div>', title="")) == ["Zoe Nobody"]
        assert self.names(page(title="Zoe Nobody - Nachrichten")) == ["Zoe Nobody"]

    def test_other_pages_are_not_taken_for_it(self) -> None:
        assert (
            self.names(
                page(
                    '<div class="contents"><h1>Conversation with Bo</h1></div>', title="Conversation with Bo"
                )
            )
            == []
        )
        assert self.names(page("<h1>Your posts</h1>", title="Bo Other")) == []
        assert self.names(page(title="Bo - best friend")) == []

    @pytest.mark.parametrize("label", ["Name", "Full name", "Nom", "Nombre", "Naam", "Имя", "Név", "名前"])
    def test_profiles_tell_it_in_a_table(self, label: str) -> None:
        rows = [
            (label, "Zoe Nobody"),
            ("Email", "zoe@example.org"),
            ("Previous names", "Zoe Before<br />Zoe Once"),
        ]
        table = TestTables.table(*rows)
        family = TestTables.table((label, "Ann Cousin"))
        html = page(f'<div class="_a6-g"><h2>Profile</h2>{table}</div><div class="_a6-g">{family}</div>')
        assert self.names(html) == ["Zoe Nobody", "Zoe Before", "Zoe Once"]

    def test_profiles_with_tables_inside(self) -> None:
        name = TestTables.table(("Full name", "Zoe Nobody"), ("First name", "Zoe"))
        former = TestTables.table(("Name", "Zoe Before"), ("Time", "Oct 19, 2019 12:00:00 pm"))
        assert self.names(page(TestTables.table(("Name", name), ("Former names", former)))) == [
            "Zoe Nobody",
            "Zoe Before",
        ]


class TestFiles:
    GOOD = page("<div>Participants: Zoe Nobody, Bo Other</div>", block_2025("Zoe Nobody", said("Häh 😀")))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_however_it_was_saved(self, encoding: str) -> None:
        assert spoken(self.GOOD.encode(encoding)) == [("Zoe Nobody", "Häh 😀")]

    def test_a_wrong_or_missing_charset_is_ignored(self) -> None:
        assert spoken(self.GOOD.replace("UTF-8", "iso-8859-1")) == [("Zoe Nobody", "Häh 😀")]
        assert spoken(self.GOOD.replace("charset=UTF-8", "")) == [("Zoe Nobody", "Häh 😀")]

    def test_broken_bytes_and_nuls_cost_only_themselves(self) -> None:
        assert spoken(self.GOOD.encode().replace(b"H", b"\xff\x00H")) == [("Zoe Nobody", "\ufffdHäh 😀")]

    @pytest.mark.parametrize("data", [b"", b"  \r\n", b"\0\0\0\0", b"\xef\xbb\xbf"])
    def test_empty_files(self, data: bytes) -> None:
        for reader in (pages.threads, pages.owner, lambda file: pages.words(file, "post")):
            with pytest.raises(ValueError, match=r"^empty$"):
                list(reader(BytesIO(data)))

    @pytest.mark.parametrize(
        "data", [b'{"messages": []}', b"%PDF-1.4", b"\x89PNG\r\n\x1a\n\0", b"[object Object]"]
    )
    def test_files_that_are_no_pages(self, data: bytes) -> None:
        for reader in (pages.threads, pages.owner, lambda file: pages.words(file, "post")):
            with pytest.raises(ValueError, match=r"^not a page of a Facebook export$"):
                list(reader(BytesIO(data)))

    @pytest.mark.parametrize("cut", [7, 20, 60])
    def test_what_stands_before_a_cut_is_read(self, cut: int) -> None:
        data = page(block_2025("Zoe Nobody", said("one")), block_2025("Zoe Nobody", said("two"))).encode()[
            :-cut
        ]
        found = []

        def read_on() -> None:
            for thread in pages.threads(BytesIO(data)):
                found.extend(text for _, _, text, _ in thread.messages)

        with pytest.raises(ValueError, match=r"^cut off$"):
            read_on()
        assert found[:1] == ["one"]

    def test_texts_and_attributes_of_any_size(self) -> None:
        long = "word " * (3 << 20)
        html = page(block_2025("A", said(long)), f"<img alt='{long}'>", block_2025("B", said("hi")))
        assert spoken(html) == [("A", long.strip()), ("B", "hi")]

    @pytest.mark.parametrize(
        "name", ["", "_a6-g", "_a6-p", "_a6-h", "_a72d", "_2pin", "thread", "contents", "hentry"]
    )
    def test_ten_thousand_elements_inside_each_other(self, name: str) -> None:
        deep = f'<div class="{name}">' * 10_000 + "x" + "</div>" * 10_000
        read(page('<i class="_a6-g"></i>', deep))
        written(page('<i class="meta"></i>', deep))
        assert spoken(page(block_2025("A", f"<div>{'<b>' * 10_000}hi</div>"))) == [("A", "hi")]

    @pytest.mark.parametrize("size", [40, 333, 5000])
    def test_a_long_page_is_read_by_several_parsers(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever one takes over from another, nothing is lost, doubled or torn."""
        lines = [f"line {number} &amp;<br />more" for number in range(300)]
        conversations = [
            old_page(
                *(
                    old_thread(f"A, {i}", *(old_message("A", f"<p>{line}</p>") for line in lines))
                    for i in "BC"
                )
            ),
            page(*(block_2018("A", said(line)) for line in lines)),
            page(*(block_2025("A", said(line)) for line in lines)),
            page(
                TestWithoutClasses.HEAD,
                *(f"<p>Bo Other</p><p>{line}</p><p>1 Oct 2019, 2:37</p>" for line in lines),
            ),
        ]
        posts = page(*(block_2022("A", field(line, "<div>Place</div>")) for line in lines))
        whole = [*map(read, conversations), written(posts)]
        assert [len(messages) for found in whole[:-1] for _, _, messages in found] == [300] * 5
        monkeypatch.setattr(markup, "_PIECE", size)
        monkeypatch.setattr(markup, "_FRESH", size)
        assert [*map(read, conversations), written(posts)] == whole

    def test_memory_does_not_grow_with_the_page(self) -> None:
        """A page of 60 MB takes hardly more than one of 6 MB."""
        code = dedent("""
            import sys
            from pathlib import Path
            from textgen_scrapers.facebook import pages

            MESSAGE = (
                b'<div class="message"><div class="message_header"><span class="user">Zoe Nobody</span>'
                b'<span class="meta">Friday, October 4, 2013 at 10:05pm PDT</span></div></div><p>'
                + b"some words " * 200 + b"</p>"
            )

            class File:
                def __init__(self, size):
                    self.left = size // len(MESSAGE)
                    self.rest = b'<body><div class="thread">Zoe Nobody, Bo Other'

                def read(self, size):
                    data = self.rest
                    while self.left and len(data) < size:
                        data += MESSAGE
                        self.left -= 1
                    self.rest = data[size:]
                    return data[:size]

            def peak():
                status = Path("/proc/self/status")
                if status.exists():  # what the parent used does not count there
                    return int(status.read_text().split("VmHWM:")[1].split()[0]) << 10
                import resource
                unit = 1 if sys.platform == "darwin" else 1024
                return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

            for size in map(int, sys.argv[1:]):
                assert sum(1 for t in pages.threads(File(size)) for _ in t.messages) == size // len(MESSAGE)
                print(peak())
        """)
        pytest.importorskip("resource")
        command = [sys.executable, "-c", code, "6000000", "60000000"]
        small, large = map(int, subprocess.check_output(command).split())
        assert large - small < 10_000_000


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                '<div class="thread">',
                '<div class="message_header">',
                '<span class="user">',
                '<span class="meta">',
                '<div class="meta">',
                '<div class="comment">',
                '<div class="hentry"><i class="fn">',
                '<section class="_a6-g">',
                '<h2 class="_a6-h">',
                '<div class="_a6-p">',
                '<div class="_a72d">',
                '<div class="_2pin">',
                '<div class="_a7ng">',
                '<div class="_2lej">',
                '<div class="_2let">',
                "<table><tr><td>Comment<td>",
                "<div>",
                "</div>",
                "</section>",
                "</span>",
                "<p>",
                "</p>",
                "<br />",
                "<ul>",
                "<title>",
                "<",
                "&#",
                "Participants: A, B and C",
                "A",
                "Oct 19, 2019, 12:00 PM",
                "Updated Oct 19, 2019, 12:00 PM",
            ]
        ),
        st.text(max_size=10),
    ),
    max_size=40,
)


def check(data: bytes) -> None:
    """Whatever a file holds, it is read, or a short reason is given."""
    for reader in (pages.owner, lambda file: pages.words(file, "post"), heard):
        reason = ""
        try:
            for found in reader(BytesIO(data)):
                assert isinstance(found, str) or found.time >= 0
        except ValueError as error:
            reason = str(error)
        assert reason in {"", "empty", "not a page of a Facebook export", "cut off"}


def heard(file: BytesIO) -> Iterator[str]:
    for thread in pages.threads(file):
        for time, sender, text, reason in thread.messages:
            assert time >= 0
            assert sender in {"", OWNER, *thread.people}
            assert text == text.strip(" \t\r\n\f")
            assert reason == ("" if text else NO_TEXT)
            yield text


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<html>", b"\xff\xfe<\0h\0", b'<div class="_a6-g">']))
def test_any_bytes(data: bytes, start: bytes) -> None:
    check(start + data)


@settings(deadline=None)
@given(MARKUP)
def test_any_markup(parts: list[str]) -> None:
    check(("<html>" + "".join(parts)).encode("utf-8", "surrogatepass"))
    check(("".join(parts) + "</html>").encode("utf-8", "surrogatepass"))
