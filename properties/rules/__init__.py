"""The rules of optimcore, edits of their source, and allowances for rounding."""
