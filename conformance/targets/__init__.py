"""Targets: how a name becomes an object, and its arguments hyper-parameters."""
