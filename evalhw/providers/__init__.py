"""Ways to ask a model, one file each, all behind the seam of `evalhw.providers.base`."""
