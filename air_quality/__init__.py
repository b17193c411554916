"""Arithmetic of the air quality standards: means, index, episodes."""
