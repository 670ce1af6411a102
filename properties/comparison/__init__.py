"""Comparisons of a trajectory with an enclosure or another trajectory."""
