// The house of AGENTS.md as a test: data comes in at the top and goes down; a floor imports only floors below it.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCycles, readSourceGraph, type Import } from './support/source-graph.ts'

const { files, imports, textOf, exportsOf } = readSourceGraph(join(import.meta.dirname, '..', 'src'))

/** From the ground up. Folders of one floor do not import each other. */
const FLOORS = [
  ['protocol', 'sys'],
  ['config', 'shell-syntax', 'workspace'],
  ['accounts', 'models', 'safety'],
  ['knowledge'],
  ['tools', 'mcp', 'plugins'],
  ['agent'],
  ['session'],
  ['suggest', 'tasks'],
  ['notices'],
  ['daemon', 'client'],
  ['view'],
  ['cli', 'tui', 'acp', 'web'],
  ['cli.ts', 'build'],
]

/** Files that start a process or a build: nobody imports them. */
const ENTRIES = [
  'cli.ts',
  'daemon/daemon-entry.ts',
  'tasks/runner-entry.ts',
  'build/build.ts',
  'build/milliseconds-up.ts',
]

/** Imports that go up although their floor forbids it, each with its reason. */
const EXCEPTIONS: Record<string, string> = {
  'cli/sessions/shell-command.ts → tui/shell/shell-mode.ts': 'the command that shows a session’s shell, lazily',
  'cli/acp-start.ts → acp/acp-door.ts': 'the command that opens this door, itself loaded lazily',
  'client/host.ts → daemon/daemon.ts': 'hosts the daemon in the process of a client, lazily',
  'cli/turns/terminal-command.ts → tui/app.ts': 'the command that opens the terminal, itself loaded lazily',
  'cli/turns/terminal-command.ts → tui/plain/plain-terminal.ts': 'the same for a terminal that moves no cursor',
}

/** Folders and rooms that may be imported by each kind of file that has fewer rights than its floor gives. */
const NARROW: Record<string, readonly string[]> = {
  client: ['protocol', 'sys'],
  view: ['protocol', 'sys', 'safety/text'],
  cli: ['view', 'client', 'config', 'protocol', 'sys', 'safety/text'],
  tui: ['view', 'client', 'config', 'protocol', 'sys', 'safety/text'],
  acp: ['view', 'client', 'config', 'protocol', 'sys', 'safety/text'],
  web: ['view', 'client', 'config', 'protocol', 'sys', 'safety/text'],
}

/** Most files that one room holds: beyond it nobody finds the place for a change. */
const ROOM_LIMIT = 25

const folderOf = (file: string) => file.split('/')[0]!
const roomOf = (file: string) => file.split('/').slice(0, -1).join('/')
const floorOf = (file: string) => FLOORS.findIndex((floor) => floor.includes(folderOf(file)))
const describeImport = ({ from, to }: Import) => `${from} → ${to}`
const isException = (edge: Import) => Object.hasOwn(EXCEPTIONS, describeImport(edge))
const crossing = imports.filter(({ from, to }) => folderOf(from) !== folderOf(to))

describe('each folder imports only floors below it', () => {
  for (const folder of new Set(files.map(folderOf))) {
    const upward = crossing
      .filter(({ from, to }) => folderOf(from) === folder && floorOf(to) >= floorOf(from))
      .filter((edge) => !isException(edge))
    test(`${folder}: values`, () => {
      expect(floorOf(folder), 'the folder has a floor').toBeGreaterThanOrEqual(0)
      expect(upward.filter(({ isType }) => !isType).map(describeImport)).toEqual([])
    })
    test(`${folder}: types`, () => {
      expect(upward.filter(({ isType }) => isType).map(describeImport)).toEqual([])
    })
  }
})

test('doors, view and client import only what keeps them thin', () => {
  const wrong = crossing.filter(({ from, to }) => {
    const allowed = NARROW[folderOf(from)]
    return allowed && !allowed.some((place) => to.startsWith(`${place}/`))
  })
  expect(wrong.filter((edge) => !isException(edge)).map(describeImport)).toEqual([])
})

test('agent takes values from protocol alone: a turn runs without disk, network or clock', () => {
  const values = crossing.filter(
    ({ from, to, isType }) => folderOf(from) === 'agent' && !isType && folderOf(to) !== 'protocol',
  )
  expect(values.map(describeImport)).toEqual([])
})

test('no imports form a cycle, not even of types', () => {
  expect(findCycles(imports)).toEqual([])
})

test('directories are made by one function, which lets no other user in and says why it cannot', () => {
  const others = files.filter((file) => !file.startsWith('build/') && file !== 'sys/files.ts')
  expect(others.filter((file) => /\bmkdirSync\(/.test(textOf(file)))).toEqual([])
})

test('every file has a caller, and every export a use', () => {
  const tests = readTests()
  const used = new Map<string, Set<string>>()
  for (const { to, names } of imports) used.set(to, new Set([...(used.get(to) ?? []), ...names]))
  const isDead = (file: string, name: string) => {
    const uses = textOf(file).match(new RegExp(`\\b${name}\\b`, 'g'))!.length
    return uses < 2 || (!isTypeName(name) && !tests.includes(name))
  }
  const dead = files
    .filter((file) => !ENTRIES.includes(file))
    .flatMap((file) => {
      const names = used.get(file)
      if (!names) return [`${file}: the whole file`]
      if (names.has('*')) return []
      return exportsOf(file)
        .filter((name) => !names.has(name) && isDead(file, name))
        .map((name) => `${file}: ${name}`)
    })
  expect(dead).toEqual([])
})

/** Types are exported beside the functions that take them, also where nobody has to name them. */
function isTypeName(name: string): boolean {
  return /^[A-Z][a-z]/.test(name)
}

/** The text of all tests: an export may also be there so that a test can reach a part of its file. */
function readTests(): string {
  const folder = import.meta.dirname
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

test('a file name says what it is without its folder: no name occurs twice', () => {
  const names = Map.groupBy(files, (file) => file.split('/').at(-1)!)
  expect([...names.values()].filter((same) => same.length > 1)).toEqual([])
})

test(`no room holds more than ${ROOM_LIMIT} files`, () => {
  const rooms = Map.groupBy(files, roomOf)
  const crowded = [...rooms].filter(([, inside]) => inside.length > ROOM_LIMIT)
  expect(crowded.map(([room, inside]) => `${room}: ${inside.length}`)).toEqual([])
})

test('only doors write to stdout and stderr', () => {
  const writers = files.filter((file) => /process\.(stdout|stderr)\b|console\./.test(textOf(file)))
  // daemon-process.ts: a daemon that cannot start has nobody else to tell; cli.ts answers --version before anything loads.
  expect(writers.filter((file) => !/^(cli|tui|acp|web|build)\//.test(file))).toEqual([
    'cli.ts',
    'daemon/daemon-process.ts',
  ])
})

/** Files of doors that hold a stream themselves, each with its reason. All others write through cli/standard-streams.ts. */
const STREAM_HOLDERS: Record<string, string> = {
  'acp/acp-door.ts': 'frames for editors: protocol/frames.ts escapes',
  'cli/standard-streams.ts': 'the gate itself',
  'cli/confirm.ts': 'readline echoes what the user types; the question is sanitised there',
  'cli/sessions/session-command.ts': 'a count that is replaced in place',
  'cli/sessions/shell-command.ts': 'the live terminal of a shell: its bytes are meant for a terminal',
  'cli/tasks/task-answer.ts': 'readline, single keys, and the screen of a turn',
  'cli/tasks/task-attach.ts': 'the screen of a turn',
  'cli/tasks/task-output-command.ts': 'the colours of a task, and with --raw its bytes',
  'cli/tasks/task-screen.ts': 'a screen of its own: view/tasks/task-screen-view.ts sanitises',
  'cli/tasks/task-terminal.ts': 'the live terminal of a command: its bytes are meant for a terminal',
  'cli/turns/pipe-progress.ts': 'the screen of a turn',
  'cli/turns/prompt-on-terminal.ts': 'the screen of a turn',
  'tui/plain/plain-terminal.ts': 'plain lines: all of them pass the sanitiser there',
  'tui/screen/key-terminal.ts': 'the terminal itself: rows are sanitised where they are made',
  'cli/turns/wire-command.ts': 'frames for programs: protocol/frames.ts escapes',
}

test('doors write through the gate for untrusted text; whoever holds a stream is named', () => {
  const holds =
    /(?<!stream: )process\.std(?:out|err)\b(?!\.(?:isTTY|columns|rows|once\('drain'|on\('error'))|std(?:out|err)[^\n]*\} = process\b|console\./
  const holders = files.filter((file) => /^(cli|tui|acp|web)\//.test(file) && holds.test(textOf(file)))
  expect(holders.sort()).toEqual(Object.keys(STREAM_HOLDERS).sort())
})

test('no folder is a drawer: utils, common, core, helpers, and no barrels', () => {
  const drawer = /(^|\/)((utils?|common|core|helpers?)(\/|\.ts$)|index\.ts$)/
  expect(files.filter((file) => drawer.test(file))).toEqual([])
})

test('every file opens with what it owns', () => {
  expect(files.filter((file) => !/^(#!.*\n)?(\/\/|\/\*\*?)/.test(textOf(file)))).toEqual([])
})

test('no file listens on TCP', () => {
  const own = [
    'safety/sandbox/network-bridge.ts', // inside the sandbox, in the network of one command
    'mcp/oauth/callback-listener.ts', // on 127.0.0.1, for the time of one login, as RFC 8252 wants it
  ]
  expect(files.filter((file) => !own.includes(file) && /\.listen\((?!\{ path)/.test(textOf(file)))).toEqual([])
})
