"""What must be true of an optimizer: scenarios, enclosures, laws and pitfalls."""
