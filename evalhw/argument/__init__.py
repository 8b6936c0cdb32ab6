"""An argument, step by step: what an answer writes, held against what it wrote before.

Reading says what the words around an equation do to it, mathematics whether its sides are equal; here both meet.
"""
