"""Observations in, alerts out; no pixels."""
