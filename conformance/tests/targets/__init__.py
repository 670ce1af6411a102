"""Tests of ``conformance.targets``."""
