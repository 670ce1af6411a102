"""Tests of the worker process with the subjects in it."""
