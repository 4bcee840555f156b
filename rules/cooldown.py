"""Silence after a delivery."""

from rules.plan import Rule


class Cooldown:
    """The silence of one camera's rules, each label for itself. Only what is delivered begins one.

    Files that follow one another share one, so its times are UTC, or the source's own where that is unknown.
    """

    def __init__(self) -> None:
        self.until_us: dict[tuple[str, str | None], int] = {}
        """End of the last silence of each rule and label."""

    def take_over(self, other: "Cooldown") -> None:
        """Be silent as another one is, and no more."""
        self.until_us = dict(other.until_us)

    def is_silent(self, rule: Rule, label: str | None, time_us: int) -> bool:
        """True if the rule was delivered for this label less than its cooldown ago."""
        return time_us < self.until_us.get((rule.name, label), time_us)

    def begin(self, rule: Rule, label: str | None, time_us: int) -> None:
        """The rule is delivered for this label."""
        if rule.cooldown_us:
            self.until_us[rule.name, label] = time_us + rule.cooldown_us
