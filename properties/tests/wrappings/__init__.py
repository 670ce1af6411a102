"""Tests of ``properties.wrappings``."""
