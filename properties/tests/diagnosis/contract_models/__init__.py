"""Tests of the hypotheses that are models of an optimizer."""
