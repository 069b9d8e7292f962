"""Which encoding a text is in."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textgen.web import UndecodableError, decode, decode_html, encoding_of

ENGLISH = "“It’s late,” she said — and nobody answered…\n"
FRENCH = "L'été dernier, j'ai été à la plage où j'ai mangé une crème glacée.\n"
POLISH = "Zażółć gęślą jaźń. Gdy wyszedł na ulicę, zobaczył śnieg.\n"
RUSSIAN = "Мама мыла раму. Он вышел на улицу и увидел снег, который шёл всю ночь.\n"
GREEK = "Η γρήγορη αλεπού πηδάει πάνω από το σκυλί. Καλημέρα, τι κάνετε σήμερα;\n"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n"
CHINESE = "我们在春天的时候去了北京，看到了很多美丽的花。\n"
KOREAN = "나는 어제 친구와 함께 영화를 보았다. 정말 재미있었다.\n"


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_every_utf8_text_is_read_as_it_is(text: str) -> None:
    data = text.encode()
    expected = text.removeprefix("\ufeff")
    assert decode(data)[0] == expected
    assert io.BytesIO(data).read().decode(encoding_of(io.BytesIO(data))) == expected


@settings(deadline=None)
@given(st.binary())
@example(b"\xfa~")
def test_any_bytes_are_read_whole_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except UndecodableError as refusal:
        error: UndecodableError | None = refusal
    else:
        error = None
    # cp932 has two byte pairs for some characters, so that the bytes need not come back, but the text must
    assert error is not None or text.encode(encoding).decode(encoding) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"),
        (JAPANESE * 10, "euc_jp"),
        (CHINESE, "gb18030"),
        (KOREAN, "euc_kr"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-32"),
        (FRENCH, "utf-8-sig"),
    ],
)
def test_an_old_encoding_is_found_also_behind_much_plain_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text
    long = "Plain words stand here, line after line.\n" * 40_000 + text
    assert decode(long.encode(encoding))[0] == long


@pytest.mark.parametrize("position", [0, (1 << 20) - 1, 1 << 20, 1_500_000])
def test_one_broken_byte_is_found_wherever_it_stands(position: int) -> None:
    text = ("é" * 1_000_000).encode()
    broken = text[:position] + b"\xff" + text[position + 1 :]
    with pytest.raises(UndecodableError, match="damaged utf-8 text"):
        decode(broken)


def test_a_character_across_two_chunks_is_whole() -> None:
    data = b"x" * ((1 << 20) - 1) + "é".encode() + b"x" * 10
    assert encoding_of(io.BytesIO(data)) == "utf-8"


def test_a_nul_far_into_the_file_is_no_text() -> None:
    with pytest.raises(UndecodableError, match="not a text file"):
        encoding_of(io.BytesIO(b"x" * 3_000_000 + b"\0"))


def test_finding_the_encoding_of_a_big_file_stays_flat_in_memory() -> None:
    file = io.BytesIO(FRENCH.encode("cp1252") * 400_000)
    tracemalloc.start()
    assert encoding_of(file) == "cp1252"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000
    assert file.tell() == 0


@pytest.mark.parametrize("charset", ["a\0b", "klingon", "zlib", "undefined", "utf-7", ""])
def test_a_server_may_declare_any_nonsense(charset: str) -> None:
    assert decode_html("größe".encode("cp1252"), charset)
