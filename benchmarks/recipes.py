"""What a change of the training recipe gives: the same work, the same text, another setting.

    python benchmarks/recipes.py TEXT.txt --epochs 8 "layers=256" "layers=256 dropout=0.2"

Each argument after the text is one recipe; what it leaves out is as in ``Recipe``. A recipe trains on the
first nine tenths of the text for so many epochs, whatever the clock says, so that a busy machine changes
nothing. Its loss is measured on the last tenth, states carried, at quarters of the way, and at the end with
averaged weights and in windows from empty context, too. Every finished training is a line of the CSV and is
not repeated. Tune on texts of which no result will be quoted.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

AVERAGED = (0.03, 0.06, 0.1, 0.2, 0.4)  # widths of the averages
QUARTERS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The settings of one training.

    Args:
        layers: Units of each layer, with a plus between.
        embedding: The size of a character's vector.
        batch: Streams side by side.
        window: Characters of each stream in a step.
        rate: The highest learning rate.
        warm_up: Steps until it is reached, or a fifth of the training if that is sooner.
        schedule: How it falls after that: cosine, linear or constant.
        floor: The share of the highest rate that it falls to.
        decay: Decoupled weight decay of all matrices (Loshchilov & Hutter 2019).
        clip: The global norm that gradients are cut to.
        dropout: The share of features dropped after the embedding and after each layer.
        inputs: The same after the embedding only; below 0, ``dropout``.
        mask: Dropout's mask stays for a "window", or changes with each "step".
        recurrent: The share of recurrent weights dropped, anew in each window (Merity et al. 2018).
        blank: The share of characters whose vector is dropped as a whole.
        smoothing: The share of the target's probability that is spread over all symbols.
        tied: 1 makes the output layer the embedding's transpose; the embedding then has the layer's units.
        anew: The share of streams whose states begin anew, from zero, before each window.
        forget: What the forget gate's bias begins with.
        scale: The standard deviation that the embedding begins with.
        seed: What every random number comes from.
        implementation: How a step is computed.
    """

    layers: str = "512"
    embedding: int = 64
    batch: int = 32
    window: int = 64
    rate: float = 4e-3
    warm_up: int = 100
    schedule: str = "cosine"
    floor: float = 0.01
    decay: float = 0.0
    clip: float = 1.0
    dropout: float = 0.1
    inputs: float = -1.0
    mask: str = "window"
    recurrent: float = 0.0
    blank: float = 0.0
    smoothing: float = 0.0
    tied: int = 0
    anew: float = 0.0
    forget: float = 1.0
    scale: float = 1.0
    seed: int = 1
    implementation: str = "bfloat16"

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """Read ``name=value`` pairs with spaces between."""
        defaults: dict[str, Any] = asdict(cls())
        pairs = dict(pair.split("=", 1) for pair in text.split())
        return cls(**{name: type(defaults[name])(value) for name, value in pairs.items()})

    def changes(self) -> str:
        """What differs from the defaults."""
        return " ".join(
            f"{field.name}={getattr(self, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        )

    def rate_at(self, step: int, steps: int) -> float:
        """The learning rate of a step."""
        from textgen.lstm.run import LONGEST_WARM_UP

        done = step / steps
        warmed = min(1.0, max((step + 1) / max(1, self.warm_up), done / LONGEST_WARM_UP))
        fallen = {
            "cosine": self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * done)),
            "linear": 1 - (1 - self.floor) * done,
            "constant": 1.0,
        }[self.schedule]
        return self.rate * warmed * fallen


def network_class() -> Any:
    """The trainer's network, with what only the search knows of."""
    import tensorflow as tf

    from textgen.lstm import bfloat16
    from textgen.lstm.layers import lstm
    from textgen.lstm.network import TrainingNetwork

    class Network(TrainingNetwork):
        def __init__(self, recipe: Recipe, architecture: Any, weights: Any, replicas: int) -> None:
            self.recipe = recipe
            super().__init__(
                architecture,
                weights,
                batch=recipe.batch,
                dropout=recipe.dropout,
                clip=recipe.clip,
                weight_decay=recipe.decay,
                replicas=replicas,
                seed=recipe.seed,
                implementation=recipe.implementation,
            )
            if recipe.tied:
                self._trained = [*self.variables[:-2], self.variables[-1]]
                self._slots = [[tf.Variable(tf.zeros_like(v)) for v in self._trained] for _ in range(2)]

        def _gradients_of_share(self, windows: Any, states: Any, seed: Any) -> Any:
            recipe = self.recipe
            narrow = recipe.implementation == "bfloat16"
            fold = tf.random.experimental.stateless_fold_in

            def kept(shape: Any, rate: float, place: int) -> Any:
                uniform = tf.random.stateless_uniform(shape, fold(seed[:2], place))
                return tf.cast(uniform >= rate, tf.float32) / (1.0 - rate)

            def drop(x: Any, rate: float, place: int) -> Any:
                if not rate:
                    return x
                streams, features = (x.shape[2], x.shape[1]) if narrow else (x.shape[1], x.shape[2])
                steps = 1 if recipe.mask == "window" else x.shape[0]
                whole = kept([steps, recipe.batch, features], rate, place)
                mask = tf.slice(whole, [0, seed[2], 0], [steps, streams, features])
                return x * (tf.transpose(mask, [0, 2, 1]) if narrow else mask)

            ids = tf.transpose(windows)
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(self._trained)
                table, *rest = self.variables
                x = tf.gather(table, ids[:-1])
                if recipe.blank:
                    x *= kept([x.shape[0], x.shape[1], 1], recipe.blank, 90 + seed[2])
                x = tf.transpose(x, [0, 2, 1]) if narrow else x
                x = drop(x, recipe.dropout if recipe.inputs < 0 else recipe.inputs, 0)
                after = []
                for number, state in enumerate(states):
                    kernel, recurrent, bias = rest[3 * number : 3 * number + 3]
                    if recipe.recurrent:
                        recurrent = recurrent * kept(recurrent.shape, recipe.recurrent, 50 + number)
                    x, state_after = (bfloat16.lstm if narrow else lstm)(x, [kernel, recurrent, bias], state)
                    after.append(state_after)
                    x = drop(x, recipe.dropout, number + 1)
                x = tf.transpose(x, [0, 2, 1]) if narrow else x
                logits = tf.matmul(x, tf.transpose(table) if recipe.tied else rest[-2]) + rest[-1]
                logs = tf.nn.log_softmax(logits)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(ids[1:], logits))
                learned = (1 - recipe.smoothing) * loss - recipe.smoothing * tf.reduce_mean(logs)
            return loss, [tf.convert_to_tensor(g) for g in tape.gradient(learned, self._trained)], after

        def begin_some_anew(self, random: np.random.Generator) -> None:
            for number, states in enumerate(self._states):
                carried = random.random((self._batch // self._replicas, 1)) >= self.recipe.anew
                kept = tf.constant(carried, tf.float32)
                self._states[number] = [(h * kept, c * kept) for h, c in states]

        def weights(self) -> Any:
            arrays = super().weights()
            if self.recipe.tied:
                arrays[-2] = arrays[0].T
            return arrays

    return Network


def train(recipe: Recipe, text: Path, epochs: float) -> dict[str, Any]:
    """Train once; return what a line of the CSV has."""
    from textgen.lstm.startup import replicas_for, start_tensorflow

    replicas = replicas_for(recipe.batch)
    start_tensorflow(replicas)
    from textgen.lstm.architecture import Architecture, initial_weights
    from textgen.lstm.averaging import Average
    from textgen.lstm.data import Streams, encode, survey
    from textgen.lstm.evaluation import Evaluator
    from textgen.lstm.vocabulary import Vocabulary

    found = survey(text)
    vocabulary = Vocabulary.from_counts(found.counts, min_count=1)
    layers = tuple(map(int, recipe.layers.split("+")))
    embedding = layers[-1] if recipe.tied else recipe.embedding
    architecture = Architecture(vocabulary.size, embedding, layers)
    weights = initial_weights(architecture, seed=recipe.seed)
    weights[0] = weights[0] * recipe.scale
    if recipe.tied:
        weights[0] /= math.sqrt(embedding)
    for number, units in enumerate(layers):
        weights[3 * number + 3][units : 2 * units] = recipe.forget
    with (
        tempfile.TemporaryDirectory() as folder,
        encode(text, found, vocabulary, Path(folder)) as ids,
    ):
        stop = int(len(ids) * 0.9)
        streams = Streams(ids, stop=stop, batch=recipe.batch, window=recipe.window, seed=recipe.seed)
        steps = round(epochs * stop / streams.characters_per_step)
        network = network_class()(recipe, architecture, weights, replicas)
        evaluator = Evaluator(architecture, vocabulary, replicas=replicas)

        def held_out(arrays: Any) -> float:
            return round(evaluator.stateful(arrays, ids, stop, len(ids)).nats, 4)

        random = np.random.default_rng(recipe.seed)
        averages = {f"average_{width}": Average(width) for width in AVERAGED}
        losses, learned, begun = {}, [], time.monotonic()
        for step in range(steps):
            if streams.starts_anew(step):
                network.reset_states()
            if recipe.anew:
                network.begin_some_anew(random)
            rate = recipe.rate_at(step, steps)
            learned.append(
                network.train_step(streams.windows(step), step=step + 1, learning_rate=rate),
            )
            if taking := [average for average in averages.values() if average.takes(step + 1)]:
                now = network.weights()
                for average in taking:
                    average.add(now, step + 1)
            for quarter in QUARTERS:
                if step + 1 == round(quarter * steps):
                    losses[f"at_{quarter}"] = held_out(network.weights())
                    for name, average in averages.items():
                        losses[f"{name}_at_{quarter}"] = held_out(average.weights or network.weights())
        return {
            **losses,
            "nanogpt": round(evaluator.windows(network.weights(), ids, stop, len(ids)).nats, 4),
            "train": round(float(np.mean(learned[-steps // 20 :])), 4),
            "characters": steps * streams.characters_per_step,
            "seconds": round(time.monotonic() - begun),
        }


def main() -> None:
    """Train what is not in the CSV yet, and print a line for each recipe."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("recipes", nargs="+", metavar="RECIPE")
    parser.add_argument("--epochs", type=float, default=8)
    parser.add_argument("--csv", type=Path, default=Path("recipes.csv"))
    options = parser.parse_args()
    sha256 = hashlib.sha256(options.text.read_bytes()).hexdigest()[:12]
    known = options.csv.read_text("utf-8").splitlines() if options.csv.exists() else []
    rows = list(csv.DictReader(known))
    for recipe in map(Recipe.parse, options.recipes):
        key = {
            "text": options.text.name,
            "sha256": sha256,
            "epochs": options.epochs,
            "recipe": recipe.changes(),
        }
        same = [row for row in rows if all(row[name] == str(value) for name, value in key.items())]
        if not same:
            result = train(recipe, options.text, options.epochs)
            same = [{name: str(value) for name, value in {**key, **result, **asdict(recipe)}.items()}]
            new = not options.csv.exists()
            with options.csv.open("a", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(same[0]))
                if new:
                    writer.writeheader()
                writer.writerow(same[0])
        row = same[0]
        averages = " ".join(row[f"average_{width}_at_1.0"] for width in AVERAGED)
        print(
            f"{row['text']:20} {row['epochs']:>4} epochs  train {row['train']}  held out {row['at_1.0']}"
            f"  in windows {row['nanogpt']}  averaged {averages}  {row['seconds']:>5} s"
            f"  {row['recipe'] or '(as it is)'}"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
