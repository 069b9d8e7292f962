"""Invented web pages."""

from __future__ import annotations

from sites import Answer, Site, page

_NOUNS = ["lamp", "pier", "ferry", "harbour", "bell", "keeper", "rope", "fog", "gull", "stone"]
_VERBS = ["waits for", "forgets", "watches", "answers", "outlives", "follows", "carries"]


def sentences(number: int, count: int = 6) -> str:
    """Text that no other number gives."""
    told = []
    for place in range(count):
        seed = number * 31 + place * 7
        first, second = _NOUNS[seed % 10], _NOUNS[(seed // 10 + place) % 10]
        told.append(f"The {first} of house {number} {_VERBS[seed % 7]} the {second}, says neighbour {place}.")
    return " ".join(told)


def html(number: int, *links: str, head: str = "", text: str | None = None) -> str:
    """An article with links below it."""
    menu = "".join(f'<li><a href="{link}">A page</a></li>' for link in links)
    told = sentences(number) if text is None else text
    return (
        f'<!doctype html><html lang="en"><head><title>Page {number}</title>{head}</head><body><article>'
        f"<h1>Page {number}</h1><p>{told}</p></article><ul>{menu}</ul></body></html>"
    )


def article(number: int, *links: str, head: str = "", text: str | None = None, **headers: str) -> Answer:
    """The answer of a server with an article."""
    return page(html(number, *links, head=head, text=text), **headers)


def pages_asked(site: Site) -> list[str]:
    """What a site was asked for, without what clients ask for themselves."""
    return [path for path in site.asked if path not in {"/robots.txt", "/.well-known/tdmrep.json"}]
