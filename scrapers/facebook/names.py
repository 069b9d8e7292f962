"""People's names, as they stand in the files and as they are compared."""

from __future__ import annotations

import unicodedata
from typing import Any

from .mojibake import repair

NOBODY = frozenset(
    {
        "",
        "meta ai",
        "facebook user",
        "instagram user",
        "facebook-nutzer",
        "facebook-nutzerin",
        "utilisateur de facebook",
        "utilisateur facebook",
        "usuario de facebook",
        "utente di facebook",
        "utente facebook",
        "usuário do facebook",
        "utilizador do facebook",
        "użytkownik facebooka",
        "facebook-gebruiker",
        "пользователь facebook",
        "facebook kullanıcısı",
        "utilizator facebook",
        "facebook-användare",
        "uživatel facebooku",
        "facebook-felhasználó",
        "facebookユーザー",
    }
)
"""Senders that are nobody in particular, as keys: deleted accounts, and a machine."""


def clean(name: Any) -> str:
    """A name as people write it: mojibake repaired, spaces folded; "" for what is no name."""
    return unicodedata.normalize("NFC", " ".join(repair(name).split())) if isinstance(name, str) else ""


def key(name: str) -> str:
    """What two spellings of a cleaned name share."""
    return name.casefold()


def begins(text: str, name: str) -> bool:
    """Whether a text begins with a name, and not with a longer word: "Zoe Nobody" of "Zoe Nobodys"."""
    after = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (name[-1:].isascii() and after.isascii() and after.isalnum())


def is_somebody(name: str) -> bool:
    """Whether a cleaned name can be a person's."""
    return key(name) not in NOBODY
