"""Tests of ``properties.enclosures``."""
