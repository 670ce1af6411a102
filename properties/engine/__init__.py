"""The engine: runs every law on many scenarios, and measures what it detects."""
