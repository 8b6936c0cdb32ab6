"""The YAML people write: what is asked, what earns points, in which words and with which symbols."""
