"""What is found out about a user's own rule by trying: its traits, and values to draw."""
