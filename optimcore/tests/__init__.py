"""Tests of optimcore that need nothing but optimcore."""
