"""Long measurements, which are printed and not asserted."""
