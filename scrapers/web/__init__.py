"""The source ``web``: pages at given addresses, of whole sites, in sitemaps and feeds, and saved ones."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import textgen

from .options import Engine, Options, Scope

if TYPE_CHECKING:
    from textgen.scale import Shards


def web(
    context: textgen.Context,
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="URL",
            help="Addresses with their https://, files that list some (- for standard input), or saved "
            "pages: .html, .mhtml, .warc, .warc.gz, folders.",
        ),
    ] = None,
    crawl: Annotated[bool, typer.Option("--crawl", help="Follow the links of the pages.")] = False,
    sitemap: Annotated[
        bool,
        typer.Option("--sitemap", help="Take the pages that the sites' sitemaps list."),
    ] = False,
    feed: Annotated[bool, typer.Option("--feed", help="Take the articles of the feeds.")] = False,
    scope: Annotated[
        Scope,
        typer.Option(
            help="How far to go: path (the folder of an address), host, site (with its subdomains) or any."
        ),
    ] = Scope.SITE,
    depth: Annotated[int, typer.Option(metavar="N", help="Go at most N links away from the start.")] = 100,
    max_pages: Annotated[int, typer.Option(metavar="N", help="Ask for at most N pages.")] = 10_000,
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Go only where a pattern fits: '/blog/*'."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Go nowhere where a pattern fits."),
    ] = None,
    select: Annotated[
        str | None,
        typer.Option(metavar="CSS", help="Take what this CSS selector finds, not the main text."),
    ] = None,
    drop: Annotated[
        str | None,
        typer.Option(metavar="CSS", help="Leave out what this CSS selector finds."),
    ] = None,
    comments: Annotated[bool, typer.Option("--comments", help="Take readers' comments, too.")] = False,
    refresh: Annotated[
        bool,
        typer.Option("--refresh", help="Ask whether pages collected before have changed."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Ask up to N hosts at the same time: 8, if nothing is given; with --engine, run N "
            "processes: as many as there are processors.",
        ),
    ] = None,
    delay: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="The pause between two requests to a host: 1, if nothing is given."
        ),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Your e-mail or web address, told to the sites so that they can write to you.",
        ),
    ] = None,
    ignore_opt_outs: Annotated[
        bool,
        typer.Option("--ignore-opt-outs", help="Take pages that ask not to be used, such as your own."),
    ] = False,
    warc: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Keep what was sent and answered in a web archive, such as site.warc.gz."
        ),
    ] = None,
    render: Annotated[
        bool,
        typer.Option(
            "--render",
            help='Open pages that have no text without their scripts ("needs a browser") in a headless '
            "Chromium, and only those. Saved pages are never opened.",
        ),
    ] = False,
    warc_list: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Take the pages of the web archives that this file lists."),
    ] = None,
    engine: Annotated[
        Engine | None,
        typer.Option(help="Read the archives of --warc-list in --jobs processes of this engine."),
    ] = None,
) -> Iterator[textgen.Document]:
    """The main text of web pages: some, a whole site, or saved ones. Polite, and it can be resumed."""
    from . import given, saving
    from .readers import cores
    from .start import crawl_of

    options = Options(
        crawl=crawl,
        sitemap=sitemap,
        feed=feed,
        scope=Scope(scope),
        depth=depth,
        max_pages=max_pages,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        select=select,
        drop=drop,
        comments=comments,
        refresh=refresh,
        jobs=(cores() if engine else 8) if jobs is None else jobs,
        opt_outs=not ignore_opt_outs,
        warc=warc,
        render=render,
    )
    wanted = given.sort(urls or ())
    archives = given.archives(warc_list) if warc_list else []
    if engine and not archives:
        raise textgen.SourceError(
            "--engine reads web archives only", hint="List them in a file, and give it with --warc-list."
        )
    if not urls and not archives:
        raise textgen.SourceError(
            "there is nothing to collect", hint="Give an address, a file or --warc-list."
        )
    context.http.configure(
        contact=contact,
        delay=delay,
        opt_outs=False if ignore_opt_outs else None,
    )
    if select is None:
        context.drop_shared_lines()
    yield from saving.documents(context, wanted.saved, options)
    if engine:

        def blocks(shards: "Shards") -> list[Any]:
            from .scale import Extract, Pages

            return [Pages(archives, shards), Extract(shards, options)]

        key = given.states(archives) + options.key
        yield from context.spread(blocks, tasks=len(archives), jobs=options.jobs, key=key)
    else:
        yield from saving.documents(context, archives, options)
    if wanted.addresses or wanted.lists:
        yield from crawl_of(context, wanted, options).documents()


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``web``."""
    register(web, sample=Path(__file__).parents[1] / "samples/web", near_duplicates=True)
