"""The models that come with textgen, as data."""
