"""Tests of ``conformance.benchmarks``."""
