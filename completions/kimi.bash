# made from the program by npm run build: change src/cli/program.ts

_kimi_complete() {
  local word=${COMP_WORDS[COMP_CWORD]} path='' words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      -*) ;;
      *) path="${path:+$path }${COMP_WORDS[index]}" ;;
    esac
  done
  case $path in
    '') words='ask suggest fix explain check history session task bg watch every rewind export info init daemon doctor config completion demo help -V --version -w --work-dir --add-dir -C --continue -S --session -r --resume --config --config-file -m --model --thinking --no-thinking -y --yolo --yes --auto-approve --afk --plan --mode --agent --agent-file --skills-dir --mcp-config-file --mcp-config --max-steps-per-turn --max-retries-per-step --max-ralph-iterations --no-daemon -p --prompt -c --command --print --wire --quiet --input-format --output-format --final-message-only --deltas --result' ;;
    'ask') words='-w --work-dir --add-dir -C --continue -S --session -r --resume --config --config-file -m --model --thinking --no-thinking -y --yolo --yes --auto-approve --afk --plan --mode --agent --agent-file --skills-dir --mcp-config-file --mcp-config --max-steps-per-turn --max-retries-per-step --max-ralph-iterations --no-daemon' ;;
    'suggest') words='--json --offline --batch --cwd --shell --no-daemon --show-request' ;;
    'fix') words='--json --offline --batch --cwd --shell --no-daemon --exit --output' ;;
    'explain') words='--json --offline --batch --cwd --shell --no-daemon' ;;
    'check') words='--json --offline --batch --cwd --shell --no-daemon' ;;
    'history') words='forget help' ;;
    'history forget') words='--all --json' ;;
    'history help') words='' ;;
    'session') words='list show resume fork rename archive unarchive export search delete help' ;;
    'session list') words='--json -a --all --archived -n --limit' ;;
    'session show') words='--json' ;;
    'session resume') words='--json' ;;
    'session fork') words='--json --turns' ;;
    'session rename') words='--json' ;;
    'session archive') words='--json' ;;
    'session unarchive') words='--json' ;;
    'session export') words='--json -o --output -y --yes' ;;
    'session search') words='--json -n --limit' ;;
    'session delete') words='--json -y --yes' ;;
    'session help') words='' ;;
    'task') words='run list show output attach steer approve reject stop retry rm status help' ;;
    'task run') words='--title --notify --quiet -w --work-dir --json --mode -m --model --timeout --no-terminal --wait' ;;
    'task list') words='--json -a --all -n --limit --watch' ;;
    'task show') words='--json' ;;
    'task output') words='-f --follow -n --lines --raw' ;;
    'task attach') words='' ;;
    'task steer') words='--json' ;;
    'task approve') words='--json --session --answer -y --yes' ;;
    'task reject') words='--json -y --yes' ;;
    'task stop') words='--json --reason' ;;
    'task retry') words='--json' ;;
    'task rm') words='--ended' ;;
    'task status') words='--json --tmux' ;;
    'task help') words='' ;;
    'bg') words='--title --notify --quiet -w --work-dir --json --mode -m --model --timeout --no-terminal --wait' ;;
    'watch') words='--title --notify --quiet -w --work-dir --json --mode -m --model --ask --restart --debounce' ;;
    'every') words='--title --notify --quiet -w --work-dir --json --mode -m --model --ask' ;;
    'rewind') words='--to --files --chat --both --undo --force -y --yes --json' ;;
    'export') words='-o --output -y --yes --json' ;;
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
    'completion') words='' ;;
    'demo') words='--bash' ;;
    'help') words='' ;;
  esac
  COMPREPLY=()
  local candidate
  for candidate in $words; do
    [[ $candidate == "$word"* ]] && COMPREPLY+=("$candidate")
  done
  return 0
}
complete -o default -F _kimi_complete kimi
