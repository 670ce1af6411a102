"""Tests of ``conformance.adapters``."""
