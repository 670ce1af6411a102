"""The harness in Python, which needs no dependency."""
