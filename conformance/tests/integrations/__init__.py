"""Files that other tools read: the GitHub action, the pre-commit hook, workflows, tox."""
