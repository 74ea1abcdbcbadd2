import fc from 'fast-check'
import { appendFileSync, linkSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DisplayBlock } from '../../../../src/protocol/wire.ts'
import { createFileLedger } from '../../../../src/tools/files/file-ledger.ts'
import { createReadFile } from '../../../../src/tools/files/read-file.ts'
import { createStrReplaceFile } from '../../../../src/tools/files/str-replace-file.ts'
import { createWriteFile } from '../../../../src/tools/files/write-file.ts'
import type { PermissionAsk, Tool, ToolResult, Verdict } from '../../../../src/tools/tool.ts'
import { makeSpace, runTool, type TestSpace } from '../running.ts'

/** The file tools of one agent: each has a ledger of its own. */
function makeAgent(space: TestSpace, sessionId = 'one') {
  const ledger = createFileLedger({ keep: () => {} })
  const deps = { workspace: space.workspace, ledger, sessionId, isPlanMode: () => false, planFile: () => null }
  const agent = { read: createReadFile(deps), write: createWriteFile(deps), replace: createStrReplaceFile(deps) }
  return {
    ...agent,
    async knows(...paths: string[]) {
      for (const path of paths) await runTool(agent.read, { path })
      return agent
    },
  }
}

interface Question {
  ask: PermissionAsk
  answer(verdict: Verdict): void
}

/** Starts a call whose questions wait for an answer. */
function start(tool: Tool, args: unknown, signal = new AbortController().signal) {
  const questions: Question[] = []
  let wake = () => {}
  const permit = (ask: PermissionAsk) =>
    new Promise<Verdict>((answer) => {
      questions.push({ ask, answer })
      wake()
    })
  const result = tool.run(args, { callId: 'c', argumentsText: '{}', signal, permit, onOutput: () => {} })
  const next = async (): Promise<Question> => {
    while (questions.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return questions.shift()!
  }
  return { result, next, questions }
}

const diffOf = (ask: PermissionAsk) => ask.display[0] as Extract<DisplayBlock, { type: 'diff' }>
const isGood = ({ is_error }: ToolResult) => !is_error

describe('edits of one file at the same time', () => {
  test('all survive: three edits and an append in one step, each asked on what the one before has left', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one\ntwo\nthree\n')
    const agent = await makeAgent(space).knows(path)
    const results = await Promise.all([
      runTool(agent.replace, { path, edit: { old: 'one', new: '1' } }),
      runTool(agent.replace, { path, edit: { old: 'two', new: '2' } }),
      runTool(agent.write, { path, content: 'four\n', mode: 'append' }),
      runTool(agent.replace, { path, edit: { old: 'three', new: '3' } }),
    ])
    expect(results.map(isGood)).toEqual([true, true, true, true])
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\nfour\n')
    expect(diffOf(results[3].asks[0]!).old_text).toBe('1\n2\nthree\nfour\n')
  })

  test('also those of two subagents, and those of another session', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one\ntwo\nthree\n')
    const agents = [makeAgent(space), makeAgent(space), makeAgent(space, 'another')]
    for (const agent of agents) await agent.knows(path)
    const words = ['one', 'two', 'three']
    const results = await Promise.all(
      agents.map(({ replace }, index) => runTool(replace, { path, edit: { old: words[index], new: `${index}` } })),
    )
    expect(results.map(isGood)).toEqual([true, true, true])
    expect(readFileSync(path, 'utf8')).toBe('0\n1\n2\n')
  })

  test('and those of ten sessions that write on and on, where nobody is asked: none is told that the file keeps changing', async () => {
    const space = makeSpace()
    const words = Array.from({ length: 10 }, (_, session) => Array.from({ length: 15 }, (_, at) => `${session}-${at};`))
    const path = space.file('a.txt', words.flat().join('\n'))
    const results = await Promise.all(
      words.map(async (own, session) => {
        const agent = await makeAgent(space, `session ${session}`).knows(path)
        return Promise.all(
          own.map((word) => runTool(agent.replace, { path, edit: { old: word, new: `done ${word}` } })),
        )
      }),
    )
    expect(results.flat().filter((result) => !isGood(result))).toEqual([])
    expect(readFileSync(path, 'utf8').match(/done/g)).toHaveLength(150)
  })

  test('under whatever name: a link, a hard link, another case, a path with ..', async () => {
    const space = makeSpace()
    const path = space.file('dir/a.txt', 'a b c d')
    linkSync(path, join(space.dir, 'hard'))
    symlinkSync('dir/a.txt', join(space.dir, 'soft'))
    const names = ['dir/a.txt', 'hard', 'soft', 'dir/../dir/a.txt']
    const agent = await makeAgent(space).knows(...names)
    const letters = ['a', 'b', 'c', 'd']
    const results = await Promise.all(
      names.map((name, index) =>
        runTool(agent.replace, { path: name, edit: { old: letters[index], new: letters[index]!.toUpperCase() } }),
      ),
    )
    expect(results.map(({ message }) => message.slice(0, 24))).toEqual(Array(4).fill('File successfully edited'))
    expect(readFileSync(path, 'utf8')).toBe('A B C D')
  })

  test('an open question holds up edits of its file alone, and no reading', async () => {
    const space = makeSpace()
    const [path, other] = [space.file('a.txt', 'one'), space.file('b.txt', 'one')]
    const agent = await makeAgent(space).knows(path, other)
    const first = start(agent.replace, { path, edit: { old: 'one', new: 'two' } })
    const question = await first.next()
    const second = start(agent.write, { path, content: '!', mode: 'append' })
    expect(isGood(await runTool(agent.write, { path: other, content: 'free' }))).toBe(true)
    expect((await runTool(agent.read, { path })).text).toContain('one')
    expect(second.questions).toEqual([])
    question.answer({ ok: true })
    const { ask, answer } = await second.next()
    expect(diffOf(ask)).toMatchObject({ old_text: 'two', new_text: 'two!' })
    answer({ ok: true })
    expect([isGood(await first.result), isGood(await second.result)]).toEqual([true, true])
    expect(readFileSync(path, 'utf8')).toBe('two!')
  })

  test('cancelling frees the queue: of the one that asks, and of one that waits', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one')
    const agent = await makeAgent(space).knows(path)
    const cancel = new AbortController()
    const asking = start(agent.replace, { path, edit: { old: 'one', new: 'two' } }, cancel.signal)
    await asking.next()
    const waiting = start(agent.replace, { path, edit: { old: 'one', new: 'four' } }, cancel.signal)
    const later = runTool(agent.replace, { path, edit: { old: 'one', new: 'three' } })
    cancel.abort()
    expect((await asking.result).message).toContain('cancelled')
    expect((await waiting.result).message).toContain('cancelled')
    expect(isGood(await later)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('three')
  })

  test('a question that nobody answers in one session does not stop another, and is asked anew then', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one two')
    const [mine, theirs] = [await makeAgent(space).knows(path), await makeAgent(space, 'another').knows(path)]
    const open = start(mine.replace, { path, edit: { old: 'one', new: '1' } })
    const question = await open.next()
    expect(isGood(await runTool(theirs.replace, { path, edit: { old: 'two', new: '2' } }))).toBe(true)
    question.answer({ ok: true })
    const again = await open.next()
    expect(diffOf(again.ask)).toMatchObject({ old_text: 'one 2', new_text: '1 2' })
    again.answer({ ok: true })
    expect(isGood(await open.result)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('1 2')
  })
})

describe('a file that changes while the user is asked', () => {
  test('is asked about again with the new difference, and keeps both changes', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one\n')
    const agent = await makeAgent(space).knows(path)
    const edit = start(agent.replace, { path, edit: { old: 'one', new: '1' } })
    const question = await edit.next()
    appendFileSync(path, 'mine\n')
    question.answer({ ok: true })
    const again = await edit.next()
    expect(diffOf(again.ask)).toMatchObject({ old_text: 'one\nmine\n', new_text: '1\nmine\n' })
    expect(readFileSync(path, 'utf8')).toBe('one\nmine\n')
    again.answer({ ok: true })
    expect(isGood(await edit.result)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('1\nmine\n')
    // The model has not seen what was added: it may not write the whole file over it.
    expect((await runTool(agent.write, { path, content: 'new' })).message).toContain('has changed')
  })

  test('and no longer holds the text is left alone', async () => {
    const space = makeSpace()
    const path = space.file('a.txt', 'one\n')
    const agent = await makeAgent(space).knows(path)
    const edit = start(agent.replace, { path, edit: { old: 'one', new: '1' } })
    const question = await edit.next()
    // An editor that saves a new file under the old name.
    writeFileSync(`${path}~`, 'other\n')
    renameSync(`${path}~`, path)
    question.answer({ ok: true })
    expect((await edit.result).message).toContain('No replacements were made')
    expect(readFileSync(path, 'utf8')).toBe('other\n')
  })

  test('is not overwritten as a whole, nor is a file that has come into being', async () => {
    const space = makeSpace()
    const [path, fresh] = [space.file('a.txt', 'one'), join(space.dir, 'fresh')]
    const agent = await makeAgent(space).knows(path)
    const change = (target: string) => ({ onAsk: () => writeFileSync(target, 'mine') })
    expect((await runTool(agent.write, { path, content: 'new' }, change(path))).message).toContain('has changed')
    const made = await runTool(agent.write, { path: fresh, content: 'new' }, change(fresh))
    expect(made.message).toContain('has not been read')
    expect([path, fresh].map((name) => readFileSync(name, 'utf8'))).toEqual(['mine', 'mine'])
  })
})

test('an edit by another agent must be seen before the whole file is written, but not before an edit', async () => {
  const space = makeSpace()
  const path = space.file('a.txt', 'one two')
  const [parent, child] = [await makeAgent(space).knows(path), await makeAgent(space).knows(path)]
  await runTool(child.replace, { path, edit: { old: 'two', new: '2' } })
  expect((await runTool(parent.write, { path, content: 'x' })).message).toContain('has changed')
  expect(isGood(await runTool(parent.replace, { path, edit: { old: 'one', new: '1' } }))).toBe(true)
  expect((await runTool(parent.write, { path, content: 'x' })).message).toContain('has changed')
  writeFileSync(path, '1 2 by hand')
  expect((await runTool(parent.replace, { path, edit: { old: '1', new: 'one' } })).message).toContain('has changed')
})

/** An operation on the text `[a][b][c]…`; null where it would fail. */
type Operation = { kind: 'edit' | 'append' | 'write'; letter: string; agent: number; ticks: number }

function apply(text: string | null, { kind, letter }: Operation): string | null {
  if (text === null || kind === 'write') return text === null ? null : `[${letter}]`
  if (kind === 'append') return `${text}[${letter}]`
  return text.split(`[${letter}]`).length === 2 ? text.replace(`[${letter}]`, `[${letter}+]`) : null
}

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [index, item] of items.entries())
    for (const rest of orders(items.toSpliced(index, 1))) yield [item, ...rest]
}

test('whatever comes together from parent, subagents and another session equals some order of what succeeded', async () => {
  const operation: fc.Arbitrary<Operation> = fc.record({
    kind: fc.constantFrom('edit', 'edit', 'append', 'write'),
    letter: fc.constantFrom('a', 'b', 'c'),
    agent: fc.nat(3),
    ticks: fc.nat(4),
  })
  const space = makeSpace()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 2, maxLength: 5 }), async (operations) => {
      const path = space.file(`${run++}.txt`, '[a][b][c]')
      const agents = ['one', 'one', 'one', 'two'].map((session) => makeAgent(space, session))
      for (const agent of agents) await agent.knows(path)
      const results = await Promise.all(
        operations.map(({ kind, letter, agent, ticks }) => {
          const { write, replace } = agents[agent]!
          const call =
            kind === 'edit'
              ? start(replace, { path, edit: { old: `[${letter}]`, new: `[${letter}+]` } })
              : start(write, { path, content: `[${letter}]`, mode: kind === 'write' ? 'overwrite' : 'append' })
          void (async () => {
            for (;;) {
              const { answer } = await call.next()
              for (let tick = 0; tick < ticks; tick++) await new Promise(setImmediate)
              answer({ ok: true })
            }
          })()
          return call.result
        }),
      )
      const succeeded = operations.filter((_, index) => isGood(results[index]!))
      const final = readFileSync(path, 'utf8')
      const possible = [...orders(succeeded)].map((order) => order.reduce(apply, '[a][b][c]' as string | null))
      expect(possible).toContain(final)
    }),
    { numRuns: 60 },
  )
})
