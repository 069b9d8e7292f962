"""Large collections: textgen's steps as blocks of datatrove pipelines, which write shards of a corpus.

Importing it needs datatrove (the extra "scale").
"""

from textgen.scale.blocks import Clean, Deduplicate, Filter, Write, to_datatrove
from textgen.scale.shards import Shards

__all__ = ["Clean", "Deduplicate", "Filter", "Shards", "Write", "to_datatrove"]
