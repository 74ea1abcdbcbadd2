// The home of the demo's shell: nothing of the user's is in it, and it is removed afterwards.

import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopDaemon } from '../../client/stop.ts'
import { findPaths } from '../../sys/paths.ts'
import { makeDirectory } from '../../sys/files.ts'

/** Variables that the scratch shell keeps: enough to look right and to reach the configured model. */
const KEPT =
  /^(TERM|COLORTERM|LANG|LC_\w+|USER|LOGNAME|PATH|TZ|(KIMI|MOONSHOT)_(API_KEY|BASE_URL|MODEL_NAME)|(HTTPS?|NO)_PROXY)$/

export interface Scratch {
  home: string
  shell: 'zsh' | 'bash'
  args: string[]
  env: Record<string, string>
  /** Stops the scratch daemon and removes the home. */
  remove(): Promise<void>
}

export function makeScratch(shell: 'zsh' | 'bash', env: NodeJS.ProcessEnv): Scratch {
  const home = mkdtempSync(join(tmpdir(), 'kimi-demo-'))
  const root = join(import.meta.dirname, '..')
  writeProject(join(home, 'project'), env)
  const plugin = join(root, 'shell', `kimi.${shell}`)
  const prompt =
    shell === 'zsh' ? `PS1='%F{green}kimi demo%f %1~ %# '` : `PS1='\\[\\e[32m\\]kimi demo\\[\\e[0m\\] \\W \\$ '`
  const rc = `${prompt}
source '${plugin.replaceAll("'", `'\\''`)}'
printf '%s\\n' 'Type words or half a command, then Ctrl-X; again for the next; Ctrl-_ undoes.' 'Try: find the ten biggest files here | tar xz backup | gti status. exit leaves.'
`
  writeFileSync(join(home, shell === 'zsh' ? '.zshrc' : '.bashrc'), rc)
  // A copy of the user's config.toml chooses the model, as in a real session.
  const config = findPaths(env).config
  const kept = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => KEPT.test(name) && value !== undefined),
  ) as Record<string, string>
  const scratchEnv: Record<string, string> = {
    ...kept,
    TERM: env['TERM'] && env['TERM'] !== 'dumb' ? env['TERM'] : 'xterm-256color',
    HOME: home,
    ZDOTDIR: home,
    HISTFILE: join(home, '.history'),
    KIMI_SHARE_DIR: join(home, '.kimi'),
    KIMI_BIN: join(root, 'dist', 'kimi'),
    SHELL: shell,
    NODE_DISABLE_COMPILE_CACHE: '1', // writing a cache would delay the daemon's end by a second
  }
  makeDirectory(join(home, '.kimi'))
  copyIfThere(config, join(home, '.kimi', 'config.toml'))
  return {
    home,
    shell,
    args: shell === 'zsh' ? ['-d', '-i'] : ['--rcfile', join(home, '.bashrc'), '-i'],
    env: scratchEnv,
    async remove() {
      // The daemon must have ended: the last line of its log would bring the directory back.
      await stopDaemon(findPaths(scratchEnv)).catch(() => false)
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** A project to ask about: files of several sizes, an archive, scripts, and a git repository where there is git. */
function writeProject(directory: string, env: NodeJS.ProcessEnv): void {
  makeDirectory(join(directory, 'src'), 0o777)
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name: 'demo', scripts: { build: 'echo built', test: 'echo ok' } }),
  )
  for (const [name, size] of [
    ['app.log', 90_000],
    ['notes.txt', 1_200],
    ['src/main.ts', 4_000],
    ['src/util.ts', 800],
  ] as const) {
    writeFileSync(join(directory, name), 'x'.repeat(size - 1) + '\n')
  }
  // The examples of the first lines do what they say.
  const options = { cwd: directory, env: { PATH: env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_TEMPLATE_DIR: '' } }
  spawnSync('tar', ['-czf', 'backup.tar.gz', 'src', 'notes.txt'], options)
  spawnSync('git', ['init', '-q', '-b', 'main'], options)
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) copyFileSync(from, to)
}
