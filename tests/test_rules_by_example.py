"""The page of rules by example: each example is read, says what the page says, and can be judged."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from api.configuration import configuration_schema, read_configuration
from rules.describing import described
from rules.engine import Engine, concerns
from rules.judgement import View
from rules.language.action import ActionSection
from rules.language.condition import ObjectSection
from rules.language.document import read_document
from rules.language.rule import RuleSection
from rules.language.section import Section
from rules.plan import Plan
from tests.rules_samples import write_rules

PAGE = (Path(__file__).parent.parent / "docs" / "rules.md").read_text()
PLACES, *EXAMPLES = re.findall(r"```yaml\n(.*?)```\n(?:\n> ([^\n]*)\n)?", PAGE, re.DOTALL)
NAMES = [re.search("name: (.*)", example)[1] for example, _ in EXAMPLES]  # type: ignore[index]


def write_example(folder: Path, example: str) -> Path:
    indented = "".join(f"  {line}\n" for line in example.splitlines())
    return write_rules(folder / "vedette.yaml", f"{PLACES[0]}rules:\n{indented}")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(configuration_schema())


def judged_at(plan: Plan, cameras: list[str]) -> list[str]:
    """The cameras at which the only rule is judged; building its engine must not fail."""
    engines = {camera: Engine(plan, View(camera, 1920, 1080, 0)) for camera in cameras}
    return [camera for camera in engines if concerns(plan.rules[0], plan, camera)]


@pytest.mark.parametrize(("example", "words"), EXAMPLES, ids=NAMES)
def test_example_means_what_the_page_says(
    example: str, words: str, tmp_path: Path, validator: Draft202012Validator
) -> None:
    path = write_example(tmp_path, example)
    configuration = read_configuration(path)
    (rule,) = configuration.plan.rules
    assert described(rule.when) == words
    assert judged_at(configuration.plan, list(configuration.cameras))
    assert list(validator.iter_errors(read_document(path).content)) == []


def test_page_has_examples_enough_to_learn_from() -> None:
    assert len(EXAMPLES) >= 15
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(
    "section", [RuleSection, ObjectSection, ActionSection], ids=lambda kind: kind.__name__
)
def test_page_names_each_key(section: type[Section]) -> None:
    keys = section.keys()
    assert [key for key in keys if f"`{key}`" not in PAGE] == []


def test_examples_use_each_key_of_a_condition_and_each_action() -> None:
    text = "".join(example for example, _ in EXAMPLES)
    keys = [*ObjectSection.keys(), *ActionSection.keys()]
    assert [key for key in keys if not re.search(rf"\b{key}\b", text)] == []
