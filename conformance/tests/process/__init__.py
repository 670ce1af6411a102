"""Tests of ``conformance.process``."""
