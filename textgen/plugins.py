"""The installed plugins: found in the entry points of the group "textgen", each loaded under a guard.

The built-in sources are found the same way. A plugin that cannot be used is listed with its error
and gives nothing; the others go on.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textgen.errors import PluginError, TextgenError
from textgen.folders import suggestion
from textgen.installation import update_hint

if TYPE_CHECKING:
    from textgen.document import JSON
    from textgen.hookspecs import Cleaner, GeneratorFactory, Source

GROUP = "textgen"
T = TypeVar("T")


@dataclass(frozen=True)
class Plugin:
    """An entry point of the group, and what it gives or why it cannot be used.

    Args:
        name: The entry point's name.
        package: The distribution it belongs to.
        version: The distribution's version.
        module: What the entry point names.
        sources: Its sources by command name.
        samples: The folders of the samples that its sources declare, by command name.
        near_duplicates: The command names of its sources whose near duplicates are left out.
        cleaners: Its cleaners by name.
        generators: Its generator factories by scheme.
        error: Why it cannot be used, in one line; None if it can.
        cause: The exception behind ``error``.
    """

    name: str
    package: str
    version: str
    module: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    samples: Mapping[str, Path] = field(default_factory=dict)
    near_duplicates: Set[str] = frozenset()
    cleaners: Mapping[str, Cleaner] = field(default_factory=dict)
    generators: Mapping[str, GeneratorFactory] = field(default_factory=dict)
    error: str | None = None
    cause: BaseException | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.name} ({self.package} {self.version})"

    @property
    def summary(self) -> str:
        """What it gives, or why it cannot be used, in one line."""
        if self.error:
            return f"failed: {self.error}"
        given = {"source": self.sources, "cleaner": self.cleaners, "generator": self.generators}
        return ", ".join(f"{kind} {name}" for kind, names in given.items() for name in sorted(names))

    def describe(self) -> dict[str, JSON]:
        """The same as JSON values."""
        return {
            "name": self.name,
            "package": self.package,
            "version": self.version,
            "module": self.module,
            "sources": [*sorted(self.sources)],
            "cleaners": [*sorted(self.cleaners)],
            "generators": [*sorted(self.generators)],
            "error": self.error,
        }


class LaterHooksError(PluginError):
    """A plugin is made for hooks that this textgen does not have.

    Args:
        wanted: The version that the plugin names.
        version: The version that is here.
    """

    def __init__(self, wanted: object, version: int) -> None:
        super().__init__(
            f"it is made for version {wanted} of the hooks, and this textgen has version {version}",
            hint=update_hint(),
        )


@dataclass(frozen=True)
class Conflict:
    """A name that more than one plugin gives, so that nobody can use it."""

    kind: str
    name: str
    plugins: tuple[Plugin, ...]

    def __str__(self) -> str:
        return f"the {self.kind} {self.name!r} is given by {' and by '.join(map(str, self.plugins))}"


@dataclass(frozen=True)
class Registry:
    """All plugins, and what they give together."""

    plugins: tuple[Plugin, ...]

    @property
    def failed(self) -> list[Plugin]:
        """The plugins that cannot be used."""
        return [plugin for plugin in self.plugins if plugin.error]

    @property
    def conflicts(self) -> list[Conflict]:
        """The source names and schemes that more than one plugin gives."""
        found = []
        for kind, given in (
            ("source", [(plugin, plugin.sources) for plugin in self.plugins]),
            ("generator", [(plugin, plugin.generators) for plugin in self.plugins]),
        ):
            for name in sorted({name for _, names in given for name in names}):
                givers = tuple(plugin for plugin, names in given if name in names)
                if len(givers) > 1:
                    found.append(Conflict(kind, name, givers))
        return found

    @property
    def sources(self) -> dict[str, Source]:
        """The sources that can be used, by command name, sorted."""
        return self._unique("source", [plugin.sources for plugin in self.plugins])

    @property
    def generators(self) -> dict[str, GeneratorFactory]:
        """The generator factories that can be used, by scheme, sorted."""
        return self._unique("generator", [plugin.generators for plugin in self.plugins])

    @property
    def cleaners(self) -> list[Cleaner]:
        """The cleaners in the order of their names."""
        named = [
            (name, plugin.package, cleaner)
            for plugin in self.plugins
            for name, cleaner in plugin.cleaners.items()
        ]
        return [cleaner for _, _, cleaner in sorted(named, key=lambda item: item[:2])]

    def describe(self) -> dict[str, JSON]:
        """All plugins and conflicts as JSON values."""
        return {
            "plugins": [plugin.describe() for plugin in self.plugins],
            "conflicts": [
                {
                    "kind": conflict.kind,
                    "name": conflict.name,
                    "packages": [plugin.package for plugin in conflict.plugins],
                }
                for conflict in self.conflicts
            ],
        }

    def source(self, name: str) -> Source:
        """Return the source called ``name``.

        Raises:
            PluginError: no plugin gives it, more than one does, or its plugin cannot be used.
        """
        return self._get("source", name, self.sources)

    def skips_near_duplicates(self, name: str) -> bool:
        """Whether near duplicates of the source called ``name`` are left out without being asked."""
        return any(name in plugin.near_duplicates for plugin in self.plugins)

    def generator(self, scheme: str, *, built_in: Iterable[str] = ()) -> GeneratorFactory:
        """Return the factory for ``scheme``; raises ``PluginError`` as ``source`` does.

        Args:
            scheme: What stands before the colon.
            built_in: The schemes that need no plugin, for the hint.
        """
        return self._get("generator", scheme, self.generators, built_in)

    def _unique(self, kind: str, given: list[Mapping[str, T]]) -> dict[str, T]:
        twice = {conflict.name for conflict in self.conflicts if conflict.kind == kind}
        merged = {name: value for names in given for name, value in names.items() if name not in twice}
        return dict(sorted(merged.items()))

    def _get(self, kind: str, name: str, usable: Mapping[str, T], others: Iterable[str] = ()) -> T:
        if name in usable:
            return usable[name]
        for conflict in self.conflicts:
            if (conflict.kind, conflict.name) == (kind, name):
                packages = " or ".join(plugin.package for plugin in conflict.plugins)
                raise PluginError(str(conflict), hint=f"Uninstall one of them: pip uninstall {packages}.")
        for plugin in self.failed:
            if plugin.name == name:
                later = plugin.cause if isinstance(plugin.cause, LaterHooksError) else None
                raise PluginError(
                    f"the plugin {plugin} cannot be used: {plugin.error}",
                    hint=later.hint if later else f"Update or uninstall it: pip install -U {plugin.package}.",
                ) from plugin.cause
        hint = suggestion(name, [*usable, *others]) or "textgen plugins list shows what is installed."
        if self.failed:
            hint += f" These plugins cannot be used: {', '.join(plugin.name for plugin in self.failed)}."
        raise PluginError(f"there is no {kind} called {name!r}", hint=hint)


@functools.cache
def load() -> Registry:
    """Load every installed plugin, once in a process."""
    entry_points = [
        (entry_point, entry_point.dist)
        for entry_point in importlib.metadata.entry_points(group=GROUP)
        if entry_point.dist is not None
    ]
    entry_points.sort(key=lambda pair: (pair[0].name, pair[1].name))
    return Registry(tuple(_load(entry_point, dist.name, dist.version) for entry_point, dist in entry_points))


def parameters(source: Source) -> list[inspect.Parameter]:
    """Return the parameters of a source after its ``Context``, their annotations resolved.

    Raises:
        PluginError: the function is not a source.
        NameError: an annotation names something that is not there at run time.
    """
    from textgen.collecting.context import Context

    name = getattr(source, "__name__", repr(source))
    if not inspect.isgeneratorfunction(inspect.unwrap(source)):
        raise _invalid(f"{name} is not a generator function: a source yields documents")
    found = list(inspect.signature(source, eval_str=True).parameters.values())
    if not found or found.pop(0).annotation is not Context:
        raise _invalid(f"the first parameter of {name} must be annotated as textgen.Context")
    for parameter in found:
        if parameter.annotation is parameter.empty:
            raise _invalid(f"the parameter {parameter.name} of {name} has no annotation")
    return found


def _load(entry_point: importlib.metadata.EntryPoint, package: str, version: str) -> Plugin:
    plugin = Plugin(entry_point.name, package, version, entry_point.value)
    given = _Given({}, {}, set(), {}, {})
    try:
        with contextlib.redirect_stdout(sys.stderr):
            given.ask(entry_point.name, entry_point.load())
    except (Exception, SystemExit) as error:
        message = error.message if isinstance(error, TextgenError) else f"{type(error).__name__}: {error}"
        return Plugin(
            plugin.name, package, version, plugin.module, error=" ".join(message.split()), cause=error
        )
    return Plugin(plugin.name, package, version, plugin.module, **vars(given))


@dataclass(frozen=True)
class _Given:
    """What one plugin registers."""

    sources: dict[str, Source]
    samples: dict[str, Path]
    near_duplicates: set[str]
    cleaners: dict[str, Cleaner]
    generators: dict[str, GeneratorFactory]

    def ask(self, name: str, module: object) -> None:
        import pluggy

        from textgen import hookspecs

        wanted = getattr(module, "TEXTGEN_HOOKS", hookspecs.VERSION)
        if not isinstance(wanted, int) or wanted > hookspecs.VERSION:
            raise LaterHooksError(wanted, hookspecs.VERSION)
        manager = pluggy.PluginManager(GROUP)
        manager.add_hookspecs(hookspecs)
        manager.register(module, name)
        manager.check_pending()
        if not manager.get_hookcallers(module):
            raise _invalid("it implements no hook; @textgen.hookimpl marks a function as one")
        manager.hook.textgen_sources(register=self._source)
        manager.hook.textgen_cleaners(register=self._cleaner)
        manager.hook.textgen_generators(register=self._generator)

    def _source(self, source: Source, *, sample: Path | None = None, near_duplicates: bool = False) -> None:
        taken = sorted(_options(source) & _common_options())
        name = _command_name(source)
        if taken:
            raise _invalid(
                f"every source has the option {taken[0]} already; {name} must call its own otherwise"
            )
        _add(self.sources, "source", name, source)
        if sample is not None:
            self.samples[name] = Path(sample)
        if near_duplicates:
            self.near_duplicates.add(name)

    def _cleaner(self, cleaner: Cleaner) -> None:
        _add(self.cleaners, "cleaner", _command_name(cleaner), cleaner)

    def _generator(self, scheme: str, factory: GeneratorFactory) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9+.-]+", scheme):
            raise _invalid(f"{scheme!r} cannot be a scheme: letters in lower case, digits, + . - only")
        if not callable(factory):
            raise _invalid(f"the factory of {scheme} cannot be called: {factory!r}")
        _add(self.generators, "generator", scheme, factory)


def _add(names: dict[str, T], kind: str, name: str, value: T) -> None:
    if name in names:
        raise _invalid(f"it registers two {kind}s called {name}")
    names[name] = value


def _command_name(function: Callable[..., object]) -> str:
    name = getattr(function, "__name__", "").replace("_", "-")
    if not callable(function) or not re.fullmatch(r"[^\W_][\w-]*", name):
        raise _invalid(f"{function!r} is not a function with a name")
    return name


def _options(source: Source) -> set[str]:
    """The options that Typer makes of a source's parameters, as they are typed: {"--column", "-c"}."""
    import typer

    found = parameters(source)

    def command() -> None: ...

    command.__signature__ = inspect.Signature(found)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in found}
    app = typer.Typer(add_completion=False)
    app.command()(command)
    built = typer.main.get_command(app)
    return {
        option
        for parameter in built.params
        if parameter.param_type_name == "option"
        for option in [*parameter.opts, *parameter.secondary_opts]
    }


def _common_options() -> set[str]:
    from textgen.collecting.pipeline import COMMON_OPTIONS

    return {f"--{name}" for name in [*COMMON_OPTIONS, "quiet", "verbose"]}


def _invalid(message: str) -> PluginError:
    return PluginError(message, hint="docs/plugins.md says how a plugin is written.")
