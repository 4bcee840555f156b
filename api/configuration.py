"""The configuration of a service: one YAML file, read once and checked as a whole.

`cameras`, `zones`, `lines`, `rules`, `storage`, `model`, `server`; rules may stand in a file of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from api.model_labels import model_labels
from api.quantity import byte_count
from pipeline.errors import VedetteError
from pipeline.history.history import DEFAULT_DB
from pipeline.recording.retention import Limit, RetentionSettings
from pipeline.stream.settings import Transport
from rules.actions.secret import Secrets
from rules.language.document import Document, read_document
from rules.language.fields import CameraName, LabelName, SecretText, Span, Text
from rules.language.problem import Problem, RulesInvalid
from rules.language.reading import read_written
from rules.language.schema import schema
from rules.language.section import Section
from rules.language.sections import RulesSections
from rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Camera:
    """A configured viewpoint."""

    name: str
    url: str
    """What is analysed; `${NAME}` is not filled in."""
    record: str | None = None
    """What is recorded, if that is another stream; likewise."""
    transport: Transport = "tcp"
    """How RTSP brings the packets."""
    ca_file: Path | None = None
    """Certificates to trust with RTSPS and HTTPS; None: the machine's own."""
    rate_hz: float = 10.0
    """Pictures looked at per second: as many as in the analysis of files."""

    def filled(self, environment: Mapping[str, str]) -> "Camera":
        """Put in the secrets, at the moment at which the camera is opened.

        Raises:
            VedetteError: The environment lacks one.
        """
        secrets = Secrets(environment)
        try:
            record = None if self.record is None else secrets.fill_url(self.record)
            return replace(self, url=secrets.fill_url(self.url), record=record)
        except VedetteError as error:
            raise VedetteError(f"camera {self.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class Storage:
    """Where things are kept, and for how long."""

    folder: Path
    """Of `history.db`, with pictures and clips beside it."""
    retention: RetentionSettings
    reserve_bytes: int | None
    """Free bytes below which nothing is recorded; None: as the recorder has it."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where HTTP is served."""

    host: str = "127.0.0.1"
    port: int = 8080
    certificate: Path | None = None
    """Of TLS, in PEM, with those that vouch for it; None: plain HTTP."""
    key: Path | None = None
    """Its private key."""
    proxies: tuple[str, ...] = ()
    """Addresses whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says."""

    cameras: Mapping[str, Camera]
    plan: Plan
    storage: Storage
    model: Path | None
    """The classifier's file; None: the model in use."""
    server: Server
    folder: Path
    """Where the file is: paths in it start from there."""


def _bytes(text: Any) -> int:
    count = byte_count(text) if isinstance(text, str) else 0
    if not count:
        raise ValueError(f"expected a size as 500MB, 10GB, 1.5TiB, received {text!r:.60}")
    return count


Size = Annotated[
    int,
    BeforeValidator(_bytes),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? ?[kKmMgGtT]?[iI]?[bB]?$"}),
]
"""A number of bytes above 0."""


class CameraSection(Section):
    """One viewpoint."""

    url: SecretText
    """The stream that is analysed, a small one if the camera has several; `${NAME}` takes a secret."""
    record: SecretText | None = None
    """The stream that is recorded; left out: the same."""
    transport: Transport = "tcp"
    """How RTSP brings the packets: `tcp` loses none, `udp` never waits for a lost one."""
    ca_file: Text | None = None
    """Certificates to trust with RTSPS and HTTPS, from the configuration's folder; left out: ours."""
    rate: Annotated[float, Field(strict=True, ge=0.1, le=30)] = 10.0
    """Pictures looked at per second, while there is room for it."""

    def meaning(self, name: str, folder: Path) -> Camera:
        """The camera, for a configuration in `folder`."""
        ca_file = folder / self.ca_file if self.ca_file else None
        return Camera(name, self.url, self.record, self.transport, ca_file, self.rate)


class LimitSection(Section):
    """How long clips stay, and how many bytes of them."""

    keep_us: Span | None = Field(None, alias="keep")
    """Clips older than this go, as 30d; left out: never."""
    max_bytes: Size | None = None
    """The oldest clips go when all take more than this, as 100GB; left out: never."""

    def limit(self) -> Limit:
        """The limit of the retention."""
        return Limit(None if self.keep_us is None else self.keep_us / 1e6, self.max_bytes)


class StorageSection(LimitSection):
    """Where things are kept, and for how long."""

    folder: Text | None = None
    """Folder of the history, pictures and clips, from the configuration's folder; left out: vedette-out."""
    reserve: Size | None = None
    """So much of the disk is left free: nothing is recorded below it."""
    cameras: dict[CameraName, LimitSection] = Field(default_factory=dict)
    """Limits of single cameras."""
    labels: dict[LabelName, LimitSection] = Field(default_factory=dict)
    """Limits of clips that show a label or group."""

    def meaning(self, folder: Path) -> Storage:
        """The storage, for a configuration in `folder`."""
        cameras = {name: section.limit() for name, section in self.cameras.items()}
        labels = {name: section.limit() for name, section in self.labels.items()}
        place = folder / self.folder if self.folder else DEFAULT_DB.parent
        return Storage(place, RetentionSettings(self.limit(), cameras, labels), self.reserve)


class ModelSection(Section):
    """Which classifier names what moves."""

    file: Text
    """A model file, from the configuration's folder."""


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError as error:
        raise ValueError(
            f"expected an address or network as 10.0.0.2, 10.0.0.0/24, received {text!r}"
        ) from error
    return text


class TlsSection(Section):
    """The files that HTTPS needs."""

    certificate: Text
    """The certificate, in PEM, with those that vouch for it; from the configuration's folder."""
    key: Text
    """Its private key, in PEM; likewise."""


class ServerSection(Section):
    """Where HTTP is served."""

    host: Text = "127.0.0.1"
    """Address to listen at; left out: only this machine can ask."""
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = 8080
    """Port to listen at."""
    tls: TlsSection | None = None
    """Serve HTTPS; left out: HTTP."""
    trusted_proxies: tuple[Annotated[Text, AfterValidator(_network)], ...] = ()
    """Addresses of proxies in front, whose X-Forwarded headers say who asks; needs a token."""

    def meaning(self, folder: Path) -> Server:
        """The server, for a configuration in `folder`."""
        tls = self.tls
        certificate, key = (folder / tls.certificate, folder / tls.key) if tls else (None, None)
        return Server(self.host, self.port, certificate, key, self.trusted_proxies)


class ConfigurationSections(RulesSections):
    """The configuration of a service; rules alone are one too."""

    cameras: dict[Text, CameraSection] = Field(default_factory=dict)
    """Viewpoints, by name."""
    storage: StorageSection | None = None
    """Where things are kept, and for how long."""
    model: ModelSection | None = None
    """Which classifier names what moves; left out: the model in use."""
    server: ServerSection | None = None
    """Where HTTP is served."""


def read_configuration(path: Path) -> Configuration:
    """Read a configuration, or rules alone.

    Raises:
        RulesInvalid: It does not say what it should; the error has all its problems.
        VedetteError: The model in use is damaged.
    """
    labels, problems = _labels(read_document(path))
    try:
        written = read_written(ConfigurationSections, path, labels)
    except RulesInvalid as error:
        raise RulesInvalid([*problems, *error.problems]) from error
    if problems:
        raise RulesInvalid(problems)
    sections = written.sections
    storage = sections.storage or StorageSection.model_construct()
    server = sections.server or ServerSection.model_construct()
    return Configuration(
        cameras={name: section.meaning(name, path.parent) for name, section in sections.cameras.items()},
        plan=written.plan,
        storage=storage.meaning(path.parent),
        model=path.parent / sections.model.file if sections.model else None,
        server=server.meaning(path.parent),
        folder=path.parent,
    )


def configuration_schema() -> dict[str, Any]:
    """The JSON Schema of a configuration, and of rules alone."""
    return schema(ConfigurationSections)


def _labels(document: Document) -> tuple[Sequence[str], list[Problem]]:
    """The labels that rules may speak of, and what is wrong with the model that is to give them."""
    content = document.content if isinstance(document.content, dict) else {}
    model = content.get("model")
    file = model.get("file") if isinstance(model, dict) else None
    if not isinstance(file, str) or not file.isprintable():
        return model_labels(), []
    try:
        return model_labels(document.path.parent / file), []
    except VedetteError as error:
        return model_labels(), [document.problem(("model", "file"), str(error))]
