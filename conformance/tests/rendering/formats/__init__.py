"""Tests of ``conformance.rendering.formats``."""
