"""Texts that join and leave a batch: each is what it would be alone."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import keras_model

from textgen.generators.base import Sampling
from textgen.lstm import weights
from textgen.lstm.batch import Batch
from textgen.lstm.sampler import Drawing, Network

SAMPLINGS = [
    Sampling(1),
    Sampling(0.3),
    Sampling(0),
    Sampling(1, top_k=3),
    Sampling(0.8, top_p=0.7),
    Sampling(2, 4, 0.9),
]


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    import keras

    path = tmp_path_factory.mktemp("batch") / "model.keras"
    keras_model(11, 7, keras.layers.LayerNormalization(), 6).save(path)
    return Network(weights.read(path))


def alone(network, sampling, seed, prompt, symbols):
    stream = network.stream()
    stream.read(np.array(prompt, np.intp))
    return [int(ids[0]) for ids in islice(stream.sample(sampling, seed=seed, never=2), symbols)]


@settings(max_examples=40)
@given(st.data())
def test_texts_that_come_and_go_are_those_they_would_be_alone(network, data):
    batch = Batch(network, never=2)
    texts, waiting, seed = {}, data.draw(st.integers(1, 8)), 0
    try:
        while waiting or batch.drawings:
            while waiting and (not batch.drawings or data.draw(st.booleans())):
                prompt = data.draw(st.lists(st.integers(0, 10), max_size=9))
                sampling = data.draw(st.sampled_from(SAMPLINGS))
                drawing = Drawing(sampling, seed, given=np.array(prompt, np.intp))
                texts[drawing] = (sampling, seed, prompt, [])
                batch.drawings.insert(data.draw(st.integers(0, len(batch.drawings))), drawing)
                waiting, seed = waiting - 1, seed + 1
            ids, logits = batch.block(data.draw(st.integers(1, 9)))
            assert logits is None
            for drawing, column in zip(batch.drawings, ids.T.tolist(), strict=True):
                texts[drawing][3].extend(column)
            if not data.draw(st.booleans()):
                batch.drawings.pop(data.draw(st.integers(0, len(batch.drawings) - 1)))
    finally:
        batch.close()
    for sampling, own, prompt, symbols in texts.values():
        head = symbols[: len(prompt)]
        assert head == prompt[: len(head)]
        drawn = symbols[len(prompt) :]
        assert drawn == alone(network, sampling, own, prompt, len(drawn))


def test_the_logits_are_the_models_own_before_each_symbol(network):
    batch = Batch(network, never=2)
    batch.drawings = [
        Drawing(Sampling(0.1, top_k=1), 1, given=np.array([3, 4, 5])),
        Drawing(Sampling(5), 2, given=np.array([], np.intp)),
    ]
    ids, logits = batch.block(8, with_logits=True)
    batch.close()
    for column, said in zip(ids.T, logits.swapaxes(0, 1), strict=True):
        stream = network.stream()
        for symbol, row in zip(column, said, strict=True):
            np.testing.assert_allclose(row, stream.logits()[0], atol=1e-5)
            stream.feed(np.array([symbol]))
