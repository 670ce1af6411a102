"""Records: the documents that this package writes and reads."""
