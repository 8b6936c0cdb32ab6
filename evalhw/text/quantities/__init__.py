"""Numbers with units, the parts they play, and whether a source bears them out."""
