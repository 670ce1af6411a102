"""Tests of ``properties.laws``."""
