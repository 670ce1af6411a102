"""Subjects: building an optimizer, running it on a scenario, and monitoring it."""
