// The promises of reliability, A1.01 to A1.40, with the checks that show that each is kept. A check is a test by its file and the beginning
// of its title, a figure of the run that prints the table, or, where this cannot be checked by a program on one machine, the reason why not.

export interface Promised {
  id: string
  promise: string
  tests?: readonly [file: string, title: string][]
  /** A figure of `npm run faults` or `npm run soak`, by its name. */
  figures?: readonly string[]
  unchecked?: string
}

const LIFECYCLE = 'test/daemon/lifecycle.test.ts'
const SOCKET = 'test/daemon/socket.test.ts'
const START = 'test/daemon/start.test.ts'
const TASKS = 'test/daemon/tasks.test.ts'
const TURNS = 'test/daemon/turns.test.ts'
const SYS = 'test/unit/sys/sys.test.ts'
const CONNECTION = 'test/unit/daemon/connection.test.ts'

export const PROMISES: readonly Promised[] = [
  { id: 'A1.01', promise: 'a stale socket needs no user', tests: [[LIFECYCLE, 'kill -9: the next command works']] },
  {
    id: 'A1.02',
    promise: 'identity is the lock, not a pid',
    tests: [[SYS, 'one holds it, and it is free when the holder']],
  },
  { id: 'A1.03', promise: 'a deleted socket is bound again', tests: [[LIFECYCLE, 'a deleted socket is bound again']] },
  {
    id: 'A1.04',
    promise: 'an old daemon leaves the new socket',
    tests: [[LIFECYCLE, 'a daemon that closes late leaves']],
  },
  {
    id: 'A1.05',
    promise: 'of many starters one daemon',
    tests: [
      [LIFECYCLE, 'twenty commands at once'],
      [START, 'of many shells that start'],
    ],
  },
  { id: 'A1.06', promise: 'a killed starter holds nothing', tests: [[LIFECYCLE, 'a starter killed at any time']] },
  {
    id: 'A1.07',
    promise: 'a failed start says why',
    tests: [[START, 'who waits for a start that fails']],
    figures: ['at the start'],
  },
  {
    id: 'A1.08',
    promise: 'versions that differ get along',
    tests: [
      [LIFECYCLE, 'an idle old daemon makes room'],
      [LIFECYCLE, 'an older client is served'],
      [LIFECYCLE, 'a busy old daemon'],
    ],
  },
  {
    id: 'A1.09',
    promise: 'tasks outlive their daemon',
    tests: [[TASKS, 'a daemon that is killed at any moment loses no task']],
  },
  { id: 'A1.10', promise: 'files removed under the daemon', tests: [[LIFECYCLE, 'our files removed under']] },
  { id: 'A1.11', promise: 'idle, it exits, and serves meanwhile', tests: [[LIFECYCLE, 'idle, it exits']] },
  {
    id: 'A1.12',
    promise: 'the socket’s folder is private',
    tests: [
      [LIFECYCLE, 'directory 0700, socket'],
      [SYS, 'a directory is private only when'],
    ],
  },
  { id: 'A1.13', promise: 'a path too long is replaced', tests: [[SYS, 'a path too long for a socket']] },
  {
    id: 'A1.14',
    promise: 'a home on a network disk',
    unchecked: 'no network file system, and no second machine, is here',
  },
  { id: 'A1.15', promise: 'a full disk tears nothing', figures: ['ENOSPC', 'full disk'] },
  { id: 'A1.16', promise: 'the Nth write fails', figures: ['EIO', 'EMFILE'] },
  {
    id: 'A1.17',
    promise: 'a crash at the Nth write',
    tests: [
      ['test/unit/session/store/context-file.test.ts', 'killed at any instant'],
      ['test/unit/session/store/wire-log.test.ts', 'killed at any instant'],
    ],
    figures: ['killed at a rename'],
  },
  {
    id: 'A1.18',
    promise: 'a clock that jumps',
    figures: ['monotonic clock a day ahead', 'wall clock two days ahead, and behind'],
  },
  { id: 'A1.19', promise: 'stopped and continued', figures: ['stopped and continued'] },
  { id: 'A1.20', promise: 'the terminal closes', tests: [[LIFECYCLE, 'SIGHUP and the end of the terminal']] },
  { id: 'A1.21', promise: 'SIGTERM ends it in 5 s', tests: [[LIFECYCLE, 'SIGTERM ends it within 5 s']] },
  {
    id: 'A1.22',
    promise: 'killed in a turn, nothing runs twice',
    tests: [[TURNS, 'killed at any instant: no command']],
  },
  { id: 'A1.23', promise: 'much output costs little memory', tests: [[CONNECTION, 'an answer of 30 MB reaches']] },
  {
    id: 'A1.24',
    promise: 'descriptors do not leak',
    tests: [[SOCKET, 'ten thousand who ask and leave']],
    figures: ['64 descriptors', 'open descriptors'],
  },
  {
    id: 'A1.25',
    promise: 'no child is left behind',
    tests: [
      [TASKS, 'is stopped with all that it has detached'],
      ['test/daemon/mcp.test.ts', 'nothing that a daemon has started outlives'],
    ],
  },
  { id: 'A1.26', promise: 'memory does not grow', figures: ['memory'] },
  { id: 'A1.27', promise: 'a slow client is dropped', tests: [[SOCKET, 'a client that does not read is dropped']] },
  {
    id: 'A1.28',
    promise: 'a vanished client ends its request',
    tests: [[SOCKET, 'closing a connection cancels']],
    figures: ['rounds of work'],
  },
  {
    id: 'A1.29',
    promise: 'frames in any pieces',
    tests: [['test/unit/daemon/connection.test.ts', 'bytes that come one by one']],
  },
  { id: 'A1.30', promise: 'a very long line costs little', tests: [[SOCKET, '64 MB without a newline']] },
  {
    id: 'A1.31',
    promise: 'malformed input ends no daemon',
    tests: [['test/daemon/mutated-input.test.ts', 'after thousands of mutated']],
    figures: ['same daemon', 'uncaught'],
  },
  { id: 'A1.32', promise: 'thousands of connections', figures: ['4,000 connections'] },
  { id: 'A1.33', promise: 'the loop is never blocked', figures: ['longest stall'] },
  {
    id: 'A1.34',
    promise: 'the log stays small and clean',
    tests: [
      [SYS, 'it rotates by size'],
      [SYS, 'a newline in a message'],
    ],
  },
  {
    id: 'A1.35',
    promise: 'no storm of starts',
    tests: [
      [START, 'of many shells that start'],
      [START, 'a damaged lock file'],
    ],
  },
  { id: 'A1.36', promise: 'an error stays in its session', figures: ['uncaught'] },
  {
    id: 'A1.37',
    promise: 'the shell works without us',
    tests: [['test/shell/zsh-daemon.test.ts', 'a stopped daemon: prompts']],
  },
  { id: 'A1.38', promise: 'the starter’s environment is not kept', tests: [[LIFECYCLE, 'it keeps the variables']] },
  { id: 'A1.39', promise: 'an approval counts once', tests: [[TASKS, 'waits for an approval, shows exactly']] },
  { id: 'A1.40', promise: 'containers, macOS, WSL', unchecked: 'only this Linux is here; it has no systemd of a user' },
]
