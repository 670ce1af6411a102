"""Tests of ``properties.registration``."""
