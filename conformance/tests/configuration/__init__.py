"""Tests of ``conformance.configuration``."""
