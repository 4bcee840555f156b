"""Silences that were begun before the service was started."""

from collections.abc import Sequence

from pipeline.history.history import History
from rules.archive.alert_query import AlertQuery
from rules.archive.alerts import Alerts
from rules.cooldown import Cooldown
from rules.plan import Rule


def told_cooldowns(history: History, rules: Sequence[Rule], now_us: int) -> dict[str, Cooldown]:
    """Say for each camera what its rules are silent about, by the alerts that people were told of.

    Raises:
        HistoryError: It cannot be read.
    """
    by_name = {rule.name: rule for rule in rules}
    longest_us = max((rule.cooldown_us for rule in rules), default=0)
    query = AlertQuery(since_us=now_us - longest_us)
    told = history.read(lambda connection: list(Alerts(connection).of(query, newest_first=False)))
    found: dict[str, Cooldown] = {}
    for alert in (ruling.alert for ruling in told):
        if alert.rule in by_name and alert.is_live and not alert.is_test:
            cooldown = found.setdefault(alert.camera, Cooldown())
            cooldown.begin(by_name[alert.rule], alert.label, alert.time_us)
    return found
