"""``textgen train``: train an LSTM, and show how it goes."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from textgen.cli import console
from textgen.errors import TextgenError

if TYPE_CHECKING:
    from textgen.lstm.events import Event, Plan, Result, Row

LN_2 = math.log(2)
SECONDS_BETWEEN_LINES = 10.0


def train(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="CORPUS|FILE.txt", help="What to learn; by default the corpus collected last."
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="The model's name; by default the corpus's or the file's.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Train so many minutes, or 40 epochs; fractions allowed.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Read the training text so many times.")] = None,
    until: Annotated[
        float | None,
        typer.Option(
            min=0.001,
            max=100,
            metavar="LOSS",
            help="Stop when the validation loss is so low, in nats a character.",
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted training.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a model of that name.")] = False,
    init_from: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Begin with the weights of this model, to teach it a new text."),
    ] = None,
    layers: Annotated[
        str | None, typer.Option(metavar="N,N", help="Units of each LSTM layer, as in 128,128.")
    ] = None,
    window: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Over how many characters the network is corrected.")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Streams read side by side.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(min=1e-9, max=10, help="The highest learning rate.")
    ] = None,
    find_learning_rate: Annotated[
        bool,
        typer.Option(
            "--find-learning-rate", help="Train for a minute at most, suggest a learning rate, keep no model."
        ),
    ] = False,
    dropout: Annotated[
        float | None, typer.Option(min=0, max=0.95, help="Share of features dropped, against overfitting.")
    ] = None,
    validation_split: Annotated[
        float | None,
        typer.Option(min=0.0001, max=0.9, help="Share of the text held out at its end. [default: 0.1]"),
    ] = None,
    min_count: Annotated[
        int | None, typer.Option(min=1, help="Rarer characters become one unknown symbol.")
    ] = None,
    sample_every: Annotated[
        int | None, typer.Option(min=0, help="Show samples every so many evaluations; 0 never. [default: 3]")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**31 - 1, help="Where every random number comes from. [default: 1]"),
    ] = None,
    implementation: Annotated[
        Literal["float32", "bfloat16", "keras"] | None,
        typer.Option(help="How a step is computed; by default what is fastest here."),
    ] = None,
    recipe: Annotated[
        Literal["default", "tutorial"],
        typer.Option(help="default, or tutorial: the 2019 TensorFlow.js tutorial's own."),
    ] = "default",
    tensorboard: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write the losses and samples for TensorBoard there."),
    ] = None,
    devices: Annotated[
        Literal["all"] | None, typer.Option(help="Share each batch among the machine's graphics cards.")
    ] = None,
    cluster: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Share the training with other machines; FILE is as TF_CONFIG."),
    ] = None,
    step: Annotated[
        int | None, typer.Option(min=1, help="Tutorial only: characters between examples. [default: 3]")
    ] = None,
    examples_per_epoch: Annotated[
        int | None, typer.Option(min=1, help="Tutorial only: examples in an epoch. [default: 10000]")
    ] = None,
    display_length: Annotated[
        int | None, typer.Option(min=1, help="Tutorial only: characters of each sample. [default: 120]")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: an object a line for all that happens.")
    ] = False,
) -> None:
    """Train an LSTM on a corpus or a text file.

    Without --minutes or --epochs it reads the text 15 to 40 times, 30 minutes at most, and
    ends earlier when it no longer gets better. Ctrl-C saves; --resume goes on from there.
    """
    options = {
        "init_from": init_from,
        "layers": _layers(layers),
        "window": window,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "dropout": dropout,
        "validation_split": validation_split,
        "min_count": min_count,
        "sample_every": sample_every,
        "seed": seed,
        "implementation": implementation,
        "recipe": recipe,
        "epochs": epochs,
        "minutes": minutes,
        "until": until,
        "step": step,
        "examples_per_epoch": examples_per_epoch,
        "display_length": display_length,
    }
    if find_learning_rate:
        keeping = {"resume": resume, "overwrite": overwrite, "tensorboard": tensorboard, "json": as_json}
        _refuse_with_finder({**keeping, "cluster": cluster, "devices": devices})
        _find_learning_rate(text, model, options)
        return
    from textgen.lstm.trainer import train as run

    with Lines() if as_json else Display() as display:
        result = run(
            text,
            model=model,
            resume=resume,
            overwrite=overwrite,
            tensorboard=tensorboard,
            cluster=cluster,
            devices=devices,
            on_event=display.show,
            **options,
        )
    if as_json:
        Lines().show(result)
    else:
        _summary(result)
    if result.ended == "interrupted":
        raise typer.Exit(130)


def _refuse_with_finder(options: dict[str, object]) -> None:
    for name, value in options.items():
        if value:
            raise TextgenError(
                f"--find-learning-rate and --{name} exclude each other",
                hint=f"It tries rates from the first step on, alone, and keeps no model: leave out --{name}.",
            )


def _find_learning_rate(text: str | None, model: str | None, options: dict[str, Any]) -> None:
    from textgen.lstm.learning_rate import find_learning_rate

    with Display() as display:
        found = find_learning_rate(text, model=model, on_event=display.show, **options)
    losses = [trial.loss for trial in found.trials]
    low, high = min(losses, default=0.0), max(losses, default=1.0)
    print(f"{'learning rate':>13} {'loss':>8}")
    for trial in found.trials:
        bar = "#" * round(1 + 40 * (trial.loss - low) / max(high - low, 1e-9))
        print(f"{trial.learning_rate:>13.2g} {trial.loss:>8.4f} {bar}")
    if found.suggestion is None:
        console.say("The loss never fell: no learning rate can be suggested. Is the text long enough?")
    else:
        print(f"suggestion: {found.suggestion:g}")
        console.say(f"Next: {found.command}")


def _layers(argument: str | None) -> tuple[int, ...] | None:
    if argument is None:
        return None
    try:
        layers = tuple(int(number) for number in argument.split(","))
        if min(layers) < 1:
            raise ValueError
        return layers
    except ValueError:
        raise typer.BadParameter(
            f"{argument!r} is not a list of numbers from 1 on, as in 128,128", param_hint="--layers"
        ) from None


def _summary(result: Result) -> None:
    if result.ended == "followed":
        console.say(f"Done: {console.counted(result.steps, 'step')}. The first worker has the model.")
        return
    name, steps = result.folder.name, console.counted(result.steps, "step")
    console.say(
        f"\n{result.ended.capitalize()} after {steps} in {duration(result.seconds)}. "
        f"Model {name}: {result.validation_loss:.4f} nats ({result.validation_loss / LN_2:.3f} bits) "
        f"per character on {result.characters:,} held-out characters."
    )
    if result.ended == "interrupted":
        console.say(f"Everything is saved. Go on with: textgen train --model {name} --resume")
    console.say(f"Next: textgen generate {name}")


def duration(seconds: float) -> str:
    """Seconds as people say them: 45s, 3m 05s, 1h 20m."""
    if seconds == float("inf"):
        return "?"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s"
    return f"{whole // 3600}h {whole % 3600 // 60:02}m"


class Lines:
    """Prints each event as a line of JSON; how far it is, once a second."""

    def __init__(self) -> None:
        self._last = -math.inf

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def show(self, event: Event | Result) -> None:
        """Print one event."""
        import json

        from textgen.lstm.events import Progress, Reading, to_json

        if isinstance(event, Progress | Reading):
            if time.monotonic() - self._last < 1:
                return
            self._last = time.monotonic()
        print(json.dumps(to_json(event), ensure_ascii=False), flush=True)


class Display:
    """Shows a training: the table and samples on stdout, a bar or now and then a line on stderr."""

    def __enter__(self) -> Display:
        import sys

        from rich.progress import BarColumn, Progress, TextColumn

        terminal = console.stderr()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%  {task.fields[rate]}  {task.fields[left]} left"),
            console=terminal,
            transient=True,
            disable=not terminal.is_terminal or console.quiet,
            redirect_stdout=sys.stdout.isatty(),
        )
        self._bar.start()
        self._task = self._bar.add_task("reading", total=1.0, rate="", left="?")
        self._begun, self._read = time.monotonic(), 0
        self._last_line = time.monotonic()
        self._left = float("inf")
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def show(self, event: Event) -> None:
        """Show one event."""
        from textgen.lstm.events import Plan, Progress, Reading, Row, Sample

        if isinstance(event, Progress):
            self._left = event.seconds_left
            rate = f"{event.chars_per_second:,.0f} chars/s"
            self._advance("training", event.done, rate, event.seconds_left)
            self._line(f"step {event.step} | train loss {event.train_loss:.4f} | {rate}")
        elif isinstance(event, Reading):
            if event.done < self._read:  # it is read a second time, to be encoded
                self._begun = time.monotonic()
            self._read = event.done
            done, seconds = event.done / max(1, event.total), time.monotonic() - self._begun
            rate = f"{event.done / max(seconds, 1e-3) / 1e6:,.0f} MB/s"
            self._advance("reading", done, rate, seconds * (1 - done) / max(done, 1e-9))
            self._line(f"reading the text | {done:.0%} | {rate}")
        elif isinstance(event, Row):
            self._row(event)
        elif isinstance(event, Sample):
            print(f"--- temperature {event.temperature} " + "-" * 40)
            print(event.text.replace("\f", "\n"), flush=True)
        elif isinstance(event, Plan):
            self._plan(event)
        else:
            console.say(event)

    def _advance(self, what: str, done: float, rate: str, left: float) -> None:
        self._bar.update(self._task, description=what, completed=done, rate=rate, left=duration(left))

    def _line(self, text: str) -> None:
        """Where there is no bar, a line now and then."""
        if self._bar.disable and time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            console.say(f"{text} | {duration(self._left)} left" if math.isfinite(self._left) else text)

    def _plan(self, plan: Plan) -> None:
        settings = plan.settings
        training = f"{plan.boundary:,} to learn, {plan.characters - plan.boundary:,} held out"
        say = console.say
        say(f"Text       {plan.text.path} ({plan.characters:,} characters: {training})")
        say(
            f"Alphabet   {plan.vocabulary.size} symbols"
            + (", one for rare ones" if plan.vocabulary.unknown else "")
        )
        say(
            f"Model      {plan.model}: LSTM {','.join(map(str, settings.layers))}, "
            f"{plan.parameters:,} parameters"
        )
        rows = "examples" if settings.recipe == "tutorial" else "streams"
        say(
            f"Steps of   {settings.batch_size} {rows} × {settings.window} characters, "
            f"{plan.steps_per_epoch:,} an epoch, dropout {settings.dropout:g}, "
            f"learning rate {settings.learning_rate:g}"
        )
        limits = [console.counted(settings.epochs, "epoch")] if settings.epochs else []
        limits += [f"{settings.minutes:g} min"] if settings.minutes else []
        early = "" if settings.recipe == "tutorial" else "; stops earlier when it no longer gets better"
        goal = f", or until {settings.until:g} nats per character" if settings.until else ""
        say(f"Trains     at most {' or '.join(limits)}{goal}{early}")
        for option, reason in settings.reasons.items():
            say(f"Chosen     --{option.replace('_', '-')} {_shown(getattr(settings, option))}: {reason}")
        if plan.resumed_at:
            say(f"Resumed    at step {plan.resumed_at:,}")
        print(
            f"{'step':>8} {'epoch':>7} {'time':>8} {'train':>8} {'validation':>11} "
            f"{'bits/char':>10} {'chars/s':>9} {'left':>8}"
        )

    def _row(self, row: Row) -> None:
        mark = "*" if row.best else " "
        print(
            f"{row.step:>8} {row.epoch:>7.2f} {duration(row.seconds):>8} {row.train_loss:>8.4f} "
            f"{row.validation_loss:>10.4f}{mark} {row.validation_loss / LN_2:>10.3f} "
            f"{row.chars_per_second:>9,.0f} {duration(self._left):>8}",
            flush=True,
        )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
