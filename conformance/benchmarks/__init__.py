"""Benchmarks: what takes long to measure and is printed, never asserted."""
