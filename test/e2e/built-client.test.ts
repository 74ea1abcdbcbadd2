// The files of dist/: from the client of openai the build leaves out what nobody calls, and it still speaks both of its protocols; commands
// load few files.

import { execFile } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startPeerServer } from '../bench/peer-server.ts'
import { type Home, KIMI, makeHome, startDaemonIn } from '../support/kimi.ts'

const DIST = join(KIMI, '..')

test.each(['openai', 'openai_responses'])(
  'the built kimi gets an answer from a provider of the type %s',
  async (type) => {
    await using server = await startPeerServer()
    await using home = await makeHome()
    writeFileSync(
      home.paths.config,
      [
        'default_model = "m"\n[providers.p]',
        `type = "${type}"\nbase_url = "${server.url}/v1"\napi_key = "sk-x"\n[models.m]`,
        'provider = "p"\nmodel = "local"\nmax_context_size = 100000\n',
      ].join('\n'),
    )
    expect(await home.kimi(['--no-daemon', '-p', 'hi'])).toEqual({ status: 0, stdout: 'Hello.\n', stderr: '' })
  },
)

/** The files of dist/ that the command line has loaded when it ends, and their bytes. */
async function listLoaded(home: Home, args: readonly string[]): Promise<{ files: string[]; bytes: number }> {
  const [list, preload] = [join(home.dir, 'loaded.json'), join(home.dir, 'list-loaded.cjs')]
  writeFileSync(
    preload,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache))))`,
  )
  const ran = promisify(execFile)(process.execPath, ['--require', preload, join(DIST, 'cli.js'), ...args], {
    env: home.env,
    cwd: home.dir,
  })
  ran.child.stdin!.end()
  await ran
  const files = (JSON.parse(readFileSync(list, 'utf8')) as string[]).filter((file) => file.startsWith(DIST))
  return { files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) }
}

test('-p, ask, suggest and task list load at most 6 files of 150 KB in all: each file takes a quarter of a millisecond', async () => {
  await using server = await startPeerServer()
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: `${server.url}/v1` })
  await startDaemonIn(home)
  for (const line of ['-p hi', 'ask hi', 'suggest --offline list files', 'task list']) {
    const { files, bytes } = await listLoaded(home, line.split(' '))
    expect(files.length, line).toBeLessThanOrEqual(6)
    expect(bytes, line).toBeLessThan(150 * 1024)
  }
})

test('a process begins without those modules of Node that take milliseconds to load', () => {
  for (const file of ['cli.js', 'task-runner.js', 'daemon.js'])
    expect(readFileSync(join(DIST, file), 'utf8'), file).not.toMatch(
      /"node:(?:fs\/promises|net|http|child_process|stream)"/,
    )
})
