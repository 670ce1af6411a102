"""Independent correct optimizers, into which tests inject known bugs.

They share no code with ``optimcore`` and order their operations differently.
``test_independent_optimizers.py`` injects bugs and checks the first diagnosis.
"""
