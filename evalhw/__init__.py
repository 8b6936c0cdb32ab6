"""evalhw evaluates language models on real homework, derivations included.

Importing the package loads nothing heavy: every part is imported where it is used.
"""

__version__ = "0.1.0"
