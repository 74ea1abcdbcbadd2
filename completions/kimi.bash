# made from the program by npm run build: change src/cli/program/

__kimi_complete() {
  local word=${COMP_WORDS[COMP_CWORD]} path='' words='' values='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "${path:+$path }${COMP_WORDS[index]}" in
      'ask') path='ask' ;;
      'suggest') path='suggest' ;;
      'fix') path='fix' ;;
      'explain') path='explain' ;;
      'check') path='check' ;;
      'history') path='history' ;;
      'history forget') path='history forget' ;;
      'history help') path='history help' ;;
      'session') path='session' ;;
      'session list') path='session list' ;;
      'session show') path='session show' ;;
      'session resume') path='session resume' ;;
      'session shell') path='session shell' ;;
      'session fork') path='session fork' ;;
      'session rename') path='session rename' ;;
      'session archive') path='session archive' ;;
      'session unarchive') path='session unarchive' ;;
      'session export') path='session export' ;;
      'session search') path='session search' ;;
      'session delete') path='session delete' ;;
      'session help') path='session help' ;;
      'task') path='task' ;;
      'task run') path='task run' ;;
      'task list') path='task list' ;;
      'task show') path='task show' ;;
      'task output') path='task output' ;;
      'task attach') path='task attach' ;;
      'task steer') path='task steer' ;;
      'task approve') path='task approve' ;;
      'task reject') path='task reject' ;;
      'task stop') path='task stop' ;;
      'task retry') path='task retry' ;;
      'task rm') path='task rm' ;;
      'task status') path='task status' ;;
      'task help') path='task help' ;;
      'bg') path='bg' ;;
      'watch') path='watch' ;;
      'every') path='every' ;;
      'sessions') path='sessions' ;;
      'rewind') path='rewind' ;;
      'export') path='export' ;;
      'login') path='login' ;;
      'logout') path='logout' ;;
      'whoami') path='whoami' ;;
      'usage') path='usage' ;;
      'import') path='import' ;;
      'model') path='model' ;;
      'model list') path='model list' ;;
      'model use') path='model use' ;;
      'model show') path='model show' ;;
      'model help') path='model help' ;;
      'mcp') path='mcp' ;;
      'mcp add') path='mcp add' ;;
      'mcp list') path='mcp list' ;;
      'mcp search') path='mcp search' ;;
      'mcp import') path='mcp import' ;;
      'mcp secret') path='mcp secret' ;;
      'mcp show') path='mcp show' ;;
      'mcp test') path='mcp test' ;;
      'mcp auth') path='mcp auth' ;;
      'mcp reset-auth') path='mcp reset-auth' ;;
      'mcp remove') path='mcp remove' ;;
      'mcp enable') path='mcp enable' ;;
      'mcp disable') path='mcp disable' ;;
      'mcp trust') path='mcp trust' ;;
      'mcp untrust') path='mcp untrust' ;;
      'mcp help') path='mcp help' ;;
      'plugin') path='plugin' ;;
      'plugin install') path='plugin install' ;;
      'plugin list') path='plugin list' ;;
      'plugin info') path='plugin info' ;;
      'plugin remove') path='plugin remove' ;;
      'plugin help') path='plugin help' ;;
      'info') path='info' ;;
      'init') path='init' ;;
      'daemon') path='daemon' ;;
      'daemon start') path='daemon start' ;;
      'daemon stop') path='daemon stop' ;;
      'daemon restart') path='daemon restart' ;;
      'daemon status') path='daemon status' ;;
      'daemon logs') path='daemon logs' ;;
      'daemon run') path='daemon run' ;;
      'daemon unit') path='daemon unit' ;;
      'daemon help') path='daemon help' ;;
      'doctor') path='doctor' ;;
      'config') path='config' ;;
      'config get') path='config get' ;;
      'config set') path='config set' ;;
      'config unset') path='config unset' ;;
      'config list') path='config list' ;;
      'config path') path='config path' ;;
      'config edit') path='config edit' ;;
      'config help') path='config help' ;;
      'trust') path='trust' ;;
      'trust list') path='trust list' ;;
      'trust show') path='trust show' ;;
      'trust add') path='trust add' ;;
      'trust remove') path='trust remove' ;;
      'trust help') path='trust help' ;;
      'permission') path='permission' ;;
      'permission list') path='permission list' ;;
      'permission test') path='permission test' ;;
      'permission explain') path='permission explain' ;;
      'permission add') path='permission add' ;;
      'permission remove') path='permission remove' ;;
      'permission import') path='permission import' ;;
      'permission help') path='permission help' ;;
      'completion') path='completion' ;;
      'demo') path='demo' ;;
      'acp') path='acp' ;;
      'help') path='help' ;;
    esac
  done
  case $path in
    '') words='ask suggest fix explain check history session task bg watch every sessions rewind export login logout whoami usage import model mcp plugin info init daemon doctor config trust permission completion demo acp help -V --version -w --work-dir --add-dir -C --continue -S --session -r --resume --config --config-file -m --model --thinking --no-thinking -y --yolo --yes --auto-approve --afk --plan --mode --trust --agent --agent-file --skills-dir --mcp-config-file --mcp-config --max-steps-per-turn --max-retries-per-step --max-ralph-iterations --show-thinking --no-summary --verbose --debug --no-daemon -p --prompt -c --command --print --wire --acp --quiet --input-format --output-format --final-message-only --deltas --plain --shell-mode --result' ;;
    'ask') words='-w --work-dir --add-dir -C --continue -S --session -r --resume --config --config-file -m --model --thinking --no-thinking -y --yolo --yes --auto-approve --afk --plan --mode --trust --agent --agent-file --skills-dir --mcp-config-file --mcp-config --max-steps-per-turn --max-retries-per-step --max-ralph-iterations --show-thinking --no-summary --verbose --debug --no-daemon' ;;
    'suggest') words='--json --offline --batch --cwd --shell --no-daemon --show-request' ;;
    'fix') words='--json --offline --batch --cwd --shell --no-daemon --exit --output' ;;
    'explain') words='--json --offline --batch --cwd --shell --no-daemon' ;;
    'check') words='--json --offline --batch --cwd --shell --no-daemon' ;;
    'history') words='forget help' ;;
    'history forget') words='--all -y --yes --json' ;;
    'history help') words='' ;;
    'session') words='list show resume shell fork rename archive unarchive export search delete help' ;;
    'session list') words='--json -a --all --archived -n --limit' ;;
    'session show') words='--json --cache' values=sessions ;;
    'session resume') words='--json' values=sessions ;;
    'session shell') words='' values=sessions ;;
    'session fork') words='--json --turns' values=sessions ;;
    'session rename') words='--json' values=sessions ;;
    'session archive') words='--json' values=sessions ;;
    'session unarchive') words='--json' values=sessions ;;
    'session export') words='--json -o --output -y --yes' values=sessions ;;
    'session search') words='--json -n --limit' ;;
    'session delete') words='--json -y --yes' values=sessions ;;
    'session help') words='' ;;
    'task') words='run list show output attach steer approve reject stop retry rm status help' ;;
    'task run') words='--title --notify --quiet -w --work-dir --json --mode -m --model --timeout --no-terminal --wait' ;;
    'task list') words='--json -a --all -n --limit --watch' ;;
    'task show') words='--json' values=tasks ;;
    'task output') words='-f --follow -n --lines --raw' values=tasks ;;
    'task attach') words='' values=tasks ;;
    'task steer') words='--json' values=tasks ;;
    'task approve') words='--json --session --answer -y --yes' values=tasks ;;
    'task reject') words='--json -y --yes' values=tasks ;;
    'task stop') words='--json -a --all --reason' values=tasks ;;
    'task retry') words='--json' values=tasks ;;
    'task rm') words='--ended' values=tasks ;;
    'task status') words='--json --tmux' ;;
    'task help') words='' ;;
    'bg') words='--title --notify --quiet -w --work-dir --json --mode -m --model --timeout --no-terminal --wait' ;;
    'watch') words='--title --notify --quiet -w --work-dir --json --mode -m --model --ask --restart --debounce' ;;
    'every') words='--title --notify --quiet -w --work-dir --json --mode -m --model --ask' ;;
    'sessions') words='' ;;
    'rewind') words='--to --files --chat --both --undo --force -y --yes --json' ;;
    'export') words='-o --output -y --yes --json' ;;
    'login') words='--json --no-browser --region --api-key' ;;
    'logout') words='--json -y --yes' ;;
    'whoami') words='--json' ;;
    'usage') words='--json' ;;
    'import') words='--json -y --yes --apply --only --secrets' ;;
    'model') words='list use show help' ;;
    'model list') words='--refresh -a --all --json' ;;
    'model use') words='' values=models ;;
    'model show') words='--json' values=models ;;
    'model help') words='' ;;
    'mcp') words='add list search import secret show test auth reset-auth remove enable disable trust untrust help' ;;
    'mcp add') words='-t --transport -e --env -H --header -a --auth --cwd --describe -y --yes --exposure --trust --json' ;;
    'mcp list') words='--json' ;;
    'mcp search') words='--offline --json' ;;
    'mcp import') words='--json -y --yes --secrets' ;;
    'mcp secret') words='--json' ;;
    'mcp show') words='--json' ;;
    'mcp test') words='--json' ;;
    'mcp auth') words='--no-browser --client-id --json' ;;
    'mcp reset-auth') words='--json' ;;
    'mcp remove') words='--json' ;;
    'mcp enable') words='--exposure --json' ;;
    'mcp disable') words='--json' ;;
    'mcp trust') words='--json' ;;
    'mcp untrust') words='--json' ;;
    'mcp help') words='' ;;
    'plugin') words='install list info remove help' ;;
    'plugin install') words='--give-key --json' ;;
    'plugin list') words='--json' ;;
    'plugin info') words='--json' ;;
    'plugin remove') words='--json' ;;
    'plugin help') words='' ;;
    'info') words='--json' ;;
    'init') words='--install --uninstall' ;;
    'daemon') words='start stop restart status logs run unit help' ;;
    'daemon start') words='' ;;
    'daemon stop') words='' ;;
    'daemon restart') words='' ;;
    'daemon status') words='--json' ;;
    'daemon logs') words='-f --follow -n --lines' ;;
    'daemon run') words='' ;;
    'daemon unit') words='' ;;
    'daemon help') words='' ;;
    'doctor') words='--json' ;;
    'config') words='get set unset list path edit help' ;;
    'config get') words='--json' ;;
    'config set') words='' ;;
    'config unset') words='' ;;
    'config list') words='--json' ;;
    'config path') words='' ;;
    'config edit') words='' ;;
    'config help') words='' ;;
    'trust') words='list show add remove help' ;;
    'trust list') words='--json' ;;
    'trust show') words='--json' ;;
    'trust add') words='--json' ;;
    'trust remove') words='--json' ;;
    'trust help') words='' ;;
    'permission') words='list test explain add remove import help' ;;
    'permission list') words='--json' ;;
    'permission test') words='--json --mode' ;;
    'permission explain') words='--json --mode' ;;
    'permission add') words='--json --reason --until --here' ;;
    'permission remove') words='--json' ;;
    'permission import') words='--json -n --dry-run --here' ;;
    'permission help') words='' ;;
    'completion') words='' ;;
    'demo') words='--bash' ;;
    'acp') words='--print-config --login --no-daemon' ;;
    'help') words='' ;;
  esac
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    -S | --session) values=sessions ;;
    -r | --resume) values=sessions ;;
    -m | --model) values=models ;;
  esac
  COMPREPLY=()
  local candidate reply=()
  # Sessions, tasks and models, as the daemon knows them; none where the plugin is not loaded.
  if [[ -n $values && $word != -* ]] && declare -F _kimi_list >/dev/null; then
    _kimi_list "$values"
    words="${reply[*]%%$'\t'*}"
  fi
  for candidate in $words; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done
  return 0
}
complete -o default -F __kimi_complete kimi
