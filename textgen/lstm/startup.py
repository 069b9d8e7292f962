"""Starting TensorFlow: without its notes about the processor, and with the threads that training needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def replicas_for(batch: int) -> int:
    """Into how many shares a batch is cut: one a core, if all are equal and have at least 8 rows."""
    return max(n for n in range(1, cores() + 1) if batch % n == 0 and (n == 1 or batch // n >= 8))


def start_tensorflow(replicas: int, first: Callable[[], object] | None = None) -> None:
    """Import TensorFlow and give each operation one thread, so that replicas run side by side.

    Where TensorFlow runs already, as in a notebook, its threads stay as they are: training works, only
    slower.

    Args:
        replicas: How many threads will call it at once.
        first: Is called before anything is computed, as joining a cluster must be.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silent_stderr():
        import keras  # noqa: F401 - loaded here to be loaded silently
        import tensorflow as tf

        # The graph optimizer folds the backward pass's one transpose into each of its products, which
        # makes them three times slower.
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
        with suppress(RuntimeError):
            tf.config.threading.set_intra_op_parallelism_threads(1)
            tf.config.threading.set_inter_op_parallelism_threads(max(2, replicas))
        if first:
            first()
        tf.zeros([1])


def graphics_cards() -> list[str]:
    """TensorFlow's names of the graphics cards that it can use."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _silent_stderr():
        import tensorflow as tf

        cards = tf.config.list_physical_devices("GPU")
    return [f"GPU:{number}" for number in range(len(cards))]


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Send what C++ code writes to the file descriptor of stderr nowhere; exceptions still pass.

    TensorFlow writes some lines before its log level can be set.
    """
    sys.stderr.flush()
    saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
