"""Tests of ``properties.dialects``."""
