import os
import shutil
import sys

import pytest
from bash_stage import Stage


@pytest.fixture
def stage(tmp_path):
    if sys.platform == "win32" or not shutil.which("bash", path="/usr/bin:/bin:/usr/local/bin"):
        pytest.skip("needs bash")
    return Stage(os.path.realpath(tmp_path))
