"""Subjects: how an optimizer is built, run through a scenario, and watched."""
