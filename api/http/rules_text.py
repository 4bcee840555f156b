"""Rules that a caller sends, or has shown, as text."""

from pathlib import Path
from tempfile import TemporaryDirectory

from api.configuration import Configuration
from api.model_labels import model_labels
from rules.language.document import read_document
from rules.language.editing import rules_alone
from rules.language.problem import RulesInvalid
from rules.language.reading import named_file, read_documents, read_rules
from rules.plan import Plan


def plan_of(text: str, configuration: Configuration | None) -> Plan:
    """What a text of zones, lines and rules means.

    Args:
        text: YAML.
        configuration: Names the classifier whose labels rules may speak of.

    Raises:
        RulesInvalid: It does not say what rules need.
    """
    labels = model_labels(configuration.model if configuration else None)
    with TemporaryDirectory(prefix="vedette-") as folder:
        path = Path(folder) / "rules.yaml"
        path.write_text(text, "utf-8")
        document = read_document(path)
        if named_file(document):  # a caller reads no files of ours
            raise RulesInvalid([document.problem(("rules",), "expected a list, received the name of a file")])
        return read_rules(path, labels)


def text_in_use(path: Path | None) -> str | None:
    """The zones, lines and rules of a configuration as they are written; None if there is no file.

    Raises:
        RulesInvalid: It cannot be read any more.
    """
    if path is None:
        return None
    documents, _ = read_documents(path)
    return rules_alone([document.path.read_text("utf-8-sig") for document in documents])
