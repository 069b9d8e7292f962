"""What is remembered of hosts and sites, and how long."""

from __future__ import annotations

from email.utils import formatdate
from time import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.web.hosts import MAX_SITES, REMEMBERED, Hosts, PerSite, retry_after


def test_a_host_is_one_whatever_its_scheme_and_spelling() -> None:
    hosts = Hosts()
    one = hosts.of("http://example.com/a")
    assert hosts.of("https://EXAMPLE.com:443/b") is one
    assert hosts.of("http://example.com:80") is one
    assert hosts.of("http://example.com:8080/") is not one
    assert hosts.of("http://www.example.com/") is not one


def test_of_very_many_hosts_those_in_trouble_are_remembered() -> None:
    hosts = Hosts()
    given_up = hosts.of("http://bad.example/")
    given_up.give_up("HTTP 503")
    waiting = hosts.of("http://slow.example/")
    waiting.pause(100)
    well = hosts.of("http://well.example/")
    for number in range(REMEMBERED + 100):
        hosts.of(f"http://{number}.example/")
    assert hosts.of("http://bad.example/") is given_up
    assert hosts.of("http://slow.example/") is waiting
    assert hosts.of("http://well.example/") is not well
    assert hosts.wait("http://bad.example/x") == 0
    assert hosts.wait("http://slow.example/x") > 90
    assert hosts.wait("http://never-met.example/x") == 0


def test_the_files_of_very_many_sites_are_forgotten_and_read_anew() -> None:
    read = []

    def look(url: str, _: str | None) -> tuple[str, float]:
        read.append(url)
        return url, 1000

    sites = PerSite(look)
    assert sites.get("https://example.com/a") == sites.get("https://example.com/b") == "https://example.com/a"
    sites.get("http://example.com/c")
    assert read == ["https://example.com/a", "http://example.com/c"]
    for number in range(MAX_SITES):
        sites.get(f"https://{number}.example/")
    assert sites.get("https://example.com/d") == "https://example.com/d"


@pytest.mark.parametrize(
    ("value", "seconds"), [("0", 0), (" 120 ", 120), ("", None), ("-5", None), ("1.5", None), ("soon", None)]
)
def test_seconds_to_wait_are_read(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_a_date_to_wait_for_is_read_and_one_that_is_past_is_now() -> None:
    def wait(seconds: float, **form: bool) -> float | None:
        return retry_after({"retry-after": formatdate(time() + seconds, **form)})

    assert wait(100, usegmt=True) == pytest.approx(99.5, abs=1)
    assert wait(100) == pytest.approx(99.5, abs=1)
    assert wait(-100, usegmt=True) == 0


@given(st.text())
def test_whatever_a_server_says_is_a_time_or_nothing(value: str) -> None:
    seconds = retry_after({"retry-after": value})
    assert seconds is None or seconds >= 0
