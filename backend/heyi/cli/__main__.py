"""`python -m heyi.cli`: the command, where no script of its name is on the path."""

from heyi.cli import main

main()
