// npm, yarn, pnpm and bun: they download packages and run scripts of packages and of the project.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { type Effect, type VerbRow, readVerbTable, report } from './verb-table.ts'

interface NpmRow extends VerbRow {
  /** The effects with --dry-run, when they are others. */
  dry?: readonly Effect[]
  /** Scripts of packages or of the project run, unless --ignore-scripts is given; `perhaps` only where there are any. */
  scripts?: 'run' | 'perhaps'
}

const ASKS: Effect = ['network', 'asks the registry']
const INSTALLS: Effect = ['writes network', 'downloads and installs packages']
const CHANGES: Effect = ['writes', 'changes the project or what is installed']
const PUBLISHES: Effect = ['writes network', 'changes what the registry holds']

const findNpmRow = readVerbTable<NpmRow>([
  { verbs: 'whoami', effects: [ASKS, ['credential-touching', 'uses the stored token']] },
  {
    verbs:
      'audit outdated view info show search ping docs repo bugs doctor stars v se find owner:ls ' +
      'owner:list owner:get dist-tag:ls dist-tag:list dist-tag:get access:ls access:list access:get team:ls team:list team:get',
    effects: [ASKS],
  },
  {
    verbs:
      'ls list ll la explain why root prefix bin help help-search fund completion ' +
      'find-dupes sbom query pkg:get cache:ls cache:verify cache:dir pm:ls pm:bin pm:hash pm:cache store:path ' +
      'store:status licenses version',
    effects: [],
  },
  { verbs: 'audit:fix', effects: [['writes network remote-code', 'changes installed packages']] },
  {
    verbs:
      'install i in ci clean-install install-test it add update upgrade up dedupe isntall import fetch install-clean self-update',
    effects: [INSTALLS],
    dry: [ASKS],
    scripts: 'run',
  },
  { verbs: 'rebuild rb link ln', effects: [['writes', 'builds or links packages']], dry: [ASKS], scripts: 'run' },
  { verbs: 'init:*', effects: [['writes network remote-code', 'downloads and runs a template']] },
  { verbs: 'pack', effects: [CHANGES], dry: [], isDoubtful: true },
  { verbs: 'version:* cache:clean cache:clear cache:rm cache:delete', effects: [CHANGES], isDoubtful: true },
  {
    verbs:
      'uninstall remove rm r un unlink prune shrinkwrap set-script pkg cache init store patch patch-commit edit ' +
      'approve-builds pm env generate workspaces global',
    effects: [CHANGES],
  },
  { verbs: 'publish', effects: [PUBLISHES], dry: [ASKS], scripts: 'perhaps' },
  { verbs: 'token profile', effects: [PUBLISHES, ['credential-touching', 'handles tokens']], dry: [ASKS] },
  { verbs: 'deprecate owner dist-tag access team star unstar hook org', effects: [PUBLISHES], dry: [ASKS] },
  { verbs: 'unpublish', effects: [['writes network destructive', 'removes a published package']] },
  {
    verbs: 'login adduser logout add-user',
    effects: [['network credential-touching writes', 'changes stored credentials']],
  },
  {
    verbs: 'create',
    effects: [
      ['network remote-code', 'downloads and runs a package'],
      ['writes', 'creates a project'],
    ],
  },
  { verbs: 'dlx x', effects: [['network remote-code', 'downloads and runs a package']] },
])
/** `npm exec` may download the package; the others run one of the project. */
const NPM_EXEC: NpmRow = { verbs: 'exec', effects: [['network remote-code', 'downloads and runs a package']] }

const NPM_OPTIONS = {
  short: 'CwL',
  long: 'prefix registry workspace tag otp loglevel filter dir cwd depth omit only userconfig'.split(' '),
}

function judgeNpm(call: Call): void {
  const { operands, has } = readOptions(call.args, NPM_OPTIONS)
  const [verb = '', second = ''] = operands.map((word) => word.value)
  if (verb === '') {
    judgeAlone(call, has('v', 'version', 'h', 'help'))
    return
  }
  if (/^(?:config|c|set|get)$/.test(verb)) {
    judgeConfiguration(call, verb === 'get' || /^(?:get|list|ls)$/.test(second))
    return
  }
  if (verb === 'run' && second === '') {
    if (call.name !== 'npm' && call.name !== 'pnpm') call.doubt()
    return
  }
  const row = verb === 'exec' && call.name === 'npm' ? NPM_EXEC : findNpmRow(verb, second)
  if (row === undefined) call.add('remote-code', 'runs a script of the project')
  else if (row.dry !== undefined && has('dry-run')) report(call, { effects: row.dry })
  else {
    report(call, row)
    if (row.scripts === undefined || has('ignore-scripts')) return
    if (row.scripts === 'run') call.add('remote-code', 'runs the scripts of the packages')
    else call.doubt()
  }
}

/** Without a verb: yarn installs, and even for --version it looks into the project for the yarn to run. */
function judgeAlone(call: Call, isHelp: boolean): void {
  if (call.name === 'yarn' && !isHelp)
    label(call, 'writes network remote-code', 'installs packages and runs their scripts')
  else if (call.name === 'yarn' || !isHelp) call.doubt()
}

function judgeConfiguration(call: Call, isRead: boolean): void {
  const isSecret = /auth|token|password/i.test(call.text)
  if (isRead) {
    if (isSecret) call.add('credential-touching', 'reads a secret from the configuration')
    return
  }
  call.add('writes', 'changes the configuration')
  if (isSecret) call.add('credential-touching', 'changes a secret')
  if (/script-shell|node-options|registry|prefix|init-module/.test(call.text)) call.doubt()
}

/** `npx tool`, `uvx tool`: fetch a package when it is not there, and run it. */
function runsPackage(call: Call): void {
  const { operands, has } = readOptions(call.args, {
    short: 'pc',
    long: ['package', 'call', 'from', 'with', 'python', 'spec'],
    stopsAtOperand: true,
  })
  if (operands.length === 0 && !has('c', 'call', 'p', 'package')) return
  if (has('no-install', 'no')) call.add('remote-code', 'runs a package of the project')
  else label(call, 'network remote-code', 'downloads a package and runs it')
}

export const NPM: Rules = {
  ...each('npm yarn pnpm bun', (call) => {
    if (call.name === 'bun' && /\.(?:ts|js|tsx|jsx|mjs)$/.test(call.args[0]?.value ?? ''))
      call.add('remote-code', 'runs a script')
    else judgeNpm(call)
  }),
  ...each('npx bunx pnpx uvx', runsPackage),
}
