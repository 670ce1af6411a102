"""Tests of ``conformance.records``."""
