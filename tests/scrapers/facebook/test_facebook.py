"""The source ``facebook`` as a user meets it."""

from __future__ import annotations

import struct
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from building import BASE, EXPORT, FRIEND, ME, POSTS, PROFILE, at, collect, mine, texts, thread, write
from recording import Run, ordinary_user

from textgen import SourceError


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
    assert run.context.notes == {"owner": "Zoë Nobody or Zoë Früher, by the profile"}
    assert run.progress[0][0] == 0
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
        "personal_information/profile_information/your_facebook_activity/",
        "a/b/c/",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "inbox",
        "archived_threads",
        "filtered_threads",
        "message_requests",
        "e2ee_cutover",
        "legacy_threads",
    ],
)
def test_files_are_found_below_any_folders(tmp_path: Path, run: Run, folder: str, place: str) -> None:
    files = {
        f"{folder}posts/your_posts_1.json": POSTS[:1],
        f"{folder}messages/{place}/x_1/message_1.json": thread((ME, "Hallo")),
        f"{folder}profile_information.json": PROFILE,
    }
    assert len(collect(run, write(tmp_path / "export.zip", files))) == 2


def test_conversations_of_2018_have_no_number_and_no_inbox(tmp_path: Path, run: Run) -> None:
    messages = thread({"sender_name": ME, "content": "seconds", "timestamp": BASE})
    files = {"messages/JanNoone_aB3dE/message.json": messages, "profile_information.json": PROFILE}
    (document,) = collect(run, write(tmp_path / "export.zip", files))
    assert document.created == datetime.fromtimestamp(BASE, UTC)


def test_a_folder_or_a_file_below_the_top_of_the_export_does_too(tmp_path: Path, run: Run) -> None:
    export = write(tmp_path / "export", EXPORT) / "your_facebook_activity" / "messages" / "inbox"
    assert len(collect(run, export)) == 1
    assert len(collect(run, export / "jannoone_77")) == 1
    run.known.clear()
    assert len(collect(run, export / "jannoone_77" / "message_1.json")) == 1


def test_the_files_of_macos_and_of_other_people_are_left_out(tmp_path: Path, run: Run) -> None:
    files = {
        **EXPORT,
        "__MACOSX/posts/your_posts_1.json": POSTS,
        "posts/._your_posts_1.json": b"\0\0",
        "posts/other_people's_posts_to_your_timeline.json": {"wall_posts_sent_to_you": POSTS},
        "posts/edits_you_made_to_posts.json": POSTS,
        "messages/autofill_information.json": {"x": [{"data": [{"post": "no"}]}]},
        "messages/secret_conversations.json": {"x": {"messages": [mine(content="no")]}},
        "messages/support_messages.json": {"support_messages": {"7": {"messages": [{"message": "no"}]}}},
        "posts/media/photo.json.jpg": b"\xff\xd8",
    }
    assert len(collect(run, write(tmp_path / "export.zip", files))) == 6


class TestKinds:
    def test_include_and_exclude_take_what_is_asked(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", EXPORT)
        assert {d.kind for d in collect(run, export, include="comments, posts")} == {"comment", "post"}
        assert run.progress[-1][0] == run.progress[-1][1]
        assert {d.kind for d in collect(run, export, exclude="Comments,messages")} == {"post"}

    def test_unknown_kinds_and_nothing_left_are_errors(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", EXPORT)
        with pytest.raises(SourceError, match="--include does not know films") as caught:
            collect(run, export, include="posts,films")
        assert "posts, captions, comments" in caught.value.hint
        with pytest.raises(SourceError, match="--exclude does not know films"):
            collect(run, export, exclude="films")
        with pytest.raises(SourceError, match="leave nothing"):
            collect(run, export, include="posts", exclude="posts")

    def test_a_kind_that_is_not_there_is_an_error_that_says_what_is(self, tmp_path: Path, run: Run) -> None:
        only = write(tmp_path / "only.zip", {"posts/your_posts.json": POSTS})
        with pytest.raises(SourceError, match="holds no messages") as caught:
            collect(run, only, include="messages")
        assert "posts" in caught.value.hint

    @pytest.mark.parametrize(
        ("options", "count"),
        [
            ({}, 1),
            ({"include": "groups"}, 1),
            ({"include": "messages"}, 1),
            ({"exclude": "groups"}, 0),
            ({"exclude": "messages"}, 0),
        ],
    )
    def test_chats_of_groups_are_messages_as_well_as_groups(
        self, tmp_path: Path, run: Run, options: dict[str, str], count: int
    ) -> None:
        chat = {"thread_name": "Chess", "messages": [mine(content="e4"), at(1, "e5", FRIEND)]}
        files = {
            "groups/your_group_messages/123.json": chat,
            "profile_information.json": PROFILE,
            "comments/comments.json": [],
            "notes/notes.json": [],
        }
        documents = collect(run, write(tmp_path / "export.zip", files), **options)
        assert texts(documents, "message") == ["e4"] * count


class TestAgain:
    def test_a_second_run_over_the_same_files_reads_none_of_them(self, tmp_path: Path, run: Run) -> None:
        one = write(tmp_path / "one.zip", EXPORT)
        assert len(collect(run, one)) == 6
        assert collect(run, one) == []
        assert run.log[-1] == "The export has not changed since it was collected."

    def test_other_options_or_another_file_read_again(self, tmp_path: Path, run: Run) -> None:
        one = write(tmp_path / "one.zip", EXPORT)
        two = write(tmp_path / "two.zip", {"notes/notes.json": {"notes_v2": [{"text": "new"}]}})
        collect(run, one)
        assert len(collect(run, one, per_message=True)) == 7
        assert len(collect(run, one, owner=[ME])) == 5
        assert len(collect(run, two, one)) == 7
        assert collect(run, one, two) == []

    def test_overlapping_exports_hold_everything_once(self, tmp_path: Path, run: Run) -> None:
        one = write(tmp_path / "one.zip", EXPORT)
        two = write(tmp_path / "two.zip", {f"again/{name}": value for name, value in EXPORT.items()})
        documents = collect(run, one, two)
        assert len(documents) == 6
        assert run.context.skipped["in the export twice"] == 7


class TestDamage:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b'{"messages": [', "not valid JSON"),
            (b"", "empty"),
            (b"[object Object]", "not valid JSON"),
            (b'{"a": "\xff"}', "not valid JSON"),
            (b"[" * 100_000, "not valid JSON"),
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
        assert posts.endswith("/your_posts_2.json")
        assert why == reason
        assert messages.endswith("/message_2.json")
        assert "annother" not in messages
        assert "messages/inbox/annother_5/message_2.json" in run.shown

    def test_control_characters_half_surrogates_and_a_mark_are_no_damage(
        self, tmp_path: Path, run: Run
    ) -> None:
        raw = b'\xef\xbb\xbf[{"timestamp": 1, "data": [{"post": "a\x01b\nc \\ud83d d \\ud83d\\ude42"}]}]'
        files = {"posts/your_posts.json": raw, "profile_information.json": PROFILE}
        assert texts(collect(run, write(tmp_path / "export", files)), "post") == ["a\x01b\nc  d 🙂"]

    def test_a_member_with_wrong_bytes_fails_and_the_rest_goes_on(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", {**EXPORT, "posts/your_posts_2.json": b"[1]" * 4000})
        data = bytearray(export.read_bytes())
        with ZipFile(export) as archive:
            start = archive.getinfo("posts/your_posts_2.json").header_offset
        name_length = struct.unpack_from("<H", data, start + 26)[0]
        data[start + 30 + name_length + 2] ^= 0xFF
        export.write_bytes(data)
        assert len(collect(run, export)) == 6
        ((name, why),) = run.failed
        assert name.endswith("your_posts_2.json")
        assert "damaged" in why

    def test_of_a_zip_that_was_cut_off_the_whole_files_are_read(self, tmp_path: Path, run: Run) -> None:
        export = write(tmp_path / "export.zip", EXPORT)
        with ZipFile(export) as archive:
            last = archive.infolist()[-1]
        export.write_bytes(export.read_bytes()[: last.header_offset + 60])
        documents = collect(run, export)
        assert {document.kind for document in documents} == {"post", "comment"}
        ((_, why),) = run.failed
        assert "cut off" in why
        assert collect(run, export) == documents

    def test_a_folder_that_may_not_be_read_is_named(self, run: Run) -> None:
        with tempfile.TemporaryDirectory() as name:
            export = write(Path(name) / "export", EXPORT)
            Path(name).chmod(0o755)
            closed = export / "your_facebook_activity"
            closed.chmod(0)
            with ordinary_user(), pytest.raises(SourceError):
                collect(run, export)
            closed.chmod(0o755)
        assert "your_facebook_activity" in run.shown[0]

    def test_what_is_no_export_says_so(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "a.txt").write_text("text")
        (tmp_path / "empty").mkdir()
        other = write(tmp_path / "other.zip", {"settings/a.json": {"x": 1}})
        for path, message in [
            (tmp_path / "missing.zip", "does not exist"),
            (tmp_path / "a.txt", "a.txt"),
            (tmp_path / "empty", "empty"),
            (other, "other.zip"),
        ]:
            with pytest.raises(SourceError, match=message) as caught:
                collect(run, path)
            assert caught.value.hint


def test_a_file_with_a_name_of_ones_own_is_read_by_what_it_holds(tmp_path: Path, run: Run) -> None:
    old = (
        f"<html><head><title>{ME} - Messages</title></head><body><div class=contents><h1>{ME}</h1>"
        f'<div><div class="thread">{ME}, {FRIEND}'
        f'<div class="message"><div class="message_header"><span class="user">{FRIEND}</span>'
        '<span class="meta">Friday, October 4, 2013 at 10:06pm UTC</span></div></div><p>x</p>'
        f'<div class="message"><div class="message_header"><span class="user">{ME}</span>'
        '<span class="meta">Friday, October 4, 2013 at 10:05pm UTC</span></div></div><p>old</p>'
        "</div></div></div></body></html>"
    )
    plain = (
        f"<html><head><title>{FRIEND}</title></head><body><div>Participants: {ME}, {FRIEND}</div>"
        f"<div><div>{ME}</div><div>plain</div><div>Oct 19, 2019, 2:37 PM</div></div></body></html>"
    )
    said = thread(at(0, "json"), at(1, "y", FRIEND))
    files = {"old.htm": old.encode(), "plain.html": plain.encode(), "json.json": said}
    for name, value in files.items():
        path = write(tmp_path, {name: value}) / name
        assert texts(collect(run, path, owner=[ME]), "message") == [path.stem]
    assert sorted(texts(collect(run, tmp_path, owner=[ME]), "message")) == ["json", "old", "plain"]


def test_a_file_of_something_else_is_not_taken_for_a_conversation(tmp_path: Path, run: Run) -> None:
    files = {"page.html": b"<html><body><p>Hello</p></body></html>", "data.json": [{"a": "participants"}]}
    for name, value in files.items():
        with pytest.raises(SourceError, match=r"not an export|holds no words"):
            collect(run, write(tmp_path, {name: value}) / name)
