"""The search for the changes of a rule that explain the cases."""
