"""Messages as documents: sessions, turns, copies, and whose words they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from building import BASE, FRIEND, ME, PROFILE, THIRD, at, collect, inbox, mine, texts, thread, write
from recording import Run

from textgen import SourceError

WHO = {"profile_information.json": PROFILE}


def export(path: Path, *messages: Any, name: str = "jan_1", **options: Any) -> Path:
    return write(path / "export", {**WHO, **inbox(name, *messages, **options)})


class TestSessions:
    def test_a_pause_of_more_than_an_hour_begins_a_document(self, tmp_path: Path, run: Run) -> None:
        messages = [at(0, "one"), at(3600, "two"), at(7201, "three"), at(7300, "four")]
        first, second = collect(run, export(tmp_path, *messages))
        assert (first.text, second.text) == ("one\ntwo", "three\nfour")
        assert second.created == datetime.fromtimestamp(BASE + 7201, UTC)
        assert first.uri != second.uri
        assert first.metadata["messages"] == 2

    def test_what_others_say_keeps_a_session_going(self, tmp_path: Path, run: Run) -> None:
        messages = [at(0, "one"), at(3000, "still here", FRIEND), at(6000, "two")]
        (document,) = collect(run, export(tmp_path, *messages))
        assert document.text == "one\ntwo"

    @pytest.mark.parametrize(
        ("gap", "count"), [("10s", 3), ("1m", 2), ("1.5h", 1), ("2h", 1), ("1", 2), ("1d", 1)]
    )
    def test_the_gap_is_as_asked(self, tmp_path: Path, run: Run, gap: str, count: int) -> None:
        messages = [at(0, "one"), at(30, "two"), at(5000, "three")]
        assert len(collect(run, export(tmp_path, *messages), gap=gap)) == count

    @pytest.mark.parametrize("gap", ["", "soon", "-5m", "5 weeks", "1e3"])
    def test_a_gap_that_is_none_is_an_error(self, tmp_path: Path, run: Run, gap: str) -> None:
        with pytest.raises(SourceError, match="--gap cannot be") as caught:
            collect(run, export(tmp_path, at(0, "one")), gap=gap)
        assert "60m" in caught.value.hint

    def test_messages_and_threads_can_be_documents(self, tmp_path: Path, run: Run) -> None:
        messages = [at(0, "one\n\nline"), at(9999, "two"), at(20000, "three")]
        path = export(tmp_path, *messages)
        each = collect(run, path, per_message=True)
        assert [document.text for document in each] == ["one\n\nline", "two", "three"]
        assert len({document.uri for document in each}) == 3
        (whole,) = collect(run, path, per_thread=True)
        assert whole.text == "one line\ntwo\nthree"

    def test_no_two_documents_have_one_name(self, tmp_path: Path, run: Run) -> None:
        page = "".join(
            f'<div class="_a6-g"><div class="_a6-h">{ME}</div><div class="_a6-p"><div><div></div><div>{text}'
            '</div></div></div><div class="_a6-o"><div class="_a72d">Mar 22, 2020 4:49 am</div></div></div>'
            for text in ("ok", "ok", "fine", "ok")
        )
        html = f"<html><head><title>Jan</title></head><body>{page}</body></html>".encode()
        path = write(tmp_path / "export", {**WHO, "messages/inbox/jan_1/message_1.html": html})
        assert sorted(texts(collect(run, path, per_message=True), "message")) == ["fine", "ok"]
        assert run.context.skipped == {"in the export twice": 2}
        (whole,) = collect(run, path)
        assert sorted(whole.text.split("\n")) == ["fine", "ok", "ok", "ok"]

    def test_options_that_contradict_each_other_are_errors(self, tmp_path: Path, run: Run) -> None:
        path = export(tmp_path, at(0, "one"))
        with pytest.raises(SourceError, match="exclude each other"):
            collect(run, path, per_message=True, per_thread=True)
        with pytest.raises(SourceError, match="--turns needs"):
            collect(run, path, per_message=True, turns=True)

    def test_turns_mark_where_others_spoke(self, tmp_path: Path, run: Run) -> None:
        messages = [
            at(0, "hi", FRIEND),
            at(1, "hello"),
            at(2, "how are you?", FRIEND),
            at(3, "well?", FRIEND),
            at(4, "fine"),
            at(5, "and you"),
            at(6, "good", FRIEND),
            at(20000, "anyone?", FRIEND),
        ]
        (document,) = collect(run, export(tmp_path, *messages), turns=True)
        assert document.text == "[…]\nhello\n[…]\nfine\nand you"

    def test_files_are_put_in_order_by_time_whatever_their_numbers_and_directions(
        self, tmp_path: Path, run: Run
    ) -> None:
        backwards = thread(at(10, "c"), at(11, "d"))
        forwards = thread(at(1, "a"), at(2, "b"))
        forwards["messages"].reverse()
        files = {
            "messages/inbox/jan_1/message_1.json": forwards,
            "messages/inbox/jan_1/message_2.json": backwards,
            **WHO,
        }
        (document,) = collect(run, write(tmp_path / "export", files))
        assert document.text == "a\nb\nc\nd"

    def test_messages_of_one_second_keep_their_order(self, tmp_path: Path, run: Run) -> None:
        messages = [at(0, text) for text in ("c", "a", "b")]
        (document,) = collect(run, export(tmp_path, *messages))
        assert document.text == "c\na\nb"


class TestCopies:
    def test_next_years_export_adds_only_what_is_new(self, tmp_path: Path, run: Run) -> None:
        old = [at(0, "one"), at(9999, "two")]
        new = [*old, at(20000, "three")]
        one = write(tmp_path / "2024", {**WHO, **inbox("jan_1", *old)})
        two = write(tmp_path / "2025", {**WHO, **inbox("jan_1", *new)})
        first, second = collect(run, one), collect(run, two)
        assert [document.uri for document in second[:2]] == [document.uri for document in first]
        assert second[2].text == "three"
        both = collect(run, two, one)
        assert [document.text for document in both] == ["one", "two", "three"]
        assert run.context.skipped["in the export twice"] == 2

    def test_a_conversation_that_was_renamed_is_known_by_its_number(self, tmp_path: Path, run: Run) -> None:
        one = write(tmp_path / "2024", {**WHO, **inbox("jannoone_12345678901", at(0, "one"))})
        two = write(tmp_path / "2025", {**WHO, **inbox("janother_12345678901", at(0, "one"))})
        assert collect(run, one)[0].uri == collect(run, two)[0].uri

    def test_what_the_encrypted_download_holds_too_comes_once(self, tmp_path: Path, run: Run) -> None:
        encrypted = {
            "participants": [ME, FRIEND],
            "threadName": "Jan Noone_7",
            "messages": [
                {"senderName": ME, "text": "two", "timestamp": (BASE + 60) * 1000, "type": "text"},
                {"senderName": ME, "text": "three", "timestamp": (BASE + 120) * 1000, "type": "text"},
                {"senderName": FRIEND, "text": "mine", "timestamp": (BASE + 121) * 1000, "type": "text"},
                {"senderName": ME, "text": "", "timestamp": (BASE + 122) * 1000, "media": [{"uri": "x"}]},
                {"senderName": ME, "text": "x", "timestamp": (BASE + 123) * 1000, "isUnsent": True},
                {"senderName": ME, "text": "y", "timestamp": (BASE + 124) * 1000, "type": "placeholder"},
            ],
        }
        one = write(tmp_path / "export", {**WHO, **inbox("jan_1", at(0, "one"), at(60, "two"))})
        two = write(tmp_path / "messages", {"Jan Noone_7.json": encrypted, "Empty_8.json": {"messages": []}})
        documents = collect(run, one, two)
        assert [document.text for document in documents] == ["one\ntwo", "three"]
        assert "Jan" not in "".join(document.uri for document in documents)

    def test_an_encrypted_conversation_is_the_same_wherever_it_was_unpacked(
        self, tmp_path: Path, run: Run
    ) -> None:
        said = {"senderName": ME, "text": "one", "timestamp": BASE * 1000, "type": "text"}
        chat = {"participants": [ME, FRIEND], "threadName": "Jan Noone_7", "messages": [said]}
        paths = [
            write(tmp_path / "messages", {"Jan Noone_7.json": chat}),
            write(tmp_path / "messages (1)", {"Jan Noone_7.json": chat}),
            write(tmp_path / "messages.zip", {"Jan Noone_7.json": chat}),
        ]
        (uri,) = {document.uri for path in paths for document in collect(run, path, owner=[ME])}
        assert len(collect(run, *paths, owner=[ME])) == 1
        assert "Jan" not in uri

    def test_the_same_words_to_two_people_are_no_copy(self, tmp_path: Path, run: Run) -> None:
        files = {
            **WHO,
            **inbox("jan_1", at(0, "Happy new year!")),
            **inbox("ann_2", at(0, "Happy new year!")),
        }
        assert len(collect(run, write(tmp_path / "export", files))) == 2

    def test_seconds_of_old_exports_and_milliseconds_of_new_ones_are_one_time(
        self, tmp_path: Path, run: Run
    ) -> None:
        old = thread({"sender_name": ME, "content": "hi", "timestamp": BASE})
        new = thread({"sender_name": ME, "content": "hi", "timestamp_ms": BASE * 1000 + 123})
        one = write(tmp_path / "2018", {**WHO, "messages/Jan_1/message.json": old})
        two = write(tmp_path / "2020", {**WHO, "messages/inbox/jan_1/message_1.json": new})
        (document,) = collect(run, one, two)
        assert document.text == "hi"

    def test_a_conversation_whose_folder_was_renamed_comes_once(self, tmp_path: Path, run: Run) -> None:
        old, new = "messages/JanNoone_aB3dE/message.json", "messages/inbox/jannoone_1234567890/message_1.json"
        one = write(tmp_path / "2018", {**WHO, old: thread(at(0, "one"))})
        two = write(tmp_path / "2024", {**WHO, new: thread(at(0, "one"), at(9999, "two"))})
        assert sorted(document.text for document in collect(run, one, two)) == ["one", "two"]

    def test_the_same_said_twice_in_a_second_stays_and_a_doubled_record_goes(
        self, tmp_path: Path, run: Run
    ) -> None:
        messages = [at(0.1, "no"), at(0.5, "no"), at(0.5, "no"), at(0.9, "yes")]
        (document,) = collect(run, export(tmp_path, *messages))
        assert document.text == "no\nno\nyes"


class TestWhose:
    def test_others_words_need_a_yes(self, tmp_path: Path, run: Run) -> None:
        path = export(tmp_path, at(0, "hi", FRIEND), at(1, "hello"), at(2, "bye", FRIEND))
        (document,) = collect(run, path, participants="all", yes=True)
        assert document.text == "hi\nhello\nbye"
        assert document.metadata["authors"] == [FRIEND, ME, FRIEND]
        assert document.author is None
        run.answer = False
        with pytest.raises(SourceError, match="Nothing was collected"):
            collect(run, path, participants="all")
        assert "They have not been asked" in run.questions[0]
        run.answer = True
        assert collect(run, path, participants="all", per_message=True)[0].author == FRIEND
        with pytest.raises(SourceError, match="--participants cannot be 'friends'"):
            collect(run, path, participants="friends")

    def test_names_of_conversations_are_numbers_unless_asked(self, tmp_path: Path, run: Run) -> None:
        path = export(tmp_path, at(0, "hello"))
        (document,) = collect(run, path)
        assert document.uri.split("/")[1] == document.metadata["thread"] != FRIEND
        (document,) = collect(run, path, keep_names=True)
        assert document.metadata["thread"] == FRIEND

    def test_one_conversation_can_be_asked_for(self, tmp_path: Path, run: Run) -> None:
        files = {
            **WHO,
            "posts/your_posts.json": {"data": [{"post": "no message"}]},
            **inbox("jan_1", at(0, "to Jan")),
            **inbox("ann_2", at(0, "to Ann"), names=(ME, THIRD)),
            **inbox("chess_3", at(0, "to all"), names=(ME, THIRD, FRIEND), title="Chess"),
        }
        path = write(tmp_path / "export", files)
        assert [d.text for d in collect(run, path, thread=["chess"])] == ["to all"]
        assert {d.text for d in collect(run, path, thread=["jan noone"])} == {"to Jan", "to all"}
        with pytest.raises(SourceError, match="No conversation has 'ches club' in its name") as caught:
            collect(run, path, thread=["Ches  Club"])
        assert "Chess" in caught.value.hint

    def test_a_period_takes_the_days_between(self, tmp_path: Path, run: Run) -> None:
        day = 86400
        messages = [
            at(0, "13 September"),
            at(day, "14 September"),
            at(400 * day, "October"),
            mine(content="?"),
        ]
        messages[-1]["timestamp_ms"] = 0
        path = export(tmp_path, *messages)
        assert texts(collect(run, path, since="2020-09-14", until="2020"), "message") == ["14 September"]
        assert run.context.skipped == {"before --since": 1, "after --until": 1, "without a date": 1}
        assert texts(collect(run, path, until="2020-09-13"), "message") == ["13 September"]
        assert texts(collect(run, path, since="2021"), "message") == ["October"]
        with pytest.raises(SourceError, match="later than"):
            collect(run, path, since="2021", until="2020")
        for wrong in ("yesterday", "2021-13", "2021-02-30", "14.09.2020"):
            with pytest.raises(SourceError, match="--since cannot be"):
                collect(run, path, since=wrong)

    def test_wrong_clocks_lose_the_date_and_not_the_words(self, tmp_path: Path, run: Run) -> None:
        times = [1000, 3 * 10**12, -5, 10**400, "x", None, "1600000000000", 1.6e12]
        messages = [{"sender_name": ME, "content": str(n), "timestamp_ms": t} for n, t in enumerate(times)]
        documents = collect(run, export(tmp_path, *messages), per_message=True)
        assert {document.text for document in documents} == {str(n) for n in range(len(times))}
        dated = {document.text for document in documents if document.created}
        assert dated == {"6", "7"}


class TestFacebooksOwn:
    def test_what_facebook_wrote_is_told_by_its_form(self, tmp_path: Path, run: Run) -> None:
        messages = [
            mine(type="Call", call_duration=3, content="You called Jan."),
            mine(type="Generic", content="ok", missed=True),
            mine(type="Subscribe", users=[{"name": FRIEND}], content="x"),
            mine(content="taken back", is_unsent=True),
            mine(content="removed", is_taken_down=True),
            mine(photos=[{"uri": "a.jpg"}]),
            mine(photos=[{"uri": "a.jpg"}], content=f"{ME} ihåååå en bild."),
            mine(type="Share", content="Look at this", share={"link": "https://example.com"}),
            mine(content=None),
            mine(content=["odd"]),
        ]
        documents = collect(run, export(tmp_path, *messages))
        assert texts(documents, "message") == ["Look at this"]
        assert run.context.skipped == {"written by Facebook": 4, "taken back": 2, "no text": 3}
        assert set(filter(None, run.dropped)) == {"You called Jan.", "ok", "x", f"{ME} ihåååå en bild."}

    def test_a_sentence_in_an_unknown_language_is_told_by_its_return(self, tmp_path: Path, run: Run) -> None:
        def sentence(who: str, whom: str) -> str:
            return f"{who} lähetti liitteen henkilölle {whom}"

        files = {
            **WHO,
            **inbox("a_1", at(0, "early"), at(1, sentence(ME, FRIEND))),
            **inbox("b_2", at(0, sentence(THIRD, ME), THIRD), at(1, "late"), names=(ME, THIRD)),
            **inbox("c_3", at(0, f"{ME} here, my new number is 5")),
        }
        documents = collect(run, write(tmp_path / "export", files))
        assert set(texts(documents, "message")) == {"early", "late", f"{ME} here, my new number is 5"}
        assert sentence(ME, FRIEND) in run.dropped

    def test_it_is_told_in_a_conversation_of_ten_thousand(self, tmp_path: Path, run: Run) -> None:
        people = tuple(f"Person{n} Number{n}" for n in range(10_000))
        joined = [at(n, f"{name} liittyi ryhmään", name) for n, name in enumerate(people[:500])]
        messages = [*joined, at(600, f"{ME} liittyi ryhmään"), at(700, "hello all")]
        path = export(tmp_path, *messages, names=(ME, *people), title="Village")
        (document,) = collect(run, path)
        assert document.text == "hello all"

    def test_nicknames_count_as_names(self, tmp_path: Path, run: Run) -> None:
        messages = [
            at(0, f"{FRIEND} set the nickname for {ME} to Zozo.", FRIEND),
            at(1, "Zozo sent a photo."),
            at(2, "Mia sent a photo."),
        ]
        assert texts(collect(run, export(tmp_path, *messages)), "message") == ["Mia sent a photo."]


def test_a_conversation_of_any_size_is_read_in_pieces(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textgen_scrapers.facebook import seen, sessions, threads, timeline

    path = export(tmp_path, *(at(n, f"été {n}", ME if n % 3 else FRIEND) for n in range(1000)))
    whole = collect(run, path)
    for module, name, size in [
        (threads, "STREAMED", 1000),
        (timeline, "_IN_MEMORY", 100),
        (seen, "_IN_MEMORY", 50),
        (sessions, "_CHUNK", 30),
    ]:
        monkeypatch.setattr(module, name, size)
    run.known.clear()
    assert collect(run, path) == whole
    assert whole[0].text.count("\n") == 665


def test_a_large_file_with_half_a_surrogate_pair_is_kept_up_to_there(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textgen_scrapers.facebook import threads

    monkeypatch.setattr(threads, "STREAMED", 100)
    path = export(tmp_path, *(at(n, f"number {n}") for n in range(50)))
    (file,) = path.rglob("message_1.json")
    file.write_bytes(file.read_bytes().replace(b"number 20", b"cut \\udc00"))
    (document,) = collect(run, path)
    assert document.text.startswith("number 21\n")
    assert run.failed[0][1] == "not valid JSON"


def test_of_a_large_file_that_is_cut_off_the_rest_is_kept(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textgen_scrapers.facebook import threads

    monkeypatch.setattr(threads, "STREAMED", 100)
    path = export(tmp_path, *(at(n, f"number {n}") for n in range(50)))
    (file,) = path.rglob("message_1.json")
    file.write_bytes(file.read_bytes()[:2500])
    (document,) = collect(run, path)
    assert document.text.endswith("number 48\nnumber 49")
    assert run.failed[0][1] == "not valid JSON"


def test_what_was_said_to_two_people_in_one_minute_stands_twice_on_pages(tmp_path: Path, run: Run) -> None:
    def said(name: str, text: str) -> str:
        return (
            f'<div class="message"><div class="message_header"><span class="user">{name}</span>'
            f'<span class="meta">Tuesday, January 1, 2013 at 12:01am UTC</span></div></div><p>{text}</p>'
        )

    threads = "".join(
        f'<div class="thread">{ME}, {other}{said(ME, "Happy new year!")}{said(other, "x")}</div>'
        for other in (FRIEND, THIRD)
    )
    page = f"<html><title>{ME} - Messages</title><div class=contents><h1>{ME}</h1>{threads}</div></html>"
    parts = [write(tmp_path / f"{year}.zip", {"html/messages.htm": page.encode()}) for year in (2013, 2014)]
    assert texts(collect(run, *parts), "message") == ["Happy new year!"] * 2


def test_a_large_file_may_hold_raw_control_characters(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textgen_scrapers.facebook import threads

    monkeypatch.setattr(threads, "STREAMED", 100)
    path = export(tmp_path, *(at(n, f"number {n}") for n in range(50)))
    (file,) = path.rglob("message_1.json")
    file.write_bytes(file.read_bytes().replace(b"number 20", b"raw\n\x01\ttwenty"))
    (document,) = collect(run, path)
    assert document.text.count("\n") == 49
    assert "raw   twenty" in document.text
    assert not run.failed
