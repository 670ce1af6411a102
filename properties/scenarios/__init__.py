"""Scenarios: the inputs and events of a run as plain data, and their transformations."""
