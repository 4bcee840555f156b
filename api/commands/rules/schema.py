"""`vedette rules schema`: what editors need to help with writing."""

import json

import typer

from api.commands.rules.app import app


@app.command()
def schema() -> None:
    """Print the JSON Schema of rules and configuration, for editors.

    For the YAML language server, begin the file with `# yaml-language-server: $schema=vedette.schema.json`.
    """
    from api.configuration import configuration_schema  # noqa: PLC0415

    typer.echo(json.dumps(configuration_schema(), indent=2, ensure_ascii=False))
