"""Tests of ``conformance.rendering.terminal``."""
