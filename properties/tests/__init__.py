"""Tests of ``properties``, and the pytest plugins that the tests of all packages share."""
