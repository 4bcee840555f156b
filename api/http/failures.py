"""Who gave wrong tokens, and how long they have to wait."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Final

MOST_KNOWN: Final = 10_000
"""Addresses that are kept in mind: 2 MB. The one that was quiet for longest goes first."""


@dataclass(frozen=True, slots=True)
class FailureSettings:
    """How many wrong tokens are borne."""

    at_once: int = 10
    """A person who pastes the wrong thing needs a few; a token cannot be guessed in a billion."""
    forgiven_s: float = 30.0
    """One is forgotten after so long."""

    def __post_init__(self) -> None:
        """Refuse what would shut everybody out."""
        if self.at_once < 1 or self.forgiven_s <= 0:
            raise ValueError(f"expected at_once from 1 and forgiven_s above 0, received {self}")


class Failures:
    """Counts wrong tokens by address; any thread may call it.

    Args:
        settings: How many are borne.
        elapsed: Seconds since some time, that never go back.
    """

    def __init__(self, settings: FailureSettings, elapsed: Callable[[], float]) -> None:
        self._settings = settings
        self._elapsed = elapsed
        self._debts: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turn = Lock()

    def wait_s(self, address: str) -> float:
        """How long an address has to wait before it may try again; 0 if it may now."""
        with self._turn:
            over = self._debt(_network(address)) - (self._settings.at_once - 1)
        return max(0.0, over * self._settings.forgiven_s)

    def note(self, address: str) -> None:
        """A wrong token came from there."""
        network = _network(address)
        with self._turn:
            self._debts[network] = (self._debt(network) + 1, self._elapsed())
            self._debts.move_to_end(network)
            if len(self._debts) > MOST_KNOWN:
                self._debts.popitem(last=False)

    def _debt(self, network: str) -> float:
        count, then_s = self._debts.get(network, (0.0, 0.0))
        return max(0.0, count - (self._elapsed() - then_s) / self._settings.forgiven_s)


def _network(address: str) -> str:
    """The address; of IPv6 the network, within which a caller has as many addresses as it wants."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return found.exploded[:19]  # 64 bits
    return str(found)
