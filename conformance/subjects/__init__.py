"""The subject of a target: its adapter, what it can do, how it rounds."""
