"""Tests of ``conformance.rendering.charts``."""
