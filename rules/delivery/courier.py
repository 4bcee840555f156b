"""Makes one attempt, and tells what became of it."""

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.errors import DeliveryFailed, DeliveryRefused, DeliveryTooLate
from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets
from rules.actions.targets import Targets
from rules.alert import Alert
from rules.delivery.delivery import Delivery

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended."""

    delivery: Delivery
    result: Literal["delivered", "late", "failed", "refused"]
    """`late`: delivered, but marked as old; or of no use any more."""
    error: str | None = None
    """Without secrets."""
    retry_after_us: int | None = None
    """The target wants to be left alone for so long."""


@dataclass(frozen=True, slots=True)
class Courier:
    """Makes attempts; any number of threads may call it."""

    folder: Path
    """The history's, where snapshots are."""
    targets: Targets
    environment: Mapping[str, str]
    late_after_us: int
    now: Callable[[], int]
    cancelled: threading.Event
    """Set: attempts that have begun are to end."""

    def carry(self, delivery: Delivery) -> Outcome:
        """Make one attempt. No secret leaves here, whatever goes wrong."""
        secrets = Secrets(self.environment)
        try:
            parcel = self._parcel(delivery)
            self.targets.of(delivery.kind, delivery.settings).send(parcel, secrets)
        except DeliveryFailed as error:
            return Outcome(delivery, "failed", secrets.hide(str(error)), error.retry_after_us)
        except DeliveryRefused as error:
            return Outcome(delivery, "refused", secrets.hide(str(error)))
        except DeliveryTooLate as error:
            return Outcome(delivery, "late", secrets.hide(str(error)))
        except Exception as error:  # noqa: BLE001 - a thread's outermost call: logged, and tried again
            trace = secrets.hide(traceback.format_exc())
            log.error("%s: unforeseen\n%s", delivery.target, trace)  # noqa: TRY400 - without secrets
            return Outcome(delivery, "failed", f"unforeseen: {type(error).__name__}")
        return Outcome(delivery, "late" if parcel.alert.is_late else "delivered")

    def _parcel(self, delivery: Delivery) -> Parcel:
        alert, now_us = delivery.alert, self.now()
        picture = self.folder / alert.snapshot if alert.snapshot else None
        return Parcel(
            id=delivery.id,
            alert=replace(alert, is_late=self._is_late(alert, now_us)),
            attempt=delivery.attempts,
            sent_us=now_us,
            picture=picture if picture and picture.is_file() else None,
            cancelled=self.cancelled,
        )

    def _is_late(self, alert: Alert, now_us: int) -> bool:
        """Tell whether an alert is no news: old, or from footage."""
        if alert.is_test:
            return False
        is_old = alert.utc_us is None or now_us - alert.utc_us > self.late_after_us
        return is_old or not alert.is_live
