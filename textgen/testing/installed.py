"""The contract of the installed sources, each checked on the sample that it declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from textgen.document import JSON
from textgen.errors import PluginError
from textgen.plugins import Plugin, Registry
from textgen.testing.contract import ContractError, check_source

UNDECLARED = 'it declares no sample; say register({function}, sample=Path(__file__).parent / "sample")'


@dataclass(frozen=True)
class Verdict:
    """What a check came to.

    Args:
        name: The source, or the plugin that cannot be used.
        plugin: The plugin and its package.
        problems: What is wrong, each in one line; none if all is well.
    """

    name: str
    plugin: Plugin
    problems: list[str] = field(default_factory=list)

    def describe(self) -> dict[str, JSON]:
        """The same as JSON values."""
        return {
            "name": self.name,
            "package": self.plugin.package,
            "version": self.plugin.version,
            "ok": not self.problems,
            "problems": [*self.problems],
        }


def check_installed(registry: Registry, name: str | None = None) -> Iterator[Verdict]:
    """Check the sources of all plugins, or of one.

    Args:
        registry: The plugins.
        name: A source or a plugin; None for all.

    Raises:
        PluginError: there is no source or plugin of that name, or two plugins give the source.
    """
    wanted = [plugin for plugin in registry.plugins if name in (None, plugin.name) or name in plugin.sources]
    if name is not None:
        wanted = [plugin for plugin in wanted if name in plugin.sources] or wanted
        if not wanted or any(conflict.name == name for conflict in registry.conflicts):
            registry.source(name)
    for plugin in wanted:
        if plugin.error:
            yield Verdict(plugin.name, plugin, [plugin.error])
        for source in sorted(plugin.sources):
            if name not in plugin.sources or name == source:
                yield Verdict(source, plugin, _problems(plugin, source))


def _problems(plugin: Plugin, name: str) -> list[str]:
    source, sample = plugin.sources[name], plugin.samples.get(name)
    if sample is None:
        return [UNDECLARED.format(function=source.__name__)]
    try:
        check_source(source, sample)
    except ContractError as error:
        return error.problems
    except PluginError as error:
        return [f"{error.message} ({error.hint})"]
    return []
