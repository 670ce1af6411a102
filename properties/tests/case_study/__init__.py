"""Tests of ``properties.case_study``."""
