"""The JSON files of an export: what conversations and items look like there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .conversations import (
    CALL,
    CAPTIONED,
    CORRECT,
    EMPTIED,
    LINK,
    MEMBERS,
    MISSED,
    MIXED,
    PHOTO,
    SHARED,
    STICKER,
    TAKEN_DOWN,
    UNSENT,
    Conversation,
    Entry,
)
from .encoding import Encoder
from .items import CAPTIONS, Item
from .json_layouts import Layout
from .languages import Language

Json = dict[str, Any]

_TYPES = {CALL: "Call", MISSED: "Call", MEMBERS: "Subscribe", SHARED: "Share", LINK: "Share"}


def message(entry: Entry, layout: Layout, encoder: Encoder, place: str = "") -> Json:
    """A message of a thread's file; ``place`` is the thread's folder, for its media."""
    time, sender, text, form, _ = entry
    record: Json = {"sender_name": sender}
    if layout.in_seconds:
        record["timestamp"] = time // 1000
    else:
        record["timestamp_ms"] = time
    if text:
        record["content"] = text
    if form != "words":
        _special(record, form, text, encoder, place, time)
    if layout.has_types:
        record["type"] = _TYPES.get(form, "Generic")
    else:
        record["is_geoblocked_for_viewer"] = False
        record["is_unsent_image_by_messenger_kid_parent"] = False
    if time % 11 == 0:
        record["reactions"] = [{"reaction": "😍", "actor": sender}]
    return record


def _special(record: Json, form: str, text: str, encoder: Encoder, place: str, time: int) -> None:
    if form == CORRECT:
        record["content"] = encoder.correct(text)
    elif form == MIXED:
        record["content"] = encoder.mixed(text)
    elif form in {PHOTO, CAPTIONED}:
        uri = f"{place}/photos/{time}_n.jpg"
        record["photos"] = [{"uri": uri, "creation_timestamp": time // 1000}]
    elif form == STICKER:
        record["sticker"] = {"uri": "messages/stickers_used/11.png", "ai_stickers": []}
    elif form in {LINK, SHARED}:
        record["share"] = {"link": f"https://example.org/{time}", "share_text": f"Somebody’s page {time}"}
    elif form in {UNSENT, EMPTIED}:
        record["is_unsent"] = True
    elif form == TAKEN_DOWN:
        record["is_taken_down"] = True
    elif form == CALL:
        record["call_duration"] = time % 999
    elif form == MISSED:
        record |= {"call_duration": 0, "missed": True}
    elif form == MEMBERS:
        record["users"] = [{"name": record["sender_name"]}]


def thread_file(
    conversation: Conversation, entries: Iterable[list[Entry]], layout: Layout, encoder: Encoder
) -> Iterator[bytes]:
    """A thread's file in pieces, newest message first; each list of entries is oldest first."""
    place = f"{layout.root}messages/{conversation.path}"
    names = [*conversation.others, conversation.owner]
    if conversation.folder == "groups":
        yield b'{"thread_name":' + encoder.dumps(conversation.title) + b',"messages":['
    else:
        yield b'{"participants":' + encoder.dumps([{"name": name} for name in names]) + b',"messages":['
    separator = b""
    for block in entries:
        records = [message(entry, layout, encoder, place) for entry in reversed(block)]
        yield separator + encoder.dumps(records)[1:-1]
        separator = b"," if records else separator
    if conversation.folder == "groups":
        yield b"]}"
        return
    rest: Json = {
        "title": conversation.title,
        "is_still_participant": True,
        "thread_path": conversation.path.lstrip("/"),
        "magic_words": [],
    }
    if layout.has_types:
        rest["thread_type"] = "RegularGroup" if len(names) > 2 else "Regular"
    yield b"]," + encoder.dumps(rest)[1:]


def thread_path(conversation: Conversation, number: int, layout: Layout) -> str:
    """The name of a thread's file."""
    if conversation.folder == "groups":
        return f"{layout.root}groups/your_group_messages/{conversation.name}.json"
    file = f"message_{number}.json" if layout.numbered else "message.json"
    return f"{layout.root}messages/{conversation.path.lstrip('/')}/{file}"


def encrypted_file(conversation: Conversation, entries: Iterable[Entry]) -> Json:
    """A thread's file in the download of end-to-end encrypted chats."""
    return {
        "participants": [conversation.owner, *conversation.others],
        "threadName": f"{conversation.title}_{conversation.number}",
        "messages": [_encrypted(entry) for entry in entries],
    }


def _encrypted(entry: Entry) -> Json:
    time, sender, text, form, _ = entry
    kind = {PHOTO: "media", CAPTIONED: "media", STICKER: "media", LINK: "link", SHARED: "link"}.get(
        form, "text"
    )
    is_unsent = form in {UNSENT, EMPTIED, TAKEN_DOWN}
    if is_unsent:
        text, kind = "User unsent a message", "placeholder"
    elif form in {CALL, MISSED, MEMBERS}:
        kind = "placeholder"
    uri = "Failed to download media" if time % 3 else f"./media/{time}.jpg"
    return {
        "isUnsent": is_unsent,
        "media": [{"uri": uri}] if kind == "media" else [],
        "reactions": [{"actor": sender, "reaction": "❤"}] if time % 7 == 0 else [],
        "senderName": sender,
        "text": text,
        "timestamp": time,
        "type": kind,
    }


def item_files(
    items: dict[str, list[Item]], layout: Layout, language: Language, encoder: Encoder
) -> Iterator[tuple[str, Any]]:
    """The files of everything but conversations: names without ``top``, and what they hold."""
    root, v2 = layout.root, layout.v2
    write = _Writer(language, encoder)
    posts = [write.post(item) for item in items["posts"]]
    yield root + layout.posts, posts if v2 or layout.year > 2018 else {"status_updates": posts}
    wall = [write.post(item) for item in items["wall"]]
    yield (
        f"{root}posts/other_people's_posts_to_your_timeline.json",
        {"wall_posts_sent_to_you": {"activity_log_data": wall} if layout.year % 2 else wall},
    )
    yield from write.albums(items["album"], f"{root}{layout.album}")
    for place, path, key in (
        ("uncategorized", f"{layout.album.split('/')[0]}/your_uncategorized_photos.json", "other_photos"),
        ("videos", f"{layout.album.split('/')[0]}/your_videos.json", "videos"),
    ):
        media = [write.medium(item.text, item.time, item.form) for item in items[place]]
        yield root + path, {key + v2: media}
    comments = [write.comment(item) for item in items["comments"]]
    yield f"{root}{layout.comments}/comments.json", {f"comments{v2}": comments}
    groups = [write.post(item) for item in items["group_posts"]]
    yield root + layout.groups, {f"group_posts{v2}": groups if v2 else {"activity_log_data": groups}}
    for place, path, key in (
        ("archive", "posts/archive.json", "archive_v2"),
        ("trash", "posts/trash.json", "trash_v2"),
        ("anonymous", "groups/anonymous_posts_you_ve_written.json", "anonymous_author_posts"),
        ("pending", "groups/your_pending_posts_in_groups.json", "pending_posts_v2"),
    ):
        if place in items:
            yield root + path, {key: [write.post(item) for item in items[place]]}
    if "group_comments" in items:
        answered = [write.comment(item, group="Seven Owls") for item in items["group_comments"]]
        yield f"{root}groups/your_comments_in_groups.json", {"group_comments_v2": answered}
    if "group_answers" in items:
        answers = [
            {
                "group_name": item.friend,
                "answers": [{"timestamp": item.time, "question": "Why?", "answer": item.text}],
            }
            for item in items["group_answers"]
        ]
        yield (
            f"{root}groups/your_answers_to_membership_questions.json",
            {"group_membership_questions_answers_v2": {"group_answers": answers}},
        )
    if "other_pages" in items:
        yield (
            f"{root}posts/posts_on_other_pages_and_profiles.json",
            [write.labelled(item) for item in items["other_pages"]],
        )
    yield from write.rest(items, root, v2)
    yield layout.profile, write.profile(items["bio"], layout)
    yield from write.traps(items, layout)


class _Writer:
    """Builds records.

    Args:
        language: Of the account.
        encoder: For strings that are not garbled like the others.
    """

    def __init__(self, language: Language, encoder: Encoder) -> None:
        self._language = language
        self._encoder = encoder

    def medium(self, description: str, time: int, form: str = "") -> Json:
        medium = {
            "uri": f"posts/media/{time}.jpg",
            "creation_timestamp": time,
            "media_metadata": {"photo_metadata": {"exif_data": [{"upload_ip": "203.0.113.7"}]}},
            "title": "Timeline photos",
        }
        return medium | ({"description": description} if description and form != "no text" else {})

    def post(self, item: Item) -> Json:
        form, time, text = item.form, item.time, item.text
        if form == "correct":
            text = self._encoder.correct(text)
        elif form == "mixed":
            text = self._encoder.mixed(text)
        title = self._language.wall if form == "to a friend" else self._language.status
        record: Json = {
            "timestamp": time,
            "data": [{"post": text}] if text else [],
            "title": title.format(n=item.author, o=item.friend),
        }
        if form == "updated first":
            record["data"].insert(0, {"update_timestamp": time + 77})
        elif form == "backdated":
            record["data"].append({"backdated_timestamp": time - 777})
        elif form == "braces":
            record["data"] = [{}]
        elif form == "no data":
            del record["data"]
        elif form == "tags":
            record |= {"tags": [item.friend, {"name": item.friend}], "privacy": {"description": "Friends"}}
        attachments = self._attachments(item)
        return record | ({"attachments": [{"data": attachments}]} if attachments else {})

    def _attachments(self, item: Item) -> list[Json]:
        form, time, other = item.form, item.time, item.other
        if form in CAPTIONS:
            return [{"media": self.medium(item.caption, time + number)} for number in range(2)]
        if form == "link":
            return [{"external_context": {"name": other, "source": "Owls", "url": "https://example.org/"}}]
        if form in {"linked text", "memory"}:
            return [{"text": other}]
        if form == "attached":
            return [
                {"place": {"name": other, "coordinate": {"latitude": 0, "longitude": 0}}},
                {"life_event": {"title": other, "start_date": {"year": 2001}}},
                {"event": {"name": other, "description": other, "start_timestamp": time}},
                {"poll": {"question": other, "options": [{"option": other, "voted": True}]}},
                {"name": other},
            ]
        if form == "empty":
            return [{"media": self.medium("", time)}]
        return []

    def comment(self, item: Item, group: str = "") -> Json:
        comment: Json = {"timestamp": item.time, "comment": item.text, "author": item.author}
        if group or item.form == "in a group":
            comment["group"] = group or "Seven Owls"
        record: Json = {
            "timestamp": item.time,
            "title": self._language.comment.format(n=item.author, o=item.friend),
        }
        if item.form == "no text":
            return record | {"attachments": [{"data": [{"media": self.medium("", item.time)}]}]}
        return record | {"data": [{"comment": comment}]}

    def albums(self, items: list[Item], folder: str) -> Iterator[tuple[str, Json]]:
        number = -1
        album: Json = {}
        for item in items:
            if item.form == "album":
                if album:
                    yield f"{folder}/{number}.json", album
                number += 1
                album = {
                    "name": "Timeline photos",
                    "photos": [],
                    "cover_photo": self.medium("", item.time),
                    "last_modified_timestamp": item.time,
                    "description": item.text,
                }
            elif item.form.endswith("comment"):
                album["photos"][-1].setdefault("comments", []).append(
                    {"timestamp": item.time, "comment": item.text, "author": item.author}
                )
            else:
                album["photos"].append(self.medium(item.text, item.time, item.form))
        yield f"{folder}/{max(number, 0)}.json", album

    def labelled(self, item: Item) -> Json:
        message: Json = {"label": self._language.message_label, "value": item.text}
        if item.time % 2 or self._language.message_label != "Message":
            message["ent_field_name"] = "Message"
        return {
            "timestamp": item.time,
            "media": [],
            "label_values": [
                message,
                {"label": "Target", "value": item.friend, "href": "https://example.org/"},
                {"dict": [{"label": "Name", "value": item.friend}], "title": "Media"},
            ],
            "fbid": str(item.time),
        }

    def rest(self, items: dict[str, list[Item]], root: str, v2: str) -> Iterator[tuple[str, Any]]:
        """Notes, stories, reviews and events."""
        notes = [
            {"title": "", "text": item.text, "created_timestamp": item.time, "updated_timestamp": item.time}
            for item in items["notes"]
        ]
        yield f"{root}notes/notes.json", {f"notes{v2}": notes}
        stories = [
            {
                "timestamp": item.time,
                "title": self._language.status.format(n=item.author),
                "attachments": [{"data": [{"media": self.medium(item.text, item.time)}]}],
            }
            for item in items["stories"]
        ]
        yield f"{root}stories/archived_stories.json", {f"archived_stories{v2}": stories}
        reviews = [
            {
                "timestamp": item.time,
                "title": self._language.status.format(n=item.author),
                "data": [{"review": {"rating_scale": 5, "review_text": item.text, "timestamp": item.time}}],
            }
            for item in items["reviews"]
        ]
        yield f"{root}reviews/your_recommendations_and_reviews.json", {f"reviews_written{v2}": reviews}
        events = [
            {
                "name": f"Owls {number}",
                "description": item.text,
                "create_timestamp": item.time,
                "start_timestamp": 1,
            }
            for number, item in enumerate(items["events"])
        ]
        yield f"{root}events/your_events.json", {f"your_events{v2}": events}

    def profile(self, bio: list[Item], layout: Layout) -> Json:
        name: Any = {"full_name": self._language.owner, "first_name": "", "middle_name": "", "last_name": ""}
        profile: Json = {
            "name": self._language.owner if layout.year == 2018 else name,
            "previous_names": [{"name": self._language.old_name, "timestamp": 1_200_000_000}],
            "emails": {"emails": ["nobody@example.org"]},
            "username": "nobody.at.all",
        }
        if bio:
            profile["intro_bio"] = {"text": bio[0].text, "timestamp": bio[0].time}
        if len(bio) > 1:
            profile["about_me"] = bio[1].text
        return {f"profile{layout.v2}": profile}

    def traps(self, items: dict[str, list[Item]], layout: Layout) -> Iterator[tuple[str, Any]]:
        """Files whose words are Facebook's, others', or said already."""
        root, owner = layout.root, self._language.owner
        yield (
            f"{root}messages/autofill_information.json",
            {f"autofill_information{layout.v2}": {"FULL_NAME": [owner], "email": ["nobody@example.org"]}},
        )
        yield f"{root}messages/secret_conversations.json", {"secret_conversations_v2": {"has_secret": False}}
        yield (
            f"{root}messages/support_messages.json",
            {
                f"support_messages{layout.v2}": {
                    "1": {
                        "messages": [
                            {"from": "Facebook", "subject": "Help", "message": "Not yours", "timestamp": 1}
                        ]
                    }
                }
            },
        )
        yield (
            f"{root}messages/your_chat_settings_on_web.json",
            [{"label_values": [{"label": "Message", "value": "On"}], "fbid": "1"}],
        )
        yield (
            f"{root}comments_and_reactions/likes_and_reactions_1.json",
            [
                {
                    "timestamp": 1,
                    "title": f"{owner} likes a page.",
                    "data": [{"reaction": {"reaction": "LIKE", "actor": owner}}],
                }
            ],
        )
        if "other_pages" in items:
            edited = items["posts"][0]
            versions = [
                {"timestamp": edited.time, "label_values": [{"label": "Message", "value": text}], "fbid": "2"}
                for text in (edited.text, "Not what I meant")
            ]
            yield f"{root}posts/edits_you_made_to_posts.json", versions
            yield f"{root}comments_and_reactions/your_comment_edits.json", versions
