"""Tests of ``conformance.cli``."""
