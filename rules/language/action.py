"""`do`: what happens when a rule fires.

What is left out is left to the action, so that each default stands in one place: beside the action.
"""

from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from rules.actions.command import CommandSettings
from rules.actions.mqtt import MqttSettings
from rules.actions.notify import NotifySettings
from rules.actions.sort import SortSettings
from rules.actions.target import TargetSettings
from rules.actions.webhook import WebhookSettings
from rules.language.duration import spelt
from rules.language.fields import Duration, Labels, LineName, SecretText, Span
from rules.language.problem import not_among
from rules.language.section import Section
from rules.plan import Action

SectionType = TypeVar("SectionType", bound=Section)

MOST_BEFORE_US = 300_000_000
"""Five minutes of one camera at 8 Mbit/s are 300 MB."""

_ONE_KEY = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
_ALONE = ("alert", "record", "snapshot")
"""Actions that need not be told anything."""


def _http(url: str) -> str:
    """Refuse what cannot be posted to. The URL is not shown: many are secrets as a whole."""
    if not url.startswith(("http://", "https://", "${")):
        raise ValueError("expected a URL that begins with http:// or https://, received another")
    if "${" not in url and not _host(url):
        raise ValueError("expected a URL with the name of a host, received one without")
    return url


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # of what it says, only the URL would be news
        return None


def _apprise(url: str) -> str:
    if "://" not in url and not url.startswith("${"):
        raise ValueError("expected an Apprise URL as ntfy://topic, received text without ://")
    return url


def _ring(before_us: int) -> int:
    """Refuse a lead that no memory holds: the last packets of each camera wait there for an alert."""
    if before_us > MOST_BEFORE_US:
        raise ValueError(f"expected at most {spelt(MOST_BEFORE_US)}, received {spelt(before_us)}")
    return before_us


class _Settings(Section):
    """What an action is told."""

    kind: ClassVar[str]
    """How the action is named in a file."""
    target: ClassVar[type[TargetSettings] | None] = None
    """What the action itself takes, if it sends: it knows best what it can do."""

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        if self.target:
            self.target.model_validate(self.meaning().settings)
        return self

    def meaning(self) -> Action:
        """The action of the plan, with what was said and no defaults."""
        return Action(self.kind, self.model_dump(exclude_unset=True))


class AlertSection(_Settings):
    """Keep the alert in the history, with the events that caused it and why."""

    kind = "alert"


class SnapshotSection(_Settings):
    """Take a picture at the moment of the alert."""

    kind = "snapshot"


class RecordSection(_Settings):
    """Keep a clip around the alert; clips that overlap become one."""

    kind = "record"

    before_us: Annotated[Duration, AfterValidator(_ring)] = Field(5_000_000, alias="before")
    """So much before the alert is on the clip; five minutes at most."""
    after_us: Duration = Field(10_000_000, alias="after")
    """So much after the alert is on the clip."""

    def meaning(self) -> Action:
        """The action of the plan; lead and tail belong to the request, so both are told."""
        return Action(self.kind, self.model_dump())


class _Sending(_Settings):
    """An action that reaches outside: queued, tried again, at last given up."""

    give_up_after_us: Span | None = Field(None, alias="give_up_after")
    """Tried again for so long, then put on the list of those given up; left out: a day."""


class WebhookSection(_Sending):
    """Post the alert as JSON."""

    kind = "webhook"
    target = WebhookSettings

    url: Annotated[SecretText, AfterValidator(_http)]
    """Where to; `${NAME}` stands for a variable of the environment."""
    secret: SecretText | None = None
    """Key of the HMAC signature, best as `${NAME}`."""
    timeout_us: Span | None = Field(None, alias="timeout")
    """How long one attempt may take."""


class MqttSection(_Sending):
    """Publish the alert, where Home Assistant looks for it."""

    kind = "mqtt"
    target = MqttSettings

    broker: SecretText
    """Host, host:port, mqtt://host or mqtts://host."""
    topic: SecretText | None = None
    """First part of the topics; left out: vedette."""
    username: SecretText | None = None
    """Name to log in with."""
    password: SecretText | None = None
    """Password, best as `${NAME}`."""
    discovery: bool | None = None
    """Whether Home Assistant is told of a sensor for each camera and label; left out: yes."""
    timeout_us: Span | None = Field(None, alias="timeout")
    """How long one attempt may take."""


class NotifySection(_Sending):
    """Tell people: mail, Telegram, ntfy and all that Apprise knows."""

    kind = "notify"
    target = NotifySettings

    url: Annotated[SecretText, AfterValidator(_apprise)]
    """Apprise URL, as ntfy://topic or mailto://…; `${NAME}` stands for a variable of the environment."""


class CommandSection(_Sending):
    """Run a program, without a shell."""

    kind = "command"
    target = CommandSettings

    run: Annotated[tuple[SecretText, ...], Field(min_length=1)]
    """The program and its arguments; `{camera}`, `{label}`, `{event}`, `{snapshot}`, `{rule}`, `{delivery}`,
    `{decision}` and `{late}` stand for those of the alert."""
    timeout_us: Span | None = Field(None, alias="timeout")
    """It is ended if it takes longer."""


class SendSection(Section):
    """Where a decision is sent: one of webhook, mqtt and command."""

    model_config = _ONE_KEY

    webhook: WebhookSection | None = None
    """Post the decision as JSON."""
    mqtt: MqttSection | None = None
    """Publish the decision."""
    command: CommandSection | None = None
    """Run a program with the decision."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        return _only_one(self)

    def meaning(self) -> Action:
        """The action of the plan."""
        return _chosen(self).meaning()


class SortSection(_Sending):
    """Decide of each object that crosses a line whether it is accepted, and send that in time."""

    kind = "sort"
    target = SortSettings

    line: LineName
    """The line at which it is decided."""
    accept: Labels | None = None
    """What is accepted. With this, all else is rejected."""
    reject: Labels | None = None
    """What is rejected. With this alone, all else is accepted."""
    within_us: Span = Field(200_000, alias="within")
    """The decision is sent so soon after the crossing, or marked as late."""
    send: SendSection
    """Where the decision goes."""

    def meaning(self) -> Action:
        """The action of the plan; `send` is an action itself."""
        settings = self.model_dump(exclude_unset=True)
        return Action(self.kind, {**settings, "within_us": self.within_us, "send": self.send.meaning()})


class ActionSection(Section):
    """One action: its name, with what it is told."""

    model_config = _ONE_KEY

    alert: AlertSection | None = None
    """Keep the alert in the history."""
    record: RecordSection | None = None
    """Keep a clip around the alert."""
    snapshot: SnapshotSection | None = None
    """Take a picture."""
    webhook: WebhookSection | None = None
    """Post the alert as JSON."""
    mqtt: MqttSection | None = None
    """Publish the alert over MQTT."""
    notify: NotifySection | None = None
    """Tell people through Apprise."""
    command: CommandSection | None = None
    """Run a program."""
    sort: SortSection | None = None
    """Decide on a production line."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        return _only_one(self)

    def meaning(self) -> Action:
        """The action of the plan."""
        return _chosen(self).meaning()


def _only_one(section: SectionType) -> SectionType:
    keys = sorted(section.model_fields_set)
    if len(keys) != 1:
        raise ValueError(f"expected one action an item, received {', '.join(keys) or 'none'}")
    return section


def _chosen(section: Section) -> _Settings:
    (name,) = section.model_fields_set
    chosen: _Settings = getattr(section, name)
    return chosen


def _named(value: Any) -> Any:
    """An action's name alone, as its name without settings."""
    if not isinstance(value, str):
        return value
    if value in _ALONE:
        return {value: {}}
    known = ActionSection.keys()
    if value in known:
        raise ValueError(f"expected {value} with settings (`{value}: …`), received the name alone")
    raise ValueError(not_among(value, known))


Do = Annotated[
    ActionSection,
    BeforeValidator(_named, json_schema_input_type=Literal["alert", "record", "snapshot"] | ActionSection),
]
"""An item of `do`."""
