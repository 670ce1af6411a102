"""Tests of ``properties.subjects``."""
