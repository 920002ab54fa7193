__autovenv_plan_set=('VIRTUAL_ENV' '/ROOT/.venv' 'VIRTUAL_ENV_PROMPT' 'proj')
__autovenv_plan_unset=('PYTHONHOME')
__autovenv_plan_path=('/ROOT/.venv/bin')
__autovenv_plan_back=()
__autovenv_plan_gone=()
__autovenv_plan_needs=()
__autovenv_plan_check=' && -e /ROOT/.python-version && ! /ROOT/.python-version -nt /STATE/stamps/abcd1234/0 && ! /ROOT/.python-version -ot /STATE/stamps/abcd1234/0 && -e /ROOT/.venv/bin/python && ! -e /ROOT/.envrc'
__autovenv_plan=('2' 'abcd1234' '/ROOT' 'active' '' '' 'settled')
