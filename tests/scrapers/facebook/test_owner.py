"""Whose export it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from building import BASE, EXPORT, FRIEND, ME, POSTS, THIRD, at, collect, inbox, mine, texts, write
from recording import Run

from textgen import SourceError


def note(run: Run) -> str:
    return run.context.notes["owner"]


@pytest.mark.parametrize(
    "profile",
    [
        {"profile": {"name": ME}},
        {"profile": {"name": {"full_name": ME}}},
        {"profile_v2": {"name": {"full_name": ME, "first_name": "Zoë"}}},
        [{"profile_v2": {"name": {"full_name": ME}}}],
    ],
)
def test_the_profile_names_the_owner(tmp_path: Path, run: Run, profile: Any) -> None:
    files = {"posts/your_posts.json": POSTS[:1], "about_you/profile_information.json": profile}
    assert collect(run, write(tmp_path / "export", files))[0].author == ME
    assert note(run) == f"{ME}, by the profile"


def test_the_profile_may_be_in_another_part(tmp_path: Path, run: Run) -> None:
    parts = [write(tmp_path / f"part-{n}.zip", {name: EXPORT[name]}) for n, name in enumerate(EXPORT)]
    assert len(collect(run, *reversed(parts))) == 6


def test_the_author_of_most_comments_is_the_owner(tmp_path: Path, run: Run) -> None:
    records = [{"timestamp": n, "data": [{"comment": {"comment": str(n), "author": ME}}]} for n in range(3)]
    other = {"timestamp": 9, "data": [{"comment": {"comment": "x", "author": FRIEND}}]}
    files = {"comments/comments.json": {"comments": [*records, other]}}
    assert len(collect(run, write(tmp_path / "export", files))) == 3


def test_the_only_name_in_every_conversation_is_the_owner(tmp_path: Path, run: Run) -> None:
    files = {
        **inbox("a_1", at(0, "one"), at(1, "x", FRIEND), title="A"),
        **inbox("b_2", at(0, "x", THIRD), at(1, "two"), names=(ME, THIRD), title="B"),
        **inbox("self_3", at(0, "to myself"), names=(ME, ME), title="C"),
        **inbox("gone_4", at(0, "x", "Facebook User"), names=("Facebook User", ME), title="D"),
    }
    documents = collect(run, write(tmp_path / "export", files))
    assert sorted(texts(documents, "message")) == ["one", "to myself", "two"]
    assert note(run) == f"{ME}, by the conversations"


def test_a_conversation_of_two_is_called_after_the_other(tmp_path: Path, run: Run) -> None:
    (document,) = collect(run, write(tmp_path / "export", inbox("a_1", at(0, "one"), at(1, "x", FRIEND))))
    assert document.text == "one"


def test_one_group_alone_does_not_tell_and_its_names_are_shown(tmp_path: Path, run: Run) -> None:
    group = inbox("a_1", at(0, "one"), names=(ME, FRIEND, THIRD), title="Chess")
    with pytest.raises(SourceError, match="does not tell whose it is") as caught:
        collect(run, write(tmp_path / "export", group))
    for part in ("--owner", ME, FRIEND, THIRD):
        assert part in caught.value.hint


def test_given_names_count_in_any_case_and_space(tmp_path: Path, run: Run) -> None:
    messages = inbox("a_1", at(0, "one"), at(1, "two", "Zoë Früher"), at(2, "x", FRIEND))
    (document,) = collect(
        run, write(tmp_path / "export", messages), owner=["ZOE\u0308  nobody", "Zoë Früher"]
    )
    assert document.text == "one\ntwo"
    assert note(run).endswith("as you say")


def test_a_name_that_wrote_nothing_is_an_error_that_shows_who_did(tmp_path: Path, run: Run) -> None:
    with pytest.raises(SourceError, match="Nothing in the export was written by Zoe") as caught:
        collect(run, write(tmp_path / "export", EXPORT), owner=["Zoe"], include="comments,messages")
    assert f"{ME} (4)" in caught.value.hint
    assert f"{FRIEND} (2)" in caught.value.hint


def test_an_owner_who_only_sent_pictures_is_no_error(tmp_path: Path, run: Run) -> None:
    messages = inbox("a_1", mine(photos=[{}]), at(1, "x", FRIEND))
    assert collect(run, write(tmp_path / "export", messages), owner=[ME]) == []


def test_the_names_in_forms_are_the_last_resort(tmp_path: Path, run: Run) -> None:
    files = {
        **inbox("a_1", at(0, "one"), names=(ME, FRIEND, THIRD), title="Chess"),
        "messages/autofill_information.json": {
            "autofill_information_v2": {"FULL_NAME": [ME], "EMAIL": ["a@b"]}
        },
    }
    assert len(collect(run, write(tmp_path / "export", files))) == 1
    assert note(run) == f"{ME}, by the forms filled in"


@pytest.mark.parametrize("name", ["Facebook User", "Meta AI", "Facebook-Nutzer", "Użytkownik Facebooka"])
def test_nobody_is_never_the_owner(tmp_path: Path, run: Run, name: str) -> None:
    records = [{"timestamp": BASE, "data": [{"comment": {"comment": "x", "author": name}}]}]
    with pytest.raises(SourceError, match="does not tell"):
        collect(run, write(tmp_path / "export", {"comments/comments.json": records}))


def page(*messages: tuple[str, str]) -> bytes:
    """The page of a conversation as of 2025, which names no sender for what the owner said."""
    blocks = "".join(
        f'<section class="_a6-g">{f"<h2 class=_a6-h>{sender}</h2>" if sender else ""}'
        f'<div class="_a6-p"><div><div></div><div>{text}</div></div></div>'
        '<footer class="_a6-o"><div class="_a72d">Dec 25, 2025 11:30:00 pm</div></footer></section>'
        for sender, text in messages
    )
    return f"<html><head><title>{FRIEND}</title></head><body><main>{blocks}</main></body></html>".encode()


def test_the_other_one_is_not_the_owner_where_pages_do_not_name_the_owner(tmp_path: Path, run: Run) -> None:
    files = {"messages/inbox/jan_1/message_1.html": page((FRIEND, "x"), ("", "mine"))}
    with pytest.raises(SourceError, match="does not tell whose it is"):
        collect(run, write(tmp_path / "export", files))
    (document,) = collect(run, tmp_path / "export", owner=[ME])
    assert (document.text, document.author) == ("mine", ME)


def test_who_wrote_without_an_answer_is_not_the_owner(tmp_path: Path, run: Run) -> None:
    files = {
        "messages/inbox/jan_1/message_1.html": page((FRIEND, "x")),
        **inbox("group_2", at(0, "one"), at(1, "y", FRIEND), names=(ME, FRIEND, THIRD), title="Chess"),
    }
    with pytest.raises(SourceError, match="does not tell whose it is"):
        collect(run, write(tmp_path / "export", files))


@pytest.mark.parametrize("name", ["wall", "timeline"])
def test_an_old_wall_names_the_owner(tmp_path: Path, run: Run, name: str) -> None:
    wall = (
        f"<html><head><title>{ME} - Timeline</title></head><body><div class=contents><h1>{ME}</h1><div>"
        f'<div class="meta">Monday, May 6, 2013 at 9:00am UTC+01</div>{ME} updated her status.'
        '<div class="comment">mine</div></div></div></body></html>'
    )
    (document,) = collect(run, write(tmp_path / "export", {f"html/{name}.htm": wall.encode()}))
    assert document.text == "mine"
    assert note(run) == f"{ME}, by the pages"


def test_one_encrypted_chat_is_called_after_the_other(tmp_path: Path, run: Run) -> None:
    said = [
        {"senderName": name, "text": text, "timestamp": BASE * 1000, "type": "text"}
        for name, text in ((ME, "mine"), (FRIEND, "x"))
    ]
    chat = {"participants": [FRIEND, ME], "threadName": f"{FRIEND}_7", "messages": said}
    (document,) = collect(run, write(tmp_path / "messages", {f"{FRIEND}_7.json": chat}))
    assert document.text == "mine"


def test_a_file_that_might_have_told_is_named_when_it_is_broken(tmp_path: Path, run: Run) -> None:
    files = {
        "posts/your_posts_1.json": POSTS[:1],
        "profile_information/profile_information.json": b'{"profile_v2": {"na',
    }
    with pytest.raises(SourceError, match="does not tell whose it is") as caught:
        collect(run, write(tmp_path / "export", files))
    assert "profile_information.json: not valid JSON" in caught.value.hint


@pytest.mark.parametrize("names", [[""], [" "], [ME, ""]])
def test_an_empty_name_is_an_error(tmp_path: Path, run: Run, names: list[str]) -> None:
    with pytest.raises(SourceError, match="--owner cannot be empty"):
        collect(run, write(tmp_path / "export", EXPORT), owner=names)


def test_messages_under_another_name_are_not_passed_over_in_silence(tmp_path: Path, run: Run) -> None:
    files = {
        "posts/your_posts_1.json": POSTS[:1],
        "profile_information/profile_information.json": {"profile_v2": {"name": {"full_name": ME}}},
        **inbox("a_1", at(0, "one", "Zoë Early"), at(1, "x", FRIEND), names=("Zoë Early", FRIEND)),
    }
    assert len(collect(run, write(tmp_path / "export", files))) == 1
    assert run.log[-1].startswith(f"No message is by {ME}. ")
    assert run.log[-1].endswith(f": Zoë Early (1), {FRIEND} (1).")
    run.known.clear()
    assert len(collect(run, tmp_path / "export", owner=["Zoë Early", ME])) == 2
