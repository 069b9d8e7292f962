"""Which language a text is in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textgen.errors import SourceError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from textgen.document import JSON

READ = 10_000
"""A language is told from so many characters of a text, its first ones."""

UNLIKELY = 0.05
"""A document is left out where its chance to be in one of the languages asked for is below this,"""

LIKELY = 0.3
"""and that of another language is above this: in short texts and in code no language stands out."""

NO_LANGUAGE = "zxx"

MEMBERS = {
    "ar": {"ar", "arz", "ary"},
    "ku": {"ku", "sdh"},
    "nb": {"no"},
    "no": {"no", "nn"},
    "uz": {"uz", "uzs"},
    "zh": {"zh", "wuu", "yue"},
}
"""Languages of which the identifier tells several kinds, or by another name."""


class Languages:
    """Tells whether texts are in one of the languages asked for.

    Args:
        wanted: Their codes (ISO 639), such as "de,en".

    Raises:
        SourceError: a code is none that can be told.
    """

    def __init__(self, wanted: str) -> None:
        self._identifier = _identifier()
        known = {*self._identifier.labels, *MEMBERS} - {NO_LANGUAGE}
        self._wanted: set[str] = set()
        self.undecided = 0
        """How many texts were allowed though their language is not certain."""
        for code in wanted.split(","):
            language = _primary(code)
            if language not in known:
                raise SourceError(
                    f"--language: {code.strip()!r} is no language that can be told",
                    hint="Give codes with commas between, such as de,en. Known: " + " ".join(sorted(known)),
                )
            self._wanted |= MEMBERS.get(language, {language})

    def allow(self, text: str, declared: JSON = None) -> bool:
        """Whether a text may be in one of the languages.

        Args:
            text: The text.
            declared: What its source says of its language; it decides only where the text does not.
        """
        chances = dict(self._identifier.rank(text[:READ]))
        wanted = sum(chances.get(language, 0) for language in self._wanted)
        other = max(
            (chance for language, chance in chances.items() if language not in {*self._wanted, NO_LANGUAGE}),
            default=0,
        )
        if wanted < UNLIKELY and other > LIKELY:
            return False
        if wanted > LIKELY:
            return True
        if isinstance(declared, str) and declared.strip():
            return bool(MEMBERS.get(_primary(declared), {_primary(declared)}) & self._wanted)
        self.undecided += 1
        return True


def _primary(code: str) -> str:
    """The language of a code such as "en-GB" or "zh_Hant"."""
    return code.strip().lower().replace("_", "-").partition("-")[0]


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
