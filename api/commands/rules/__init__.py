"""`vedette rules`: check what was written, and what it means."""

from api.commands.rules import arming, check, explain, fire, schema, trial
from api.commands.rules.app import app

__all__ = ["app", "arming", "check", "explain", "fire", "schema", "trial"]
