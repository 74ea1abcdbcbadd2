import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WireEvent } from '../../../../src/protocol/wire.ts'
import { HOOK_EVENTS, readHookConfig, type HookConfig } from '../../../../src/session/hooks/hook-config.ts'
import { runHookProcess } from '../../../../src/session/hooks/hook-process.ts'
import { createHooks } from '../../../../src/session/hooks/hooks.ts'
import { isAlive } from '../../../../src/sys/processes.ts'

let dir: string
let news: WireEvent[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hooks-'))
  news = []
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const never = new AbortController().signal

function hooksOf(...configs: (Partial<HookConfig> & { command: string })[]) {
  return createHooks({
    hooks: configs.map((config) => ({ event: 'PreToolUse', matcher: '', timeout: 30, ...config })),
    cwd: () => dir,
    sessionId: 's1',
    run: runHookProcess,
    emit: (event) => news.push(event),
  })
}

describe('a hook', () => {
  test('gets the event as JSON on its input, in the work directory', async () => {
    const hooks = hooksOf({ command: 'cat > seen.json' })
    await hooks.fire('PreToolUse', 'Shell', { tool_name: 'Shell', tool_input: { command: 'ls "$HOME"' } }, never)
    expect(JSON.parse(readFileSync(join(dir, 'seen.json'), 'utf8'))).toEqual({
      hook_event_name: 'PreToolUse',
      session_id: 's1',
      cwd: dir,
      tool_name: 'Shell',
      tool_input: { command: 'ls "$HOME"' },
    })
  })

  test('blocks with status 2 and what it printed on stderr', async () => {
    const outcome = await hooksOf({ command: 'echo out; echo "not here" >&2; exit 2' }).fire(
      'PreToolUse',
      'x',
      {},
      never,
    )
    expect(outcome).toEqual({ action: 'block', reason: 'not here', context: [] })
    expect(news).toMatchObject([
      { type: 'HookTriggered', payload: { event: 'PreToolUse', target: 'x', hook_count: 1 } },
      { type: 'HookResolved', payload: { event: 'PreToolUse', target: 'x', action: 'block', reason: 'not here' } },
    ])
  })

  test('blocks with a denial in JSON and status 0', async () => {
    const answer = { hookSpecificOutput: { permissionDecision: 'deny', permissionDecisionReason: 'no "force"' } }
    const outcome = await hooksOf({ command: `echo '${JSON.stringify(answer)}'` }).fire('PreToolUse', '', {}, never)
    expect(outcome).toMatchObject({ action: 'block', reason: 'no "force"' })
  })

  test('that fails, crashes, prints broken JSON or cannot start allows', async () => {
    const commands = ['exit 1', 'kill -9 $$', 'echo "{oops"', 'no-such-command-here', 'exit 127', 'exec 0<&-; exit 0']
    const hooks = hooksOf(...commands.map((command) => ({ command })))
    expect(await hooks.fire('PreToolUse', '', { pad: 'x'.repeat(200_000) }, never)).toMatchObject({ action: 'allow' })
    rmSync(dir, { recursive: true })
    expect(await hooks.fire('PreToolUse', '', {}, never)).toMatchObject({ action: 'allow' })
  })

  test('cannot block what has happened already', async () => {
    const outcome = await hooksOf({ event: 'PostToolUse', command: 'exit 2' }).fire('PostToolUse', '', {}, never)
    expect(outcome.action).toBe('allow')
  })

  test('adds what it prints to the context of a prompt and of a session’s start, and of nothing else', async () => {
    for (const event of ['UserPromptSubmit', 'SessionStart', 'PreToolUse'] as const) {
      const hooks = hooksOf(
        { event, command: 'echo branch main' },
        { event, command: `echo '{"message":"from JSON"}'` },
        { event, command: 'true' },
      )
      const expected = event === 'PreToolUse' ? [] : ['branch main', 'from JSON']
      expect((await hooks.fire(event, '', {}, never)).context).toEqual(expected)
    }
  })

  test('has its words capped', async () => {
    const hooks = hooksOf({ command: 'head -c 3000000 /dev/zero | tr "\\0" x >&2; exit 2' })
    expect((await hooks.fire('PreToolUse', '', {}, never)).reason).toHaveLength(10_001)
  })

  test('is killed at its time limit with all that it started', async () => {
    const hooks = hooksOf({ command: 'sleep 300 & echo $! > pid; trap "" TERM; wait', timeout: 0.3 })
    expect(await hooks.fire('PreToolUse', '', {}, never)).toMatchObject({ action: 'allow' })
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'))
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test('ends at once when the turn is cancelled', async () => {
    const turn = new AbortController()
    const fired = hooksOf({ command: 'touch began; sleep 300' }).fire('PreToolUse', '', {}, turn.signal)
    await expect.poll(() => existsSync(join(dir, 'began'))).toBe(true)
    turn.abort()
    expect(await fired).toMatchObject({ action: 'allow' })
    expect(await hooksOf({ command: 'touch late' }).fire('PreToolUse', '', {}, turn.signal)).toMatchObject({
      action: 'allow',
    })
    expect(existsSync(join(dir, 'late'))).toBe(false)
  })

  test('that leaves something in the background with its output open is not waited for', async () => {
    const hooks = hooksOf({ event: 'SessionStart', command: 'echo hi; sleep 300 & echo $! > pid' })
    expect((await hooks.fire('SessionStart', '', {}, never)).context).toEqual(['hi'])
    process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')))
  })
})

describe('which hooks run', () => {
  test('those of the event whose matcher is found in the target; equal commands once; all at the same time', async () => {
    const log = (word: string) => `echo ${word} >> log`
    const hooks = hooksOf(
      { command: log('all') },
      { command: log('all'), matcher: 'Sh' },
      { command: log('file'), matcher: '^(Read|Write)File$' },
      { command: log('ci'), matcher: '(?i)shell' },
      { command: log('post'), event: 'PostToolUse' },
    )
    await hooks.fire('PreToolUse', 'Shell', {}, never)
    expect(readFileSync(join(dir, 'log'), 'utf8').split('\n').filter(Boolean).toSorted()).toEqual(['all', 'ci'])
    expect(news[0]).toMatchObject({ payload: { hook_count: 2 } })
    const meeting = [1, 2].map((n) => ({ command: `touch m${n}; until [ -e m${3 - n} ]; do :; done; exit 2` }))
    expect(await hooksOf(...meeting).fire('PreToolUse', '', {}, never)).toMatchObject({ action: 'block' })
  })

  test('none: nothing is told', async () => {
    expect(await hooksOf().fire('Stop', '', {}, never)).toEqual({ action: 'allow', reason: '', context: [] })
    expect(news).toEqual([])
  })

  test('are counted by event', () => {
    const hooks = hooksOf({ command: 'a' }, { command: 'b' }, { command: 'c', event: 'Stop' })
    expect(hooks.count()).toEqual({ PreToolUse: 2, Stop: 1 })
  })
})

describe('a client that subscribed', () => {
  test('is asked with the event, can block, and is no longer asked after it has gone', async () => {
    const hooks = hooksOf()
    const asked: unknown[] = []
    const remove = hooks.addSubscription({ id: 'sub', event: 'Stop', matcher: '', timeout: 5 }, (request) => {
      asked.push(request)
      return Promise.resolve({ action: 'block', reason: 'go on' })
    })
    expect(await hooks.fire('Stop', '', { stop_hook_active: false }, never)).toMatchObject({
      action: 'block',
      reason: 'go on',
    })
    expect(asked).toEqual([
      {
        subscription_id: 'sub',
        event: 'Stop',
        target: '',
        input_data: { hook_event_name: 'Stop', session_id: 's1', cwd: dir, stop_hook_active: false },
      },
    ])
    remove?.()
    expect((await hooks.fire('Stop', '', {}, never)).action).toBe('allow')
  })

  test('that never answers, or fails, allows', async () => {
    const hooks = hooksOf()
    hooks.addSubscription({ id: 'a', event: 'Stop', matcher: '', timeout: 1 }, () => new Promise(() => {}))
    hooks.addSubscription({ id: 'b', event: 'Stop', matcher: '', timeout: 1 }, () => Promise.reject(new Error('gone')))
    expect((await hooks.fire('Stop', '', {}, never)).action).toBe('allow')
    expect(hooks.addSubscription({ id: 'c', event: 'Stop', matcher: '(', timeout: 1 }, never as never)).toBeNull()
  })
})

describe('[[hooks]] in config.toml', () => {
  test('is read with its defaults', () => {
    expect(readHookConfig(undefined)).toEqual({ hooks: [], problems: [] })
    expect(readHookConfig([{ event: 'Stop', command: 'x' }])).toEqual({
      hooks: [{ event: 'Stop', command: 'x', matcher: '', timeout: 30 }],
      problems: [],
    })
  })

  test('with mistakes costs the wrong hooks alone, each with a line that says why', () => {
    const { hooks, problems } = readHookConfig([
      { event: 'PreToolUs', command: 'x' },
      { event: 'Stop' },
      { event: 'Stop', command: 'x', matcher: '(' },
      { event: 'Stop', command: 'x', timeout: 9_999 },
      'x',
      null,
    ])
    expect(hooks).toEqual([{ event: 'Stop', command: 'x', matcher: '', timeout: 600 }])
    expect(problems).toEqual([
      'hooks[0].event: no event is called "PreToolUs"; did you mean PreToolUse?',
      'hooks[1].command: expected a command',
      'hooks[2].matcher: not a regular expression: "("; the hook is skipped',
      'hooks[3].timeout: expected 1 to 600 seconds; 600 is used',
      'hooks[4].event: expected the name of an event',
      'hooks[5].event: expected the name of an event',
    ])
    expect(readHookConfig({ event: 'Stop' }).problems).toEqual(['hooks: expected [[hooks]] tables'])
  })

  test('knows Kimi CLI’s thirteen events', () => {
    expect(HOOK_EVENTS.slice(0, 13)).toContain('PostToolUseFailure')
    expect(HOOK_EVENTS[12]).toBe('Notification')
  })
})
