"""What must be true of an optimizer: scenarios, enclosures, laws, pitfalls, and the tests of optimcore."""
