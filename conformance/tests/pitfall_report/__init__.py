"""Tests of ``conformance.pitfall_report``."""
