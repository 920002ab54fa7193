import os

import pytest
from forms_stage import Stage


@pytest.fixture
def stage(tmp_path):
    return Stage(os.path.realpath(tmp_path))
