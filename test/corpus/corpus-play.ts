// Plays cases in a session of their own, with a scripted model, and looks for what it has done: changed files, connections, secrets in
// what the model, the disk or the terminal got, foreign bytes on the terminal, crashes. Every question is refused.

import { makePool } from '../support/server-pool.ts'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadConfig } from '../../src/config/configuration.ts'
import type { ChatStream } from '../../src/models/chat-stream.ts'
import type { Mode, WireEvent, WireRequest } from '../../src/protocol/wire.ts'
import { isControlFile, isInside } from '../../src/safety/rules/workspace-path.ts'
import { isSensitiveFile } from '../../src/safety/secrets/secret-names.ts'
import { decideFolder, judgeFolder, placesOfUser } from '../../src/safety/trust/folder-trust.ts'
import { openTrustStore } from '../../src/safety/trust/trust-store.ts'
import type { SandboxState } from '../../src/safety/sandbox/sandbox.ts'
import { openSession } from '../../src/session/opening/open-session.ts'
import type { OwnedTasks } from '../../src/session/opening/session-host.ts'
import type { Client } from '../../src/session/requests.ts'
import type { Session } from '../../src/session/session.ts'
import { createPlainText } from '../../src/view/plain-text.ts'
import { UNICODE_MARKS } from '../../src/view/print-style.ts'
import { describeQuestion } from '../../src/view/questions/question-lines.ts'
import { addRequest, createQuestionQueue } from '../../src/view/questions/question-queue.ts'
import { createTurnPrinter } from '../../src/view/turns/turn-printer.ts'
import { applyEvent, createTurnState } from '../../src/view/turns/turn-state.ts'
import { findForeign } from '../support/hostile-pieces.ts'
import type { Case } from './corpus-cases.ts'
import { FAKE_SECRETS, SECRETS, type Ground } from './corpus-ground.ts'
import { createCorpusModel, planSteps, type ModelKind } from './corpus-models.ts'

export interface Combination {
  model: ModelKind
  mode: Mode
  /** Null for a system without a sandbox. */
  sandbox: Extract<SandboxState, { kind: 'ready' }> | null
}

export interface Outcome {
  effects: string[]
  secrets: string[]
  raw: string[]
  crashes: string[]
  /** The questions that were asked. */
  asked: number
}

export const nothingFound = (): Outcome => ({ effects: [], secrets: [], raw: [], crashes: [], asked: 0 })

/** A turn that takes longer hangs. */
const LIMIT_MS = 60_000

let count = 0

/** Plays cases one after the other in one session, and only when something was found each in a session of its own. */
export async function playCases(
  lines: readonly Case[],
  combination: Combination,
  ground: Ground,
): Promise<{ line: Case; outcome: Outcome }[]> {
  const together = await playCase(lines, combination, ground)
  if (isClean(together) || lines.length === 1) return [{ line: lines[0]!, outcome: together }]
  const found: { line: Case; outcome: Outcome }[] = []
  for (const line of lines) found.push({ line, outcome: await playCase([line], combination, ground) })
  // A finding that only several lines together cause is reported with the first line.
  if (found.every(({ outcome }) => isClean(outcome))) found.push({ line: lines[0]!, outcome: together })
  return found
}

export function isClean({ effects, secrets, raw, crashes }: Outcome): boolean {
  return effects.length + secrets.length + raw.length + crashes.length === 0
}

async function playCase(lines: readonly Case[], combination: Combination, ground: Ground): Promise<Outcome> {
  const outcome = nothingFound()
  const prepared = lines.map((line) => prepareFiles(line, ground)).find((secret) => secret !== null) ?? null
  const before = ground.changes()
  const connectedBefore = ground.connections()
  const requests: string[] = []
  const began: string[] = []
  const stream = createCorpusModel(
    lines.flatMap((line) => planSteps(combination.model, line, ground)),
    prepared === null ? lines.map(({ input }) => input).join('\n') : 'done',
    requests,
  )
  const shown = createScreen()
  try {
    await playTurn(await openCorpusSession(combination, ground, stream, began), shown, outcome)
  } catch (error) {
    outcome.crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const { mode } = combination
  const changed = ground.changes().filter((path) => !before.includes(path) && !mayChange(path, mode, ground))
  outcome.effects.push(...changed.map((path) => `changed ${path.replace(ground.root, '')}`))
  if (ground.connections() > connectedBefore) outcome.effects.push('connected to the listener')
  if (began.length > 0 && mode !== 'auto') outcome.effects.push(`began a task: ${began[0]}`)
  look(
    outcome,
    [requests.join('\n'), 'the model'],
    [ground.ownState(), 'the disk'],
    [shown.text(), 'the terminal'],
    prepared,
  )
  const foreign = findForeign(shown.text())
  if (foreign !== null) outcome.raw.push(foreign)
  if (changed.length > 0 || before.length > 0 || ground.changes().length > 0) ground.restore()
  rmSync(join(ground.share, 'sessions'), { recursive: true, force: true })
  return outcome
}

/** Opens a session with a scripted model. Tasks that it begins are kept in `began`, by their commands. */
function openCorpusSession(
  { mode, sandbox }: Combination,
  ground: Ground,
  stream: ChatStream,
  began: string[],
): Promise<Session> {
  const trust = openTrustStore(ground.share)
  return openSession(
    {
      workDir: ground.work,
      id: `s${++count}`,
      env: {},
      shellEnv: { PATH: process.env['PATH']!, HOME: ground.home },
      mode,
    },
    {
      share: ground.share,
      home: ground.home,
      config: loadConfig({ file: join(ground.share, 'config.toml'), systemFile: join(ground.home, 'none'), env: {} }),
      trust: {
        judge: (dir) => judgeFolder(dir, placesOfUser(ground), trust),
        decide: (folder, decision) => decideFolder(folder, decision, trust),
      },
      services: {},
      rules: () => [],
      keepRule: async () => {},
      sandbox: async (place) => (await sandbox?.prepare({ home: ground.home, own: [ground.share], ...place })) ?? null,
      model: () => ({
        ok: true,
        model: {
          name: 'scripted',
          id: 'm',
          stream,
          windowTokens: 10_000_000,
          limitsAnswers: false,
          isScripted: false,
          isLocal: false,
          takes: { image: true, video: true },
          price: null,
        },
      }),
      log: () => {},
      taskOrders: () => [],
      background: () => withoutTasks(began),
      servers: makePool(ground.share),
    },
  )
}

/** Plays one turn, and closes the session. The client shows and refuses every question. */
async function playTurn(session: Session, shown: CorpusScreen, outcome: Outcome): Promise<void> {
  const client: Client = {
    event: (event) => shown.event(event),
    request(request) {
      outcome.asked++
      shown.ask(request)
      const { id } = request.payload
      if (request.type === 'QuestionRequest') session.requests.answer('QuestionRequest', id, {})
      if (request.type === 'ApprovalRequest')
        session.requests.answer('ApprovalRequest', id, { response: 'reject', feedback: 'no' })
    },
    takesQuestions: true,
    takesPlanMode: true,
  }
  session.attach(client)
  const late = setTimeout(() => {
    outcome.crashes.push('the turn hung')
    session.cancel()
  }, LIMIT_MS)
  const ended = await session.prompt('go on')
  clearTimeout(late)
  if (ended.status === 'failed' && ended.error.code === 'protocol.invalid') outcome.crashes.push(ended.error.message)
  await session.close()
}

/**
 * In these modes files of the workspace may change unasked, but neither secrets nor files that command other programs. In `auto` a
 * command has a cache of its own besides.
 */
function mayChange(path: string, mode: Mode, { work, home }: Ground): boolean {
  if (mode !== 'accept-edits' && mode !== 'auto') return false
  const cache = join(home, '.cache', 'kimi', 'sandbox')
  if (mode === 'auto' && (isInside(path, [cache]) || isInside(cache, [path]))) return path !== home
  return isInside(path, [work]) && !isControlFile(path) && !isSensitiveFile(path)
}

/** Puts what a line brings into the workspace. Returns the secrets that only its own text holds. */
function prepareFiles({ kind, input, place, surface }: Case, { work, home }: Ground): string | null {
  const put = (path: string) => {
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, input)
    } catch {
      // A name that no file system takes.
    }
  }
  if (kind === 'file') put(join(work, place))
  if (kind === 'read' && surface !== 'history' && surface !== 'git-remote') put(join(work, 'notes.txt'))
  if (kind === 'name') put(join(work, input.replaceAll('/', '_').replaceAll('\0', '')))
  if (surface === 'history') put(join(home, '.bash_history'))
  if (surface === 'git-remote') writeFileSync(join(work, '.git', 'config'), `[remote "origin"]\n\turl = ${input}\n`)
  return FAKE_SECRETS.exec(input)?.[0] ?? null
}

function look(outcome: Outcome, ...places: (readonly [text: string, where: string] | string | null)[]): void {
  const own = places.at(-1) as string | null
  for (const place of places.slice(0, -1) as (readonly [string, string])[]) {
    const [text, where] = place
    const found = SECRETS.find((secret) => text.includes(secret))
    if (found !== undefined) outcome.secrets.push(`a canary reached ${where}`)
    // The model itself may say the line; what a tool has given must not hold it.
    else if (own !== null && new RegExp(`"role":"tool"[^}]*${own}`).test(text))
      outcome.secrets.push(`${own} reached ${where}`)
  }
}

type CorpusScreen = ReturnType<typeof createScreen>

/** Collects the text that a terminal and a pipe would show of the turn. */
function createScreen() {
  const style = { width: 100, hasColours: true, marks: UNICODE_MARKS, canReplace: true }
  const turn = createTurnState()
  const printer = createTurnPrinter(turn, () => style)
  let text = ''
  const plain = createPlainText((piece) => (text += piece))
  return {
    event(event: WireEvent) {
      text += printer.printChange(applyEvent(turn, event, 0)) + printer.printOutput()
      plain.take(event)
    },
    ask(request: WireRequest) {
      const queue = createQuestionQueue()
      addRequest(queue, request, 0)
      for (const pending of queue.pending) text += describeQuestion(pending, style).join('\n')
    },
    text: () => text,
  }
}

/** Tasks are begun in name only: what would have been run is kept. */
function withoutTasks(began: string[]): OwnedTasks {
  return {
    start: async ({ command }) => {
      began.push(command)
      return { ok: false, reason: 'no tasks here' }
    },
    adopt: () => ({ ok: false, reason: 'no tasks here' }),
    onSend: () => () => {},
    statusFile: () => '/dev/null',
    startAgent: () => ({ taskId: 'agent-none' }),
    list: () => [],
    output: async () => null,
    stop: async () => null,
    nextEnd: async () => 'none',
    sendToBackground: () => 0,
    close() {},
  }
}
