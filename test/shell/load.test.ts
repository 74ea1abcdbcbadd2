import { execFileSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWordcode } from '../../src/cli/setup/zsh-wordcode.ts'
import { makeHome, ROOT, startDaemonIn } from '../support/kimi.ts'
import { openTerminal } from '../support/terminal.ts'
import { countPrograms } from '../support/trace.ts'

const OTHER = 65534
/** Lists all variables with our name in theirs. */
const LIST = {
  zsh: 'typeset | grep -i "^_*kimi_"',
  bash: 'declare -p | grep -i " _*kimi_"',
  fish: "set | string match -ir '^_*kimi_.*'",
}

for (const shell of ['zsh', 'bash', 'fish'] as const) {
  test(`sourcing the plugin starts no program, ${shell}`, () => {
    expect(countPrograms(shell, `source '${ROOT}/shell/kimi.${shell}'`)).toBe(0)
    expect(countPrograms(shell, '/bin/true')).toBe(1) // the count counts
  })

  test(`sourced without a terminal it does and prints nothing, ${shell}`, () => {
    const variable = shell === 'fish' ? '$_kimi_pair' : '${_kimi_shell-}'
    const said = execFileSync(
      shell,
      ['-c', `source '${ROOT}/shell/kimi.${shell}'; ${shell === 'fish' ? '' : 'set -u; '}echo "[${variable}]"`],
      { encoding: 'utf8' },
    )
    expect(said).toBe('[]\n')
  })

  test(`unloading takes out what the line of init has set, and leaves the user’s own, ${shell}`, async () => {
    await using home = await makeHome()
    const { KIMI_BIN: _, HOME: __, ...env } = home.env
    const line = (await home.kimi(['init', shell])).stdout
    for (const own of ['', 'KIMI_KEY=^G', 'KIMI_BIN=/own/kimi']) {
      const set = own === '' ? '' : shell === 'fish' ? `set -g ${own.replace('=', ' ')}` : own.replace(/=(.*)/, "='$1'")
      await using term = await openTerminal({ shell, env, rc: `${set}\n${LIST[shell]} >~/before\n${line}` })
      term.type(`_kimi_unload; ${LIST[shell]} >~/after; clear; echo done\r`)
      await term.until((screen) => screen === 'done\nPROMPT>')
      const read = (name: string) => readFileSync(join(term.home, name), 'utf8')
      expect(read('after')).toBe(read('before'))
    }
  })

  // A fish whose home and temporary directory are another's complains of that itself.
  test.runIf(process.getuid?.() === 0 && shell !== 'fish')(
    `another user’s shell with our paths gets no answer and no error (as root), ${shell}`,
    async () => {
      await using home = await makeHome()
      await startDaemonIn(home)
      await using term = await openTerminal({
        shell: 'setpriv',
        args: [
          '--reuid=65534',
          '--regid=65534',
          '--clear-groups',
          shell,
          ...(shell === 'zsh' ? ['-f', '-i'] : ['--norc', '-i']),
        ],
        env: { KIMI_SHARE_DIR: home.paths.share, KIMI_BIN: home.env['KIMI_BIN'], PS1: 'PROMPT> ' },
        cwd: '/',
        ready: (screen) => /[>$%]$/.test(screen),
      })
      term.type(`PS1='PROMPT> '; source '${ROOT}/shell/kimi.${shell}'; clear`)
      term.press('enter')
      await term.until((screen) => screen === 'PROMPT>')
      term.press('enter')
      term.type('words')
      term.press('ctrl-x')
      await term.until((screen) => /permission denied|no daemon|not answering|cannot be started/i.test(screen))
      await term.until((screen) => expect(screen).toContain('PROMPT> words'))
      expect((await home.status()).shells).toEqual([])
    },
  )

  test.runIf(process.getuid?.() === 0)(
    `root with another user’s share directory tells its daemon nothing, ${shell}`,
    async () => {
      await using home = await makeHome()
      await startDaemonIn(home)
      // The daemons of other tests write into the directory of compiled code meanwhile, which all homes share.
      const files = () =>
        readdirSync(home.paths.share, { recursive: true, encoding: 'utf8' })
          .filter((path) => !path.startsWith('cache/compile/'))
          .toSorted()
      const before = files()
      const giveTo = (user: number) => {
        for (const path of ['', ...before].map((name) => join(home.paths.share, name)))
          if (!lstatSync(path).isSymbolicLink()) chownSync(path, user, user)
      }
      giveTo(OTHER)
      await using term = await home.shell(shell)
      term.type('words')
      term.press('ctrl-x')
      const said = `${home.paths.share} belongs to another user (uid ${OTHER})`
      await term.until((screen) => screen.includes(said) && screen.includes('PROMPT> words'))
      for (const args of [
        ['suggest', 'gti status'],
        ['daemon', 'run'],
        ['acp'],
        ['config', 'set', 'suggest.proposals', '3'],
      ])
        expect(await home.kimi(args)).toMatchObject({
          status: 1,
          stderr: expect.stringMatching(
            /^kimi: .* belongs to another user \(uid 65534\)\n {2}export HOME=.*\n$/,
          ) as string,
        })
      expect((await home.kimi(['doctor'])).stdout).toMatch(/!! {2}share .* belongs to another user/)
      expect(files()).toEqual(before)
      giveTo(0) // no client speaks to a daemon in another user's folder
      expect((await home.status()).shells).toEqual([])
    },
  )
}

test('zsh loads alike with word code and without, and past one that is damaged or older than its file', async () => {
  await using home = await makeHome()
  for (const kind of ['fresh', 'none', 'damaged', 'old']) {
    const folder = join(home.dir, kind)
    cpSync(join(ROOT, 'shell'), folder, { recursive: true, filter: (path) => !path.endsWith('.zwc') })
    if (kind !== 'none') makeWordcode(folder)
    const code = join(folder, 'kimi.zsh.zwc')
    expect(existsSync(code)).toBe(kind !== 'none')
    if (kind === 'damaged') writeFileSync(`${code}.new`, 'no word code')
    if (kind === 'damaged') renameSync(`${code}.new`, code)
    if (kind === 'old') writeFileSync(join(folder, 'kimi.zsh'), 'echo the file itself')
    if (kind === 'old') utimesSync(code, 1, 1)
    // Aliases of the user's replace nothing in either form.
    const rc = `alias typeset='echo alias' local='echo alias' zle='echo alias'\nsource '${folder}/kimi.zsh'`
    await using term = await openTerminal({ shell: 'zsh', env: { KIMI_SHARE_DIR: home.paths.share }, rc })
    term.type('words')
    term.press('ctrl-x')
    if (kind === 'old') await term.until((screen) => screen.startsWith('the file itself'))
    else await term.until((screen) => /^PROMPT> words\n(no daemon|starting)/.test(screen))
  }
})
