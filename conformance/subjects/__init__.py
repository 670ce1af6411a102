"""The subject of a target: its adapter, its capabilities and its rounding."""
