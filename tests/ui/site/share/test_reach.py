"""From where a link opens: this computer's address in its network, where others get in by it, and else a sentence."""

import socket
from typing import Any, Self

import pytest

from ui.site.share import reach
from ui.site.share.reach import Reach, Server

HERE = "http://localhost:8501/softmax"
ADDRESS = "192.168.1.20"
ALL = Server("", 8501)


def of(page: str = HERE, peer: str = "", server: Server = ALL, own: str = ADDRESS) -> Reach:
    return reach.of(page, peer, server, lambda: own)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"])  # noqa: S104
@pytest.mark.parametrize("address", ["", "0.0.0.0", "::"])  # noqa: S104
def test_on_this_computer_the_link_names_its_address_in_the_network(host: str, address: str) -> None:
    found = of(f"http://{host}:8501/lab/softmax", server=Server(address, 8501))
    assert found.start == f"http://{ADDRESS}:8501/lab/softmax"
    assert found.others
    assert ADDRESS in found.words
    assert "from this network" in found.words


@pytest.mark.parametrize(
    "page", ["https://lab.example/softmax", f"http://{ADDRESS}:8501/softmax", "https://localhost.example:8443/"]
)
def test_elsewhere_the_link_is_what_the_browser_says(page: str) -> None:
    assert of(page, server=Server("127.0.0.1", 8501, ("lab.example",))) == Reach(page)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_a_server_that_listens_to_this_computer_alone_says_so(address: str) -> None:
    assert of(server=Server(address, 8501)) == Reach(HERE, others=False, words=reach.ALONE)


def test_an_address_that_the_server_listens_at_is_taken_as_it_is() -> None:
    assert of(server=Server("10.0.0.7", 8501)).start == "http://10.0.0.7:8501/softmax"
    assert of(server=Server("2001:db8::7", 8501)).start == "http://[2001:db8::7]:8501/softmax"


def test_a_port_that_goes_without_saying_stays_unsaid() -> None:
    assert of("http://localhost/softmax", server=Server("", 80)).start == f"http://{ADDRESS}/softmax"


@pytest.mark.parametrize(
    ("page", "peer", "server"),
    [
        ("http://localhost:8080/softmax", "", ALL),  # a tunnel, or a proxy on this computer
        (HERE, "172.17.0.1", ALL),  # a container: who comes is not this computer, as it sees itself
        (HERE, "", Server("unix:///run/lab.sock", 8501)),
    ],
)
def test_where_something_is_in_between_no_address_is_made_up(page: str, peer: str, server: Server) -> None:
    assert of(page, peer, server) == Reach(page, others=False, words=reach.FORWARDED)


@pytest.mark.parametrize("peer", ["", "127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_who_comes_from_this_computer_is_no_stranger(peer: str) -> None:
    assert of(peer=peer).others


def test_without_a_network_the_link_stays_as_it_is() -> None:
    assert of(own="") == Reach(HERE, others=False, words=reach.NO_NETWORK)


@pytest.mark.parametrize(("hosts", "others"), [(("lab.example",), False), (("lab.example", ADDRESS), True), ((), True)])
def test_an_address_that_lab_hosts_refuses_is_not_shared(hosts: tuple[str, ...], others: bool) -> None:
    found = of(server=Server("", 8501, hosts))
    assert found.others == others
    assert ("LAB_HOSTS" in found.words) != others


def test_before_the_browser_has_told_its_address_there_is_nothing_for_others() -> None:
    assert of("") == Reach("", others=False)


class Way:
    """Stands in for a socket: it may be told a destination, and asked by which address it would go there."""

    def __init__(self, address: str) -> None:
        self.address, self.told = address, list[Any]()

    def __call__(self, family: int, kind: int) -> "Way":
        assert (family, kind) == (socket.AF_INET, socket.SOCK_DGRAM)
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def connect(self, destination: tuple[str, int]) -> None:
        self.told.append(destination)
        if not self.address:
            raise OSError(101, "Network is unreachable")

    def getsockname(self) -> tuple[str, int]:
        return self.address, 40_000


@pytest.mark.parametrize(
    ("address", "found"),
    [(ADDRESS, ADDRESS), ("", ""), ("127.0.0.1", ""), ("0.0.0.0", ""), ("169.254.7.7", "")],  # noqa: S104
)
def test_the_address_is_that_of_the_way_out_and_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, address: str, found: str
) -> None:
    """A `Way` has no method that sends."""
    way = Way(address)
    monkeypatch.setattr(reach.socket, "socket", way)
    assert reach.own_address() == found
    assert [destination for destination, _ in way.told] == [reach.ELSEWHERE]
