"""A folder or a GGUF file with a causal language model, as transformers loads it: from local files only.

Nothing is downloaded, no code of the model's own is run, and nothing is unpickled: weights come from
safetensors or GGUF.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import GeneratorError
from textgen.generators.server import one_line
from textgen.installation import install_hint

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIG: Final = "config.json"
TOKENIZERS: Final = (
    "tokenizer.json",
    "vocab.json",
    "tokenizer.model",
    "spiece.model",
    "vocab.txt",
    "tekken.json",
)
_PICKLED: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_NAMED: Final = 3


@dataclass(frozen=True)
class Pretrained:
    """A model and its tokenizer, as transformers has them.

    Args:
        name: The folder's name, or the file's without its ending.
        model: The model, ready to be asked.
        tokenizer: Its tokenizer.
    """

    name: str
    model: Any
    tokenizer: Any


def load(place: str) -> Pretrained:
    """Load a model.

    Args:
        place: A folder with config.json, safetensors and a tokenizer, or a GGUF file, or a folder with one.

    Raises:
        GeneratorError: the extra "gpt2" is not installed, or the model cannot be loaded.
    """
    path = Path(place).expanduser()
    gguf = _gguf(path)
    if gguf is None:
        _check(path)
    torch, transformers = _libraries(gguf)
    try:
        model, tokenizer, lacking = _loaded(path, gguf, torch, transformers)
    except GeneratorError:
        raise
    except Exception as error:  # the library's own kinds are many, and change
        raise _unloadable(gguf or path, error) from error
    if lacking:
        raise GeneratorError(
            f"{gguf or path}: weights are missing or of another size: {_listed(lacking)}",
            hint="Copy the model again; config.json and the weights must belong together.",
        )
    return Pretrained(gguf.stem if gguf else path.resolve().name, model, tokenizer)


def _loaded(path: Path, gguf: Path | None, torch: Any, transformers: Any) -> tuple[Any, Any, list[str]]:
    """Return the model, its tokenizer, and the names of weights that the files do not give."""
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    if gguf:
        path, options = gguf.parent, {**options, "gguf_file": gguf.name}
    else:
        _check_architecture(path, transformers)
    tokenizer = transformers.AutoTokenizer.from_pretrained(path, **options)
    if gguf:
        options["quantization_config"] = transformers.GgufConfig(dequantize=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, told = transformers.AutoModelForCausalLM.from_pretrained(
        path,
        dtype="auto" if device == "cuda" else torch.float32,
        use_safetensors=True,
        output_loading_info=True,
        **options,
    )
    lacking = sorted({*told["missing_keys"], *(str(key[0]) for key in told["mismatched_keys"])})
    return model.to(device).eval(), tokenizer, lacking


def _gguf(path: Path) -> Path | None:
    """The GGUF file that is meant; None if it is a folder in Hugging Face's form."""
    if path.is_file():
        if path.suffix.lower() != ".gguf":
            raise GeneratorError(
                f"{path} is neither a folder nor a GGUF file",
                hint="Name the folder that holds config.json and model.safetensors.",
            )
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise GeneratorError(f"{path} is not a GGUF file", hint="Copy or download it again.")
        return path
    if not path.is_dir():
        raise GeneratorError(f"there is no folder or file {path}", hint="Check how it is spelt.")
    found = sorted(path.glob("*.gguf"))
    if (path / CONFIG).is_file() or not found:
        return None
    if len(found) > 1:
        raise GeneratorError(
            f"{path} has several GGUF files: {_listed([each.name for each in found])}",
            hint=f"Name one of them: hf:{found[0]}",
        )
    return _gguf(found[0])


def _check(folder: Path) -> None:
    """Refuse a folder that is not whole, or would have to be unpickled."""
    files = {file.name for file in folder.iterdir()}
    if CONFIG not in files:
        if "adapter_config.json" in files:
            raise GeneratorError(
                f"{folder} is an adapter, not a whole model", hint="Merge it into its model, and name that."
            )
        raise GeneratorError(
            f"{folder} has no {CONFIG}", hint="Name the folder that holds config.json and model.safetensors."
        )
    if not any(name.endswith(".safetensors") for name in files):
        pickled = sorted(name for name in files if name.endswith(_PICKLED))
        if pickled:
            raise GeneratorError(
                f"{folder} has its weights in {pickled[0]}: a pickle, which may run anything when opened",
                hint="Get the model as safetensors, or convert it where you trust it, with transformers: "
                "AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(NEW_FOLDER)",
            )
        raise GeneratorError(
            f"{folder} has no weights: no .safetensors file", hint="Copy the whole folder again."
        )
    if not files.intersection(TOKENIZERS):
        raise GeneratorError(
            f"{folder} has no tokenizer: no tokenizer.json, and no vocab.json with merges.txt",
            hint="Copy it from where the model came from.",
        )


def _check_architecture(folder: Path, transformers: Any) -> None:
    """Refuse an architecture that transformers does not have, or that does not continue texts."""
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        kind = config["model_type"]
        known = transformers.CONFIG_MAPPING[kind]
    except (ValueError, TypeError, UnicodeError) as error:
        raise GeneratorError(f"{folder / CONFIG} is not valid", hint="Copy the folder again.") from error
    except KeyError as error:
        raise GeneratorError(
            f"{folder}: transformers {transformers.__version__} does not know the architecture "
            f"{one_line(str(config.get('model_type')))!r}",
            hint="A newer one may: pip install -U transformers. The model's own code is never run.",
        ) from error
    if known not in transformers.MODEL_FOR_CAUSAL_LM_MAPPING:
        raise GeneratorError(
            f"{folder}: a model of the kind {kind!r} does not continue texts",
            hint="Use a causal language model, such as GPT-2.",
        )


def _libraries(gguf: Path | None) -> tuple[Any, Any]:
    """Import torch and transformers, offline and quiet."""
    os.environ.update(HF_HUB_OFFLINE="1", TQDM_DISABLE="1")
    needed = ["torch", "transformers", *(["gguf", "accelerate"] if gguf else [])]
    try:
        import torch
        import transformers

        if gguf:
            import accelerate  # noqa: F401
            import gguf as _  # noqa: F401
    except ImportError as error:
        raise GeneratorError(
            f"hf: needs {', '.join(needed)}, and {error.name} is not installed",
            hint=install_hint("gpt2"),
        ) from error
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return torch, transformers


def _unloadable(path: Path, error: Exception) -> GeneratorError:
    said = one_line(str(error)) or type(error).__name__
    if type(error).__name__ == "SafetensorError":
        return GeneratorError(
            f"{path}: the weights are damaged or cut off ({said})", hint="Copy the model again."
        )
    return GeneratorError(
        f"{path} cannot be loaded: {said}", hint="Is the model whole? --verbose shows where it failed."
    )


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:_NAMED]) + (f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else "")
