"""Tests of conformance; the folders mirror its packages."""
