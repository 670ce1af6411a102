"""Tests of ``properties.comparison``."""
