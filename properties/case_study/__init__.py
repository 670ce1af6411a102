"""The tutorial that this suite started from: its claims, its network and its naive test."""
