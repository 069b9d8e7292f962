"""The four steps in a browser: gather, train, write, compare; it needs the extra ``ui`` (Gradio)."""
