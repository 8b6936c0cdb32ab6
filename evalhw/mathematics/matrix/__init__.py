"""Equations of matrices: shapes, values on draws, gradients, conditions, and why one is wrong."""
