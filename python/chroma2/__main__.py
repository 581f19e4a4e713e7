"""python -m chroma2: the command chroma2."""

import sys

from .cli import main

sys.exit(main())
