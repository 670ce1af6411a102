"""Enclosures: a rule's own source in ball arithmetic, and the bounds that follow."""
