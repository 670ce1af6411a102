"""Correct optimizers written differently from ``optimcore``: what known defects are planted in.

They fold corrections into step sizes, keep running powers and averages by difference, and share no
line with what they are judged by. ``test_other_hands.py`` plants, and reads the first diagnosis.
"""
