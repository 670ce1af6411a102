"""What may explain a subject: changes of the rule, and cases to compare them in."""
