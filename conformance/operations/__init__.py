"""The operations: check, identify, convert, replay and diff."""
