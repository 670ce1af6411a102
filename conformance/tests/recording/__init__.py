"""Tests of ``conformance.recording``."""
