"""The sources that come with textgen, written only against its public API."""
