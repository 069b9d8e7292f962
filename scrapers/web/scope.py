"""Which of the addresses that pages link to belong to a crawl."""

import re
from urllib.parse import urlsplit

from textgen.web import addresses

from .options import Options, Scope, matcher

_NO_PAGE = re.compile(
    r"\.(7z|apk|avi|avif|bmp|bz2|css|csv|deb|dmg|docx?|epub|exe|flac|gif|gz|ico|iso|jar|jpe?g|js|json|m4[av]|mkv|mobi"
    r"|mov|mp[34]|mpe?g|msi|od[pst]|og[agv]|pdf|png|pptx?|ps|rar|rpm|rss|svg|tar|tgz|tiff?|ttf|wav|webm|webp|wmv"
    r"|woff2?|xlsx?|xml|xz|zip)$",
    re.IGNORECASE,
)


class Boundary:
    """Tells the addresses inside of a crawl from those outside; it grows with each start."""

    def __init__(self, options: Options) -> None:
        self._scope = options.scope
        self._include = matcher(options.include)
        self._exclude = matcher(options.exclude)
        self._roots: dict[str, set[str]] = {}

    def start(self, url: str) -> None:
        """Let a crawl begin at an address."""
        parts = urlsplit(url)
        folder = parts.path[: parts.path.rfind("/") + 1] if self._scope is Scope.PATH else "/"
        self._roots.setdefault(self._site(url), set()).add(folder or "/")

    def has(self, url: str) -> bool:
        """Whether the crawl may visit an address."""
        return self.covers(url) and self.allows(url) and not _NO_PAGE.search(urlsplit(url).path)

    def allows(self, url: str) -> bool:
        """Whether the patterns let an address in."""
        if self._include and not self._include.match(url):
            return False
        return not (self._exclude and self._exclude.match(url))

    def covers(self, url: str) -> bool:
        """Whether an address lies within the scope, whatever the patterns say."""
        if self._scope is Scope.ANY:
            return True
        path = urlsplit(url).path or "/"
        return any(
            path.startswith(folder) for site in self._sites(url) for folder in self._roots.get(site, ())
        )

    def _site(self, url: str) -> str:
        host = addresses.host(url)
        return host.removeprefix("www.") if self._scope is Scope.SITE else host

    def _sites(self, url: str) -> list[str]:
        """The sites that an address may belong to: its host, and with ``site`` the domains above."""
        host = self._site(url)
        if self._scope is not Scope.SITE or host[:1] == "[" or host.replace(".", "").split(":")[0].isdigit():
            return [host]
        labels = host.split(".")
        return [".".join(labels[number:]) for number in range(len(labels))]
