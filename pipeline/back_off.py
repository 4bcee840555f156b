"""How long to wait before trying again."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class BackOff:
    """Waits that grow with each failure, and differ, so that many who failed together do not return together.

    Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ (full jitter).
    """

    first_s: float = 1.0
    """Longest wait after the first failure: a dropped packet is over by then."""
    longest_s: float = 600.0
    """Longest of all: who repairs what failed sees within ten minutes that it works."""

    def __post_init__(self) -> None:
        """Refuse what would not wait."""
        if not 0 < self.first_s <= self.longest_s:
            raise ValueError(f"expected 0 < first_s <= longest_s, received {self}")

    def wait_us(self, failures: int, chance: Random) -> int:
        """A wait after so many failures in a row, in microseconds."""
        longest_s = min(self.longest_s, self.first_s * 2 ** min(failures - 1, 30))
        return round(chance.uniform(0, longest_s) * 1e6)
