"""Every error a user can meet.

    TextgenError
    ├── SourceError     something to be read cannot be
    ├── CorpusError     a corpus is missing, damaged or in use
    ├── ModelError      a model is missing, damaged or does not fit
    ├── PluginError     a plugin cannot be used
    ├── RemoteError     a server did not answer as it should
    ├── GeneratorError  a generator that is asked over the network, or its files, cannot be used
    └── Unsupported     a generator cannot do what was asked of it

Programmer's mistakes are ValueError or TypeError and stand outside the tree.
"""

from __future__ import annotations


class TextgenError(Exception):
    """Something went wrong that the user can do something about.

    Args:
        message: One line that says what is wrong, and with which file or value.
        hint: One line that says what to do about it.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Let it pass from one process to another, with its hint."""
        return _passed, (type(self), self.message, self.hint)


class SourceError(TextgenError):
    """Something to be read cannot be."""


class CorpusError(TextgenError):
    """A corpus is missing, damaged or in use."""


class ModelError(TextgenError):
    """A model is missing, damaged or does not fit."""


class PluginError(TextgenError):
    """A plugin cannot be used."""


class RemoteError(TextgenError):
    """A server did not answer as it should."""


class GeneratorError(TextgenError):
    """A generator that is asked over the network, or its files, cannot be used.

    Args:
        message: One line that says what is wrong.
        hint: One line that says what to do about it.
        status: The HTTP status of a server's answer, where that is what is wrong; or the one that says it,
            400 for a setting that the generator does not take, 413 for a prompt that is too long for it.
    """

    status: int | None = None

    def __init__(self, message: str, *, hint: str, status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class Unsupported(TextgenError):  # noqa: N818 - an answer rather than a fault
    """A generator cannot do what was asked of it."""


def _passed(kind: type[TextgenError], message: str, hint: str) -> TextgenError:
    error = kind.__new__(kind)
    TextgenError.__init__(error, message, hint=hint)
    return error
