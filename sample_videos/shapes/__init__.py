"""Geometry and how it is painted: meshes, noise, textures."""
