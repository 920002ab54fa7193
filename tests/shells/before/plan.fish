set -g __autovenv_plan_set 'VIRTUAL_ENV' '/ROOT/.venv' 'VIRTUAL_ENV_PROMPT' 'proj'
set -g __autovenv_plan_unset 'PYTHONHOME'
set -g __autovenv_plan_path '/ROOT/.venv/bin'
set -g __autovenv_plan_back
set -g __autovenv_plan_gone
set -g __autovenv_plan_needs
set -g __autovenv_plan_check '-a' '-e' '/STATE/stamps/abcd1234/0' '-a' '!' '/ROOT/.python-version' '-nt' '/STATE/stamps/abcd1234/0' '-a' '!' '/ROOT/.python-version' '-ot' '/STATE/stamps/abcd1234/0' '-a' '-e' '/ROOT/.venv/bin/python'
set -g __autovenv_plan_absent '/ROOT/.envrc'
set -g __autovenv_plan '2' 'abcd1234' '/ROOT' 'active' '' '' 'settled'
