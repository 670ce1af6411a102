"""Tests of ``conformance.operations``."""
