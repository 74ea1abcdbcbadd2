// Help on kimi itself: settings, files, troubleshooting, uninstalling.

import { SETTINGS, SHELL_VARIABLES, variableOf } from '../../config/settings.ts'
import type { Topic } from './help-topic.ts'

const COLUMNS = 80
const INDENT = '      '

export const SETUP_TOPICS: Readonly<Record<string, Topic>> = {
  settings: { about: 'Settings and their variables', text: describeSettings },
  accounts: {
    about: 'Logins, API keys, limits and costs',
    text: () => `  kimi login                a Kimi Code plan: agree on the page that is shown
  kimi login --api-key      a key of Moonshot's open platform, typed unseen
  kimi whoami               who is logged in, with which plan
  kimi usage                limits of the plan or balance, tokens of today
  kimi logout               ends the login, forgets the key
  kimi import               takes over settings, rules and sessions of other
                            agents: --only rules,sessions, --apply

A login is shared with Kimi CLI (~/.kimi/credentials) and Kimi Code
(~/.kimi-code/credentials): when one of them is logged in, so is kimi. All three
renew the login under the same locks, so none logs another out. It is renewed
when half of its time is over (the daemon looks every ten minutes), and once
when the service refuses it. When the disk is full or read-only it is not
renewed, and the stored login stays valid. The service decides when a login
ends; then type kimi login. kimi logout leaves the login of Kimi Code, unless
you answer y or give --yes.

A key is kept in the system's keyring where a secret service runs, else in
credentials/open-platform.json, which only you can read; kimi names the place.

login --json prints a line for each step, as Kimi CLI does. --region global logs
in at kimi.ai, mainland-cn (the default) at kimi.com. KIMI_CODE_OAUTH_HOST and
KIMI_CODE_BASE_URL name other hosts, KIMI_CODE_HOME another ~/.kimi-code: the
daemon reads them when it starts.

With a login of a plan the agent can search the web, read pages and query data
sources over Kimi's services, each once you turn it on:
  kimi config set services.search true
  kimi config set services.fetch true
  kimi config set services.datasource true    each call counts for your plan
  kimi config set services.folders /my/project    in this project alone

Costs are estimates from public prices; a plan has limits instead. kimi doctor
names other programs called kimi on your PATH; kimi-companion starts this one.`,
  },
  files: {
    about: 'Files that kimi reads and writes',
    text: () => `Below ~/.kimi, or $KIMI_SHARE_DIR; shared with Kimi CLI:

  config.toml        settings, models, providers, hooks (kimi help settings)
  credentials/       logins, and an API key where there is no keyring
  oauth/             locks of Kimi Code's kind
  device_id          told to Kimi's endpoints
  mcp.json           MCP servers (kimi help mcp)
  AGENTS.md          instructions for the agent in all projects
  skills/            skills for all projects
  plugins/           plugins, a folder each (kimi help plugins)
  kimi.json          the last session of each directory
  user-history/      what you have said to the agent, a file a directory
  workspaces.json    folders in which the agent has worked
  plans/             plans of plan mode
  sessions/          one directory a session: context.jsonl and wire.jsonl (what
                     was said), state.json, tasks/, notifications/, subagents/,
                     rewind/ (files as they were before a turn)

kimi's own:

  knowledge/*.toml   your own answers (kimi help offline)
  usage/             tokens and cost of each call: kimi usage, max_day_cost
  mcp-approved.json  tools of MCP servers as they were when you approved them
  plugins-installed.json    files of plugins as they were when you let them run
  plugins-replaced/  what an installation has moved out of the way
  unasked-work.jsonl where the agent has worked without asking (kimi help mcp)
  trust.json         folders that you trust
  sandboxed/         commands that run in the sandbox, and what is undone then
  tasks/             background tasks and their output
  drafts/            what was typed in the terminal and not sent yet
  locks/             hold two processes apart
  lessons.jsonl      what became of proposals; at most a thousand
  logs/daemon.log    the daemon's log: kimi daemon logs
  cache/             can be deleted
  run/               socket, fifos and locks of the daemon, or $KIMI_RUNTIME_DIR

Outside: ~/.cache/kimi/sandbox, which commands in the sandbox fill. In a
project: AGENTS.md, .kimi/skills/, and .gitignore, which watch respects.`,
  },
  troubleshooting: {
    about: 'What to do when something does not work',
    text: () => `kimi doctor checks shells, daemon, keys and model, with a hint for each problem.

  nothing happens at Ctrl-X
      kimi doctor, in that shell: is the plugin loaded, is the key bound to
      something else? Shells tell it at their prompts; bash looks again after
      bind, source, set and eval, and every few prompts
  … belongs to another user
      a root shell with another's HOME (sudo -s): export HOME=/root, or sudo -i
  the daemon is not answering
      kimi daemon restart, then kimi daemon logs
  the daemon cannot start: … can be entered by others
      chmod 700 ~/.kimi/run
  the home directory is on a network drive
      export KIMI_RUNTIME_DIR=/run/user/$UID/kimi
  only offline proposals, although a key is set
      kimi doctor says why the model cannot be reached; the README lists what
      is said of keys, plans, quotas, proxies and certificates
  a letter typed right after Ctrl-X acts as a chord
      KIMI_CHORDS=ctrl before the plugin is loaded
  kimi: needs Node.js 24 or later
      install it, or npm ci in the checkout
  an error without a reason
      KIMI_DEBUG=1 kimi … prints where it came from (also KIMI_CODE_DEBUG=1)

bash   keyseq-timeout becomes 6 ms (vi mode: 51 ms) unless you set it yourself.
       Before 4.4 the plugin loads nothing and says so. When the daemon is
       killed, "asking" stands until the next key; Ctrl-X asks again. What comes
       while you search (Ctrl-R) is told at the next Ctrl-X or prompt.
ble.sh Ctrl-X, agent mode, notices and grey text go through ble.sh. The model's
       grey text shows at the next key. ble-attach after a ble-detach takes
       effect at the second prompt.
zsh    After Ctrl-C the grey text of the abandoned line stays on the screen.
       A prompt that sched or a signal such as USR1 draws anew wipes the row
       below the line: Ctrl-L shows it again.
fish   A Ctrl-C that comes while a key's function runs is lost: press it again.
tasks  Subagents in the background are lost when the daemon is killed. So are
       watches and schedules after a reboot: kimi task retry ID begins them
       again. Files that change while a watch's command runs begin no second
       run; with --restart they do.`,
  },
  uninstall: {
    about: 'Uninstall',
    text: () => `  kimi init --uninstall         removes the line from zsh, bash and fish, or
                                from the one that is named, and behind the last
                                one ~/.cache/kimi/sandbox
  kimi task stop --all          ends tasks, watches and schedules
  kimi daemon stop
  rm -r ~/.kimi/run ~/.kimi/logs/daemon.log* ~/.kimi/cache

~/.kimi itself is shared with Kimi CLI. In a running shell, _kimi_unload puts
every key back.`,
  },
}

/** Each setting with its variable and its default, then the variables that only the shell files read. */
function describeSettings(): string {
  const show = (value: unknown) => (value === '' ? 'empty' : String(value))
  const entry = (title: string, about: string) => `${title}\n${foldWords(about, COLUMNS - INDENT.length)}`
  const setting = (value: string, variable: string) =>
    `${value}${value.length + variable.length + 2 > COLUMNS ? `\n${INDENT}` : '  '}${variable}`
  return [
    'kimi config set KEY VALUE writes config.toml; the variable counts more.',
    "kimi config list shows each value and where it comes from. Kimi CLI's own keys",
    'count as there; kimi doctor names those that have no effect here.',
    '',
    ...Object.entries(SETTINGS).map(([key, { default: value, about }]) =>
      entry(setting(`  ${key} = ${show(value)}`, `(${variableOf(key)})`), about),
    ),
    '',
    'Shell variables, set before the plugin is loaded:',
    '',
    ...Object.entries(SHELL_VARIABLES).map(([name, { default: value, about }]) =>
      entry(`  ${name} = ${show(value)}`, about),
    ),
  ].join('\n')
}

/** Lines of at most `width` characters, set in, broken at blanks. */
function foldWords(text: string, width: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => INDENT + line).join('\n')
}
