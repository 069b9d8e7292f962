"""Conversations on the pages of every year."""

from __future__ import annotations

from io import BytesIO

import pytest
from paging import (
    BLOCKS,
    LISTED,
    NOON,
    Block,
    block_2018,
    block_2025,
    old_message,
    old_page,
    old_thread,
    page,
    read,
    said,
    spoken,
    written,
)
from textgen_scrapers.facebook import pages
from textgen_scrapers.facebook.mentions import named
from textgen_scrapers.facebook.pages.people import listed
from textgen_scrapers.facebook.words import NO_TEXT, OWNER, Words


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
    @pytest.mark.parametrize("date", ["Oct 19, 2019, 12:00 PM", "19 Oct 2019, 12:00", "2019年10月19日 12:00"])
    def test_a_message_stands_between_a_name_and_a_date(self, date: str) -> None:
        text = "<div>one<br>two</div><p>three</p><ul><li>😍</li></ul>"
        message = f"<div><div>Zoe Nobody</div>{text}<div>{date}</div></div>"
        [(title, people, messages)] = read(page(LISTED, message, message.replace("Zoe Nobody", "Bo Other")))
        assert (title, people) == ("Bo Other", ["Zoe Nobody", "Bo Other"])
        assert messages == [
            (1000 * NOON, "Zoe Nobody", "one\ntwo\nthree", ""),
            (1000 * NOON, "Bo Other", "one\ntwo\nthree", ""),
        ]

    def test_unknown_classes_are_read_like_none(self) -> None:
        html = (
            page(LISTED, block_2025("Zoe Nobody", said("hi")))
            .replace("_a6-", "_b7-")
            .replace("_a72d", "_b83e")
        )
        assert spoken(html) == [("Zoe Nobody", "hi")]

    def test_known_classes_without_a_message_are_read_like_none(self) -> None:
        message = "<p>Zoe Nobody</p><p>hi</p><p>Oct 19, 2019, 12:00 PM</p>"
        assert spoken(page('<div class="_a6-g">', LISTED, message, "</div>")) == [("Zoe Nobody", "hi")]

    def test_a_text_may_be_a_name_or_hold_a_date(self) -> None:
        lines = ["Zoe Nobody", "Bo Other", "see you Oct 19, 2019, 12:00 PM", "Oct 19, 2019, 12:00 PM"]
        html = page(LISTED, *(f"<div>{line}</div>" for line in lines))
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
