"""Which addresses mean the same page, and which are of one kind."""

from __future__ import annotations

import functools
import re
from urllib.parse import SplitResult, parse_qsl, urldefrag, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    "utm_.*|_g[al]|_hs(enc|mi)|dclid|fbclid|gad_source|g?[bw]raid|gclid|gclsrc|igshid|mc_[ce]id|mkt_tok|msclkid"
    "|oly_(anon|enc)_id|srsltid|ttclid|twclid|vero_id|wickedid|yclid",
    re.IGNORECASE,
)
_SESSION = re.compile(
    "phpsessid|jsessionid|aspsessionid.*|asp.net_sessionid|cfid|cftoken|oscsid|zenid|session_?id|s?sid",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[0-9a-z_-]{10,}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";jsessionid=[^/;?]*|/\(S\([0-9a-z]{24}\)\)", re.IGNORECASE)
_LONG_ID = re.compile(r"\b(?=[a-z_]*\d)([0-9a-f]{8,}|\w{20,})\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")

MAX_LENGTH = 2_000
MAX_SEGMENTS = 25
MAX_REPEATS = 3


@functools.lru_cache(maxsize=50_000)
def identity(url: str) -> str:
    """Return the one spelling of all addresses that mean the same page as ``url``.

    Case of the host, default port, dot segments, percent signs, the order of the query and the
    fragment make no difference; neither do parameters that track visitors or name a session.

    Raises:
        ValueError: ``url`` is no address.
    """
    from w3lib.url import canonicalize_url

    parts = urlsplit(canonicalize_url(plain(url)))
    return urlunsplit((parts.scheme, _netloc(parts), parts.path or "/", parts.query, ""))


def plain(url: str) -> str:
    """Return an address without fragment, tracking parameters and session, and else as it is.

    Raises:
        ValueError: ``url`` is no address.
    """
    parts = urlsplit(url)
    query = "&".join(pair for pair in parts.query.split("&") if not _says_nothing(*pair.partition("=")[::2]))
    return urlunsplit((parts.scheme, parts.netloc, _PATH_SESSION.sub("", parts.path), query, ""))


def join(base: str, link: str) -> str | None:
    """Return the web address that a link means on a page, without its fragment; None if it means none.

    Args:
        base: The page's address.
        link: The link as it is written there.
    """
    try:
        link = link.strip().partition("#")[0]
        address = link if link.startswith(("http://", "https://")) else urldefrag(urljoin(base, link)).url
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None


def host(url: str) -> str:
    """Return host and port of an address, as in "example.com" or "localhost:8000"."""
    return _netloc(urlsplit(url))


@functools.lru_cache(maxsize=1_000)
def shape(url: str) -> str:
    """Return what an address has in common with others of its kind: numbers and values left out."""
    parts = urlsplit(url)
    path = _NUMBER.sub("0", _LONG_ID.sub("0", parts.path))
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{_netloc(parts)}{path}?{'&'.join(names)}"


def oddity(url: str) -> str | None:
    """Why an address looks like one of an endless number, None if it does not."""
    if len(url) > MAX_LENGTH:
        return f"its address is longer than {MAX_LENGTH:,} characters"
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS or _repeats(segments):
        return "its address repeats itself"
    return None


def _repeats(segments: list[str]) -> bool:
    """Whether a run of segments comes again and again, one after the other: a/b/a/b/a/b."""
    for length in range(1, len(segments) // MAX_REPEATS + 1):
        for start in range(len(segments) - MAX_REPEATS * length + 1):
            run = segments[start : start + length]
            if segments[start : start + MAX_REPEATS * length] == run * MAX_REPEATS:
                return True
    return False


def _netloc(parts: SplitResult) -> str:
    netloc = parts.netloc.lower()
    default = f":{_PORTS.get(parts.scheme)}"
    return netloc.removesuffix(default).removesuffix(":")


def _says_nothing(name: str, value: str) -> bool:
    return bool(_TRACKING.fullmatch(name) or (_SESSION.fullmatch(name) and _TOKEN.fullmatch(value)))
