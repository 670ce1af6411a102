"""Tests of ``properties.diagnosis``."""
