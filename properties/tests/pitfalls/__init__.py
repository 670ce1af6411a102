"""Tests of ``properties.pitfalls``."""
