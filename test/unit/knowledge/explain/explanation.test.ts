// Explanations, part by part.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { explainAwk, explainMode, explainSed } from '../../../../src/knowledge/explain/inline-scripts.ts'
import { parsePage } from '../../../../src/knowledge/explain/manual-pages.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none', env: { PATH: '/nonexistent' } })
})
afterAll(() => knowledge.close())

async function explain(command: string): Promise<Record<string, string>> {
  const parts = await knowledge.explain({ command, shell: 'bash' })
  return Object.fromEntries(parts.map((part) => [part.text, part.meaning]))
}

describe('options', () => {
  test('a cluster is taken apart letter by letter', async () => {
    const parts = await explain('grep -rni x src')
    expect(parts['-r']).toMatch(/recursive/)
    expect(parts['-n']).toMatch(/line number/)
    expect(parts['-i']).toMatch(/case/)
  })

  test('the bare letters of tar and ps count', async () => {
    const tar = await explain('tar tzf a.tgz')
    expect(tar['t']).toMatch(/list/)
    expect(tar['f a.tgz']).toMatch(/archive/)
    expect((await explain('ps aux'))['x']).toMatch(/terminal/)
  })

  test('values are told from operands, glued or apart', async () => {
    expect((await explain('head -n5 x'))['-n5']).toMatch(/5/)
    expect(Object.keys(await explain('ssh -p 2222 u@h'))).toContain('-p 2222')
    expect((await explain('curl --max-time=5 u'))['--max-time=5']).toMatch(/5/)
  })

  test('subcommands have options of their own', async () => {
    const parts = await explain('docker run --rm -it alpine')
    expect(parts['run']).toMatch(/container/)
    expect(parts['--rm']).toMatch(/remove/i)
  })
})

describe('the shell', () => {
  test('pipes, lists, redirections and substitutions are named', async () => {
    const parts = await explain('make 2>&1 | tee log.txt && echo $(date) > done')
    expect(parts['|']).toMatch(/pipe/)
    expect(parts['&&']).toMatch(/succeeded/)
    expect(parts['2>&1']).toMatch(/errors/)
    expect(parts['> done']).toMatch(/overwrit/)
    expect(parts['$(date)']).toMatch(/output of date/)
  })

  test('sudo and its like lead on to the command behind them', async () => {
    const parts = await explain('sudo -u bob ls -l')
    expect(parts['ls']).toMatch(/list/)
    expect(parts['-l']).toMatch(/long/)
  })

  test('what is executed by find and xargs is explained too', async () => {
    expect((await explain('find . -name x -exec rm {} +'))['rm']).toMatch(/remove|delete/)
    expect((await explain('ls | xargs -n1 wc -l'))['wc']).toMatch(/count/)
  })
})

test('what cannot be undone is said', async () => {
  const parts = await knowledge.explain({ command: 'curl -s https://x.sh | sudo bash', shell: 'bash' })
  expect(parts.at(-1)?.meaning).toMatch(/^danger/)
  expect((await knowledge.explain({ command: 'git reset --hard', shell: 'bash' })).at(-1)?.meaning).toMatch(/discard/)
})

test('sed, awk and modes are put in words', () => {
  expect(explainSed('s/a/b/g')).toMatch(/replaces.*"a" with "b", every/)
  expect(explainSed('2,4d')).toBe('deletes lines 2 to 4')
  expect(explainSed('1e date -u')).toBe('runs the command date -u before line 1')
  expect(explainSed('/x/w out.txt')).toBe('writes lines matching /x/ to the file out.txt')
  expect(explainAwk('NR==3 {print $2}')).toMatch(/line 3.*column\) 2/)
  expect(explainMode('750')).toMatch(/rwxr-x---/)
  expect(explainMode('u+x')).toMatch(/execute for the owner/)
})

test('a script that is not understood is called a script, and no file', async () => {
  const parts = await knowledge.explain({ command: "sed '/a\\/b/{N;bx}' f", shell: 'bash' })
  expect(parts[1]?.meaning).toBe('the script: what is done with each line')
})

test('a manual page is read with overstrikes and wrapped texts', () => {
  const page = parsePage(
    'NAME\n       frob - frobnicate things\n\nOPTIONS\n       -\b-a\ba, --all\n              Show all\n              of it. And more.\n',
  )
  expect(page.description).toBe('frobnicate things')
  expect(page.options[0]).toEqual({ n: ['-a', '--all'], d: 'Show all of it' })
})

test('nonsense and unclosed quotes are explained without an error', async () => {
  for (const line of ['', '   ', '"', "echo 'x", '$(', '| | |', '>', '((((', 'a'.repeat(9000), '\u0000\u001b[2J']) {
    expect(Array.isArray(await knowledge.explain({ command: line, shell: 'zsh' }))).toBe(true)
  }
})
