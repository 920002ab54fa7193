"""The real tools, as their packages have them: one long row of each, with `--long`. tests/run gets them; the tests install nothing."""
