"""Which whole texts Facebook wrote in a person's name, in fifteen languages.

``notation`` explains how the modules ``en``, ``de``, … list them; ``catalogue`` sorts all of them by
how they begin; ``matching`` compares a text with them.
"""

from .matching import Sentences, is_memory

__all__ = ["Sentences", "is_memory"]
