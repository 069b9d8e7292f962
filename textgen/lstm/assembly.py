"""The parts of a training, as its settings want them: the network and its batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textgen.lstm.data import Ids, Streams, Windows
from textgen.lstm.recipe import Settings

if TYPE_CHECKING:
    from textgen.lstm.architecture import Architecture, Arrays
    from textgen.lstm.cluster import Cluster
    from textgen.lstm.devices import Devices
    from textgen.lstm.network import TrainingNetwork


def training_network(
    settings: Settings,
    architecture: Architecture,
    replicas: int,
    weights: Arrays | None = None,
    *,
    cluster: Cluster | None = None,
    devices: Devices | None = None,
) -> TrainingNetwork:
    """The network that a training begins with; its weights are drawn from the seed if there are none."""
    from textgen.lstm.architecture import initial_weights
    from textgen.lstm.network import TrainingNetwork

    workers = cluster.workers if cluster else 1
    return TrainingNetwork(
        architecture,
        weights or initial_weights(architecture, seed=settings.seed),
        batch=settings.batch_size // workers,
        dropout=settings.dropout,
        clip=settings.clip,
        optimizer=settings.optimizer,
        weight_decay=settings.weight_decay,
        replicas=replicas,
        last_only=settings.recipe == "tutorial",
        seed=settings.seed,
        implementation=settings.implementation or "float32",
        mean=cluster.mean if cluster else None,
        devices=devices,
        workers=workers,
        worker=cluster.index if cluster else 0,
    )


def batches(settings: Settings, ids: Ids, stop: int) -> Streams | Windows:
    """The batches of a training on a text up to ``stop``."""
    if settings.recipe == "tutorial":
        return Windows(
            ids,
            stop=stop,
            batch=settings.batch_size,
            window=settings.window,
            stride=settings.step or 1,
            examples_per_epoch=settings.examples_per_epoch or 1,
            seed=settings.seed,
        )
    return Streams(ids, stop=stop, batch=settings.batch_size, window=settings.window, seed=settings.seed)
