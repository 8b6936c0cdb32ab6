"""Proof of what sampling suggests: sympy in one worker that can be killed."""
