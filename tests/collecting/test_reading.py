"""Values in JSON files, one at a time."""

from __future__ import annotations

import json
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import Context, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(data: bytes, prefix: str = "item") -> tuple[list, dict]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.json"
        path.write_bytes(data)
        context = Context()
        return list(read_json(context, path, prefix)), dict(context.failed)


@given(st.lists(VALUES, min_size=1, max_size=5), st.booleans())
def test_every_value_comes_as_json_reads_it(values, escaped):
    found, failed = read(json.dumps(values, ensure_ascii=escaped).encode("utf-8", "surrogatepass"))
    assert found == [(f"posts.json#{number}", value) for number, value in enumerate(values, 1)]
    assert failed == {}


@given(st.binary(max_size=60), st.integers(0, 60))
def test_whatever_stands_in_the_file_values_or_a_reason_come(data, cut):
    for content in (data, b'[{"text": "one"}, ' + data, b'[{"text": "K\xc3\xa4the"}, {"text": "two"}]'[:cut]):
        found, failed = read(content)
        assert found or failed


def test_a_list_may_lie_deeper():
    data = '{"posts": [{"text": "Käthe"}], "other": [1, 2]}'.encode()
    assert read(data, "posts.item") == ([("posts.json#1", {"text": "Käthe"})], {})
    assert read(data) == ([], {"nothing at item": 1})


def test_what_came_before_the_damage_stays():
    assert read(b"[1, 2, 3") == (
        [("posts.json#1", 1), ("posts.json#2", 2), ("posts.json#3", 3)],
        {"not a whole JSON file": 1},
    )
    assert read(b"[1, 2] and more")[1] == {"not a whole JSON file": 1}


@pytest.mark.parametrize("data", [b"", b"  ", b"\xff\x00\xfe", b"no JSON", b'["\xff"]'])
def test_what_is_no_json_is_counted(data):
    assert read(data) == ([], {"not a whole JSON file": 1})


def test_a_byte_order_mark_is_no_damage():
    assert read(b'\xef\xbb\xbf["\xc3\xa4"]') == ([("posts.json#1", "ä")], {})


def test_a_file_that_cannot_be_read_is_counted(tmp_path):
    context = Context()
    assert list(read_json(context, tmp_path / "nowhere.json")) == []
    assert list(read_json(context, tmp_path)) == []
    assert sum(context.failed.values()) == 2
    assert "No such file or directory" in context.failed


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count: int) -> int:
        path = tmp_path / "posts.json"
        path.write_text(json.dumps([{"text": "word " * 20}] * count), "utf-8")
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_json(Context(), path)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(20_000) < peak(1_000) + 200_000
