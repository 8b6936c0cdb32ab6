"""The kinds of checks, one file each.

A new kind is a new file here, its test, and its place in `evalhw.checks.kinds`.
"""
