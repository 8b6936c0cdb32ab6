"""Models that judge criteria in words."""
