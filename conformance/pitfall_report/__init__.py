"""The report on the pitfalls, with the laws that detect each of them."""
