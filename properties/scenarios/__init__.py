"""Scenarios: what an optimizer is put through, as plain data, and what changes them."""
