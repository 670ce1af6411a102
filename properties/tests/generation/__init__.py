"""Tests of ``properties.generation``."""
