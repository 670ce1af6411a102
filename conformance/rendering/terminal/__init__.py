"""Render results as text for a terminal, one file a result."""
