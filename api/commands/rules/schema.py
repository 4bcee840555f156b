"""`vedette rules schema`: what editors need to help with writing."""

import json

import typer

from api.commands.rules.app import app


@app.command()
def schema() -> None:
    """Print the JSON Schema of rules and configuration, for editors.

    With the YAML extension of VS Code, put `# yaml-language-server: $schema=vedette.schema.json` at the top of
    the file.
    """
    from api.configuration import configuration_schema  # noqa: PLC0415

    typer.echo(json.dumps(configuration_schema(), indent=2, ensure_ascii=False))
