"""From an export's files to documents: first a look at all conversations, then the reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from difflib import get_close_matches
from hashlib import sha256

import textgen

from . import writings
from .archive import Export, Member
from .conversations import Conversations
from .layout import Conversation, Layout, anonymous, sort
from .names import clean
from .options import GROUP_MESSAGE, Wanted
from .owner import Evidence, find_owner, listed
from .progress import Meter
from .service import Service
from .survey import survey, told
from .words import AS_JSON

_READING = 1
"""To be raised when the same files give other documents than before, so that they are read again."""


def read(
    context: textgen.Context,
    export: Export,
    service: Service,
    wanted: Wanted,
    given: Sequence[str],
    *,
    asks: bool,
) -> Iterator[textgen.Document]:
    """Yield what the owner wrote.

    Args:
        context: Is told of progress, of what is left out and of what cannot be read.
        export: The files.
        service: Whose export it is.
        wanted: What is wanted of them, and in what form.
        given: The owner's names, if the user tells them.
        asks: Whether the user is asked before others' words are collected.

    Raises:
        SourceError: nothing of it is there, or the owner is not known.
    """
    if not all(map(clean, given)):
        raise textgen.SourceError("--owner cannot be empty", hint='Say your name: --owner "NAME".')
    if other := export.of_another(service.name.lower()):
        raise textgen.SourceError(other[0], hint=other[1])
    if wanted.everybody and asks:
        _ask(context)
    for name, reason in export.failures:
        context.fail(anonymous(name, service), reason, shown=name)
    layout = sort(export.members, service)
    conversations = [each for each in layout.conversations if _kind(each) in wanted.kinds]
    files = writings.files(layout, service, wanted)
    if not conversations and not files:
        raise _nothing(export, layout, service, wanted)
    if not export.failures and context.seen(*_fingerprint(export, wanted, given)):
        context.log("The export has not changed since it was collected.")
        return
    if layout.pages:
        context.skip("pages", AS_JSON, count=layout.pages)
    evidence = Evidence() if given else told(layout, service)
    looked_at = [] if given or evidence.is_sure else layout.conversations
    read_again = [*_members(looked_at), *_members(conversations), *(member for _, member in files)]
    meter = Meter(context, sum(member.size for member in read_again))
    survey(looked_at, service, evidence, meter.advance)
    owner = find_owner(context, evidence, given)
    with (
        closing(writings.Writings(context, service, owner, wanted, meter)) as written,
        closing(Conversations(context, service, owner, wanted, meter, overlaps=layout.overlaps)) as talked,
    ):
        for role, member in files:
            yield from written.documents(role, member)
        for conversation in conversations:
            yield from talked.documents(conversation)
        yield from talked.rest()
        _check_threads(wanted, talked.names)
        others = written.others + talked.others
        known_as = " or ".join(owner.names)
        if others and not written.mine and not talked.mine:
            raise textgen.SourceError(
                f"Nothing in the export was written by {known_as}",
                hint=f'Say which name is yours: --owner "NAME". Who wrote, and how often: {listed(others)}.',
            )
        if talked.others and not talked.mine:
            context.log(
                f"No message is by {known_as}. If one of these names is yours, too, say all you have had, "
                f"each with --owner: {listed(talked.others)}."
            )


def _ask(context: textgen.Context) -> None:
    if not context.confirm("Collect what others wrote to you, too? They have not been asked."):
        raise textgen.SourceError(
            "Nothing was collected", hint="Leave out --participants all to collect only your own words."
        )


def _kind(conversation: Conversation) -> str:
    return GROUP_MESSAGE if conversation.in_group else "message"


def _members(conversations: Iterable[Conversation]) -> Iterator[Member]:
    return (member for conversation in conversations for member in conversation.files)


def _fingerprint(export: Export, wanted: Wanted, given: Sequence[str]) -> tuple[str, str]:
    """A name for just these files, read in just this way, and what tells that they were read."""
    files = sorted(f"{member.name}\0{member.mark}" for member in export.members)
    asked = f"{_READING} {sorted(wanted.kinds)} {replace(wanted, kinds=frozenset())} {given}"
    key = sha256("\n".join([asked, *files]).encode("utf-8", "surrogateescape")).hexdigest()
    return f"export/{key[:16]}", key


def _check_threads(wanted: Wanted, names: set[str]) -> None:
    """Make sure that each conversation asked for is there."""
    known = {name.casefold(): name for name in names if name}
    for asked in wanted.threads:
        if not any(asked in name for name in known):
            close = " or ".join(known[name] for name in get_close_matches(asked, known, cutoff=0.5))
            raise textgen.SourceError(
                f"No conversation has {asked!r} in its name",
                hint=f"Did you mean {close}?" if close else "Give a name as it stands in Messenger.",
            )


def _nothing(export: Export, layout: Layout, service: Service, wanted: Wanted) -> textgen.SourceError:
    """Why there is nothing to read, and what to do."""
    where = ", ".join(str(path) for path, _ in export.contents)
    held = {"messages"} if layout.conversations else set()
    for role, kinds in service.holds.items():
        if layout.files(role):  # a file of posts holds captions too, but perhaps none
            held |= {service.plural(kind) for kind in kinds if kind == role or role not in kinds}
    if held == {"bio"}:
        return textgen.SourceError(
            f"{where} holds only a profile", hint="Give it together with the other parts of the export."
        )
    if held:
        asked = " or ".join(plural for plural, kind in service.kinds.items() if kind in wanted.kinds)
        return textgen.SourceError(
            f"{where} holds no {asked}", hint=f"It holds {' and '.join(sorted(held))}: see --include."
        )
    if looks_like := export.looks_like(service.name.lower()):
        return textgen.SourceError(looks_like[0], hint=looks_like[1])
    return textgen.SourceError(
        f"{where} holds no words of {'an' if service.name[0] in 'AEIOU' else 'a'} {service.name} export",
        hint="Give the zip files as they were downloaded, all parts together, or their folder.",
    )
