// The rules of git, by subcommand: its options may read, write, lose work, reach the remote or run code.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { type Options, readOptions } from '../lines/option-split.ts'
import { isSecretPath } from '../secrets/secret-names.ts'
import { type Word, makeWord } from '../lines/command-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const GLOBAL = {
  short: 'Cc',
  long: ['git-dir', 'work-tree', 'namespace', 'exec-path', 'config-env', 'super-prefix', 'attr-source'],
  stopsAtOperand: true,
}

/** Configuration keys whose value git runs. */
const RUNNING_KEY = longPattern('i')`
  ^(?:alias\..*|core\.(?:pager|editor|sshcommand|fsmonitor|hookspath|askpass|gitproxy|alternaterefscommand)|diff\.(?:external
  |.*\.(?:command|textconv))|merge\..*\.driver|(?:diff|merge)tool\..*\.(?:cmd|path)|filter\..*\.(?:clean|smudge|process)
  |credential\.(?:.*\.)?helper|gpg\.(?:.*\.)?program|gpg\.ssh\.\w+command|pager\..*|sequence\.editor|interactive\.difffilter
  |protocol\..*|remote\..*\.(?:uploadpack|receivepack|vcs)|uploadpack\.packobjectshook|sendemail\..*|browser\..*|man\..*|web\.browser
  |help\.browser|init\.templatedir|submodule\..*\.update|include(?:if)?\..*|trailer\..*\.(?:command|cmd)|difftool\..*|ssh\.variant
  |receive\..*|url\..*|tar\..*\.command)$
`
const HARMLESS_RUN = /^(?:cat|less(?: -\w+)*|more|true|false|:|0|1|vim?|nano|nvim|emacs|code --wait|)$/

/** Subcommands that print what is in a file. */
const SHOWS_CONTENT = /^(?:diff|show|log|blame|annotate|cat-file|grep|archive|difftool|add|stash|checkout-index)$/

type GitRule = (call: Call, args: Word[]) => void

function judgeSetting(call: Call, setting: string): void {
  const [key = '', ...rest] = setting.split('=')
  const value = rest.join('=')
  if (!RUNNING_KEY.test(key)) {
    if (
      !/^(?:color\.|core\.(?:quotepath|abbrev|autocrlf|safecrlf|ignorecase|precomposeunicode|untrackedcache|pager)|log\.|column\.|user\.|advice\.|diff\.(?:algorithm|renames|noprefix|context|color\w*)|http\.version|i18n\.|format\.|status\.|commit\.gpgsign|push\.default|pull\.|rebase\.|init\.defaultbranch|gc\.|safe\.directory|protocol\.version)/i.test(
        key,
      )
    )
      call.doubt()
    return
  }
  if (HARMLESS_RUN.test(value) && !/^(?:alias|protocol|include)/i.test(key)) return
  call.add('remote-code', `makes git run what ${key} says`)
  if (
    /^alias\./i.test(key)
      ? value.startsWith('!')
      : /^(?:core|diff|merge|filter|gpg|credential|pager|sequence|interactive|difftool|mergetool)/i.test(key)
  ) {
    call.runCode(value.replace(/^!/, ''))
  } else if (/^alias\./i.test(key)) call.run([makeWord('git'), ...value.split(/\s+/).map((text) => makeWord(text))])
}

/** Options of any subcommand that name a file to write or a program to run. */
function judgeShared(call: Call, options: Options): void {
  if (options.has('output')) call.add('writes', 'writes its output to a file')
  if (options.has('ext-diff', 'textconv', 'filters'))
    call.add('remote-code', 'runs a diff program from the configuration')
  for (const code of options.values('upload-pack', 'receive-pack', 'exec')) {
    call.runCode(code.replaceAll('%s', ''))
    call.add('remote-code', 'runs a command that it is told to')
  }
  if (options.given.includes('open-files-in-pager') || options.given.some((name) => name.startsWith('open-files'))) {
    call.add('remote-code', 'opens files in a program')
    for (const code of options.values('open-files-in-pager')) call.runCode(code)
  }
}

const READ_SPEC = {
  short: 'nSGLUO',
  long: [
    'format',
    'pretty',
    'since',
    'until',
    'after',
    'before',
    'author',
    'committer',
    'grep',
    'max-count',
    'output',
    'date',
    'skip',
    'diff-filter',
    'word-diff-regex',
    'upload-pack',
    'exec',
    'sort',
    'color',
    'receive-pack',
  ],
}

const readsOnly: GitRule = (call, args) => {
  judgeShared(call, readOptions(args, READ_SPEC))
}

function does(labels: string, what: string): GitRule {
  return (call, args) => {
    label(call, labels, what)
    judgeShared(call, readOptions(args, { long: ['upload-pack', 'receive-pack', 'exec'] }))
  }
}

/** A subcommand whose first operand is a verb: those in `reading` look, those in `losing` lose data, the rest write. */
function verbs(reading: string, losing: string, what: string): GitRule {
  const looks = new Set(reading.split(' '))
  const loses = new Set(losing.split(' '))
  return (call, args) => {
    const [verb] = readOptions(args).operands
    const name = verb?.value ?? ''
    if (looks.has(name)) return
    label(call, loses.has(name) ? 'writes destructive' : 'writes', what)
  }
}

const BRANCH_LONG = 'contains no-contains merged no-merged sort points-at format set-upstream-to color column'.split(
  ' ',
)
const BRANCH_CHANGES =
  'd delete m M move c C copy u set-upstream-to unset-upstream edit-description f force t track'.split(' ')
/** Options with which operands are patterns or commits, not the name of a new branch. */
const BRANCH_LISTS = 'l list a all r remotes contains merged no-merged v vv points-at show-current no-contains'.split(
  ' ',
)

function branch(call: Call, args: Word[]): void {
  const { has, operands } = readOptions(args, { short: 'u', long: BRANCH_LONG })
  if (has('D') || (has('d', 'delete') && has('f', 'force')))
    label(call, 'writes destructive', 'deletes a branch with its unmerged commits')
  else if (has(...BRANCH_CHANGES)) {
    label(call, 'writes', 'changes branches')
    if (has('f', 'force')) call.add('destructive', 'moves a branch away from its commits')
  } else if (operands.length > 0 && !has(...BRANCH_LISTS)) label(call, 'writes', 'creates a branch')
}

const SUBCOMMANDS: Record<string, GitRule> = {
  ...Object.fromEntries(
    (
      'status diff log show blame annotate shortlog rev-parse rev-list ls-files ls-tree cat-file describe name-rev ' +
      'show-ref for-each-ref diff-tree diff-index diff-files merge-base cherry whatchanged count-objects grep ' +
      'show-branch range-diff check-ignore check-attr check-ref-format var version help verify-commit verify-tag ' +
      'verify-pack fsck patch-id stripspace column get-tar-commit-id merge-tree show-index diff-pairs interpret-trailers-x ' +
      'fmt-merge-msg check-mailmap unpack-file-x bugreport-x diagnose-x'
    )
      .split(' ')
      .map((name) => [name, readsOnly]),
  ),
  grep: (call, args) => {
    const options = readOptions(args, { short: 'efABCmO', long: ['open-files-in-pager', 'threads', 'max-depth'] })
    judgeShared(call, options)
    if (args.some((word) => /^-O/.test(word.value))) {
      call.add('remote-code', 'opens files in a program')
      for (const code of options.values('O')) call.runCode(code)
    }
  },
  blame: (call, args) => {
    judgeShared(call, readOptions(args, READ_SPEC))
  },
  fsck: (call, args) => {
    if (readOptions(args).has('lost-found')) call.add('writes', 'writes what it finds')
  },
  branch,
  tag: (call, args) => {
    const { has, operands } = readOptions(args, {
      short: 'mFun',
      long: ['message', 'file', 'sort', 'contains', 'points-at', 'merged', 'format', 'local-user', 'cleanup'],
    })
    if (has('d', 'delete')) label(call, 'writes', 'deletes a tag')
    else if (has('v', 'verify', 'l', 'list', 'contains', 'points-at', 'merged', 'n') && !has('a', 's', 'f')) return
    else if (operands.length > 0) label(call, has('f', 'force') ? 'writes destructive' : 'writes', 'creates a tag')
  },
  remote: (call, args) => {
    const { operands, has } = readOptions(args)
    const verb = operands[0]?.value
    if (verb === undefined || verb === 'get-url') return
    if (verb === 'show') {
      if (operands.length > 1 && !has('n')) call.add('network', 'asks the remote')
    } else if (verb === 'update' || (verb === 'prune' && !has('n', 'dry-run')) || (verb === 'add' && has('f')))
      label(call, 'writes network', 'fetches from the remote')
    else if (verb === 'prune') call.add('network', 'asks the remote')
    else {
      call.add('writes', 'changes the remotes')
      if (/ext::/.test(call.text)) call.add('remote-code', 'adds a remote that is a command')
    }
  },
  config: (call, args) => {
    const { has, operands, afterDashes } = readOptions(args, {
      short: 'f',
      long: [
        'file',
        'blob',
        'type',
        'default',
        'get',
        'get-all',
        'get-regexp',
        'unset',
        'unset-all',
        'add',
        'replace-all',
        'rename-section',
        'remove-section',
        'get-urlmatch',
        'value',
        'comment',
      ],
    })
    const verb = operands[0]?.value ?? ''
    const isReading =
      has('get', 'get-all', 'get-regexp', 'get-urlmatch', 'l', 'list', 'get-color', 'get-colorbool') ||
      /^(?:get|list)$/.test(verb)
    if (
      isReading ||
      (operands.length === 1 &&
        !has('unset', 'unset-all', 'e', 'edit', 'remove-section', 'rename-section', 'replace-all', 'add') &&
        afterDashes === null &&
        verb !== 'edit')
    ) {
      if (has('l', 'list') || verb === 'list') return
      if (/credential|token|password/i.test(call.text) && !/credential\.helper/i.test(call.text))
        call.add('credential-touching', 'reads a secret from the configuration')
      return
    }
    call.add('writes', 'changes the configuration')
    const offset = /^(?:set|add)$/.test(verb) ? 1 : 0
    const key = operands[offset]?.value ?? ''
    const value = operands[offset + 1]?.value ?? ''
    if (RUNNING_KEY.test(key) && !HARMLESS_RUN.test(value) && !has('unset', 'unset-all')) {
      if (/^alias\./i.test(key) && !value.startsWith('!')) {
        call.run([makeWord('git'), ...value.split(/\s+/).map((text) => makeWord(text))])
      } else if (/^credential/i.test(key)) call.add('credential-touching', 'changes how credentials are kept')
      else {
        call.add('remote-code', `makes git run what ${key} says`)
        if (/^alias/i.test(key)) call.runCode(value.replace(/^!/, ''))
      }
    }
    if (has('e', 'edit')) call.doubt()
    if (/credential|token|password|extraheader/i.test(key))
      call.add('credential-touching', 'changes how credentials are kept')
  },
  stash: (call, args) => {
    const [verb] = readOptions(args, { short: 'mS' }).operands
    const name = verb?.value ?? 'push'
    if (name === 'list' || name === 'show') {
      judgeShared(call, readOptions(args, READ_SPEC))
      return
    }
    label(
      call,
      /^(?:drop|clear)$/.test(name) ? 'writes destructive' : 'writes',
      /^(?:drop|clear)$/.test(name) ? 'throws stashed work away' : 'moves work to or from the stash',
    )
  },
  reflog: verbs(' show list exists', 'expire delete drop', 'changes the reflog'),
  worktree: (call, args) => {
    const { operands, has } = readOptions(args)
    const verb = operands[0]?.value ?? ''
    if (verb === 'list') return
    label(call, verb === 'remove' && has('f', 'force') ? 'writes destructive' : 'writes', 'changes the work trees')
  },
  notes: verbs(' list show get-ref', 'remove prune', 'changes notes'),
  bisect: (call, args) => {
    const verb = args[0]?.value ?? ''
    if (/^(?:log|view|visualize|help|terms)$/.test(verb)) return
    call.add('writes', 'checks other commits out')
    if (verb === 'run') {
      if (args.length > 1) call.run(args.slice(1))
      call.add('remote-code', 'runs a program at every step')
    }
  },
  submodule: (call, args) => {
    const { operands, has } = readOptions(args, { short: 'b', long: ['branch', 'reference', 'depth', 'jobs'] })
    const verb = operands[0]?.value ?? 'status'
    if (verb === 'status' || verb === 'summary') return
    if (verb === 'foreach') {
      const inner = operands.slice(1)
      if (inner.length === 1) call.runCode(inner[0]?.value ?? '')
      else if (inner.length > 1) call.run(inner)
      return
    }
    label(call, /^(?:update|add)$/.test(verb) ? 'writes network' : 'writes', 'changes submodules')
    if (verb === 'deinit' && has('f', 'force')) call.add('destructive', 'throws work in submodules away')
  },
  add: does('writes', 'changes the index'),
  stage: does('writes', 'changes the index'),
  commit: (call, args) => {
    const { has } = readOptions(args, {
      short: 'mFcCt',
      long: [
        'message',
        'file',
        'author',
        'date',
        'reuse-message',
        'fixup',
        'squash',
        'trailer',
        'template',
        'cleanup',
        'pathspec-from-file',
      ],
    })
    if (has('dry-run')) return
    call.add('writes', has('amend') ? 'rewrites the last commit' : 'makes a commit')
  },
  mv: does('writes', 'moves a file'),
  rm: (call, args) => {
    const { has } = readOptions(args)
    if (has('n', 'dry-run')) return
    label(
      call,
      has('cached') ? 'writes' : 'writes destructive',
      has('cached') ? 'takes files out of the index' : 'deletes files',
    )
  },
  checkout: (call, args) => {
    const { has, operands, afterDashes } = readOptions(args, {
      short: 'bB',
      long: ['orphan', 'conflict', 'pathspec-from-file'],
    })
    call.add('writes', 'changes the work tree')
    const isPath =
      afterDashes !== null || operands.some((word) => /^(?:\.|\*|:\/|.*\/\.?|.*\.\w{1,4}|\.\/.*)$/.test(word.value))
    if (has('f', 'force', 'B', 'p', 'patch', 'pathspec-from-file') || (isPath && !has('b')))
      call.add('destructive', 'discards uncommitted work for good')
  },
  switch: (call, args) => {
    const { has } = readOptions(args, { short: 'cC' })
    call.add('writes', 'changes the work tree')
    if (has('f', 'force', 'discard-changes', 'C')) call.add('destructive', 'discards uncommitted work for good')
  },
  restore: (call, args) => {
    const { has } = readOptions(args, { short: 's', long: ['source'] })
    call.add('writes', 'changes the work tree or index')
    if (!(has('S', 'staged') && !has('W', 'worktree'))) call.add('destructive', 'discards uncommitted work for good')
  },
  reset: (call, args) => {
    const { has } = readOptions(args)
    call.add('writes', 'moves the branch or the index')
    if (has('hard', 'merge', 'keep')) call.add('destructive', 'discards uncommitted work for good')
  },
  clean: (call, args) => {
    const { has } = readOptions(args, { short: 'e', long: ['exclude'] })
    if (has('n', 'dry-run')) return
    const what = has('d') ? 'untracked files and folders' : 'untracked files'
    const ignored = has('X') ? 'ignored files' : has('x') ? `${what}, ignored ones too,` : what
    label(call, 'writes destructive', `deletes ${ignored} for good`)
  },
  merge: does('writes', 'merges into the work tree'),
  'cherry-pick': does('writes', 'applies commits'),
  revert: does('writes', 'makes commits that undo others'),
  am: does('writes', 'applies patches as commits'),
  apply: (call, args) => {
    const { has } = readOptions(args, { short: 'pC' })
    if (has('check', 'stat', 'numstat', 'summary') && !has('apply')) return
    call.add('writes', 'changes files')
  },
  rebase: (call, args) => {
    const { values } = readOptions(args, { short: 'xsXC', long: ['exec', 'onto', 'strategy'] })
    if (args.some((word) => word.value === '--show-current-patch')) return
    label(call, 'writes', 'rewrites commits')
    if (args.some((word) => word.value === '--abort' || word.value === '--skip'))
      call.add('destructive', 'throws the work of the rebase away')
    for (const code of values('x', 'exec')) {
      call.runCode(code)
      if (!/^(?:true|:)$/.test(code)) call.add('remote-code', 'runs a command after each commit')
    }
  },
  'filter-branch': (call, args) => {
    label(call, 'writes destructive remote-code', 'rewrites every commit with a command')
    for (const code of readOptions(args, {
      long: [
        'tree-filter',
        'index-filter',
        'env-filter',
        'msg-filter',
        'commit-filter',
        'tag-name-filter',
        'parent-filter',
      ],
    }).values('tree-filter', 'index-filter', 'env-filter', 'msg-filter', 'commit-filter'))
      call.runCode(code)
  },
  'filter-repo': does('writes destructive', 'rewrites every commit'),
  gc: (call, args) => {
    const { has } = readOptions(args, { long: ['prune'] })
    label(
      call,
      has('prune', 'aggressive') && has('prune') ? 'writes destructive' : 'writes',
      'packs the repository and drops lost objects',
    )
  },
  prune: (call, args) => {
    if (!readOptions(args).has('n', 'dry-run'))
      label(call, 'writes destructive', 'deletes objects that nothing points to')
  },
  'update-ref': (call, args) => {
    label(call, readOptions(args).has('d') ? 'writes destructive' : 'writes', 'moves a reference')
  },
  'symbolic-ref': (call, args) => {
    if (readOptions(args).operands.length > 1 || readOptions(args).has('d', 'delete')) call.add('writes', 'moves HEAD')
  },
  init: does('writes', 'creates a repository'),
  clone: (call, args) => {
    const options = readOptions(args, {
      short: 'bocuj',
      long: [
        'branch',
        'origin',
        'config',
        'upload-pack',
        'depth',
        'reference',
        'template',
        'separate-git-dir',
        'filter',
      ],
    })
    call.add('writes', 'creates a repository')
    for (const setting of options.values('c', 'config')) judgeSetting(call, setting)
    judgeShared(call, options)
    if (options.has('u')) call.add('remote-code', 'runs a command that it is told to')
    const [source] = options.operands
    const ext = /^ext::(.*)$/.exec(source?.value ?? '')
    if (ext) {
      call.add('remote-code', 'clones from a command')
      call.runCode((ext[1] ?? '').replaceAll('% ', ' '))
      const shell = /(?:sh|bash) -c (.*)$/.exec((ext[1] ?? '').replaceAll(/%(.)/g, '$1'))
      if (shell) call.runCode(shell[1] ?? '')
    } else if (!/^(?:\.{0,2}\/|file:|~)/.test(source?.value ?? '')) call.add('network', 'downloads a repository')
  },
  fetch: (call, args) => {
    const options = readOptions(args, { short: 'jo', long: ['upload-pack', 'depth'] })
    judgeShared(call, options)
    call.add('network', 'asks the remote')
    if (!options.has('dry-run')) call.add('writes', 'downloads commits')
    if (options.has('f', 'force') || options.operands.some((word) => word.value.startsWith('+'))) call.doubt()
  },
  pull: (call, args) => {
    label(call, 'writes network', 'downloads commits and changes the work tree')
    judgeShared(call, readOptions(args, { long: ['upload-pack'] }))
  },
  push: (call, args) => {
    const options = readOptions(args, { short: 'o', long: ['receive-pack', 'exec', 'repo', 'push-option'] })
    judgeShared(call, options)
    call.add('network', 'sends to the remote')
    if (options.has('n', 'dry-run')) return
    call.add('writes', 'changes the remote')
    const refs = options.operands.slice(1).map((word) => word.value)
    if (
      options.given.some((name) => /^(?:f|force.*|mirror|d|delete|prune)$/.test(name)) ||
      refs.some((ref) => ref.startsWith('+') || ref.startsWith(':'))
    ) {
      call.add('destructive', 'rewrites or deletes what the remote has')
    }
  },
  'ls-remote': (call, args) => {
    const options = readOptions(args, { short: 'o', long: ['upload-pack', 'exec', 'sort'] })
    judgeShared(call, options)
    const [source] = options.operands
    if (!/^(?:\.|\.?\.?\/.*|file:.*)$/.test(source?.value ?? 'origin')) call.add('network', 'asks the remote')
    if (/^ext::/.test(source?.value ?? '')) call.add('remote-code', 'asks a command')
  },
  archive: (call, args) => {
    const options = readOptions(args, { short: 'o', long: ['output', 'remote', 'exec', 'format', 'prefix'] })
    judgeShared(call, options)
    if (options.has('o', 'output')) call.add('writes', 'writes an archive')
    if (options.has('remote')) call.add('network', 'asks the remote')
  },
  bundle: verbs(' verify list-heads', '', 'writes a bundle'),
  'format-patch': (call, args) => {
    if (!readOptions(args, { short: 'o' }).has('stdout')) call.add('writes', 'writes patch files')
  },
  'send-email': does('network', 'sends mail'),
  'request-pull': does('network', 'asks the remote'),
  lfs: (call, args) => {
    const verb = args[0]?.value ?? ''
    if (/^(?:ls-files|status|env|version|logs|locks)$/.test(verb)) return
    label(
      call,
      /^(?:pull|fetch|push|clone|lock|unlock)$/.test(verb) ? 'writes network' : 'writes',
      'changes large files',
    )
    if (verb === 'prune') call.add('destructive', 'deletes local copies')
  },
  credential: (call) => {
    call.add('credential-touching', 'reads or changes stored credentials')
  },
  maintenance: does('writes', 'maintains the repository'),
  repack: does('writes', 'packs the repository'),
  'pack-refs': does('writes', 'packs references'),
  'update-index': does('writes', 'changes the index'),
  'read-tree': does('writes', 'changes the index'),
  'write-tree': does('writes', 'writes an object'),
  'commit-tree': does('writes', 'writes an object'),
  'hash-object': (call, args) => {
    if (readOptions(args, { short: 't' }).has('w')) call.add('writes', 'writes an object')
  },
  mktag: does('writes', 'writes an object'),
  'sparse-checkout': verbs('list', '', 'changes the work tree'),
  rerere: verbs('status diff remaining', 'clear forget', 'changes recorded resolutions'),
  replace: does('writes', 'changes references'),
  'difftool mergetool': does('remote-code', 'runs a program from the configuration'),
  difftool: does('remote-code', 'runs a program from the configuration'),
  mergetool: does('writes remote-code', 'runs a program from the configuration'),
  instaweb: does('writes network', 'opens a port'),
  daemon: does('network', 'opens a port'),
  'http-backend': does('network', 'serves a repository'),
  'credential-store': does('credential-touching', 'reads or changes stored credentials'),
  svn: does('writes network', 'talks to a server'),
  flow: does('writes', 'changes branches'),
  gui: does('writes', 'opens a program that changes the repository'),
  citool: does('writes', 'opens a program that makes commits'),
}

export const GIT: Rules = {
  git(call) {
    const options = readOptions(call.args, GLOBAL)
    if (
      options.has('version', 'help', 'html-path', 'man-path') ||
      (options.operands.length === 0 &&
        options.has('exec-path') &&
        options.values('exec-path').every((path) => path === ''))
    )
      return
    for (const setting of options.values('c')) judgeSetting(call, setting)
    if (options.has('config-env')) call.add('remote-code', 'takes a setting from the environment')
    if (options.values('exec-path').some((path) => path !== ''))
      call.add('remote-code', 'takes its programs from another folder')
    if (options.has('git-dir', 'work-tree') && options.values('git-dir').some((path) => !/^(?:\.git|\/|~)/.test(path)))
      call.doubt()
    const [verb, ...args] = options.operands
    if (verb === undefined) return
    if (!verb.isLiteral) {
      call.doubt()
      return
    }
    const rule = SUBCOMMANDS[verb.value]
    if (
      SHOWS_CONTENT.test(verb.value) &&
      !(verb.value === 'log' && !args.some((word) => /^-(?:p|u|\w*p)$|^--patch/.test(word.value)))
    ) {
      const secret = args.find(
        (word) => isSecretPath(word.value.replace(/^[^:]*:(?=.)/, '')) && /[./]/.test(word.value),
      )
      if (secret) call.add('credential-touching', `shows the secrets in ${secret.value}`)
    }
    if (rule !== undefined && Object.hasOwn(SUBCOMMANDS, verb.value)) {
      if (args.length > 0 && args.every((word) => word.value === '-h' || word.value === '--help')) return
      rule(call, args)
      if (
        args.some((word) => !word.isLiteral && word.isSplit && /^\$\{?\w+\}?$/.test(word.value)) &&
        rule === readsOnly
      )
        call.doubt()
    } else if (!options.values('c').some((setting) => setting.startsWith(`alias.${verb.value}=`))) {
      call.add('remote-code', `runs the alias or extension ${verb.value}`)
    }
  },
  ...each('tig gitk lazygit gitui', (call) => {
    if (call.name !== 'tig' && call.name !== 'gitk') call.add('writes', 'opens a program that changes the repository')
  }),
  ...each('hg svn cvs bzr fossil jj', (call) => {
    const [verb] = readOptions(call.args, { short: 'R', stopsAtOperand: true }).operands
    const name = verb?.value ?? ''
    if (
      /^(?:status|st|diff|log|blame|annotate|cat|branch(?:es)?|tags|heads|parents|root|summary|info|help|version|proplist|pl|propget|pg|show|identify|id|manifest|files|paths|op|evolog)$/.test(
        name,
      )
    ) {
      if (call.name === 'svn' && /^(?:log|cat|blame|annotate)$/.test(name)) call.add('network', 'asks the server')
      if (call.name === 'jj' && name === 'branch') call.doubt()
      return
    }
    label(
      call,
      /^(?:pull|push|clone|checkout|co|update|up|commit|ci|incoming|outgoing|fetch|git)$/.test(name)
        ? 'writes network'
        : 'writes',
      'changes the repository',
    )
    if (/^(?:revert|strip|purge|rollback|abandon|undo|cleanup)$/.test(name)) call.add('destructive', 'throws work away')
  }),
}
