"""Dates of Facebook's pages. The formats are facts; the moments are invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from textgen_scrapers.facebook.pages.dates import LANGUAGES, is_time, read, seconds

AFTERNOON = datetime(2019, 10, 19, 14, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Oct 19, 2019, 2:37 PM",
        "Oct 19, 2019 at 2:37 PM",
        "Oct 19, 2019, 2:37\u202fPM",
        "Oct 19, 2019 2:37:00 pm",
        "19 Oct 2019, 14:37",
        "Saturday, October 19, 2019 at 2:37pm",
        "Saturday, 19 October 2019 at 14:37",
        "Saturday, October 19, 2019 at 7:37am PDT",
        "Saturday, October 19, 2019 at 7:37am UTC-07",
        "Samstag, 19. Oktober 2019 um 16:37 UTC+02",
        "samedi 19 octobre 2019, 20:07 UTC+05:30",
        "samedi 19 octobre 2019 à 14:37 GMT",
        "sam. 19 oct. 2019 à 14 h 37",
        "lördag 19 oktober 2019 kl. 14:37",
        "19 okt. 2019 kl. 14.37",
        "Okt. 19, 2019 2:37 nachm.",
        "19 de out. de 2019 14:37",
        "oct. 19, 2019 2:37 p. m.",
        "19 ott 2019, 14:37",
        "19 paź 2019, 14:37",
        "19 октября 2019 г., 14:37",
        "окт 19, 2019 14:37",
        "Eki 19, 2019 2:37 ÖS",
        "říj 19, 2019 2:37 odp.",
        "2019. okt. 19. 14:37",
        "2019. okt. 19. du. 2:37",
        "2019年10月19日 14:37",
        "2019年10月19日(土) 午後2:37",
        "２０１９年１０月１９日　１４：３７",
        "Tháng 10 19, 2019 2:37:00 ch",
        "19 tháng 10, 2019 lúc 14:37",
        "10월 19, 2019 2:37:00 오후",
        "2019-10-19 14:37",
        "19.10.2019 14:37",
        "19-10-2019 14:37",
        "10/19/2019 2:37 PM",
        "19/10/2019 14:37",
    ],
)
def test_every_format_tells_the_same_moment(text: str) -> None:
    assert datetime.fromtimestamp(seconds(text), UTC) == AFTERNOON
    assert is_time(text)


@pytest.mark.parametrize(
    ("text", "hour"), [("12:05 AM", 0), ("12:05 pm", 12), ("11:05 p.m.", 23), ("0:05", 0), ("12:05", 12)]
)
def test_noon_and_midnight(text: str, hour: int) -> None:
    assert datetime.fromtimestamp(seconds(f"Oct 19, 2019 {text}"), UTC) == AFTERNOON.replace(
        hour=hour, minute=5
    )


def test_a_preposition_is_no_half_of_the_day() -> None:
    """The Spanish "de" is Hungarian for the morning, the Portuguese "em" Swedish for the afternoon."""
    assert seconds("19 de octubre de 2019, 12:37") == AFTERNOON.replace(hour=12).timestamp()
    assert seconds("Atualizado em 19 out 2019 14:37") == AFTERNOON.timestamp()
    assert seconds("19 okt 2019 2:37 em") == AFTERNOON.timestamp()


def test_a_weekday_that_is_spelled_like_a_month_is_ignored() -> None:
    assert seconds("mar. 22 oct. 2019 à 14:37") == AFTERNOON.replace(day=22).timestamp()
    assert seconds("2019. okt. 16., sze 14:37") == AFTERNOON.replace(day=16).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "2:37 PM",
        "Oct 32, 2019 2:37 PM",
        "Oct 19, 2019 25:37",
        "Smarch 19, 2019 2:37 PM",
        "4 people, Oct 19, 2019 2:37 PM",
        "Oct 19, 2019, Nov 20, 2020",
        "10/11/2019 2:37 PM",
        "123456 Oct 19, 2019",
        "Oct 19, 2019 2:37 PM" * 20,
    ],
)
def test_what_cannot_be_read_is_no_time(text: str) -> None:
    assert seconds(text) == 0
    assert not is_time(text)


def test_a_day_alone_is_no_time_of_day() -> None:
    assert datetime.fromtimestamp(seconds("19 October 2019"), UTC) == AFTERNOON.replace(hour=0, minute=0)
    assert not is_time("19 October 2019")


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("Updated Oct 19, 2019, 2:37 PM", "Updated"),
        ("Aktualisiert am 19. Okt. 2019, 14:37", "Aktualisiert am"),
        ("2019年10月19日 14:37に更新", "に更新"),
        ("See you on Oct 19, 2019 at 2:37 PM", "See you on"),
    ],
)
def test_the_words_around_a_date_are_told(text: str, around: str) -> None:
    assert read(text) == (AFTERNOON.timestamp(), around, True)
    assert not is_time(text)


moments = st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(moments, st.sampled_from(LANGUAGES), st.sampled_from(["abbreviated", "wide"]))
def test_every_month_of_every_language(moment: datetime, language: str, width: str) -> None:
    month = Locale(language).months["format"][width][moment.month]
    clock = f"{moment:%H:%M:%S}"
    assert seconds(f"{month} {moment:%d}, {moment.year} {clock}") == moment.timestamp()
    assert seconds(f"{moment.day} {month} {moment.year}, {clock}") == moment.timestamp()


@given(moments, st.sampled_from(LANGUAGES))
def test_every_half_of_the_day_of_every_language(moment: datetime, language: str) -> None:
    half = Locale(language).day_periods["format"]["abbreviated"]["am" if moment.hour < 12 else "pm"]
    clock = f"{(moment.hour + 11) % 12 + 1}:{moment:%M:%S} {half}"
    assert seconds(f"{moment:%Y-%m-%d} {clock}") == moment.timestamp()


@given(st.text(max_size=250))
def test_no_text_is_too_odd(text: str) -> None:
    time, _, _ = read(text)
    assert time >= 0


@given(st.text(st.sampled_from("0129 :./-,年月日Octpm午後UTC+時h"), max_size=40))
def test_nothing_that_looks_like_a_date_is_too_odd(text: str) -> None:
    assert seconds(text) >= 0
