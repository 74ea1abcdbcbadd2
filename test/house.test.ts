// The house of DESIGN: data comes in at the top and goes down; a floor imports only floors below it.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..', 'src')

/** From the ground up. Folders of one floor do not import each other. */
const FLOORS = [
  ['protocol', 'sys'],
  ['config', 'shell-syntax', 'workspace'],
  ['accounts', 'models', 'safety', 'knowledge'],
  ['tools', 'mcp'],
  ['agent'],
  ['session'],
  ['suggest', 'tasks'],
  ['notices'],
  ['daemon', 'client'],
  ['cli', 'tui', 'acp'],
  ['cli.ts', 'build'],
]

/** What a folder may import although its floor does not say so, and why. */
const EXCEPTIONS: Record<string, string> = {
  'client/host.ts → daemon': 'hosts the daemon in-process, lazily',
}
/** What a folder must not import although it lies below. */
const CLIENT_SHARES_ONLY = ['protocol', 'sys']

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const floorOf = (place: string) => FLOORS.findIndex((floor) => floor.includes(place))

function importsOf(file: string): { place: string; isType: boolean; isLazy: boolean }[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const found = text.matchAll(/(?:^(import|export)( type)?[^'";]*? from |\bimport\()\s*'(\.[^']+)'/gm)
  return [...found].map(([, keyword, type, path]) => ({
    place: relative(SRC, resolve(SRC, dirname(file), path!)).split('/')[0]!,
    isType: type !== undefined,
    isLazy: keyword === undefined,
  }))
}

describe('each folder imports only floors below it', () => {
  for (const place of new Set(files.map((file) => file.split('/')[0]!))) {
    test(place, () => {
      expect(floorOf(place), 'has a floor').toBeGreaterThanOrEqual(0)
      const wrong = files
        .filter((file) => file.split('/')[0] === place)
        .flatMap((file) =>
          importsOf(file)
            .filter((found) => found.place !== place && floorOf(found.place) >= floorOf(place))
            .map((found) => `${file} → ${found.place}`),
        )
        .filter((line) => !Object.hasOwn(EXCEPTIONS, line))
      expect(wrong).toEqual([])
    })
  }
})

test('the client shares only protocol and sys with the daemon', () => {
  const wrong = files
    .filter((file) => file.startsWith('client/'))
    .flatMap((file) => importsOf(file).map((found) => ({ file, ...found })))
    .filter(({ place, isLazy }) => place !== 'client' && !CLIENT_SHARES_ONLY.includes(place) && !isLazy)
  expect(wrong).toEqual([])
})

test('only cli and tui write to stdout and stderr', () => {
  const writers = files.filter((file) =>
    /process\.(stdout|stderr)\b|console\./.test(readFileSync(join(SRC, file), 'utf8')),
  )
  // daemon/daemon-process.ts: a daemon that cannot start has nobody else to tell; cli.ts answers --version before anything loads.
  expect(writers.filter((file) => !/^(cli|tui|build)\//.test(file))).toEqual(['cli.ts', 'daemon/daemon-process.ts'])
})

test('no folder is a drawer: utils, common, core, helpers, and no barrels', () => {
  expect(files.filter((file) => /(^|\/)((utils?|common|core|helpers?)(\/|\.ts$)|index\.ts$)/.test(file))).toEqual([])
})

test('every file opens with what it owns', () => {
  const silent = files.filter((file) => !/^(#!.*\n)?(\/\/|\/\*\*?)/.test(readFileSync(join(SRC, file), 'utf8')))
  expect(silent).toEqual([])
})

test('no file listens on TCP', () => {
  const listeners = files.filter((file) => /\.listen\((?!\{ path)/.test(readFileSync(join(SRC, file), 'utf8')))
  expect(listeners).toEqual([])
})
