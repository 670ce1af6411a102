"""Tests of ``conformance.rendering``."""
