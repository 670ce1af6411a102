"""The operations: check, identify, convert, replay, scripts and diff."""
