"""Watching cameras as a service: what they show goes to rules and history, and how they fare with it."""
