"""Tests of ``conformance.matrix``."""
