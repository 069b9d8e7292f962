"""Setting generators side by side: the same questions, the same measures, one report."""
