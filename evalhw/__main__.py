"""``python -m evalhw`` is the command line."""

from evalhw.cli import main

main()
