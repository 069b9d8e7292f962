"""The contract kit for authors of plugins: run a source offline on a sample and see that it keeps its word.

It needs no test runner: ``check_source`` raises ``ContractError``, an ``AssertionError``, with all
that is wrong.
"""

from textgen.testing.contract import ContractError, check_source
from textgen.testing.sample import Sample

__all__ = ["ContractError", "Sample", "check_source"]
