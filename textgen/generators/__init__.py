"""Everything that continues a text, behind one protocol."""
