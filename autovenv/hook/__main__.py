"""The helper's first lines. Run by path as `python -I -S <this file>`: of this file itself nothing is cached, so it is short."""

import gc
import os
import sys

gc.disable()  # it ends sooner than it could fill memory: 1 ms
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))

from autovenv.hook import cache  # noqa: E402 - there is no path to it before

finder = cache.load()

from autovenv.hook.run import main  # noqa: E402

code = main(sys.argv[1:])
if code == 0 and finder.missed and not {"autovenv.env.create", "autovenv.python.choose"} & sys.modules.keys():
    cache.save(finder)  # of what every look needs, and no more
sys.stderr.flush()
os._exit(code)  # what an orderly end would tidy up is nobody's any more: 2 ms
