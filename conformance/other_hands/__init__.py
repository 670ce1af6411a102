"""Independent correct optimizers, into which tests inject known bugs.

They share no code with ``optimcore`` and order their operations differently.
``test_other_hands.py`` injects bugs and checks the first diagnosis.
"""
