"""The rules of optimcore, edits of their source, and what rounding adds to their bounds."""
