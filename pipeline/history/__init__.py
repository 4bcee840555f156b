"""The history: events, sources and counts in SQLite, snapshots beside it."""
