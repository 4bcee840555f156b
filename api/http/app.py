"""The application: all routes over what is served."""

from typing import Final

from fastapi import FastAPI

from api.http import (
    alerts,
    cameras,
    classify,
    events,
    health,
    labels,
    outages,
    recordings,
    rules,
    session,
    stats,
    stream,
    zones,
)
from api.http.doorkeeper import Doorkeeper
from api.http.headers import SafeHeaders
from api.http.heads import Heads
from api.http.limits import Limits, LimitSettings
from api.http.manual import mount_manual
from api.http.openapi import describe, operation_id
from api.http.page import mount_page
from api.http.problem import tell_problems
from api.http.served import Served

ROUTERS: Final = (
    session.router,
    stream.router,  # before what would take `stream` for an id
    events.router,
    alerts.router,
    recordings.router,
    cameras.router,
    outages.router,
    zones.router,
    rules.router,
    labels.router,
    stats.router,
    classify.router,
    health.router,
)


def make_app(served: Served, doorkeeper: Doorkeeper, limits: LimitSettings | None = None) -> FastAPI:
    """Make the application.

    Args:
        served: What it answers from.
        doorkeeper: Knows who asks.
        limits: What a request may ask of us.
    """
    app = FastAPI(title="vedette", docs_url=None, redoc_url=None, generate_unique_id_function=operation_id)
    app.state.served = served
    app.state.doorkeeper = doorkeeper
    app.add_middleware(Limits, settings=limits)
    app.add_middleware(Heads)
    app.add_middleware(SafeHeaders)
    tell_problems(app)
    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    mount_manual(app)
    mount_page(app)
    return app
