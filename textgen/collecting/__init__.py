"""From a source to a corpus: context, cleaning, filters, duplicates, pipeline."""
