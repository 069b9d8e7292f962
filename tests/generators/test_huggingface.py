"""A causal language model in a folder, here a tiny GPT-2 with random weights."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.gpt2
torch = pytest.importorskip("torch")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    transformers = pytest.importorskip("transformers")

from textgen import load_generator  # noqa: E402
from textgen.errors import GeneratorError, Unsupported  # noqa: E402
from textgen.generators.base import GeneratorWarning, Sampling  # noqa: E402
from textgen.generators.drawing import probabilities  # noqa: E402
from textgen.generators.huggingface import _Decoder  # noqa: E402

PLAYS = Path(__file__).resolve().parents[2] / "textgen/samples/shakespeare"
TEXT = "".join(path.read_text("utf-8") for path in sorted(PLAYS.glob("*.txt")))[5_000:40_000]
END = "<|endoftext|>"
CONTEXT = 48


def tokenizer(**options):
    """A byte-level BPE tokenizer with 600 symbols, learned from Shakespeare."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([TEXT], trainer)
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, **options)


def write(folder: Path, model, **options) -> Path:
    model.save_pretrained(folder)
    tokenizer(**options).save_pretrained(folder)
    return folder


def tiny(kind: str = "gpt2", **options):
    """A model of random weights, large enough that it is not indifferent."""
    torch.manual_seed(1)
    settings = {"vocab_size": 600, "bos_token_id": 0, "eos_token_id": 0, "initializer_range": 0.3, **options}
    config = transformers.AutoConfig.for_model(kind, **settings)
    return transformers.AutoModelForCausalLM.from_config(config)


def gpt2(*, ends: bool):
    """A tiny GPT-2 that ends every text at once, or none."""
    model = tiny(n_positions=CONTEXT, n_layer=2, n_head=2, n_embd=32)
    with torch.no_grad():
        model.transformer.ln_f.bias.fill_(1)
        model.transformer.wte.weight[0] = 1 if ends else -1
    return model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "tiny"
    return write(path, gpt2(ends=False), bos_token=END, eos_token=END)


@pytest.fixture(scope="module")
def generator(folder):
    return load_generator(f"hf:{folder}")


@pytest.fixture(scope="module")
def plain(folder):
    """The same model and tokenizer, used directly."""
    return (
        transformers.AutoModelForCausalLM.from_pretrained(folder).eval(),
        transformers.AutoTokenizer.from_pretrained(folder),
    )


def written(generator, prompt="ROMEO.\n", length=60, sampling=None, **options) -> str:
    pieces = generator.generate(prompt, length=length, sampling=sampling or Sampling(1.0), **options)
    return "".join(pieces)


def bits(model, ids: list[int], before: list[int]) -> float:
    """By one forward pass over everything."""
    with torch.no_grad():
        logarithms = model(torch.tensor([(before + ids)[:-1]])).logits[0].double().log_softmax(-1)
    places = range(len(before) - 1, len(before) + len(ids) - 1)
    return -sum(logarithms[place, token].item() for place, token in zip(places, ids, strict=True)) / math.log(
        2
    )


def test_it_says_what_it_is(generator, plain):
    described = generator.describe()
    assert generator.name == described["name"] == "tiny"
    assert described["kind"] == "huggingface"
    assert described["architecture"] == "gpt2"
    assert described["parameters"] == sum(weights.numel() for weights in plain[0].parameters())
    assert (described["longest_context"], described["delimiter"]) == (CONTEXT, END)
    json.dumps(described)


def test_a_score_is_that_of_one_forward_pass(generator, plain):
    model, encode = plain[0], plain[1].encode
    text, context = " and so the night went on.", "The sea was dark,"
    assert generator.score(text).bits == pytest.approx(bits(model, encode(text), [0]), rel=1e-5)
    score = generator.score(text, context=context)
    assert score.bits == pytest.approx(bits(model, encode(text), encode(context)), rel=1e-5)
    assert (score.bytes, score.characters) == (26, 26)
    assert generator.score("").bits == generator.score("", context="The").bits == 0


def test_a_token_that_straddles_is_counted_whole(generator, plain):
    model, encode = plain[0], plain[1].encode
    assert [len(encode(word)) for word in ("he", " the", "by the")] == [1, 1, 3]
    assert generator.score("e", context="by th").bits == pytest.approx(
        bits(model, encode("by the")[-1:], encode("by the")[:-1]), rel=1e-5
    )
    assert generator.score("e", context="h").bits == pytest.approx(bits(model, encode("he"), [0]), rel=1e-5)


def test_each_token_has_its_cost(generator, plain):
    model, encode = plain[0], plain[1].encode
    text = " sank → ☃, é!"
    costs = list(generator.costs(text, context="The sea"))
    assert "".join(piece for piece, _ in costs) == text
    assert len(costs) == len(encode(text))
    assert costs[0] == (" s", pytest.approx(bits(model, encode(" s"), encode("The sea")), rel=1e-5))
    assert sum(cost for _, cost in costs) == pytest.approx(generator.score(text, context="The sea").bits)
    assert [piece for piece, _ in generator.costs("e sea", context="by th")] == ["e", " se", "a"]


def test_a_long_text_is_scored_in_windows_with_half_a_context_before_each_token(generator, plain):
    model, encode = plain[0], plain[1].encode
    text = TEXT[:3_000]
    ids = [0, *encode(text)]
    step, start, expected = CONTEXT // 2, 0, 0.0
    for place in range(1, len(ids), step):
        first, *rest = ids[place : place + step]
        expected += bits(model, [first], ids[start:place])  # its logits come from before the window moves
        if place + 1 + len(rest) - start > CONTEXT:
            start = place - step
        expected += bits(model, rest, ids[start : place + 1]) if rest else 0
    score = generator.score(text)
    assert score.bits == pytest.approx(expected, rel=1e-4)
    assert score.bytes == len(text.encode())


def test_a_text_of_any_length_is_encoded_in_pieces(generator, monkeypatch):
    whole = generator.score(TEXT[:2_000])
    monkeypatch.setattr("textgen.generators.huggingface._ENCODED", 300)
    assert generator.score(TEXT[:2_000]).bits == pytest.approx(whole.bits, rel=0.01)


def test_the_first_token_is_drawn_with_the_probabilities_of_the_model(generator, plain):
    model, encode = plain
    ids = torch.tensor([encode.encode("ROMEO.\n")])
    with torch.no_grad():
        softmax = (model(ids).logits[0, -1] / 0.7).softmax(-1).double().numpy()
    sampling = Sampling(0.7)
    likeliest = softmax.argsort()[-8:]
    names = [encode.decode([token]) for token in likeliest]
    number = 500
    drawn = [next(generator.generate("ROMEO.\n", length=1, sampling=sampling, seed=k)) for k in range(number)]
    letters = sorted({name[:1] for name in names})
    decoded = [encode.decode([token])[:1] for token in range(len(softmax))]
    expected = {
        letter: sum(p for p, name in zip(softmax, decoded, strict=True) if name == letter)
        for letter in letters
    }
    for letter, chance in expected.items():
        deviation = math.sqrt(number * chance * (1 - chance))
        assert abs(drawn.count(letter) - number * chance) < 4.5 * deviation + 1


def test_drawing_agrees_with_the_library(plain):
    warpers = transformers.LogitsProcessorList(
        [
            transformers.TemperatureLogitsWarper(0.7),
            transformers.TopKLogitsWarper(20),
            transformers.TopPLogitsWarper(0.8),
        ]
    )
    with torch.no_grad():
        logits = plain[0](torch.tensor([[5, 9, 300]])).logits[0, -1:]
    theirs = warpers(None, logits).softmax(-1)[0].double().numpy()
    ours = probabilities(logits[0].numpy(), Sampling(0.7, 20, 0.8))
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_the_likeliest_text_is_that_of_the_library(generator, plain):
    model, encode = plain
    ids = encode("ROMEO.\n", return_tensors="pt")
    out = model.generate(**ids, do_sample=False, max_new_tokens=20, pad_token_id=0)[
        0, ids["input_ids"].shape[1] :
    ]
    assert written(generator, length=15, sampling=Sampling(0.0)) == encode.decode(out)[:15]


def test_the_same_seed_gives_the_same_text_of_the_length_in_pieces(generator):
    pieces = list(generator.generate("ROMEO.\n", length=70, sampling=Sampling(1.0), seed=5))
    assert len("".join(pieces)) == 70
    assert len(pieces) > 10
    assert written(generator, length=70, seed=5) == "".join(pieces)
    assert written(generator, length=70, seed=2**64 + 5) != "".join(pieces)
    assert len(written(generator, "", length=1)) == 1


def test_characters_of_several_tokens_come_whole(generator):
    text = written(generator, "→ ☃ é", length=40, seed=2)
    assert len(text) == 40
    decoder = _Decoder(generator._tokenizer, generator._encode("It is "))
    pieces = [decoder.add(token) for token in generator._encode("→ snow ☃, é, 👩‍🎨!")]
    assert "".join(pieces) == "→ snow ☃, é, 👩‍🎨!"
    assert "" in pieces


def test_a_text_longer_than_the_context_goes_on_and_it_is_said_once(folder):
    generator = load_generator(f"hf:{folder}")
    with pytest.warns(GeneratorWarning, match="longer than its context") as told:
        texts = [written(generator, length=600, seed=k) for k in range(2)]
    assert [len(text) for text in texts] == [600, 600]
    assert len(told) == 1
    assert [made["setting"] for made in generator.describe()["adjusted"]] == ["context"]


def test_a_prompt_longer_than_the_context_is_one_line(generator):
    said = r"prompt of 2,000 characters is [\d,]+ tokens; tiny reads 48"
    with pytest.raises(GeneratorError, match=said) as raised:
        written(generator, TEXT[:2_000])
    assert raised.value.status == 413


def test_a_text_ends_where_the_model_ends_it(tmp_path):
    generator = load_generator(f"hf:{write(tmp_path / 'brief', gpt2(ends=True), eos_token=END)}")
    with pytest.warns(GeneratorWarning, match="brief ended the text after 0 of 60 characters"):
        assert written(generator) == ""
    assert written(generator, stop="|") == ""


def test_a_text_ends_before_what_stops_it(generator):
    whole = written(generator, length=40, seed=3)
    assert written(generator, length=40, seed=3, stop=whole[20:23]) == whole.partition(whole[20:23])[0]


def test_what_only_our_models_can_do_is_refused(generator):
    with pytest.raises(Unsupported, match="--repetition-penalty"):
        written(generator, sampling=Sampling(repetition_penalty=1.2))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("openai-gpt", {"n_positions": 48, "n_layer": 2, "n_head": 2, "n_embd": 32}),
        ("mamba", {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 8}),
        (
            "llama",
            {
                "hidden_size": 32,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "intermediate_size": 64,
                "max_position_embeddings": 48,
            },
        ),
    ],
)
def test_other_architectures_score_and_write_too(tmp_path, kind, options):
    generator = load_generator(f"hf:{write(tmp_path / kind, tiny(kind, **options))}")
    model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / kind).eval()
    ids = generator._encode("Now is the winter of")
    assert generator.score("Now is the winter of").bits == pytest.approx(bits(model, ids, [0]), rel=1e-3)
    assert len(written(generator, length=20, seed=1)) == 20


def write_gguf(path: Path) -> Path:
    """A tiny Llama in a GGUF file, its weights quantized to 8 bits."""
    gguf = pytest.importorskip("gguf")
    described = json.loads(tokenizer().backend_tokenizer.to_str())["model"]
    tokens = sorted(described["vocab"], key=described["vocab"].get)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(32)
    writer.add_block_count(1)
    writer.add_feed_forward_length(64)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token == END else 1 for token in tokens])
    writer.add_token_merges([" ".join(merge) for merge in described["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    random = np.random.default_rng(1)
    shapes = {
        "token_embd": (len(tokens), 32),
        "output": (len(tokens), 32),
        **{f"blk.0.attn_{name}": (32, 32) for name in ("q", "k", "v", "output")},
        **{f"blk.0.ffn_{name}": (64, 32) for name in ("gate", "up")},
        "blk.0.ffn_down": (32, 64),
    }
    for name, shape in shapes.items():
        data = gguf.quantize(
            random.normal(0, 0.3, shape).astype(np.float32), kind := gguf.GGMLQuantizationType.Q8_0
        )
        writer.add_tensor(f"{name}.weight", data, raw_dtype=kind)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(32, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_a_gguf_file_scores_and_writes_too(tmp_path):
    path = write_gguf(tmp_path / "small.Q8_0.gguf")
    generator = load_generator(f"hf:{tmp_path}")
    assert generator.name == "small.Q8_0"
    assert generator.describe()["longest_context"] == CONTEXT
    assert "".join(piece for piece, _ in generator.costs("Now is → the é")) == "Now is → the é"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, gguf_file=path.name).eval()
    ids = generator._encode("Now is the winter of")
    assert generator.score("Now is the winter of").bits == pytest.approx(bits(model, ids, [0]), rel=1e-3)
    assert len(written(generator, length=20, seed=3)) == 20
    path.write_bytes(path.read_bytes()[:-5_000])
    with pytest.raises(GeneratorError, match="cannot be loaded") as raised:
        load_generator(f"hf:{path}")
    assert str(path) in raised.value.message


def test_a_text_that_the_tokenizer_changes_is_told(tmp_path, folder):
    shutil.copytree(folder, tmp_path / "lower")
    path = tmp_path / "lower/tokenizer.json"
    described = json.loads(path.read_text("utf-8"))
    described["normalizer"] = {"type": "Lowercase"}
    path.write_text(json.dumps(described), "utf-8")
    with pytest.warns(GeneratorWarning, match="does not read this text as it is"):
        load_generator(f"hf:{tmp_path / 'lower'}").score("The Sea")


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        ("config.json", '{"model_type": "gpt99"}', "does not know the architecture 'gpt99'"),
        ("config.json", '{"model_type": "t5"}', "does not continue texts"),
        ("config.json", "{", "config.json is not valid"),
        ("config.json", "[]", "config.json is not valid"),
        ("config.json", "{}", "does not know the architecture"),
        ("tokenizer.json", "{", "cannot be loaded"),
    ],
)
def test_a_damaged_folder_is_one_line(folder, tmp_path, file, content, what):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / file).write_text(content, "utf-8")
    with pytest.raises(GeneratorError, match=what) as raised:
        load_generator(f"hf:{copy}")
    assert str(copy) in raised.value.message
    assert "\n" not in raised.value.message + raised.value.hint


@pytest.mark.parametrize("left", [0, 5, 1000, -1])
def test_weights_that_are_cut_off_are_one_line(folder, tmp_path, left):
    copy = shutil.copytree(folder, tmp_path / "copy")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:left])
    with pytest.raises(GeneratorError, match="weights are damaged or cut off"):
        load_generator(f"hf:{copy}")


def test_weights_that_do_not_fit_are_one_line(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    config = json.loads((copy / "config.json").read_text("utf-8"))
    (copy / "config.json").write_text(json.dumps({**config, "n_layer": 3}), "utf-8")
    with pytest.raises(GeneratorError, match=r"weights are missing or of another size: transformer\.h\.2"):
        load_generator(f"hf:{copy}")
    (copy / "config.json").write_text(json.dumps({**config, "n_embd": 64}), "utf-8")
    with pytest.raises(GeneratorError):
        load_generator(f"hf:{copy}")


def test_weights_that_are_no_numbers_are_one_line(tmp_path):
    model = gpt2(ends=False)
    with torch.no_grad():
        model.transformer.ln_f.bias.fill_(float("nan"))
    with pytest.raises(GeneratorError, match="weights are damaged"):
        load_generator(f"hf:{write(tmp_path / 'nan', model)}")


def test_a_tokenizer_of_another_model_is_one_line(tmp_path):
    model = tiny(vocab_size=300, n_positions=CONTEXT, n_layer=1, n_head=1, n_embd=8)
    with pytest.raises(GeneratorError, match="no weights for a token of its tokenizer"):
        load_generator(f"hf:{write(tmp_path / 'other', model)}")


def test_halves_of_characters_are_replaced(generator):
    assert len(written(generator, "a\udcff", length=5, seed=1)) == 5
    assert generator.score("\ud83d\ude00 \udcff").bits == generator.score("😀 \ufffd").bits


def test_a_models_own_code_is_not_run(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    config = json.loads((copy / "config.json").read_text("utf-8"))
    own = {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModelForCausalLM": "own.Model"}}
    (copy / "config.json").write_text(json.dumps({**config, **own}), "utf-8")
    with pytest.raises(GeneratorError, match="does not know the architecture 'own'"):
        load_generator(f"hf:{copy}")
    assert not (tmp_path / "ran").exists()


def test_the_command_line_writes_without_tensorflow(folder):
    code = (
        "import sys; from textgen.cli.main import main\n"
        "try: main()\nfinally: print('tensorflow' in sys.modules, file=sys.stderr)"
    )
    command = ["generate", f"hf:{folder}", "--length", "30", "--seed", "1", "--temperature", "1"]
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) == 30
    *waiting, last = done.stderr.splitlines()
    assert last == "False"
    assert all(line.startswith("Waiting for hf:") for line in waiting)
