"""Reads cameras: opens what an address names and gives each packet its time in UTC."""
