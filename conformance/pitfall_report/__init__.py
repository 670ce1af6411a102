"""The report on the pitfalls: which laws catch each of them."""
