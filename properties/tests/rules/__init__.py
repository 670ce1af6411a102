"""Tests of ``properties.rules``."""
