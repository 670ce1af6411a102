"""Verification of optimizers: scenarios, enclosures, laws, pitfalls, dialects and diagnosis."""
