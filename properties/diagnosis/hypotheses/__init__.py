"""Models of defects beside the formula, and what they explain."""
