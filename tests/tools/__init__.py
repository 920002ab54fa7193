"""The real tools, beside which autovenv stands: they make environments, and autovenv's answer is compared with theirs.

tests/run gets the tools, each into an environment of its own below `.venv-managers`; the tests install nothing, and have no network.
One row a tool is run always, the odd ones with `--long`. conda and pixi are on no package index: their layouts, in
tests/env/kinds/test_kind_conda.py and test_kind_pdm_hatch_pixi.py, are made after their documentation.
"""
