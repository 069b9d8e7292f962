"""The source ``facebook`` on exports that the tests build. Everybody in them is invented."""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Run, ordinary_user
from textgen_scrapers.facebook import facebook
from textgen_scrapers.facebook.mojibake import repair
from textgen_scrapers.facebook.sentences import Sentences

from textgen import Document, SourceError

ME, FRIEND, THIRD = "Zoë Nobody", "Jan Noone", "Ann Other"
BASE = 1_600_000_000


def broken(value: Any) -> Any:
    """The value as Facebook writes it: each byte of its UTF-8 a character."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("latin-1")
    if isinstance(value, list):
        return [broken(item) for item in value]
    if isinstance(value, dict):
        return {key: broken(item) for key, item in value.items()}
    return value


def thread(
    *messages: tuple[str, str] | dict[str, Any], names: tuple[str, ...] = (ME, FRIEND), start: int = 0
) -> Any:
    """A conversation, newest message first as in an export."""
    written = [
        message
        if isinstance(message, dict)
        else {
            "sender_name": message[0],
            "content": message[1],
            "timestamp_ms": (BASE + start + number) * 1000,
        }
        for number, message in enumerate(messages)
    ]
    return {"participants": [{"name": name} for name in names], "messages": written[::-1], "title": FRIEND}


def mine(**message: Any) -> dict[str, Any]:
    return {"sender_name": ME, "timestamp_ms": BASE * 1000, **message}


PROFILE = {"profile_v2": {"name": {"full_name": ME}, "previous_names": [{"name": "Zoë Früher"}]}}
POSTS = [
    {
        "timestamp": BASE,
        "data": [{"post": "Erster Satz – mit “Zeichen” 🙂\nZweite Zeile"}],
        "title": "Zoë updated her status.",
    },
    {"timestamp": BASE + 1, "data": [{"update_timestamp": BASE + 9}, {"post": "The post comes second"}]},
    {"timestamp": BASE + 2, "attachments": [{"data": [{"media": {"uri": "a.jpg"}}]}]},
    {"timestamp": BASE + 3, "data": [{}]},
    {"timestamp": BASE + 4, "data": [{"post": "3 Years Ago"}]},
    {"timestamp": BASE + 5, "data": [{"post": "Thanks @[123456:2048:Jan Noone]!"}]},
]
COMMENTS = {
    "comments_v2": [
        {"timestamp": BASE, "data": [{"comment": {"timestamp": BASE, "comment": "Schön!", "author": ME}}]},
        {"timestamp": BASE, "data": [{"comment": {"comment": "not mine", "author": FRIEND}}]},
        {
            "timestamp": BASE + 1,
            "data": [{"comment": {"author": "Zoë Früher", "comment": "under my old name"}}],
        },
    ]
}
EXPORT = {
    "personal_information/profile_information/profile_information.json": PROFILE,
    "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json": POSTS,
    "your_facebook_activity/comments_and_reactions/comments.json": COMMENTS,
    "your_facebook_activity/messages/inbox/jannoone_77/message_1.json": thread(
        (ME, "Hallo Jan"), (FRIEND, "Hallo Zoë"), (ME, "Wie geht’s?\nUnd sonst?"), (ME, "Zoë sent a photo.")
    ),
}


def write(path: Path, files: Mapping[str, Any]) -> Path:
    """Write an export: a zip if the name says so, else a folder; values that are no bytes become JSON."""
    contents = {
        name: value if isinstance(value, bytes) else json.dumps(broken(value)).encode()
        for name, value in files.items()
    }
    if path.suffix == ".zip":
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
    else:
        for name, content in contents.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    return path


def collect(run: Run, *paths: Path, **options: Any) -> list[Document]:
    return list(facebook(run.context, list(paths), **options))


def texts(documents: list[Document], kind: str) -> list[str]:
    return [document.text for document in documents if document.kind == kind]


@pytest.mark.parametrize("name", ["export.zip", "export"])
def test_an_export_gives_the_owners_posts_comments_and_messages(tmp_path: Path, run: Run, name: str) -> None:
    documents = collect(run, write(tmp_path / name, EXPORT))
    assert texts(documents, "post") == [
        "Erster Satz – mit “Zeichen” 🙂\nZweite Zeile",
        "The post comes second",
        "Thanks Jan Noone!",
    ]
    assert texts(documents, "comment") == ["Schön!", "under my old name"]
    assert texts(documents, "message") == ["Hallo Jan\nWie geht’s? Und sonst?"]
    assert {document.author for document in documents} == {ME}
    assert documents[0].created == datetime.fromtimestamp(BASE, UTC)
    assert len({document.uri for document in documents}) == len(documents)
    assert run.failed == []
    assert run.context.skipped == {
        "written by someone else": 2,
        "written by Facebook": 2,
        "no text": 2,
    }
    assert run.progress[-1][0] == run.progress[-1][1]


def test_nothing_of_others_leaves_the_export(tmp_path: Path, run: Run) -> None:
    documents = collect(run, write(tmp_path / "export.zip", EXPORT))
    kept = " ".join(f"{document.uri} {document.title} {document.metadata}" for document in documents)
    said = " ".join([*map(str, run.skipped), *run.dropped])
    for other in ("jan", "Noone", "Hallo Zoë", "not mine"):
        assert other not in kept
        assert other not in said


@pytest.mark.parametrize(
    "folder",
    [
        "",
        "facebook-zoe/",
        "your_activity_across_facebook/",
        "personal_information/profile_information/x/",
        "a/b/c/",
    ],
)
@pytest.mark.parametrize(
    "inbox", ["inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover"]
)
def test_files_are_found_below_any_folders(tmp_path: Path, run: Run, folder: str, inbox: str) -> None:
    files = {
        f"{folder}posts/your_posts_1.json": POSTS[:1],
        f"{folder}messages/{inbox}/x_1/message_1.json": thread((ME, "Hallo")),
        f"{folder}profile_information.json": PROFILE,
    }
    assert len(collect(run, write(tmp_path / "export.zip", files))) == 2


def test_a_folder_below_the_top_of_the_export_does_too(tmp_path: Path, run: Run) -> None:
    export = write(tmp_path / "export", EXPORT) / "your_facebook_activity" / "messages" / "inbox"
    assert len(collect(run, export, owner=[ME])) == 1
    assert len(collect(run, export / "jannoone_77", owner=[ME])) == 1


def test_the_files_of_macos_and_of_other_people_are_left_out(tmp_path: Path, run: Run) -> None:
    files = {
        **EXPORT,
        "__MACOSX/posts/your_posts_1.json": POSTS,
        "posts/._your_posts_1.json": b"\0\0",
        "posts/other_people's_posts_to_your_timeline.json": {"wall_posts_sent_to_you": POSTS},
        "groups/your_posts_in_groups.json": {"group_posts_v2": POSTS},
        "messages/autofill_information.json": {"x": [{"data": [{"post": "no"}]}]},
        "posts/media/photo.json.jpg": b"\xff\xd8",
    }
    assert len(collect(run, write(tmp_path / "export.zip", files))) == 6


@pytest.mark.parametrize(
    "posts",
    [
        {"status_updates": POSTS[:2]},
        {"x_v2": {"activity_log_data": POSTS[:2]}},
        POSTS[:2],
    ],
)
def test_posts_are_found_bare_and_below_keys(tmp_path: Path, run: Run, posts: Any) -> None:
    files = {"posts/your_posts.json": posts, "profile_information.json": PROFILE}
    assert len(collect(run, write(tmp_path / "export", files))) == 2


def test_one_record_alone_may_be_an_object(tmp_path: Path, run: Run) -> None:
    record = {"timestamp": BASE, "data": {"post": "alone"}}
    files = {"posts/your_posts.json": record, "profile_information.json": PROFILE}
    assert texts(collect(run, write(tmp_path / "export", files)), "post") == ["alone"]


def test_a_conversation_in_many_files_and_parts_is_one_document_oldest_first(
    tmp_path: Path, run: Run
) -> None:
    inbox = "messages/inbox/x_1/message_{}.json"
    numbers = [1, 2, 10]
    starts = {1: 200, 2: 100, 10: 0}
    files = {inbox.format(number): thread((ME, f"from {number}"), start=starts[number]) for number in numbers}
    one = write(tmp_path / "part-1.zip", {name: files[name] for name in list(files)[:2]})
    two = write(
        tmp_path / "part-2.zip",
        {name: files[name] for name in list(files)[1:]} | {"profile_information.json": PROFILE},
    )
    (document,) = collect(run, one, two)
    assert document.text == "from 10\nfrom 2\nfrom 1"
    assert document.metadata == {"messages": 3}
    assert document.created == datetime.fromtimestamp(BASE, UTC)


def test_a_post_that_overlapping_exports_both_hold_comes_once(tmp_path: Path, run: Run) -> None:
    one = write(tmp_path / "one.zip", EXPORT)
    two = write(tmp_path / "two.zip", EXPORT)
    documents = collect(run, one, two)
    assert len(documents) == 6
    assert run.context.skipped["in the export twice"] == 5


def test_what_facebook_wrote_is_told_by_its_form(tmp_path: Path, run: Run) -> None:
    messages = [
        mine(type="Call", call_duration=3, content="You called Jan."),
        mine(type="Generic", content="ok", missed=True),
        mine(type="Subscribe", users=[{"name": FRIEND}], content="x"),
        mine(content="taken back", is_unsent=True),
        mine(content="removed", is_taken_down=True),
        mine(photos=[{"uri": "a.jpg"}]),
        mine(type="Share", content="Look at this", share={"link": "https://example.com"}),
        mine(content=None),
        mine(content=["odd"]),
    ]
    files = {"messages/inbox/x_1/message_1.json": thread(*messages)}
    documents = collect(run, write(tmp_path / "export", files), owner=[ME])
    assert texts(documents, "message") == ["Look at this"]
    assert run.context.skipped == {"written by Facebook": 3, "taken back": 2, "no text": 3}


@pytest.mark.parametrize(
    "sentence",
    [
        "You sent an attachment.",
        "Zoë Nobody sent a voice message.",
        "Zoë sent 3 photos.",
        "Reacted ❤ to your message ",
        "Liked a message",
        "You missed a call from Jan.",
        "Jan missed your call.",
        "You missed a video chat with Jan Noone.",
        "Jan Noone called you.",
        "You called Jan.",
        "The video call ended.",
        "Video chat ended",
        "Zoë started a video chat.",
        "You are now connected on Messenger",
        "You are now connected on Messenger.",
        "Say hi to your new Facebook friend, Jan.",
        "You can now message and call each other and see info like Active Status and more.",
        "You waved at Jan.",
        "Zoë named the group Night swimmers.",
        "You changed the group photo.",
        "You set the nickname for Jan Noone to Janni.",
        "Zoë set her own nickname to Z.",
        "You changed the chat theme to Ocean.",
        "Zoë added Jan to the group.",
        "You left the group.",
        "You created a poll: Where?.",
        "You pinned a message.",
        "Jan wasn't notified about this message because they're in quiet mode.",
        "Messages and calls are secured with end-to-end encryption. Only people in this chat can read them.",
    ],
)
def test_sentences_that_facebook_wrote_are_known(sentence: str) -> None:
    assert sentence in Sentences([ME, FRIEND])


@pytest.mark.parametrize(
    "sentence",
    [
        "Hello, I missed your call.",
        "We left the group of tourists at the pier.",
        "Mia sent an attachment.",
        "You called me yesterday.",
        "You sent a photo. Which one?",
        "she named the group",
        "The call ended badly",
        "I liked a message",
        "Jan",
        "",
    ],
)
def test_sentences_that_people_wrote_stay(sentence: str) -> None:
    assert sentence not in Sentences([ME, FRIEND])


class TestOwner:
    def test_profiles_of_2018_name_the_owner(self, tmp_path: Path, run: Run) -> None:
        files = {
            "posts/your_posts.json": POSTS[:1],
            "about_you/profile_information.json": {"profile": {"name": ME}},
        }
        assert collect(run, write(tmp_path / "export", files))[0].author == ME

    def test_the_author_of_most_comments_is_the_owner(self, tmp_path: Path, run: Run) -> None:
        records = [
            {"timestamp": n, "data": [{"comment": {"comment": str(n), "author": ME}}]} for n in range(3)
        ]
        other = {"timestamp": 9, "data": [{"comment": {"comment": "x", "author": FRIEND}}]}
        files = {"comments/comments.json": {"comments": [*records, other]}}
        assert len(collect(run, write(tmp_path / "export", files))) == 3

    def test_the_only_name_in_every_conversation_is_the_owner(self, tmp_path: Path, run: Run) -> None:
        files = {
            "messages/inbox/a_1/message_1.json": thread((ME, "one"), (FRIEND, "x")),
            "messages/inbox/b_2/message_1.json": thread((THIRD, "x"), (ME, "two"), names=(ME, THIRD)),
        }
        documents = collect(run, write(tmp_path / "export", files))
        assert texts(documents, "message") == ["one", "two"]
        assert run.log == ["The export is Zoë Nobody's, by the conversations."]

    def test_one_conversation_alone_does_not_tell_and_its_names_are_shown(
        self, tmp_path: Path, run: Run
    ) -> None:
        export = write(tmp_path / "export", {"messages/inbox/a_1/message_1.json": thread((ME, "one"))})
        with pytest.raises(SourceError, match="does not tell whose it is") as caught:
            collect(run, export)
        assert "--owner" in caught.value.hint
        assert ME in caught.value.hint
        assert FRIEND in caught.value.hint

    def test_given_names_count_in_any_case_and_space(self, tmp_path: Path, run: Run) -> None:
        messages = thread((ME, "one"), ("Zoë Früher", "two"), (FRIEND, "x"))
        export = write(tmp_path / "export", {"messages/inbox/a_1/message_1.json": messages})
        (document,) = collect(run, export, owner=["ZOE\u0308  nobody", "Zoë Früher"])
        assert document.text == "one\ntwo"

    def test_a_name_that_wrote_nothing_is_an_error_that_shows_who_did(self, tmp_path: Path, run: Run) -> None:
        with pytest.raises(SourceError, match="Nothing in the export was written by Zoe") as caught:
            collect(run, write(tmp_path / "export", EXPORT), owner=["Zoe"], include="comments,messages")
        assert ME in caught.value.hint

    def test_an_owner_who_only_sent_pictures_is_no_error(self, tmp_path: Path, run: Run) -> None:
        messages = thread(mine(photos=[{}]), (FRIEND, "x"))
        export = write(tmp_path / "export", {"messages/inbox/a_1/message_1.json": messages})
        assert collect(run, export, owner=[ME]) == []


class TestDamage:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b'{"messages": [', "not valid JSON"),
            (b"", "empty"),
            (b"[object Object]", "not valid JSON"),
            (b'{"a": "\xff"}', "not valid JSON"),
        ],
    )
    def test_one_broken_file_among_good_ones_is_named_without_a_persons_name(
        self, tmp_path: Path, run: Run, content: bytes, reason: str
    ) -> None:
        files = {
            **EXPORT,
            "messages/inbox/annother_5/message_2.json": content,
            "posts/your_posts_2.json": content,
        }
        assert len(collect(run, write(tmp_path / "export.zip", files))) == 6
        (posts, why), (messages, _) = run.failed
        assert (posts, why) == ("posts/your_posts_2.json", reason)
        assert messages.startswith("messages/")
        assert messages.endswith("/message_2.json")
        assert "annother" not in messages

    def test_control_characters_half_surrogates_and_a_mark_are_no_damage(
        self, tmp_path: Path, run: Run
    ) -> None:
        raw = b'\xef\xbb\xbf[{"timestamp": 1, "data": [{"post": "a\x01b\nc \\ud83d d \\ud83d\\ude42"}]}]'
        files = {"posts/your_posts.json": raw, "profile_information.json": PROFILE}
        assert texts(collect(run, write(tmp_path / "export", files)), "post") == ["a\x01b\nc  d 🙂"]

    @pytest.mark.parametrize(
        "value",
        [
            None,
            5,
            "text",
            [],
            {},
            [None],
            [[1]],
            {"messages": 1},
            {"messages": [None, 1]},
            [{"data": 1}],
            [{"data": [1]}],
        ],
    )
    def test_odd_values_never_break_the_run(self, tmp_path: Path, run: Run, value: Any) -> None:
        files = {
            **EXPORT,
            "posts/your_posts_9.json": value,
            "comments/comments_9.json": value,
            "messages/inbox/odd_9/message_1.json": value,
            "x/profile_information.json": value,
        }
        assert len(collect(run, write(tmp_path / "export.zip", files))) == 6

    def test_a_member_with_wrong_bytes_fails_and_the_rest_goes_on(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", {**EXPORT, "posts/your_posts_2.json": b"[1]" * 4000})
        data = bytearray(export.read_bytes())
        with ZipFile(export) as archive:
            start = archive.getinfo("posts/your_posts_2.json").header_offset
        name_length = struct.unpack_from("<H", data, start + 26)[0]
        data[start + 30 + name_length + 2] ^= 0xFF
        export.write_bytes(data)
        assert len(collect(run, export)) == 6
        assert run.failed == [("posts/your_posts_2.json", "damaged in the export")]

    def test_a_zip_that_was_cut_off_says_so(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", EXPORT)
        export.write_bytes(export.read_bytes()[:-200])
        with pytest.raises(SourceError, match="was cut off") as caught:
            collect(run, export)
        assert "Download" in caught.value.hint

    def test_a_protected_zip_says_so(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", EXPORT)
        data = bytearray(export.read_bytes())
        at = data.find(b"PK\x01\x02")
        while at >= 0:
            data[at + 8] |= 1
            at = data.find(b"PK\x01\x02", at + 4)
        export.write_bytes(data)
        with pytest.raises(SourceError, match="protected by a password"):
            collect(run, export)

    def test_what_is_no_export_says_so(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "a.txt").write_text("text")
        (tmp_path / "empty.zip").write_bytes(b"")
        (tmp_path / "empty").mkdir()
        other = write(tmp_path / "other.zip", {"notes/a.json": {"x": 1}})
        for path, message in [
            (tmp_path / "missing.zip", "does not exist"),
            (tmp_path / "a.txt", "neither a zip file nor a folder"),
            (tmp_path / "empty.zip", "neither a zip file nor a folder"),
            (tmp_path / "empty", "holds no posts, comments or messages"),
            (other, "holds no posts, comments or messages"),
        ]:
            with pytest.raises(SourceError, match=message):
                collect(run, path)

    def test_a_folder_that_may_not_be_read_says_so(self, run: Run) -> None:
        with tempfile.TemporaryDirectory() as name:
            export = write(Path(name) / "export", EXPORT)
            Path(name).chmod(0o755)
            closed = export / "your_facebook_activity"
            closed.chmod(0)
            with ordinary_user(), pytest.raises(SourceError, match="your_facebook_activity cannot be read"):
                collect(run, export)
            closed.chmod(0o755)

    def test_an_export_in_html_says_what_to_ask_for(self, tmp_path: Path, run: Run) -> None:
        files = {"messages/inbox/x_1/message_1.html": b"<html>", "posts/your_posts_1.html": b"<html>"}
        with pytest.raises(SourceError, match="in HTML, which cannot be read yet") as caught:
            collect(run, write(tmp_path / "export.zip", files))
        assert "JSON" in caught.value.hint


def test_include_takes_what_is_asked_and_knows_nothing_else(tmp_path: Path, run: Run) -> None:
    export = write(tmp_path / "export.zip", EXPORT)
    assert {d.kind for d in collect(run, export, include="comments, posts")} == {"comment", "post"}
    assert run.progress[-1][0] == run.progress[-1][1]
    with pytest.raises(SourceError, match="cannot take notes") as caught:
        collect(run, export, include="posts,notes")
    assert "posts, comments, messages" in caught.value.hint
    only = write(tmp_path / "only.zip", {"posts/your_posts.json": POSTS})
    with pytest.raises(SourceError, match="holds no messages") as caught:
        collect(run, only, include="messages")
    assert "posts" in caught.value.hint


class TestMojibake:
    @settings(deadline=None)
    @given(st.text())
    def test_whatever_facebook_broke_is_whole_again(self, text: str) -> None:
        assert repair(broken(text)) == text

    @pytest.mark.parametrize(
        ("text", "repaired"),
        [
            ("café À Ünder Straße", "café À Ünder Straße"),
            ("日本語 – “right already” 🙂", "日本語 – “right already” 🙂"),
            ("right’ and caf\u00c3\u00a9 \u00f0\u009f\u0099\u0082", "right’ and café 🙂"),
            ("\u00c3\u00a0 la plage", "à la plage"),
            ("\u00c3\u0085rhus", "Århus"),
            ("cut off: \u00f0\u009f\u0099", "cut off: \u00f0\u009f\u0099"),
            ("\u00c3\u00a9\u00a9", "é©"),
            ("\u00ed\u00a0\u00bd\u00ed\u00b8\u0080!", "😀!"),
            ("half \u00ed\u00a0\u00bd", "half "),
            ("half \ud83d alone", "half  alone"),
            ("\u00c0\u00af", "\u00c0\u00af"),
        ],
    )
    def test_what_is_right_stays_and_the_rest_is_repaired(self, text: str, repaired: str) -> None:
        assert repair(text) == repaired
        assert repair(repaired) == repaired
