"""Accept or reject: the decision on an object that crosses a line, and whether it came in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from pipeline.errors import DeliveryError, DeliveryTooLate
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from rules.actions.target import Target, TargetSettings
from rules.alert import moment
from rules.labels import LABELS_OF
from rules.plan import Action

Verdict = Literal["accept", "reject"]

CARRIERS = ("webhook", "mqtt", "command")

NOTICE_US = 5_000_000
"""How long telling a target that its decision comes too late may take."""


def _spelt_out(labels: frozenset[str]) -> frozenset[str]:
    """Labels with those of each group among them."""
    return labels.union(*(LABELS_OF.get(label, ()) for label in labels))


Labels = Annotated[frozenset[str], AfterValidator(_spelt_out)]


class SortSettings(TargetSettings):
    """What is decided on the objects that cross a line, and who is told."""

    line: str = Field(min_length=1)
    """At which it is decided."""
    accept: Labels = frozenset()
    """What to accept. If there is any, all else is rejected, `unknown` too."""
    reject: Labels = frozenset()
    """What to reject. If there is only this, all else is accepted."""
    within_us: int = Field(gt=0)
    """So long after the crossing the decision must have been taken by the target."""
    send: Action
    """How: by webhook, mqtt or command."""

    @model_validator(mode="after")
    def _decides(self) -> Self:
        if self.send.kind not in CARRIERS:
            raise ValueError(f"expected one of {', '.join(CARRIERS)} to send by, received {self.send.kind!r}")
        if not self.accept and not self.reject:
            raise ValueError("expected labels in accept or reject, received none in both")
        if both := sorted(self.accept & self.reject):
            raise ValueError(f"expected each label in accept or in reject, received {both[0]!r} in both")
        return self

    def verdict(self, label: str | None) -> Verdict:
        """Decide by label. What is in neither list is rejected if there is one of things to accept."""
        if label in self.accept:
            return "accept"
        return "reject" if self.accept or label in self.reject else "accept"


@dataclass(frozen=True, slots=True)
class Sort:
    """Sends decisions, and keeps account of the time."""

    settings: SortSettings
    target: Target
    now: Callable[[], int]

    def send(self, parcel: Parcel, secrets: Secrets) -> None:
        """Send the decision; done when the target took it before the deadline.

        Raises:
            DeliveryFailed: The target did not take it, and there is time left.
            DeliveryRefused: The target will not take it.
            DeliveryTooLate: The deadline passed. If nothing was sent by then, the target is told so once,
                without the decision: who acts on it would act on the wrong object.
        """
        crossed_us = parcel.alert.time_us if parcel.alert.utc_us is None else parcel.alert.utc_us
        deadline_us = crossed_us + self.settings.within_us
        spare_us = deadline_us - self.now()
        told = {"line": self.settings.line, "deadline": moment(deadline_us).isoformat()}
        if spare_us <= 0:
            late_by_ms = round(-spare_us / 1000, 1)
            self._tell_late(parcel, secrets, {**told, "decision": None, "late_by_ms": late_by_ms})
            raise DeliveryTooLate(f"not sent: {late_by_ms} ms after the deadline")
        verdict = self.settings.verdict(parcel.alert.label)
        more = {**told, "decision": verdict, "late_by_ms": None}
        self.target.send(replace(parcel, more=more, timeout_us=spare_us), secrets)
        over_us = self.now() - deadline_us
        if over_us > 0:
            raise DeliveryTooLate(f"sent in time, but taken {over_us / 1000:.1f} ms after the deadline")

    def _tell_late(self, parcel: Parcel, secrets: Secrets, told: Mapping[str, object]) -> None:
        late = replace(parcel, alert=replace(parcel.alert, is_late=True), more=told, timeout_us=NOTICE_US)
        try:
            self.target.send(late, secrets)
        except DeliveryError as error:
            late_by = f"{told['late_by_ms']} ms after the deadline"
            raise DeliveryTooLate(f"not sent: {late_by}; the target could not be told: {error}") from error


def sort(
    settings: Mapping[str, object],
    target_of: Callable[[str, Mapping[str, object]], Target],
    now: Callable[[], int],
) -> Target:
    """The target of an action; its decisions do not wait behind other messages to the same receiver."""
    checked = SortSettings.model_validate(settings)
    target = target_of(checked.send.kind, checked.send.settings)
    return Target(
        name=f"sort by {target.name}",
        address=f"{checked.line} {target.address}",
        give_up_after_us=checked.give_up_after_us,
        send=Sort(checked, target, now).send,
        within_us=checked.within_us,
    )
