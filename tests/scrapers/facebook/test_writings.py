"""Posts, captions, comments and the like in the forms of every year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from building import BASE, FRIEND, ME, POSTS, PROFILE, collect, write
from recording import Run

SAID = "They sleep."
ALL = "posts,captions,comments,groups,messages,notes,stories,reviews,events,bio"


def read(path: Path, run: Run, files: dict[str, Any], **options: Any) -> list[tuple[str | None, str]]:
    path = write(path / "export", {"profile_information.json": PROFILE, **files})
    return [(d.kind, d.text) for d in collect(run, path, **{"include": ALL, **options})]


def picture(description: str, time: int = BASE, **more: Any) -> dict[str, Any]:
    return {"uri": f"{time}.jpg", "creation_timestamp": time, "description": description, **more}


def comment(text: str, author: str | None = ME) -> dict[str, Any]:
    said: dict[str, Any] = {"timestamp": BASE, "comment": text}
    return {"timestamp": BASE, "data": [{"comment": said if author is None else {**said, "author": author}}]}


@pytest.mark.parametrize(
    "posts",
    [
        {"status_updates": POSTS[:2]},
        {"x_v2": {"activity_log_data": POSTS[:2]}},
        POSTS[:2],
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "your_posts",
        "your_posts_1",
        "your_posts__check_ins__photos_and_videos_12",
        "archive",
        "trash",
    ],
)
def test_posts_are_found_bare_and_below_keys(tmp_path: Path, run: Run, name: str, posts: Any) -> None:
    assert [kind for kind, _ in read(tmp_path, run, {f"posts/{name}.json": posts})] == ["post", "post"]


def test_one_record_alone_may_be_an_object(tmp_path: Path, run: Run) -> None:
    record = {"timestamp": BASE, "data": {"post": "alone"}}
    assert read(tmp_path, run, {"posts/your_posts.json": record}) == [("post", "alone")]


def test_captions_come_once_and_not_when_they_repeat_the_post(tmp_path: Path, run: Run) -> None:
    pictures = [
        {"media": picture("The sea")},
        {"media": picture("Our house")},
        {"media": picture("Our house")},
    ]
    posts = [
        {
            "timestamp": BASE,
            "data": [{"post": "The sea"}],
            "attachments": [{"data": [*pictures, {"text": "a shared page's words"}]}],
        },
        {"timestamp": BASE + 1, "attachments": [{"data": [{"external_context": {"name": "A page"}}]}]},
    ]
    album = {
        "name": "Summer",
        "description": "Three weeks at the sea",
        "photos": [
            picture("Our house"),
            picture("Rain", comments=[{"timestamp": BASE, "comment": "Yes, rain", "author": ME}]),
            picture(
                "",
                comments=[
                    {"timestamp": BASE, "comment": "not mine", "author": FRIEND},
                    {"timestamp": BASE, "comment": "whose?"},
                ],
            ),
        ],
        "cover_photo": picture("Our house"),
    }
    files = {
        "posts/your_posts_1.json": posts,
        "posts/album/0.json": album,
        "posts/your_uncategorized_photos.json": {"other_photos_v2": [picture("Alone")]},
        "posts/your_videos.json": {"videos_v2": [picture("Film")]},
    }
    assert sorted(read(tmp_path, run, files)) == [
        ("caption", "Alone"),
        ("caption", "Film"),
        ("caption", "Our house"),
        ("caption", "Rain"),
        ("caption", "Three weeks at the sea"),
        ("comment", "Yes, rain"),
        ("post", "The sea"),
    ]
    assert run.context.skipped["written by someone else"] == 2


@pytest.mark.parametrize("wrapper", ["comments", "comments_v2", None])
def test_comments_are_the_owners_where_an_author_stands(
    tmp_path: Path, run: Run, wrapper: str | None
) -> None:
    records = [comment("mine"), comment("not mine", FRIEND), comment("whose but mine?", None)]
    data = {wrapper: records} if wrapper else records
    found = read(tmp_path, run, {"comments_and_reactions/comments.json": data})
    assert found == [("comment", "mine"), ("comment", "whose but mine?")]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("your_posts_in_groups", {"group_posts_v2": [{"data": [{"post": "a"}]}]}, ["a"]),
        (
            "your_posts_and_comments_in_groups",
            {
                "group_posts": {
                    "activity_log_data": [{"data": [{"post": "a"}]}, comment("b"), comment("c", "X")]
                }
            },
            ["a", "b"],
        ),
        ("group_posts_and_comments", {"group_posts": [comment("b")]}, ["b"]),
        ("your_comments_in_groups", {"group_comments_v2": [comment("b"), comment("c", "X")]}, ["b"]),
        (
            "your_answers_to_membership_questions",
            {
                "group_membership_questions_answers_v2": {
                    "group_answers": [
                        {"group_name": "G", "answers": [{"question": "Why?", "answer": "Owls"}]}
                    ]
                }
            },
            ["Owls"],
        ),
        ("anonymous_posts_you_ve_written", {"anonymous_author_posts": [{"data": [{"post": "a"}]}]}, ["a"]),
        ("anonymous_posts_you've_written", {"anonymous_author_posts": [{"data": [{"post": "a"}]}]}, ["a"]),
        ("your_pending_posts_in_groups", {"pending_posts_v2": [{"data": [{"post": "a"}]}]}, ["a"]),
    ],
)
def test_groups(tmp_path: Path, run: Run, name: str, data: Any, expected: list[str]) -> None:
    assert read(tmp_path, run, {f"groups/{name}.json": data}) == [("group", text) for text in expected]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("notes/notes", {"notes_v2": [{"title": "On owls", "text": SAID}]}, "note"),
        (
            "stories/archived_stories",
            {"archived_stories_v2": [{"attachments": [{"data": [{"text": SAID}]}]}]},
            "story",
        ),
        ("reviews/reviews", {"reviews_v2": [{"data": [{"review": {"review_text": SAID}}]}]}, "review"),
        ("events/your_events", {"your_events_v2": [{"name": "Owls", "description": SAID}]}, "event"),
        (
            "profile_information/profile_information",
            {"profile_v2": {"intro_bio": {"text": SAID}, "name": ME}},
            "bio",
        ),
    ],
)
def test_what_is_taken_when_asked(tmp_path: Path, run: Run, name: str, data: Any, expected: str) -> None:
    files = {f"{name}.json": data, "posts/your_posts.json": []}
    assert read(tmp_path, run, files) == [(expected, SAID)]
    assert read(tmp_path, run, files, include=None) == ([(expected, SAID)] if expected == "note" else [])


def test_notes_keep_their_titles(tmp_path: Path, run: Run) -> None:
    note = {"notes_v2": [{"title": "On owls", "text": "They sleep."}]}
    path = write(tmp_path / "export", {"notes/notes.json": note, "profile_information.json": PROFILE})
    assert collect(run, path)[0].title == "On owls"


@pytest.mark.parametrize("label", ["Message", "Nachricht", "Wiadomość", "メッセージ"])
def test_labelled_records_of_2024_are_read_in_the_accounts_language(
    tmp_path: Path, run: Run, label: str
) -> None:
    records = [
        {
            "timestamp": BASE,
            "label_values": [
                {"label": "Target", "value": "Jan's page", "href": "https://example.com"},
                {"label": label, "value": "Happy birthday"},
                {"label": "Media", "vec": []},
            ],
            "fbid": "1",
        },
        {"timestamp": BASE, "media": [], "label_values": [{"label": "Link", "value": "nothing"}]},
        {"label_values": [{"label": "Текстик", "ent_field_name": "Message", "value": "by field"}]},
    ]
    files = {"posts/posts_on_other_pages_and_profiles.json": records}
    assert read(tmp_path, run, files) == [("post", "Happy birthday"), ("post", "by field")]
    assert run.context.skipped == {"no text": 1}


def test_what_others_wrote_on_the_wall_is_taken_only_with_theirs(tmp_path: Path, run: Run) -> None:
    wall = {"wall_posts_sent_to_you": [{"timestamp": BASE, "data": [{"post": "for Zoë"}]}]}
    files = {"posts/other_people's_posts_to_your_timeline.json": wall, "posts/your_posts.json": POSTS[:1]}
    assert len(read(tmp_path, run, files)) == 1
    assert run.context.skipped == {"written by someone else": 1}
    run.known.clear()
    assert ("post", "for Zoë") in read(tmp_path, run, files, participants="all")


@pytest.mark.parametrize(("who", "taken"), [("Zoë Nobody", 1), ("Zoë Nobodyson", 0), ("Jan Noone", 0)])
def test_the_heading_of_a_comment_tells_whose_it_is(tmp_path: Path, run: Run, who: str, taken: int) -> None:
    records = [comment("mine"), {**comment("said", None), "title": f"{who} commented on a post."}]
    found = read(tmp_path, run, {"comments/comments.json": records})
    assert found == [("comment", "mine"), ("comment", "said")][: 1 + taken]


@pytest.mark.parametrize("text", ["3 Years Ago", "Vor 3 Jahren", "Il y a 3 ans"])
def test_the_heading_of_a_memory_is_no_post(tmp_path: Path, run: Run, text: str) -> None:
    assert read(tmp_path, run, {"posts/your_posts.json": [{"data": [{"post": text}]}]}) == []
    assert run.context.skipped == {"written by Facebook": 1}


def test_a_page_is_read_only_where_there_is_no_json(tmp_path: Path, run: Run) -> None:
    page = (
        '<html><body><div class="_a6-g"><div class="_a6-h _a6-i">Zoë Nobody updated her status.</div>'
        '<div class="_a6-p"><div><div class="_2pin"><div>{}</div></div></div></div>'
        '<div class="_a6-o"><div class="_a72d">Mar 22, 2020 4:49:00 am</div></div></div></body></html>'
    )
    files = {
        "posts/your_posts_1.json": [{"timestamp": BASE, "data": [{"post": "said"}]}],
        "posts/your_posts_1.html": page.format("said").encode(),
        "groups/your_posts_in_groups.html": page.format("only here").encode(),
    }
    assert read(tmp_path, run, files) == [("post", "said"), ("group", "only here")]
    assert run.context.skipped == {"a page of what is there as JSON": 1}


def test_what_an_older_page_says_too_comes_once(tmp_path: Path, run: Run) -> None:
    page = (
        '<html><body><div class="_a6-g"><div class="_a6-p"><div><div class="_2pin"><div>{}</div></div></div>'
        '</div><div class="_a6-o"><div class="_a72d">Mar 22, 2020 4:49:00 am</div></div></div></body></html>'
    )
    files = {
        "posts/your_posts__check_ins__photos_and_videos_1.json": [
            {"timestamp": BASE, "data": [{"post": "said"}]}
        ],
        "old/posts/your_posts_1.html": page.format("said").encode(),
        "old/posts/your_posts_2.html": page.format("deleted since").encode(),
    }
    assert read(tmp_path, run, files) == [("post", "said"), ("post", "deleted since")]
    assert run.context.skipped == {"in the export twice": 1}


def test_a_period_holds_for_posts(tmp_path: Path, run: Run) -> None:
    posts = [{"timestamp": BASE + n * 86400 * 365, "data": [{"post": str(n)}]} for n in range(3)]
    found = read(tmp_path, run, {"posts/your_posts.json": posts}, since="2021", until="2021-12")
    assert found == [("post", "1")]


@pytest.mark.parametrize(("who", "taken"), [(ME, 1), (FRIEND, 0), (f"{ME}son", 0)])
def test_the_heading_on_a_page_of_a_group_tells_whose_it_is(
    tmp_path: Path, run: Run, who: str, taken: int
) -> None:
    page = (
        f'<html><body><section class="_a6-g"><h2 class="_a6-h">{who} posted in Chess.</h2><div class="_a6-p">'
        '<div class="_2pin"><div>e4</div></div></div><footer class="_a6-o"><div class="_a72d">Dec 25, 2023 '
        "11:29:00 pm</div></footer></section></body></html>"
    ).encode()
    files = {
        f"groups/{name}.html": page for name in ("group_posts_and_comments", "your_comments_in_groups")
    } | {"profile_information.json": PROFILE, "posts/your_posts_1.json": POSTS[:1]}
    documents = collect(run, write(tmp_path / "export", files))
    assert [document.text for document in documents if document.kind == "group"] == ["e4"] * taken
