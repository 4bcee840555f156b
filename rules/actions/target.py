"""What all that can be sent to have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from rules.actions.parcel import Parcel
from rules.actions.secret import Secrets

DAY_US = 86_400_000_000

Send = Callable[[Parcel, Secrets], None]
"""Delivers, and returns when the target has it; else raises `DeliveryFailed` if trying again may help,
`DeliveryRefused` if it cannot, `DeliveryTooLate` if the time for it is over."""


class TargetSettings(BaseModel):
    """What every action that sends can be told."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )

    give_up_after_us: int = Field(DAY_US, gt=0)
    """Not reached for so long, the delivery goes to the list of those given up. A day outlasts a router that
    is down over night; whoever was not told by then wants to see the list."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the deliveries of one action go."""

    name: str
    """For people, free of secrets. Targets of one name are sent to one after the other."""
    address: str
    """Tells targets of one kind apart: one alert goes to each address once. `${NAME}` is not filled in."""
    give_up_after_us: int
    send: Send
    within_us: int | None = None
    """So long after the alert's own time a delivery is of no use; None: later is better than never."""
