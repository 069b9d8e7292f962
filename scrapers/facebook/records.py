"""What stands in the JSON files that are no conversations, in the forms of every year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .json_files import dicts, seconds, text
from .names import clean
from .words import UNKNOWN, Words

_TIMES = ("timestamp", "creation_timestamp", "created_timestamp", "create_timestamp", "start_timestamp")
_OF_A_RECORD = frozenset(
    {*_TIMES, "data", "attachments", "media", "label_values", "description", "text", "uri", "photos"}
    | {"string_map_data"}
)
_DEEPEST = 4  # wrapper keys around the records

_TEXT_LABELS = (
    "message post text comment content answer caption post_text message_text comment_text"
    " nachricht beitrag kommentar antwort inhalt message publication commentaire contenu texte réponse"
    " mensaje publicación comentario texto contenido respuesta messaggio testo commento contenuto risposta"
    " mensagem publicação comentário conteúdo resposta bericht tekst opmerking reactie inhoud antwoord"
    " wiadomość komentarz treść odpowiedź сообщение публикация текст комментарий ответ"
    " mesaj gönderi yorum metin yanıt postare comentariu conținut răspuns meddelande inlägg innehåll svar"
    " zpráva příspěvek komentář obsah odpověď üzenet bejegyzés szöveg hozzászólás válasz"
    " メッセージ 投稿 テキスト コメント 回答"
)
_AUTHOR_LABELS = "author verfasser autor auteur autore автор yazar författare szerző 作成者 投稿者"
_FIELDS = {
    **dict.fromkeys(_TEXT_LABELS.split(), "text"),
    **dict.fromkeys(_AUTHOR_LABELS.split(), "author"),
}


def words(data: Any, role: str) -> Iterator[Words]:
    """Yield what was written in a file, and one without text for each record that has none.

    Args:
        data: The file's JSON value.
        role: What the file holds: "post", "caption", "comment", "group", "note", ...
    """
    if role == "profile":
        yield from _bio(data)
        return
    kind = "post" if role == "others" else role
    for record in records(data):
        time = time_of(record)
        written = [each for each in _written(record, kind, time) if each.text]
        yield from written or [Words(kind, time, "")]
    if role == "group":
        yield from _answers(data)


def names(data: Any) -> Iterator[Any]:
    """Yield the owner's names on a profile, as they stand there, the present one first."""
    for profile in _profiles(data):
        name = profile.get("name")
        yield name.get("full_name") if isinstance(name, dict) else name
        for key in ("previous_names", "other_names"):
            for other in dicts(profile.get(key)):
                yield other.get("name")
        filled_in = profile.get("FULL_NAME")
        yield from filled_in if isinstance(filled_in, list) else [filled_in]


def _answers(data: Any) -> Iterator[Words]:
    """Yield the answers that the owner gave to the questions of groups."""
    for wrapper in dicts(data):
        for value in wrapper.values():
            for group in dicts(value.get("group_answers")) if isinstance(value, dict) else ():
                for answer in dicts(group.get("answers")):
                    yield Words("group", time_of(answer, time_of(group)), text(answer.get("answer")))


def _bio(data: Any) -> Iterator[Words]:
    for profile in _profiles(data):
        for key in ("intro_bio", "about_me"):
            about = profile.get(key)
            for value in dicts(about) or [{"text": about}]:
                if said := text(value.get("text")):
                    yield Words("bio", time_of(value), said)


def _written(record: dict[str, Any], kind: str, time: float) -> Iterator[Words]:
    if kind == "caption":
        yield from _media(record, time)
    elif kind == "note":
        yield Words(kind, time, text(record.get("text")), title=text(record.get("title")))
    elif kind == "event":
        yield Words(kind, time, text(record.get("description")))
    else:
        yield from _data(record, kind, time)
        yield from _attachments(record, kind, time)
        yield from _labelled(record, kind, time)


def _data(record: dict[str, Any], kind: str, time: float) -> Iterator[Words]:
    heading = text(record.get("title"))
    posts = [text(record.get("text"))] if kind in {"review", "story"} else []
    for item in dicts(record.get("data")):
        posts.append(text(item.get("post")))
        for comment in dicts(item.get("comment")):
            author = clean(comment.get("author"))
            yield Words(kind, time_of(comment, time), text(comment.get("comment")), author, heading)
        for review in dicts(item.get("review")):
            parts = (text(review.get(key)) for key in ("text", "review", "review_text", "comment"))
            yield Words(kind, time_of(review, time), next(filter(None, parts), ""), heading=heading)
    yield Words(kind, time, "\n".join(dict.fromkeys(filter(None, posts))), heading=heading)


def _attachments(record: dict[str, Any], kind: str, time: float) -> Iterator[Words]:
    """The captions of pictures, which repeat the post as a rule; the caller leaves such out."""
    for attachment in dicts(record.get("attachments")) if kind != "comment" else ():
        for item in dicts(attachment.get("data")):
            for media in dicts(item.get("media")):
                yield from _media(media, time, "story" if kind == "story" else "caption")
            if kind == "story":
                yield Words(kind, time, text(item.get("text")))


def _media(media: dict[str, Any], time: float, kind: str = "caption") -> Iterator[Words]:
    """What is written about an album, picture or film, and the comments below it, by whomever."""
    yield Words(kind, time_of(media, time), text(media.get("description")))
    for comment in dicts(media.get("comments")):
        author = clean(comment.get("author")) or UNKNOWN
        yield Words("comment", time_of(comment, time), text(comment.get("comment")), author)
    for picture in dicts(media.get("photos")):
        if picture is not media:
            yield from _media({**picture, "photos": None}, time)


def _labelled(record: dict[str, Any], kind: str, time: float) -> Iterator[Words]:
    """The records of 2024 and later: labels in the account's language, each with its value."""
    found: dict[str, str] = {}
    for item in dicts(record.get("label_values")):
        label = item.get("ent_field_name") or item.get("label")
        field = _FIELDS.get(clean(label).casefold())
        if field and isinstance(item.get("value"), str) and not item.get("href"):
            found.setdefault(field, text(item["value"]))
        time = time or seconds(item.get("timestamp_value"))
        for media in dicts(item.get("media")):
            yield from _media(media, time)
    yield Words(kind, time, found.get("text", ""), clean(found.get("author")))


def time_of(record: dict[str, Any], otherwise: float = 0) -> float:
    """When a record was written, in seconds since 1970; ``otherwise`` if it does not tell."""
    return seconds(*(record.get(key) for key in _TIMES)) or otherwise


def _profiles(data: Any) -> Iterator[dict[str, Any]]:
    for wrapper in dicts(data):
        yield wrapper
        for value in wrapper.values():
            yield from dicts(value)


def records(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The records of a file: bare, below some keys, or one alone."""
    if isinstance(data, dict) and _OF_A_RECORD.isdisjoint(data):
        for value in data.values() if depth < _DEEPEST else ():
            yield from records(value, depth + 1)
    else:
        yield from dicts(data)
