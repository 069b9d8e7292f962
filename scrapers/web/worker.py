"""A process that reads pages: tasks come by its standard input, readings go by its standard output."""

import os
import pickle
import sys

from .reading import broken, read


def main() -> None:
    """Read pages until the process that sends them is gone."""
    tasks = sys.stdin.buffer
    readings = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints gets in between
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from the process that started this one
            result: object = read(task)
        except EOFError:
            return
        except Exception as error:
            result = broken(error)
        try:
            pickle.dump(result, readings, pickle.HIGHEST_PROTOCOL)
            readings.flush()
        except BrokenPipeError:
            os._exit(0)


if __name__ == "__main__":
    main()
