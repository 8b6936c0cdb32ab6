"""The annotated trace as one HTML file: no network, nothing that needs a script, comments in the margin.

Invariant: everything a model or a person wrote is escaped; the page's policy lets nothing run but its own short script.
"""
