// Help on the agent: agent mode, sessions, modes, scripts, agents of the user's own, hooks, models.

import type { Topic } from './help-topic.ts'

export const AGENT_TOPICS: Readonly<Record<string, Topic>> = {
  agent: {
    about: 'The agent: agent mode, and turns from the command line',
    text: () => `Agent mode: Ctrl-X on an empty line puts ✨ into the prompt. What you type then
goes to this shell's own session, as it is, and what the agent says and does
appears below. The agent knows what you ran at the prompt, what failed, and
where you are. Your shell neither parses nor records the words; Up recalls what
you have said to the agent, in any shell.

  y, s, a           allow a tool once, for this session, or always by a rule
  n, f, v           refuse it, refuse it and say why, show all of a long one
  words, Enter      steer the turn while it runs; refuse, with this reason
  Ctrl-C            interrupt the turn; "go on" continues it
  Ctrl-B            move the command that runs to the background
  Ctrl-O            show the whole output of the last result
  Ctrl-T            show what the model thinks, or hide it again
  words &           begin a task of its own: the prompt is free at once
  Ctrl-X, Ctrl-D    leave agent mode (on an empty line); so does /exit

Only a single key allows a tool, typed after all of the question was shown. What
is pasted, comes all at once or was typed earlier is text. Text is kept: what no
turn has taken stands in the next line.

From the command line:

  kimi ask "why does this fail?" < error.log    a pipe is context, @FILE a file
  kimi -p "…"                                   the same
  kimi -C -p "…"                                continue the last session here
  --show-thinking, --no-summary                 show what the model thinks; no
                                                last line of time and tokens

In a pipe, stdout gets the text alone, and a terminal on stderr what the tools
do. Where an answer broke off and began anew, a line says so. NO_COLOR switches
colours off, and then Markdown stays as it was written.

A turn ends with a reason after 1,000 calls of the model (--max-steps-per-turn)
or 50 million tokens (turns.max_tokens), and when the model repeats itself.

Slash commands: /init /compact /clear /yolo /afk /plan /add-dir /export /import
/model /help /exit /skill:NAME /flow:NAME

More: kimi help modes, trust, permissions, sessions, agents, hooks, scripts.`,
  },
  shell: {
    about: 'The shell of a session: your own, one key away from the agent',
    text: () => `A session has a shell of yours: zsh, bash or fish with your own start-up files.
It keeps directory, variables, functions and jobs, outlives the terminal that
shows it, and ends with the session.

  Ctrl-X            in kimi: to the shell; at the shell's prompt: back
  Ctrl-X and a key  within 300 ms: a chord of the shell's own (Ctrl-X Ctrl-E)
  Ctrl-] Ctrl-]     back, while a program has the terminal: vim, ssh and other
                    programs get Ctrl-X themselves
  !LINE             in kimi: run one line there
  kimi session shell ID    show the shell of a session in this terminal, too

The agent knows which commands you ran there, with their status, and where the
shell is. It sees what they printed only when you bring it along:

  @shell, @shell:3  the last command, or the last three, with their output

Secrets in lines and outputs are hidden. A line that your shell keeps out of its
history (a blank in front, with HISTCONTROL=ignorespace) bash does not tell.

With RunInUserShell the agent may propose a line for this shell. You are asked
each time, in every mode; the line is typed as it was shown, behind a blank.

  shell.program     another shell than $SHELL
  shell.prewarm     start it with kimi (true), or with the first Ctrl-X
  shell.follow_cd   the session's directory follows a cd there: ask, on, off

A closed session hangs the shell up; jobs that you have disowned go on. A shell
that was used waits an hour at its prompt for you to come back.`,
  },
  sessions: {
    about: 'Sessions: conversations with the agent',
    text: () => `  kimi -C                     continue the last session of this directory
  kimi -S ID                  continue this session
  kimi session list           the sessions of this directory; --all of all
  kimi session show ID        its facts, and what you have said in each turn
  kimi session search WORDS   search the text of all sessions
  kimi session fork ID        copy one, to continue the copy; --turns 3: its
                              first three turns only
  kimi session rename, archive, unarchive, export, delete

The first characters of an id are enough. A shell's agent mode has a session of
its own.

  kimi rewind                 put conversation and files back to before the last
                              turn, after showing what would change
  kimi rewind --to 3          to before turn 3; --files or --chat: only one
  kimi rewind --undo          take the last rewind back

Before a tool or a command changes files, they are kept as they were (10 MB a
file, 200 MB a session). A rewind leaves alone what others changed meanwhile. It
names what it cannot put back: larger files, what could not be kept, what a
command changed in a tree of thousands before that was read, and what it wrote
outside the directory, as far as its own words tell.`,
  },
  modes: {
    about: 'Modes: which tools may run without asking you',
    text: () => `  ask            readers run unasked; you are asked about all else (default)
  accept-edits   edits in the workspace pass as well, except for files that
                 command other programs (hooks, CI, Makefile, scripts of a
                 package.json, start-up files, AGENTS.md)
  plan           only readers run; the plan is shown for approval
  auto           nothing is asked (AFK); commands run in the workspace's
                 sandbox, and edits go where it lets them write; secrets and
                 files that command other programs are refused
  bypass         everything passes, except changes to kimi's own state (yolo);
                 commands run in the same sandbox, and you are asked before
                 one runs outside it

Choose: kimi --mode MODE, --plan, --afk, --yolo; in a session /plan, /afk,
/yolo. A change holds at once, also in a turn that runs. --print alone approves
everything, as auto does; with a mode that asks (--print --mode ask) it refuses
what would be asked, and says which mode would let it run. Where there is no
sandbox, auto runs only commands that certainly just read; bypass, and --print
alone, run the others with all your rights.

A reader is a command that only shows something: plain words, programs and
options on a list, files that are no secrets. It runs in a sandbox where there
is one (bubblewrap): nothing can be written in it, no network or socket reached,
no secret read. With a sandbox every command that looks like reading is tried in
it, and you are asked about one that fails because of the sandbox. There it sees
the workspace, the system, temporary folders and programs, and nothing else of
the disk; so do the commands of auto. sandbox.folders names further folders that
they see. kimi doctor tells whether there is a sandbox.

In the workspace's sandbox a command writes in the workspace, in temporary
folders and in a cache of its own. Hooks and configuration of git, start-up
files, keys and kimi's state stay closed, and there is no network. What fails
there is asked about, or refused in auto. sandbox.mode = workspace uses it for
approved commands as well; workspace-net lets programs reach hosts through a
proxy that asks about each (sandbox.hosts: without asking); off switches the
sandbox off in bypass, but never in auto.

A page is fetched unasked from hosts that you have named in the session.

A command that the agent runs cannot answer questions, open sessions or begin
tasks.

A question that nobody answers counts as a no. "For this session" covers a
pattern that the question names (git commit -m *): single commands with no other
options, never a chain, a redirection, a wrapper or a path outside the
workspace.`,
  },
  trust: {
    about: 'Trust: which folders the agent may obey',
    text: () => `A folder may bring AGENTS.md, skills, .kimi/ settings, git hooks and git
settings that run programs. None of it is obeyed before you trust the folder as
it is. At the first turn there you are asked once, with a list of what it
brings; the answer is No unless you give another. After a change you are asked
again, and told what changed. A folder that brings nothing is never asked about.

  kimi trust list              the folders that you have decided about
  kimi trust show [DIR]        what a folder brings, and what has changed
  kimi trust add [DIR]         trust it as it is now
  kimi trust remove [DIR]      forget your decision
  --trust                      obey it in this session only

Without trust the agent works as always, but you are asked about commands that
only read, no allow rule covers a command, and no program of the folder is found
on PATH.
Where nobody can be asked (--print, a pipe, --wire without questions) a folder
that you have not trusted is not obeyed. A project is its repository: a clone
inside it, a submodule or a worktree is a project of its own. Your home and the
root of the disk are never trusted whole: what lies directly in them is not
obeyed.`,
  },
  permissions: {
    about: 'Permissions: rules for what tools may do',
    text: () => `In config.toml, or in .kimi/config.toml of a project that you trust:

  [[permission.rules]]
  decision = "deny"               allow, ask or deny
  tool = "Shell"                  a tool; Read or Edit for several; * in a name
  match = "git push --force"      which uses of the tool; without match all
  scope = "~/work/site"           the folder in which the rule holds
  reason = "we review first"
  expires = 2027-01-31

A project's rules can only deny or ask. The decision comes from the first of
these that covers the act: deny rules, the limits of the mode, ask rules, allow
rules, the mode. In mode auto, where nobody is asked, an ask rule refuses.

Shell: words of a command. Without a star an allow rule covers just these words,
a deny or ask rule the command with more words as well ("git push" means git
push -f, too); * stands for words that are no options, ** for any words. A line
is allowed when each of its commands is allowed, in plain words; a danger that
the rule does not name (git push -f for "git push **") is asked about. A line is
denied when any command in it is denied, also in wrappers, substitutions and
quoted code. When kimi cannot tell whether a line runs a denied command it asks,
also in mode bypass: a deny rule never fails open.
Read and Edit: paths by their real place; *.pem in any folder, src/** in the
working folder, ~/x, /x. FetchURL: example.com, *.example.com.

  kimi permission list                      rules and their order
  kimi permission explain "git push -f"     which rule decides, and why
  kimi permission test "Read(./.env)"       prints allow, ask or deny
  kimi permission add deny "Shell(git push)" --reason "…" --until 2027-01-31
  kimi permission remove ID
  kimi permission import FILE               Claude Code's or Kimi Code's rules

The key a at an approval (always) writes the narrowest rule that covers the act,
for this folder and 30 days, and kimi says how to remove the rule.`,
  },
  scripts: {
    about: 'For scripts: formats, the wire protocol, exit statuses',
    text: () => `  kimi --print -p "…"            one turn; nobody is asked (kimi help modes)
    --output-format FORMAT       text, json or stream-json (a message a line)
    --input-format stream-json   read {"role":"user","content":…} lines
    --final-message-only         print only the last message
    --deltas, --result           stream-json: pieces of text, with {"type":
                                 "retry"} where they do not count; a last line
                                 with session, usage and status
  kimi --wire                    Kimi CLI's wire protocol on stdin and stdout,
                                 by its rules; a client that initialises with
                                 capabilities.kimi_events gets ours
  kimi suggest, fix, explain, check: --json, and --batch for many at once
  kimi task run --wait -- …      wait for a task, and exit with its status

Text is written when an answer is whole; kimi -p writes it as it comes.
With --no-daemon, and where CI is set, the work is done inside the process.

Exit status: 0 done · 1 failed · 2 usage · 3 no daemon
4 refused, since nobody could be asked (in JSON: "status": "refused")
75 try again later · 130, 143, 129 ended by a signal`,
  },
  agents: {
    about: 'Agents, skills and instructions of your own',
    text: () => `  kimi --agent okabe             the default agent with D-Mail
  kimi --agent-file agent.yaml   an agent of yours:

    version: 1
    agent:
      extend: default
      name: reviewer
      system_prompt_path: ./prompt.md
      tools: […]
      subagents: {…}

Skills: .kimi/skills/NAME/SKILL.md in the project or at home (also .claude,
.codex, .agents); run one with /skill:NAME, a flow with /flow:NAME.

AGENTS.md: ~/.kimi/AGENTS.md, ~/.agents/AGENTS.md, and one in each directory
from the project's root down to yours. /init writes one. Those of a project
count once you trust it: kimi help trust.`,
  },
  hooks: {
    about: 'Hooks: commands of yours that run when something happens',
    text: () => `In config.toml:

  [[hooks]]
  event = "PreToolUse"
  matcher = "Shell"          # a regular expression on the target; optional
  command = "./check.sh"     # run by /bin/sh, with JSON on stdin
  timeout = 30               # seconds, 1 to 600

Exit status 2 blocks, with stderr as the reason.

Events: PreToolUse PostToolUse PostToolUseFailure UserPromptSubmit Stop
StopFailure SessionStart SessionEnd SubagentStart SubagentStop PreCompact
PostCompact Notification PermissionRequest PermissionResult TurnStarted
Interrupt UserPromptQueued`,
  },
  models: {
    about: 'Models and keys',
    text: () => `Without a model, proposals come from this machine alone (kimi help offline).
When there is a model it is asked, and this machine answers when the model
cannot be reached. The first of these that kimi finds is used:

  default_model in config.toml   a model of [models], an alias of one, or a
                                 source with a name: openai/gpt-…, ollama/qwen3
  a login                        of a Kimi Code plan, else the key that kimi
                                 login --api-key keeps
  MOONSHOT_API_KEY               pay per use, api.moonshot.ai
  KIMI_API_KEY                   Kimi coding plan, api.kimi.com; then
                                 KIMI_CODER_API_KEY, of an extension of pi
  ANTHROPIC_API_KEY, OPENAI_API_KEY, OPENROUTER_API_KEY
  a server of this machine       Ollama, llama.cpp, vLLM, LM Studio
                                 (local.server: auto, off or its address)

kimi model list shows what you can use; kimi model use NAME chooses one; kimi
model show says what it can do and why it was chosen. What models can do comes
from their providers once a day: kimi model list --refresh asks at once.

A server of your own, in config.toml (kimi config edit):

  default_model = "mine"
  [providers.own]
  type = "openai_legacy"
  base_url = "https://models.example/v1"
  api_key = "…"
  [models.mine]
  provider = "own"
  model = "the server's name for it"
  max_context_size = 131072

Types of providers in config.toml: kimi, openai_legacy, openai_responses,
anthropic, google_genai, vertexai (with an API key). Other addresses:
MOONSHOT_BASE_URL, KIMI_BASE_URL, KIMI_CODE_BASE_URL, OPENAI_BASE_URL,
ANTHROPIC_BASE_URL. KIMI_CODE_PROTOCOL=anthropic uses Anthropic's Messages API
with Kimi's endpoint. Proxies: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY (also
socks5://), NO_PROXY; certificates: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE.

Thinking: kimi config set thinking.effort off, low, medium, high or max. For an
effort that a model does not have, the next higher one is used, else its
highest. Ctrl-X asks for the least.

For a model of the type kimi: KIMI_MODEL_NAME, _API_KEY, _BASE_URL,
_PROVIDER_TYPE, _MAX_CONTEXT_SIZE, _MAX_OUTPUT_SIZE, _TEMPERATURE, _TOP_P,
_MAX_COMPLETION_TOKENS (0: no limit), _THINKING_EFFORT, _THINKING_KEEP and
_CAPABILITIES (image_in,thinking).
Another model for suggestions: kimi config set suggest.model NAME`,
  },
}
