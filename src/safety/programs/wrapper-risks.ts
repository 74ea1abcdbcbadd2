// Programs that run another program: their rule finds the operand and judges it.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { type OptionSpec, readOptions } from '../lines/option-split.ts'
import { isSecretPath } from '../secrets/secret-names.ts'
import { judgeVariable } from '../lines/risky-variables.ts'
import { type Word, fillIn, joinWords, makeWord } from '../lines/command-words.ts'

/** The rule of a wrapper that takes `skip` operands itself and runs the others as a command. */
function wraps(spec: OptionSpec, skip = 0): (call: Call) => void {
  return (call) => {
    const { operands } = readOptions(call.args, { ...spec, stopsAtOperand: true })
    const inner = operands.slice(skip)
    if (inner.length > 0) call.run(inner)
  }
}

/** Takes leading `A=b` words off and reports them. */
function takeAssignments(call: Call, words: Word[]): Word[] {
  let at = 0
  for (; at < words.length; at++) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at]?.value ?? '')
    if (!match) break
    const [, name = '', value = ''] = match
    reportVariable(call, name, value)
  }
  return words.slice(at)
}

/** Reports the effect of giving a variable this value. */
export function reportVariable(call: Call, name: string, value: string): void {
  const kind = judgeVariable(name, value)
  if (kind === 'command') {
    call.add('remote-code', `makes other programs run what ${name} says`)
    call.runCode(value)
  } else if (kind === 'code') call.add('remote-code', `changes which code is loaded through ${name}`)
  else if (kind === 'settings') call.doubt()
  else if (kind === 'traffic') call.add('network', `sends connections through the host in ${name}`)
}

const SUDO: OptionSpec = {
  short: 'ughpCcDRTUrt',
  long: [
    'user',
    'group',
    'host',
    'prompt',
    'close-from',
    'chdir',
    'chroot',
    'command-timeout',
    'other-user',
    'role',
    'type',
  ],
  stopsAtOperand: true,
}

function judgeSudo(call: Call): void {
  const options = readOptions(call.args, SUDO)
  call.add('privileged', 'runs with the rights of another user')
  if (options.has('e', 'edit')) call.add('writes', 'edits a file')
  if (options.has('l', 'list', 'v', 'validate', 'k', 'K', 'reset-timestamp') && options.operands.length === 0) return
  const inner = takeAssignments(call, options.operands)
  if (inner.length === 0) {
    if (options.has('s', 'i', 'shell', 'login')) call.doubt()
    return
  }
  const text = joinWords(inner)
  if (options.has('s', 'i', 'shell', 'login')) call.runCode(text)
  else call.run(inner)
}

/** `su - user -c 'code'`. */
function judgeSu(call: Call): void {
  const { values, operands } = readOptions(call.args, {
    short: 'cgGswC',
    long: ['command', 'group', 'shell', 'session-command'],
  })
  call.add('privileged', 'switches to another user')
  for (const code of values('c', 'command', 'session-command')) call.runCode(code)
  if (call.name === 'runuser' && operands.length > 0 && !call.args.some((word) => word.value === '-c')) {
    call.run(readOptions(call.args, { short: 'ug', stopsAtOperand: true }).operands)
  }
}

const ENV_SPEC: OptionSpec = { short: 'uCS', long: ['unset', 'chdir', 'split-string'], stopsAtOperand: true }

function judgeEnv(call: Call): void {
  const options = readOptions(call.args, ENV_SPEC)
  const split = options.values('S', 'split-string')
  const inner = takeAssignments(call, options.operands)
  if (split.length > 0) {
    const words = split
      .join(' ')
      .trim()
      .split(/\s+/)
      .map((text) => makeWord(text))
    if (split.some((text) => /['"\\$]/.test(text))) call.runCode(split.join(' '))
    else call.run([...takeAssignments(call, words), ...inner])
    return
  }
  if (inner.length > 0) call.run(inner)
  else if (!call.args.some((word) => /^--(?:version|help)$/.test(word.value))) {
    if (options.has('i', 'ignore-environment')) return
    call.add('credential-touching', 'dumps the environment')
  }
}

function judgeXargs(call: Call): void {
  const { operands, has, values } = readOptions(call.args, {
    short: 'adEILnPsRSJ',
    long: ['arg-file', 'delimiter', 'max-args', 'max-procs', 'max-lines', 'max-chars', 'replace', 'process-slot-var'],
    stopsAtOperand: true,
  })
  const placeholder = values('I', 'replace', 'J')[0] ?? '{}'
  const inner = operands.map((word) => fillIn(word, placeholder))
  if (inner.length === 0) return
  const [name] = inner
  if (
    name &&
    /^(?:bash|sh|zsh|dash|ksh|eval|env|sudo|python3?|node|perl|ruby)$/.test(name.value) &&
    inner.length === 1 &&
    !has('version')
  ) {
    call.add('remote-code', 'runs its input')
  }
  if (name && operands[0]?.value.includes(placeholder) === true) call.add('remote-code', 'runs its input as a program')
  const secrets = (call.feed.words ?? []).filter((word) => isSecretPath(word.value))
  call.run([...inner, ...secrets], { feed: { literal: null, kind: 'none' } })
}

export const WRAPPERS: Rules = {
  ...each('sudo doas dzdo', judgeSudo),
  sudoedit: (call) => {
    label(call, 'privileged writes', 'edits a file with the rights of another user')
  },
  ...each('su runuser', judgeSu),
  ...each('pkexec gksudo gksu kdesu kdesudo run0 machinectl-shell', (call) => {
    call.add('privileged', 'runs with the rights of another user')
    const { operands } = readOptions(call.args, { long: ['user'], short: 'u', stopsAtOperand: true })
    if (operands.length > 0) call.run(operands)
  }),
  env: judgeEnv,
  printenv(call) {
    const names = readOptions(call.args).operands
    const isPlain =
      names.length > 0 &&
      names.every((word) =>
        /^(?:HOME|PATH|PWD|USER|SHELL|LANG|LC_\w+|TERM|EDITOR|PAGER|HOSTNAME|TZ|DISPLAY|LOGNAME|[A-Z]+_(?:HOME|ROOT|DIR|PATH)|VIRTUAL_ENV|NODE_ENV|SHLVL|COLUMNS|LINES|TMPDIR|OLDPWD)$/.test(
          word.value,
        ),
      )
    if (!isPlain) call.add('credential-touching', 'dumps the environment')
  },
  ...each('nohup setsid noglob nocorrect - catchsegv unbuffer fakeroot eatmydata dbus-run-session', wraps({})),
  command(call) {
    const { has, operands } = readOptions(call.args, { stopsAtOperand: true })
    if (has('v', 'V')) return
    if (operands.length > 0) call.run(operands)
  },
  builtin: wraps({}),
  coproc(call) {
    // `coproc NAME { … }` or `coproc command`.
    const brace = call.args.findIndex((word) => word.value === '{')
    const inner = call.args.slice(brace + 1).filter((word) => word.value !== '}')
    if (inner.length > 0) call.run(inner)
  },
  exec(call) {
    const { operands } = readOptions(call.args, { short: 'a', stopsAtOperand: true })
    if (operands.length > 0) call.run(operands)
  },
  busybox(call) {
    const inner = readOptions(call.args, { stopsAtOperand: true }).operands
    if (inner.length > 0) call.run(inner)
  },
  toybox: wraps({}),
  time: wraps({ short: 'fo', long: ['format', 'output'] }),
  nice: wraps({ short: 'n', long: ['adjustment'] }),
  renice: (call) => {
    label(call, /-\d/.test(call.text) ? 'writes privileged' : 'writes', 'changes the priority of processes')
  },
  ionice(call) {
    const { operands, has } = readOptions(call.args, {
      short: 'cnpPu',
      long: ['class', 'classdata', 'pid'],
      stopsAtOperand: true,
    })
    if (operands.length > 0) call.run(operands)
    else if (has('c', 'n') && has('p')) call.add('writes', 'changes the priority of processes')
  },
  ...each('chrt taskset', (call) => {
    const { has, operands } = readOptions(call.args, { short: 'TPD', stopsAtOperand: true })
    if (has('p', 'pid')) {
      if (operands.length > 1) call.add('writes', 'changes how a process is scheduled')
    } else if (operands.length > 1) call.run(operands.slice(1))
  }),
  numactl: wraps({ short: 'NClmip' }),
  stdbuf: wraps({ short: 'ioe', long: ['input', 'output', 'error'] }),
  timeout: wraps({ short: 'ks', long: ['kill-after', 'signal'] }, 1),
  gtimeout: wraps({ short: 'ks', long: ['kill-after', 'signal'] }, 1),
  repeat: wraps({}, 1),
  chronic: wraps({}),
  ts(call) {
    // `ts` is two programs: that of moreutils stamps lines, the task spooler runs its operands.
    const { operands } = readOptions(call.args, { stopsAtOperand: true })
    if (operands.length > 0 && call.feed.kind !== 'pipe') call.run(operands)
  },
  strace(call) {
    const { has, operands } = readOptions(call.args, { short: 'aeoOpsSuEIPXb', stopsAtOperand: true })
    if (has('o', 'output')) call.add('writes', 'writes a trace to a file')
    if (has('p', 'attach')) label(call, 'privileged', 'looks into another process')
    if (operands.length > 0) call.run(operands)
  },
  ...each('ltrace perf valgrind gdb lldb rr dtruss', (call) => {
    const { operands } = readOptions(call.args, { short: 'oep', stopsAtOperand: true })
    call.add('remote-code', 'runs a program under a tool')
    if (operands.length > 0 && call.name !== 'perf') call.run(operands)
  }),
  watch(call) {
    const { operands, has } = readOptions(call.args, { short: 'nq', long: ['interval'], stopsAtOperand: true })
    if (has('x', 'exec')) call.run(operands)
    else if (operands.length > 0) call.runCode(joinWords(operands))
  },
  ...each('entr reflex nodemon watchexec', (call) => {
    const inner = readOptions(call.args, { short: 'ewirx', stopsAtOperand: true }).operands
    if (inner.length > 0) call.run(inner)
    call.doubt()
  }),
  flock(call) {
    const { operands, values } = readOptions(call.args, {
      short: 'cEw',
      long: ['command', 'timeout', 'wait', 'conflict-exit-code'],
      stopsAtOperand: true,
    })
    call.add('writes', 'creates a lock file')
    for (const code of values('c', 'command')) call.runCode(code)
    const inner = operands.slice(1)
    if (inner[0]?.value === '-c') call.runCode(inner[1]?.value ?? '')
    else if (inner.length > 0) call.run(inner)
  },
  script(call) {
    const { operands, values } = readOptions(call.args, { short: 'cEITOBmo', long: ['command'] })
    for (const code of values('c', 'command')) call.runCode(code)
    if (operands[0]?.value !== '/dev/null') call.add('writes', 'records a session to a file')
    call.doubt()
  },
  parallel(call) {
    const { operands } = readOptions(call.args, {
      short: 'jNnIaPSX',
      long: ['jobs', 'arg-file', 'colsep', 'delay', 'joblog', 'results', 'sshlogin', 'retries', 'timeout'],
      stopsAtOperand: true,
    })
    const end = operands.findIndex((word) => /^:::/.test(word.value))
    const inner = end < 0 ? operands : operands.slice(0, end)
    if (inner.length > 0) call.runCode(joinWords(inner).replaceAll(/\{[\w/.#%]*\}/g, '$input'))
    else if (end >= 0) {
      for (const word of operands.slice(end + 1)) call.runCode(word.value)
    } else call.add('remote-code', 'runs its input as commands')
    if (/--?(?:S|sshlogin)\b/.test(call.text)) call.add('network', 'runs jobs on other hosts')
  },
  xargs: judgeXargs,
  gxargs: judgeXargs,
  ...each('chroot', (call) => {
    call.add('privileged', 'changes the root folder')
    const { operands } = readOptions(call.args, { long: ['userspec', 'groups'], stopsAtOperand: true })
    if (operands.length > 1) call.run(operands.slice(1))
  }),
  ...each('nsenter unshare setpriv capsh bwrap firejail systemd-nspawn proot', (call) => {
    call.add('privileged', 'changes the rights or namespaces of a program')
    const { operands } = readOptions(call.args, {
      short: 'tSG',
      long: ['target', 'reuid', 'regid', 'setuid', 'setgid'],
      stopsAtOperand: true,
    })
    if (operands.length > 0) call.run(operands)
  }),
  ...each('systemd-run', (call) => {
    const { operands, has } = readOptions(call.args, {
      short: 'puMHt',
      long: ['unit', 'property', 'on-active', 'on-calendar', 'slice', 'uid', 'gid', 'setenv'],
      stopsAtOperand: true,
    })
    call.add('writes', 'starts a unit')
    if (!has('user')) call.add('privileged', 'starts a unit of the system')
    if (operands.length > 0) call.run(operands)
  }),
  ...each('direnv mise asdf rtx nvm pyenv rbenv fnm volta sdk jenv nodenv goenv', (call) => {
    const [mode] = call.args
    const name = mode?.value ?? ''
    if (/^(?:exec|x|run)$/.test(name)) {
      const at = call.args.findIndex((word) => word.value === '--')
      call.run(call.args.slice(at >= 0 ? at + 1 : 2))
      call.doubt()
    } else if (/^(?:allow|permit|edit|reload)$/.test(name))
      label(call, 'writes remote-code', 'trusts the code of a folder')
    else if (
      /^(?:ls|list|current|which|versions?|status|where|doctor|ls-remote|help|whence|root|--version|prefix|show)$/.test(
        name,
      )
    ) {
      if (name === 'ls-remote') call.add('network', 'asks which versions exist')
    } else if (/^(?:install|i|use|upgrade|update|in)$/.test(name))
      label(call, name === 'use' ? 'writes' : 'writes network remote-code', 'installs or chooses a version')
    else if (/^(?:uninstall|remove|rm|prune)$/.test(name)) label(call, 'writes', 'removes a version')
    else label(call, 'writes', 'changes the versions in use')
  }),
}
