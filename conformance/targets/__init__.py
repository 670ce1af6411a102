"""Targets: resolve a name to an object, and map hyper-parameters to its arguments."""
