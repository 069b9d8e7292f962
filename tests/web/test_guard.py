"""Which addresses are connected to: never one that is not public, and always the one that was looked at."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
from sites import Site, page, redirect, serving

from textgen.web import Client, FetchError
from textgen.web.connections import Exchange
from textgen.web.guard import ForbiddenAddress, Guard

QUICK = 0.01


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("0.0.0.0", "unspecified"),  # noqa: S104
        ("0.1.2.3", "unspecified"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "shared by a provider's customers"),
        ("192.0.0.8", "reserved"),
        ("192.0.0.170", "reserved"),
        ("192.0.2.1", "reserved"),
        ("198.18.0.1", "reserved"),
        ("198.51.100.7", "reserved"),
        ("203.0.113.7", "reserved"),
        ("192.88.99.1", "6to4"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "IPv4-compatible"),
        ("::8.8.8.8", "IPv4-compatible"),
        ("::ffff:127.0.0.1", "IPv4-mapped"),
        ("::ffff:8.8.8.8", "IPv4-mapped"),
        ("::ffff:0:127.0.0.1", "IPv4-translated"),
        ("64:ff9b::7f00:1", "NAT64"),
        ("64:ff9b::808:808", "NAT64"),
        ("64:ff9b:1::a00:1", "NAT64"),
        ("2002:7f00:1::", "6to4"),
        ("2001::1", "Teredo"),
        ("2001:2::1", "reserved"),
        ("2001:db8::1", "reserved"),
        ("3fff::1", "reserved"),
        ("100::1", "reserved"),
        ("5f00::1", "reserved"),
        ("fc00::1", "private"),
        ("fd12:3456::1", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("8.8.8.8", None),
        ("172.32.0.1", None),
        ("100.128.0.1", None),
        ("192.0.1.1", None),
        ("2606:4700::6810:85e5", None),
        ("2a00:1450:4001:81b::200e", None),
    ],
)
def test_only_public_addresses_pass(address: str, what: str | None) -> None:
    assert Guard().refusal(address) == what
    assert Guard(allow_private=True).refusal(address) is None


def resolver(*answers: str | list[str]) -> Callable[..., list[tuple[Any, ...]]]:
    """Looks up anything as the first answer, then as the second, and so on; the last one stays."""
    left = list(answers)

    def resolve(_host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        resolve.calls += 1  # type: ignore[attr-defined]
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in ([answer] if isinstance(answer, str) else answer)
        ]

    resolve.calls = 0  # type: ignore[attr-defined]
    return resolve


def test_one_address_that_is_not_public_is_enough_to_refuse_a_host() -> None:
    with pytest.raises(ForbiddenAddress, match="private"):
        Guard(resolve=resolver(["8.8.8.8", "10.0.0.1"])).addresses("example.com", 80, 1)
    assert Guard(resolve=resolver(["8.8.8.8", "8.8.8.8"])).addresses("example.com", 80, 1) == [
        (socket.AF_INET, ("8.8.8.8", 80))
    ]


def reason(client: Client, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        client.get(url)
    return caught.value.reason


LOOPBACK = """
127.0.0.1 localhost LOCALHOST 127.1 0x7f.1 2130706433 017700000001 0 0.0.0.0 [::1] [::] [::ffff:127.0.0.1]
[0:0:0:0:0:ffff:7f00:1] [::127.0.0.1] ①②⑦.0.0.1
"""


@pytest.mark.parametrize("host", LOOPBACK.split())
def test_no_spelling_of_this_computer_is_asked(site: Site, host: str) -> None:
    site.answers["/a"] = page("secret")
    found = reason(Client(delay=QUICK), f"http://{host}:{site.port}/a")
    kinds = {"loopback", "unspecified", "IPv4-mapped", "IPv4-compatible"}
    refused = {f"its address is not a public one ({kind})" for kind in kinds}
    assert found in {*refused, "host unknown", "not a valid address"}
    assert site.connections == set()


def test_the_refusal_tells_how_to_allow_it_and_a_robots_file_is_not_asked_for(site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        Client(delay=QUICK).get(f"{site.url}/a")
    assert caught.value.reason == "its address is not a public one (loopback)"
    assert "--allow-private" in caught.value.hint
    assert site.connections == set()


class Town(Guard):
    """A guard to whom 127.0.0.1 is the public web, so that tests have one."""

    def refusal(self, address: str) -> str | None:
        return None if address == "127.0.0.1" else super().refusal(address)


def test_a_redirect_into_the_private_net_is_refused(site: Site) -> None:
    site.answers["/a"] = redirect("http://10.0.0.1/admin")
    site.answers["/b"] = redirect(f"http://[::1]:{site.port}/admin")
    client = Client(delay=QUICK, guard=Town())
    assert reason(client, f"{site.url}/a") == "its address is not a public one (private)"
    assert reason(client, f"{site.url}/b") == "its address is not a public one (loopback)"


def test_a_name_that_moves_to_a_private_address_is_refused_from_then_on(site: Site) -> None:
    site.answers["/a"] = page("text")
    resolve = resolver("127.0.0.1", "127.0.0.1", "10.0.0.1")
    client = Client(delay=QUICK, guard=Town(resolve=resolve), opt_outs=False)
    url = f"http://rebind.test:{site.port}/a"
    assert client.get(url).body == b"text"
    assert resolve.calls == 2, "once for each connection: for robots.txt and for the page"  # type: ignore[attr-defined]
    assert reason(client, url) == "its address is not a public one (private)"


def test_the_connection_goes_to_the_very_address_that_was_checked() -> None:
    """The second look-up of a name never counts: there is none."""
    with serving() as good:
        good.answers["/a"] = page("text")
        resolve = resolver("127.0.0.1")
        client = Client(delay=QUICK, guard=Town(resolve=resolve), opt_outs=False)
        response = client.get(f"http://no-such-name.invalid:{good.port}/a")
    assert response.url == f"http://no-such-name.invalid:{good.port}/a"
    assert {headers["host"] for headers in good.headers} == {f"no-such-name.invalid:{good.port}"}
    assert response.sent is not None
    assert response.sent.peer == "127.0.0.1"


def test_an_open_connection_is_used_again() -> None:
    with serving(keep_alive=True) as site:
        site.answers.update({"/a": page("a"), "/b": page("b")})
        client = Client(delay=QUICK, allow_private=True, opt_outs=False)
        client.get(f"{site.url}/a")  # robots.txt is a 404 whose body nobody reads
        for path in "abab":
            client.get(f"{site.url}/{path}")
        client.close()
        assert len(site.connections) == 2


def test_the_next_address_is_tried_when_the_first_does_not_answer(site: Site) -> None:
    site.answers["/a"] = page("text")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # but does not listen

        def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
            ports = (nobody.getsockname()[1], site.port)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

        client = Client(delay=QUICK, guard=Guard(allow_private=True, resolve=resolve))
        assert client.get(f"http://two.test:{site.port}/a").body == b"text"


def test_a_look_up_that_never_ends_is_left_behind_at_the_deadline() -> None:
    over = threading.Event()

    def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
        over.wait(20)
        return []

    client = Client(delay=0, timeout=0.2, guard=Guard(resolve=resolve))
    start = time.monotonic()
    assert reason(client, "http://slow.test/") == "no complete answer within 0.2 s"
    assert time.monotonic() - start < 5
    over.set()


def test_an_unknown_host_is_final_and_a_name_server_in_trouble_is_asked_again() -> None:
    asked = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[Any, ...]]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN if host == "later.test" else socket.EAI_NONAME, "no")

    client = Client(delay=0, guard=Guard(resolve=resolve))
    assert reason(client, "http://never.test/") == "host unknown"
    assert reason(client, "http://later.test/") == "its name could not be looked up"
    assert asked == ["never.test", *["later.test"] * 4]


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def trusted(authority: trustme.CA, folder: Path, **options: Any) -> Client:
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return Client(delay=QUICK, opt_outs=False, authorities=folder / "authority.pem", **options)


def test_tls_goes_to_the_checked_address_under_the_name_of_the_host(
    authority: trustme.CA, tmp_path: Path
) -> None:
    with serving(certificate=authority.issue_cert("shop.test")) as site:
        site.answers["/a"] = page("text")
        client = trusted(authority, tmp_path, guard=Town(resolve=resolver("127.0.0.1")))
        assert client.get(f"https://shop.test:{site.port}/a").body == b"text"
        assert set(site.names) == {"shop.test"}
        assert site.headers[0]["host"] == f"shop.test:{site.port}"


@pytest.mark.parametrize("name", ["other.test", "*.shop.test"])
def test_a_certificate_for_another_name_is_refused(authority: trustme.CA, tmp_path: Path, name: str) -> None:
    with serving(certificate=authority.issue_cert(name)) as site:
        client = trusted(authority, tmp_path, guard=Town(resolve=resolver("127.0.0.1")))
        assert reason(client, f"https://shop.test:{site.port}/a") == "its certificate cannot be trusted"
        assert site.asked == []


def test_an_expired_certificate_is_refused(authority: trustme.CA, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    old = authority.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    with serving(certificate=old) as site:
        client = trusted(authority, tmp_path, allow_private=True)
        assert reason(client, f"{site.url}/a") == "its certificate cannot be trusted"
        assert site.asked == []


def test_a_handshake_that_never_ends_is_left_at_the_deadline(authority: trustme.CA, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = trusted(authority, tmp_path, allow_private=True, timeout=0.3)
        start = time.monotonic()
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert reason(client, url) == "no complete answer within 0.3 s"
        assert time.monotonic() - start < 6


def test_a_proxy_is_used_if_it_is_given_and_never_for_private_names(site: Site) -> None:
    site.answers["http://public.invalid/a"] = page("by proxy")
    client = Client(delay=QUICK, opt_outs=False, proxy=site.url)
    assert client.get("http://public.invalid/a").body == b"by proxy"
    assert reason(client, "http://127.0.0.1/a") == "its address is not a public one (loopback)"
    assert site.asked == ["http://public.invalid/robots.txt", "http://public.invalid/a"]


def test_a_connection_may_have_less_time_than_the_whole_exchange() -> None:
    over = threading.Event()

    def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
        over.wait(10)
        return []

    with Exchange("http://x.example/", Guard(resolve=resolve), 60, connecting=0.05) as exchange:
        with pytest.raises(FetchError, match="its name could not be looked up"):
            exchange.connect("x.example", 80)
        over.set()
