"""The source ``instagram`` on exports that the tests build. Everybody in them is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from building import BASE, EXPORT, FRIEND, ME, at, inbox, thread, write
from recording import Run
from textgen_scrapers.facebook import facebook
from textgen_scrapers.instagram import instagram

from textgen import Document, SourceError

PROFILE = {
    "profile_user": [
        {
            "string_map_data": {
                "Username": {"value": "zoenobody"},
                "Name": {"value": ME},
                "E-mail": {"value": "zoe@example.com"},
            }
        }
    ]
}


def picture(title: str, time: int = BASE) -> dict[str, Any]:
    return {"uri": "media/a.jpg", "creation_timestamp": time, "title": title}


def comment(text: str, label: str = "Comment") -> dict[str, Any]:
    return {
        "media_list_data": [{"uri": ""}],
        "string_map_data": {
            label: {"value": text},
            "Media Owner": {"value": "jan.noone"},
            "Time": {"timestamp": BASE},
        },
    }


FILES = {
    "personal_information/personal_information/personal_information.json": PROFILE,
    "your_instagram_activity/media/posts_1.json": [
        {"media": [picture("The sea 🌊")]},
        {"media": [picture(""), picture("")], "title": "Two pictures", "creation_timestamp": BASE + 5},
        {"media": [picture("")]},
    ],
    "your_instagram_activity/media/reels.json": {"ig_reels_media": [{"media": [picture("A reel")]}]},
    "your_instagram_activity/media/stories.json": {"ig_stories": [picture("A story"), picture("")]},
    "your_instagram_activity/comments/post_comments_1.json": [
        comment("Schön!"),
        comment("Très beau", "Kommentar"),
    ],
    "your_instagram_activity/comments/reels_comments.json": {"comments_reels_comments": [comment("Ha!")]},
    "your_instagram_activity/messages/inbox/jan_1/message_1.json": thread(
        at(0, "Hallo"), at(1, "Hi", FRIEND), at(2, "Liked a message"), at(3, "Und du?")
    ),
}  # fmt: skip


def collect(run: Run, *paths: Path, **options: Any) -> list[Document]:
    return list(instagram(run.context, list(paths), **options))


@pytest.mark.parametrize("name", ["export.zip", "export"])
def test_captions_comments_and_messages_are_the_owners(tmp_path: Path, run: Run, name: str) -> None:
    documents = collect(run, write(tmp_path / name, FILES))
    found = [(document.kind, document.text) for document in documents]
    assert found == [
        ("post", "The sea 🌊"),
        ("post", "Two pictures"),
        ("reel", "A reel"),
        ("story", "A story"),
        ("comment", "Schön!"),
        ("comment", "Très beau"),
        ("comment", "Ha!"),
        ("message", "Hallo\nUnd du?"),
    ]
    assert {document.author for document in documents} <= {ME, "zoenobody"}
    assert documents[1].created is not None
    assert documents[1].created.timestamp() == BASE + 5
    kept = " ".join(f"{document.uri} {document.metadata}" for document in documents)
    assert "jan" not in kept
    assert run.context.skipped == {
        "no text": 2,
        "written by Facebook": 1,
        "written by someone else": 1,
    }


def test_kinds_are_instagrams_own(tmp_path: Path, run: Run) -> None:
    export = write(tmp_path / "export", FILES)
    assert [document.kind for document in collect(run, export, include="reels,stories")] == ["reel", "story"]
    with pytest.raises(SourceError, match="does not know notes") as caught:
        collect(run, export, include="notes")
    assert "posts, reels, stories, comments, messages" in caught.value.hint


def test_an_export_of_facebook_is_sent_to_its_source(tmp_path: Path, run: Run) -> None:
    only_posts = {name: value for name, value in EXPORT.items() if "inbox" not in name}
    with pytest.raises(SourceError) as caught:
        collect(run, write(tmp_path / "export.zip", only_posts))
    assert "textgen collect facebook" in caught.value.hint


def test_messages_alone_tell_the_owner(tmp_path: Path, run: Run) -> None:
    (document,) = collect(
        run, write(tmp_path / "export", inbox("jan_1", at(0, "Hallo"), at(1, "Hi", FRIEND)))
    )
    assert document.text == "Hallo"


def test_an_export_of_the_other_service_is_not_half_read(tmp_path: Path, run: Run) -> None:
    chat = inbox("jan_1", at(0, "one"), at(1, "x", FRIEND))
    files = {f"your_instagram_activity/{name}": value for name, value in chat.items()}
    with pytest.raises(SourceError, match="is an Instagram export") as caught:
        list(facebook(run.context, [write(tmp_path / "instagram.zip", files)]))
    assert "textgen collect instagram" in caught.value.hint
    with pytest.raises(SourceError, match="is a Facebook export") as caught:
        list(instagram(run.context, [write(tmp_path / "facebook.zip", EXPORT)]))
    assert "textgen collect facebook" in caught.value.hint
