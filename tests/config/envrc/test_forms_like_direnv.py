"""The commands, through direnv and through the declarative evaluator: equal."""

import pytest
from forms_stage import DIRENV

pytestmark = pytest.mark.skipif(not DIRENV, reason="direnv is not installed")

CASES = """
PATH_add a b; PATH_add c
PATH_add
PATH_add /usr/bin
PATH_add ../x ./y/ ~/z "with space"
path_add FOO a ../b ~/x ""
export FOO=a:b:; path_add FOO c
export FOO=:a; path_add FOO c
FOO=a; path_add FOO b
path_add FOO
PATH_rm
path_rm PATH /usr/bin
PATH_rm /usr/local/bin nothing
path_rm NOPE x
FOO=a::b; path_rm FOO x
FOO=aa:b:; path_rm FOO a
export MANPATH=:/x; MANPATH_add man
export MANPATH=/x:; MANPATH_add man; MANPATH_add more
export MANPATH=/m:; load_prefix sub
export X=$(expand_path a/../../b//c/) Y=$(expand_path x y) Z=$(expand_path "~/q") A=$(expand_path "")
dotenv nope; export X=$?
dotenv; export X=$?
dotenv values; export X=$?
dotenv_if_exists nope; export X=$?
dotenv_if_exists; export X=$?
source_env nope; export X=$?
source_env sub; export X=$? P=$PWD
source_env sub/.envrc; export X=$? P=$PWD
source_env sub/deeper; export X=$?
source_env "~/there"; export X=$? P=$PWD
source_env_if_exists sub; export X=$?
source_env_if_exists sub/.envrc; export X=$?
source_env_if_exists nope; export X=$?
source nope; export X=$?
. sub/.envrc; export X=$? P=$PWD
source sub; export X=$?
source values; export X=$?
set -a; source values; set +a
source_up; export X=$? P=$PWD
source_up other; export X=$?
source_up nope; export X=$?
source_up_if_exists nope; export X=$?
source_up_if_exists other; export X=$?
has sh; A=$?; has cd; B=$?; has PATH_add; C=$?; has nonono; D=$?; has ./x; F=$?; export A B C D F
if has nonono; then export X=1; else export X=2; fi
direnv_version 2.32.1; A=$?; direnv_version 99; B=$?; direnv_version x; C=$?; export A B C
log_status a; A=$?; log_error a; B=$?; echo a; C=$?; export A B C
watch_file a b; A=$?; watch_dir sub; B=$?; watch_dir nope; C=$?; export A B C
strict_env; export X=1
strict_env; unstrict_env; false; export Z=$Y
env_vars_required HOME; export X=$?
true; A=$?; :; B=$?; export A B
export X=$(direnv_layout_dir)
export direnv_layout_dir=/lay; export X=$(direnv_layout_dir)
export VIRTUAL_ENV=/chosen; PATH_add other
"""


@pytest.mark.parametrize("text", CASES.strip().splitlines())
def test_a_file_changes_the_environment_as_under_direnv(stage, text):
    stage.write(".env", "A1=2\n")
    stage.write("values", "A=b\nexport B=c\n")
    stage.write("sub/.envrc", "export Y=$PWD INNER=1\nPATH_add bin\nLOCAL=x\nreturn 3\n")
    stage.write("sub/deeper/file")
    stage.write("../.envrc", "export UP=$PWD\nPATH_add upper\n")
    stage.write("../other", "export OTHER=$PWD\n")
    stage.write("../h/there", "export THERE=$PWD\n")
    assert stage.after(text) == stage.direnv(text)
