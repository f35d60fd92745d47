"""`python -m babelcam`, the same as the `babelcam` command."""

from babelcam.cli import main

main()
