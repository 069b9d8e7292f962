"""The parts of the generator of synthetic Facebook exports: see ``facebook_exports.py`` beside it."""
