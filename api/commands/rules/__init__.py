"""`vedette rules`: check what was written, and what it means."""

from api.commands.rules import check, schema
from api.commands.rules.app import app

__all__ = ["app", "check", "schema"]
