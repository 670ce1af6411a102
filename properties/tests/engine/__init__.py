"""Tests of ``properties.engine``."""
