"""`/docs`: all routes on one page, for people; made from what `/openapi.json` says, without foreign code."""

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

STYLE: Final = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem }
code { font: 0.9em ui-monospace, monospace }
h3 { margin-bottom: 0 }
dt { font-weight: bold }
dd { margin-left: 1rem }
article { border-top: 1px solid #8888; padding-bottom: 0.5rem }
"""

HEAD: Final = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>vedette: HTTP</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body><main>
<h1>HTTP</h1>
<p>The same for programs: <a href="/openapi.json">openapi.json</a>. <a href="/">The page</a>.</p>"""

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}


def mount_manual(app: FastAPI) -> None:
    """Serve the manual."""

    @app.get("/docs", include_in_schema=False)
    async def manual() -> HTMLResponse:
        return HTMLResponse("\n".join(_page(app.openapi())), headers=HEADERS)


def _page(described: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            yield from _operation(method, path, operation)
    yield "</main></body></html>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<article><h3><code>{method.upper()} {escape(path)}</code></h3>"
    yield f"<p>{escape(operation.get('description', ''))}</p><dl>"
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "cookie":
            said = parameter.get("description") or _kind(parameter["schema"])
            yield f"<dt><code>{escape(parameter['name'])}</code></dt><dd>{escape(said)}</dd>"
    for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<dt>body</dt><dd>{escape(media_type)}: {escape(_kind(body['schema']))}</dd>"
    for status, answer in operation["responses"].items():
        if status != "4XX":
            kinds = ", ".join(
                f"{kind}: {_kind(each['schema'])}" for kind, each in answer.get("content", {}).items()
            )
            yield f"<dt>{escape(status)}</dt><dd>{escape(kinds or answer['description'])}</dd>"
    yield "</dl></article>"


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    return str(schema.get("type", "anything"))
