// Every event, request, display block and record that is drawn for a user, filled with hostile text: nothing comes out but text and
// our own styles. The tables are typed by the protocol, so that a new kind has to be added to them.

import { expect, test } from 'vitest'
import { createPlainText } from '../../../src/view/plain-text.ts'
import { encodeFrame } from '../../../src/protocol/frames.ts'
import { encodeRecord } from '../../../src/protocol/records.ts'
import type { TaskStatus, TaskView } from '../../../src/protocol/task.ts'
import type { DisplayBlock, WireEvent, WireEventType } from '../../../src/protocol/wire.ts'
import { describeOffer } from '../../../src/daemon/shells/offer-record.ts'
import { describeDesktopCommand } from '../../../src/notices/desktop-notice.ts'
import { describeTerminalNotice } from '../../../src/safety/text/terminal-notice.ts'
import { describeTaskNotice } from '../../../src/notices/notice-text.ts'
import { offerAnswers } from '../../../src/notices/waiting-answers.ts'
import { FIRST_RUNTIME, type TaskSpec } from '../../../src/tasks/task-files.ts'
import { formatColumns } from '../../../src/view/columns.ts'
import { ASCII_MARKS, UNICODE_MARKS, type PrintStyle } from '../../../src/view/print-style.ts'
import { addRequest, createQuestionQueue } from '../../../src/view/questions/question-queue.ts'
import { typeKeys } from '../../../src/view/questions/question-keys.ts'
import { describeSummary } from '../../../src/view/turns/summary-line.ts'
import { createScreen, drawScreen } from '../../../src/view/tasks/task-screen-view.ts'
import { chooseSigns, describeRow, describeState, describeTask } from '../../../src/view/tasks/task-text.ts'
import { createTurnPrinter } from '../../../src/view/turns/turn-printer.ts'
import { applyEvent, createTurnState, noteRequest } from '../../../src/view/turns/turn-state.ts'
import { findForeign, HOSTILE as X } from '../../support/hostile-pieces.ts'
import { makeView } from './task-views.ts'
import { approval, question } from './turn-events.ts'

const MARKED = `# ${X}\n\n- ${X}\n\n| ${X} | b |\n|---|---|\n| ${X} | d |\n\n\`\`\`sh\n${X}\n\`\`\`\n[${X}](https://${X})\n**${X}** \`${X}\`\n`

const BLOCKS: { [T in DisplayBlock['type']]: Extract<DisplayBlock, { type: T }> } = {
  brief: { type: 'brief', text: X },
  diff: { type: 'diff', path: X, old_text: X, new_text: `${X}\n${X}`, old_start: 1, new_start: 1, is_summary: false },
  todo: { type: 'todo', items: [{ title: X, status: 'done' }] },
  shell: { type: 'shell', language: X, command: `${X}\n${X}` },
  background_task: { type: 'background_task', task_id: X, kind: X, status: X, description: X },
}
const blocks = Object.values(BLOCKS)

type Payload<T extends WireEventType> = Extract<WireEvent, { type: T }>['payload']
const status = {
  context_usage: 0.5,
  context_tokens: 1,
  max_context_tokens: 2,
  token_usage: { input_other: 1, output: 1, input_cache_read: 0, input_cache_creation: 0 },
  message_id: X,
  plan_mode: true,
  mcp_status: { loading: true, connected: 1, total: 2, tools: 1, servers: [{ name: X, status: X, tools: [X] }] },
}
const EVENTS: { [T in WireEventType]: Payload<T>[] } = {
  TurnBegin: [{ user_input: X }],
  SteerInput: [{ user_input: X }],
  StepBegin: [{ n: 1 }],
  ContentPart: [
    { type: 'text', text: MARKED },
    { type: 'think', think: MARKED, encrypted: X },
    { type: 'image_url', image_url: { url: X, id: X } },
    { type: 'text', text: X },
  ],
  ToolCall: [
    { type: 'function', id: 'c1', function: { name: X, arguments: JSON.stringify({ command: X, path: X }) } },
    { type: 'function', id: 'c2', function: { name: 'Shell', arguments: JSON.stringify({ command: X }) } },
    { type: 'function', id: X, function: { name: 'ReadFile', arguments: JSON.stringify({ path: X }) } },
    {
      type: 'function',
      id: 'c4',
      function: { name: 'Agent', arguments: JSON.stringify({ description: X, prompt: X }) },
    },
  ],
  ToolCallPart: [{ arguments_part: X }],
  ToolOutput: [{ tool_call_id: 'c2', text: X, lines: 2 }],
  SubagentEvent: [
    {
      parent_tool_call_id: 'c4',
      agent_id: X,
      subagent_type: X,
      event: { type: 'ContentPart', payload: { type: 'text', text: X } },
    },
    {
      parent_tool_call_id: 'c4',
      agent_id: X,
      subagent_type: X,
      event: { type: 'ToolCall', payload: { type: 'function', id: 's', function: { name: X, arguments: X } } },
    },
  ],
  ToolResult: ['c1', 'c2', X, 'c4'].flatMap((id) => [
    { tool_call_id: id, return_value: { is_error: true, output: X, message: X, display: blocks, extras: { a: X } } },
    { tool_call_id: id, return_value: { is_error: false, output: X, message: X, display: [], extras: null } },
  ]),
  QuestionResponse: [{ request_id: X, answers: { [X]: X } }],
  ApprovalResponse: [{ request_id: X, response: 'reject', feedback: X }],
  PlanDisplay: [{ content: MARKED, file_path: X }],
  SessionChanged: [{ mode: 'ask', model: X, effort: X, title: X, work_dir: X, allowed: [X] }],
  CommandsChanged: [{ slash_commands: [{ name: X, description: X, aliases: [X] }] }],
  SessionRewound: [{ what: 'both', turn: 1, is_undone: false }],
  AttemptFailed: [{ code: X, message: X }],
  StepRetry: [{ n: 1, next_attempt: 2, max_attempts: 3, wait_s: 1, error_type: X, status_code: null }],
  Notification: [
    {
      id: X,
      category: 'turn',
      type: X,
      source_kind: X,
      source_id: X,
      title: X,
      body: X,
      severity: 'info',
      created_at: 0,
      payload: { a: X },
    },
  ],
  CompactionBegin: [{}],
  CompactionEnd: [{}],
  MCPLoadingBegin: [{}],
  MCPLoadingEnd: [{}],
  HookTriggered: [{ event: X, target: X, hook_count: 1 }],
  HookResolved: [{ event: X, target: X, action: 'block', reason: X, duration_ms: 1 }],
  ModelCalled: [{ model: X, usd: 1 }],
  StatusUpdate: [status],
  StepInterrupted: [{}],
  TurnFailed: [{ code: X, message: X, hint: X }],
  TurnEnd: [{}],
}
const events = Object.entries(EVENTS).flatMap(([type, payloads]) =>
  payloads.map((payload) => ({ type, payload }) as WireEvent),
)

const STYLES: PrintStyle[] = [
  { width: 40, hasColours: true, marks: UNICODE_MARKS, canReplace: true },
  { width: 200, hasColours: false, marks: ASCII_MARKS, canReplace: false },
]

/** Everything that the screen of a turn prints of these events and requests. */
function printTurn(style: PrintStyle): string[] {
  const turn = createTurnState()
  const printer = createTurnPrinter(turn, () => style)
  const printed: string[] = []
  for (const event of events) {
    printed.push(printer.printChange(applyEvent(turn, event, 0)), ...printer.describeLive(1_000), printer.printOutput())
  }
  printed.push(printer.showThinking() ?? '', printer.toggleThinking(), printer.toggleThinking())
  const asks = [
    ...blocks.map((block) => approval('q', [block], 'c2')),
    approval('q', [], 'c2'),
    question('q', { question: X, header: X, body: X, options: [{ label: X, description: X }] }),
  ]
  for (const request of asks) {
    Object.assign(request.payload, { description: X, sender: X, action: X, session_rule: X, source_description: X })
    noteRequest(turn, request)
    const queue = createQuestionQueue()
    addRequest(queue, request, 0, 1)
    for (const part of ['question', 'rest', 'keys'] as const)
      printed.push(printer.printQuestion(queue.pending[0]!, part))
    for (const { note } of typeKeys(queue, X, 1_000)) printed.push(printer.printNote(note ?? ''))
  }
  return [...printed, printer.printNote(X), printer.printStatus(X), printer.endLine(), ...describeSummary(turn, style)]
}

test.each(STYLES)('the screen of a turn prints no foreign byte of any event or request ($width cells)', (style) => {
  expect(
    printTurn(style)
      .map((text) => findForeign(text))
      .filter((found) => found !== null),
  ).toEqual([])
})

test('nor does the text of a turn in a pipe, however it is cut into pieces', () => {
  for (const holds of [true, false]) {
    const printed: string[] = []
    const plain = createPlainText((text) => printed.push(text), { holds })
    for (const event of events) plain.take(event)
    for (const character of MARKED) plain.take({ type: 'ContentPart', payload: { type: 'text', text: character } })
    plain.finish()
    expect(findForeign(printed.join(''))).toBe(null)
  }
})

const STATUSES: { [T in TaskStatus]: true } = {
  created: true,
  starting: true,
  running: true,
  awaiting_approval: true,
  completed: true,
  failed: true,
  killed: true,
  lost: true,
}

function hostileTask(state: TaskStatus): TaskView {
  const texts = { title: X, command: X, cwd: X, reason: X, tool: X, lastLine: X, outputPath: X, sessionId: X }
  const waiting = { request: 'r', kind: 'approval' as const, text: X, options: [X], rule: X }
  return makeView({ ...texts, status: state, waiting: state === 'awaiting_approval' ? waiting : null })
}

test('lists, the screen of tasks, notices and answers show no foreign byte of a task', () => {
  const printed: string[] = []
  for (const state of Object.keys(STATUSES) as TaskStatus[]) {
    const view = hostileTask(state)
    const task = {
      id: 'agent-b3k9x2m1',
      dir: '',
      spec: { kimi: { grace: 0, socket: '' } } as TaskSpec,
      runtime: { ...FIRST_RUNTIME, kimi: {} },
    }
    printed.push(formatColumns([describeRow(view, chooseSigns({}), 1)]), describeState(view, 1), describeTask(view, 1))
    const notice = describeTaskNotice(view, task)
    printed.push(notice?.text ?? '', notice?.title ?? '')
    const screen = createScreen()
    screen.update([view])
    Object.assign(screen, { message: X, trouble: X })
    const draw = () => printed.push(...drawScreen(screen, chooseSigns({}), { columns: 60, rows: 20 }, 1))
    draw()
    screen.openOutput()
    screen.showOutput(X)
    draw()
    screen.panel = null
    screen.openQuestion('approve')
    draw()
    for (const answer of offerAnswers(view)) printed.push(...describeOffer(answer, 'zsh'))
  }
  expect(printed.map((text) => findForeign(text)).filter((found) => found !== null)).toEqual([])
})

test('a notice of the desktop or the terminal holds one sequence, ours, and one line', () => {
  for (const terminal of ['kitty', 'iterm.app', 'wezterm', 'ghostty', 'vte', 'foot']) {
    const sequence = describeTerminalNotice(terminal, X, X)!
    // eslint-disable-next-line no-control-regex
    const inside = sequence.replaceAll(/\u001b\]|\u001b\\|\u0007$/g, '')
    expect(findForeign(inside, /(?!)/g)).toBe(null)
    expect(inside).not.toContain('\n')
  }
  for (const platform of ['linux', 'darwin'] as const) {
    const { args } = describeDesktopCommand(platform, X, X)!
    expect(args.map((arg) => findForeign(arg)).filter((found) => found !== null)).toEqual([])
  }
})

test('a record to a shell and a frame to a client hold no control byte but those that frame them', () => {
  const record = encodeRecord('notice', X, X)
  expect(record.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g)).toEqual(['\u001f', '\u001f', '\0'])
  const frame = encodeFrame({ text: X })
  expect(frame).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect((JSON.parse(frame) as { text: string }).text).toBe(X)
})
