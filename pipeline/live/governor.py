"""Decides how often each camera is looked at, so that nobody's pictures have to be dropped."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GovernorSettings:
    """When cameras are looked at less, and when more again."""

    steps_hz: tuple[float, ...] = (10.0, 5.0, 2.0)
    """At 5 a second a walker moves by a third of a height between two pictures; at 2, tracks of what runs
    break."""
    share: float = 0.85
    """Of the analysts' time that looking may take: bursts of motion need the rest."""
    least_share: float = 0.02
    """However late pictures are."""
    late_share: float = 0.05
    """Of the pictures looked at, so many must have been late. Where thirty cameras send at the same moment,
    the last one's picture waits for all others' without anybody falling behind."""
    late_s: float = 2.0
    """Pictures must have been late, or a camera have lost ground, for so long: one hitch is waited out."""
    tighten: float = 0.8
    """Of the time that looking took then, so much is left to it: decoding and others use the cores too."""
    loosen: float = 0.01
    """Added to the share in each second in which nothing was late, up to `share`: a minute for half of it."""
    room: float = 0.8
    """A camera is looked at more often only if so much of the share suffices."""
    patience_s: float = 15.0
    """… for so long: or rates would swing with each passer-by."""
    regret_s: float = 60.0
    """If rates fall for lateness so soon after they rose, the next rise waits twice as long as that one."""
    most_patience_s: float = 240.0
    """But no longer than so long."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ValueError: A share lies outside (0, 1], or the steps do not fall.
        """
        shares = (self.share, self.least_share, self.late_share, self.tighten, self.room)
        if not all(0 < share <= 1 for share in shares):
            raise ValueError(f"expected shares in (0, 1], received {self}")
        if not self.steps_hz or list(self.steps_hz) != sorted(set(self.steps_hz), reverse=True):
            raise ValueError(f"expected steps_hz to fall, received {self.steps_hz}")


@dataclass(frozen=True, slots=True)
class Load:
    """What one camera asks of the analysts."""

    wanted_hz: float
    """How often it is looked at when there is room."""
    cost_s: float
    """What looking at one picture takes."""
    fps: float
    """How many come in."""
    is_losing: bool = False
    """It is behind, and does not catch up."""

    def share(self, rate_hz: float) -> float:
        """Of one analyst's time that it takes to look so often."""
        return min(rate_hz, self.fps) * self.cost_s


class Governor:
    """Says once a second how often each camera is looked at.

    Rates fall at once, and rise when there has been room for a while. The dearest camera gives way first, so
    that one busy 4K stream does not blind thirty quiet ones; cameras of equal cost give way one by one.

    Args:
        analysts: Threads that look.
        settings: When rates change.
    """

    def __init__(self, analysts: int, settings: GovernorSettings | None = None) -> None:
        self._analysts = analysts
        self._settings = settings or GovernorSettings()
        self._share = self._settings.share
        self._rates: dict[str, float] = {}
        self._roomy_s: float | None = None
        self._late_s: float | None = None
        self._patience_s = self._settings.patience_s
        self._raised_s: float | None = None

    def update(self, now_s: float, loads: Mapping[str, Load], late: int) -> Mapping[str, float]:
        """Decide anew.

        Args:
            now_s: Seconds that never go back; called about once in each.
            loads: Of all cameras, by name.
            late: Live pictures since the last call that waited too long or were dropped.
        Returns:
            Pictures per second, by name.
        """
        known = {name: self._rates.get(name, load.wanted_hz) for name, load in loads.items()}
        rates = {name: min(known[name], load.wanted_hz) for name, load in loads.items()}
        looks = sum(min(rates[name], load.fps) for name, load in loads.items())
        is_losing = any(load.is_losing for load in loads.values())
        is_late = is_losing or late > self._settings.late_share * looks
        self._adjust_share(now_s, _used(rates, loads) / self._analysts, is_late=is_late)
        self._rates = self._fitting(rates, loads, self._share)
        wanted = {name: load.wanted_hz for name, load in loads.items()}
        self._raise(now_s, self._fitting(wanted, loads, self._share * self._settings.room))
        return self._rates

    def _adjust_share(self, now_s: float, used: float, *, is_late: bool) -> None:
        """Learn how much of the analysts' time there is: less than was used, when that was too much."""
        settings = self._settings
        if not is_late:
            self._late_s = None
            self._share = min(settings.share, self._share + settings.loosen)
        elif self._late_s is None:
            self._late_s = now_s
        elif now_s - self._late_s >= settings.late_s:
            self._late_s = now_s
            self._share = max(settings.least_share, min(self._share, used) * settings.tighten)
            self._learn_patience(now_s)

    def _learn_patience(self, now_s: float) -> None:
        """Rates fall for lateness: find out whether they should not have risen."""
        settings, raised_s = self._settings, self._raised_s
        if raised_s is not None:
            is_regretted = now_s - raised_s <= settings.regret_s
            longer_s = min(2 * self._patience_s, settings.most_patience_s)
            self._patience_s = longer_s if is_regretted else settings.patience_s
            self._raised_s = None

    def _raise(self, now_s: float, roomy: Mapping[str, float]) -> None:
        """Take the rates for which there is ample room, if there has been for long enough."""
        if all(rate <= self._rates[name] for name, rate in roomy.items()):
            self._roomy_s = None
        elif self._roomy_s is None:
            self._roomy_s = now_s
        elif now_s - self._roomy_s >= self._patience_s:
            self._rates = {name: max(rate, roomy[name]) for name, rate in self._rates.items()}
            self._roomy_s, self._raised_s = None, now_s

    def _fitting(
        self, rates: Mapping[str, float], loads: Mapping[str, Load], share: float
    ) -> dict[str, float]:
        """Lower the dearest camera by a step until all fit into the share, or none can be lowered."""
        fitting = dict(rates)
        budget = share * self._analysts
        while _used(fitting, loads) > budget:
            lower = {name: hz for name, rate in fitting.items() if (hz := self._below(rate)) is not None}
            if not lower:
                break
            dearest = max(lower, key=lambda name: (loads[name].share(fitting[name]), name))
            fitting[dearest] = lower[dearest]
        return fitting

    def _below(self, rate: float) -> float | None:
        return next((step for step in self._settings.steps_hz if step < rate), None)


def _used(rates: Mapping[str, float], loads: Mapping[str, Load]) -> float:
    """How many analysts it takes to look so often."""
    return sum(load.share(rates[name]) for name, load in loads.items())
