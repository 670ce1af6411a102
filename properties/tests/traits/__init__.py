"""Tests of what is found out about rules by trying."""
