"""Scenarios that are generated, chosen, reduced or extended."""
