"""Tests of ``conformance.subjects``."""
