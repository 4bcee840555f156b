"""What `/openapi.json` says beyond what FastAPI knows: how errors are told."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.http.problem import MEDIA_TYPE, Problem

SCHEMAS: Final = "#/components/schemas/"


def describe(app: FastAPI) -> None:
    """Have an application describe itself with its errors as they are."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(
                get_openapi(
                    title="vedette",
                    version="1",
                    description="What happened in front of the cameras. See docs/http.md.",
                    routes=app.routes,
                )
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _with_problems(found: dict[str, Any]) -> dict[str, Any]:
    """Say of each operation that it refuses with problem details, in place of FastAPI's own errors."""
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=SCHEMAS + "{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    refused = {
        "description": "Refused; `detail` says why in one line.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }
    for path in found["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = refused
    return found


def operation_id(route: APIRoute) -> str:
    """A name of a route for programs that are made from the description: `events_count`."""
    return "_".join(map(str, (*route.tags[:1], route.name)))
