"""``python -m textgen`` is the ``textgen`` command."""

from textgen.cli.main import main

if __name__ == "__main__":
    main()
