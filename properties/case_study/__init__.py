"""The page that this suite grew from: its claims, its network, its naive test."""
