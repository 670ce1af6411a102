"""Tests of ``properties.tools``."""
