"""The letter: what was decided, by whom, on which facts and rules, and how to appeal (FL 31–33 §§)."""
