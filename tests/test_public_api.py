"""``textgen.__all__`` is the public API, and each name of it is there."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

import pytest

import textgen


def test_the_list_of_names_is_sorted_and_complete():
    assert textgen.__all__ == sorted(textgen.__all__)
    assert set(textgen.__all__) == set(textgen._HOMES)
    assert dir(textgen) == sorted([*textgen.__all__, "__version__"])


@pytest.mark.parametrize("name", textgen.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name):
    value = getattr(textgen, name)
    assert value.__doc__
    assert sys.modules[textgen._HOMES[name]].__dict__[name] is value


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        textgen.nothing  # noqa: B018 - reading it is the test


def test_the_version_is_the_installed_one():
    assert textgen.__version__ == importlib.metadata.version("textgen")


def test_no_submodule_hides_a_public_function():
    code = """
import pkgutil, textgen
packages = {module.name for module in pkgutil.iter_modules(textgen.__path__)}
print(packages & set(textgen.__all__))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
