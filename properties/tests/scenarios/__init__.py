"""Tests of ``properties.scenarios``."""
