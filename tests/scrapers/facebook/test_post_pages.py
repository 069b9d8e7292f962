"""Posts, comments, walls and profiles on the pages of every year."""

from __future__ import annotations

from io import BytesIO

import pytest
from paging import (
    BLOCKS,
    NOON,
    Block,
    block_2018,
    block_2025,
    field,
    old_page,
    page,
    texts,
    written,
)
from textgen_scrapers.facebook import pages
from textgen_scrapers.facebook.words import Words


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
