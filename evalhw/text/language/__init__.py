"""Words, phrases and what is denied, in the prose of one part."""
