"""Posts, captions, comments and the like: a document for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

import textgen

from . import readers
from .archive import BrokenError, Member
from .layout import Layout, anonymous, is_json
from .names import begins, clean
from .options import Wanted, moment
from .owner import Owner
from .progress import Meter
from .seen import Seen
from .sentences import is_memory
from .service import Service
from .words import FACEBOOK, NO_TEXT, OTHERS, REPEATS, TWICE, Words


def files(layout: Layout, service: Service, wanted: Wanted) -> list[tuple[str, Member]]:
    """The files that hold what is wanted, each with its role: JSON before HTML, which may repeat it."""
    return [
        (role, member)
        for role, kinds in service.holds.items()
        if kinds & wanted.kinds
        for member in sorted(layout.files(role), key=is_json, reverse=True)
    ]


class Writings:
    """Reads what is no message.

    Args:
        context: Is told of progress, of what is left out and of what cannot be read.
        service: Whose export it is.
        owner: Whose words are wanted.
        wanted: What is wanted of them.
        meter: Counts the bytes.
    """

    def __init__(
        self, context: textgen.Context, service: Service, owner: Owner, wanted: Wanted, meter: Meter
    ) -> None:
        self.mine = 0
        self.others: Counter[str] = Counter()
        self._context = context
        self._service = service
        self._owner = owner
        self._wanted = wanted
        self._meter = meter
        self._seen = Seen()

    def documents(self, role: str, member: Member) -> Iterator[textgen.Document]:
        """Yield a document for each of the owner's writings in a file."""
        try:
            for words in readers.words(member, role, self._service):
                yield from self._document(words, role, in_json=is_json(member))
        except BrokenError as error:
            uri = anonymous(member.name, self._service)
            self._context.fail(uri, str(error), shown=member.name)
        self._meter.advance(member.size)

    def close(self) -> None:
        """Forget what was given."""
        self._seen.close()

    def _document(self, words: Words, role: str, *, in_json: bool) -> Iterator[textgen.Document]:
        text = words.text.strip()
        digest = sha256(words.text.encode()).hexdigest()[:8]
        uri = f"{self._service.plural(words.kind)}/{words.time:.0f}-{digest}"
        mine = self._is_mine(words, role, in_json=in_json)
        if not (mine or self._wanted.everybody):
            if words.kind in self._wanted.kinds:
                self.others[words.author] += 1
                self._context.skip(uri, OTHERS)
            return
        reason = self._reason(words, text, in_json=in_json)
        if words.kind not in self._wanted.kinds:
            return
        self.mine += mine
        if reason:
            self._context.skip(uri, reason, words.text)
            return
        yield textgen.Document(
            words.text,
            uri,
            title=words.title or None,
            author=self._owner.names[0] if mine else words.author or None,
            created=moment(words.time),
            kind=words.kind,
        )

    def _is_mine(self, words: Words, role: str, *, in_json: bool) -> bool:
        if words.author:
            return self._owner.wrote(clean(words.author))
        tells_no_author = role == "comment" or (role == "group" and not in_json)
        if role == "wall" or (tells_no_author and words.heading):
            # Others may have written it: only Facebook's sentence, which begins with a name, tells who.
            return any(begins(words.heading, name) for name in self._owner.names)
        return role != "others"

    def _reason(self, words: Words, text: str, *, in_json: bool) -> str:
        """Why words are left out; "" if they are not."""
        if not text:
            return NO_TEXT
        if is_memory(text):
            return FACEBOOK
        if reason := self._wanted.period.reason(words.time):
            return reason
        if not in_json and ("json", words.kind, text) in self._seen:
            return TWICE
        if in_json:
            self._seen.add("json", words.kind, text)
        said_before = not self._seen.add("said", text)
        if words.kind in {"caption", "story"} and said_before:
            return REPEATS
        return "" if self._seen.add(words.kind, words.time, text) else TWICE
