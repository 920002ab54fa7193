"""The helper's first lines. Run by path as `python -I -S <this file>`: only what is imported below is ever compiled and cached."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))

from autovenv.hook.run import main

sys.exit(main(sys.argv[1:]))
