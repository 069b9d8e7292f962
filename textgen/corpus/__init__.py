"""Corpora: a text you can read, a database that remembers."""
