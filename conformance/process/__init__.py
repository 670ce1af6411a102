"""Subjects in other processes: the protocol, its channel, its check, its harnesses."""
