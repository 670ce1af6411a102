"""A description of the deviations that no candidate explains."""
