"""The polite HTTP client and the page extractor that any source may use."""
