// A turn on a terminal: text as it comes, what the tools do, questions answered with single keys, and whatever else is
// typed steers. Everything that is shown was said by strangers: it passes the sanitiser, and all colours are ours.

import { styleText } from 'node:util'
import type { ReadStream } from 'node:tty'
import type { Listener } from '../client/peer.ts'
import type { ApprovalRequest, DisplayBlock, QuestionRequest, WireEvent } from '../protocol/wire.ts'
import { createSanitiser, sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'

type ToolResultPayload = Extract<WireEvent, { type: 'ToolResult' }>['payload']

export interface TurnView extends Listener {
  /** Gives the terminal back. */
  close(): void
}

export interface TurnViewOptions {
  out: NodeJS.WriteStream
  /** The keyboard; null when there is none. */
  keys: ReadStream | null
  steer(text: string): void
  cancel(): void
  /** Ctrl-B: the command that runs goes on in the background. */
  send(): void
  /** Ctrl-C a second time. */
  leave(): void
  /** Ctrl-\\: the turn goes on without us. */
  detach?: () => void
}

/** Keys typed before a question was on screen do not answer it (security C27). */
const TYPED_AHEAD_MS = 300
const DIFF_LINES = 24
const COMMAND_LINES = 12

export function createTurnView({ out, keys, steer, cancel, send, leave, detach }: TurnViewOptions): TurnView {
  const dim = (text: string) => styleText('dim', text, { stream: out })
  const bold = (text: string) => styleText('bold', text, { stream: out })
  const width = () => Math.max(20, (out.columns || 80) - 1)
  let sanitiser = createSanitiser()
  let atLineStart = true
  let isThinking = false
  let calls: { name: string; args: string }[] = []
  let asking: { id: string; onKey(key: string): void; since: number } | null = null
  let typed: string | null = null
  let held = ''
  let cancels = 0
  /** Calls whose change was shown when it was asked for. */
  const shown = new Set<string>()
  const queue: (() => void)[] = []

  /** While the user types, what comes waits, so that nothing tears the line. */
  const write = (text: string) => {
    if (text === '') return
    if (typed !== null) held += text
    else out.write(text)
    atLineStart = text.endsWith('\n')
  }
  const line = (text: string) => write(`${atLineStart ? '' : '\n'}${text}\n`)

  const showCalls = () => {
    for (const { name, args } of calls.splice(0)) {
      line(`${dim('●')} ${bold(sanitiseLine(name, 40))} ${dim(sanitiseLine(brief(args), width() - 4 - name.length))}`)
    }
  }

  function event(told: WireEvent): void {
    if (told.type !== 'ToolCallPart' && told.type !== 'ToolCall') showCalls()
    switch (told.type) {
      case 'ContentPart':
        if (told.payload.type === 'think') {
          if (!isThinking) line(dim('thinking…'))
          isThinking = true
        } else if (told.payload.type === 'text') {
          isThinking = false
          write(sanitiser.push(told.payload.text))
        }
        return
      case 'ToolCall':
        isThinking = false
        calls.push({ name: told.payload.function.name, args: told.payload.function.arguments ?? '' })
        return
      case 'ToolCallPart': {
        const call = calls.at(-1)
        if (call) call.args += told.payload.arguments_part
        return
      }
      case 'ToolResult':
        return showResult(told.payload)
      case 'StepBegin':
        write(sanitiser.end())
        sanitiser = createSanitiser()
        isThinking = false
        return
      case 'StepRetry':
        sanitiser = createSanitiser()
        return line(
          dim(`— that broke off (${told.payload.error_type}); trying again in ${told.payload.wait_s.toFixed(1)} s —`),
        )
      case 'CompactionBegin':
        return line(dim('shortening the conversation…'))
      case 'PlanDisplay':
        return line(sanitiseText(told.payload.content))
      case 'Notification':
        return line(dim(`● ${sanitiseLine(told.payload.title, width() - 2)}`))
      case 'SubagentEvent':
        if (told.payload.event.type === 'ToolCall') {
          const { name } = told.payload.event.payload.function
          line(dim(`  ${sanitiseLine(`${told.payload.subagent_type}: ${name}`, width() - 2)}`))
        }
        return
      case 'ApprovalResponse':
        if (asking?.id !== told.payload.request_id) return
        line(dim(`  answered elsewhere: ${told.payload.response.replaceAll('_', ' ')}`))
        return closeQuestion()
      case 'TurnEnd':
        write(sanitiser.end())
        sanitiser = createSanitiser()
        if (!atLineStart) write('\n')
    }
  }

  function showResult({ tool_call_id: id, return_value: value }: ToolResultPayload): void {
    const { is_error: isError, message, display } = value
    for (const block of display) if (block.type !== 'diff' || !shown.has(id)) showBlock(block)
    if (isError && !display.some(({ type }) => type === 'brief')) line(dim(`  ${sanitiseLine(message, width() - 2)}`))
  }

  function showBlock(block: DisplayBlock): void {
    if (block.type === 'brief') return line(dim(`  ${sanitiseText(block.text).replaceAll('\n', '\n  ')}`))
    if (block.type === 'todo') {
      const signs = { pending: '○', in_progress: '◐', done: '●' }
      for (const { title, status } of block.items) line(`  ${signs[status]} ${sanitiseLine(title, width() - 4)}`)
    } else if (block.type === 'shell') {
      const lines = sanitiseText(block.command).split('\n')
      for (const text of lines.slice(0, COMMAND_LINES)) line(`  ${bold(text)}`)
      if (lines.length > COMMAND_LINES) line(dim(`  … ${lines.length - COMMAND_LINES} more lines`))
    } else if (block.type === 'diff') showDiff(block)
    else if (block.type === 'background_task') line(dim(`  task ${sanitiseLine(block.task_id, 40)}: ${block.status}`))
  }

  function showDiff(block: Extract<DisplayBlock, { type: 'diff' }>): void {
    line(dim(`  ${sanitiseLine(block.path, width() - 12)}:${block.new_start}`))
    const [before, after] = [block.old_text, block.new_text].map((text) => sanitiseText(text).split('\n'))
    const [same, rest] = commonEnds(before!, after!)
    const removed = before!
      .slice(same, before!.length - rest)
      .map((text) => styleText('red', `  - ${text}`, { stream: out }))
    const added = after!
      .slice(same, after!.length - rest)
      .map((text) => styleText('green', `  + ${text}`, { stream: out }))
    const all = [...removed, ...added]
    for (const text of all.slice(0, DIFF_LINES)) line(text)
    if (all.length > DIFF_LINES) line(dim(`  … ${all.length - DIFF_LINES} more lines`))
  }

  /** One question at a time; the next waits for its turn. */
  function ask(id: string, show: () => void, onKey: (key: string, close: () => void) => void): void {
    const begin = () => {
      show()
      asking = { id, since: performance.now(), onKey: (key) => onKey(key, closeQuestion) }
    }
    if (asking) queue.push(begin)
    else begin()
  }

  function closeQuestion(): void {
    asking = null
    queue.shift()?.()
  }

  function askApproval(
    { id: request, tool_call_id: id, description, display }: ApprovalRequest,
    answer: (result: unknown) => void,
  ): void {
    ask(
      request,
      () => {
        shown.add(id)
        for (const block of display) showBlock(block)
        if (display.length === 0) line(`  ${sanitiseText(description)}`)
        line(`${bold('Allow?')} y once · s for this session · n no · f no, and say why`)
      },
      (key, close) => {
        const say = (text: string, response: string, feedback = '') => {
          line(dim(`  ${text}`))
          close()
          answer({ response, feedback })
        }
        if (key === 'y') say('allowed once', 'approve')
        else if (key === 's') say('allowed for this session', 'approve_for_session')
        else if (key === 'n' || key === '\r' || key === '\x1b') say('refused', 'reject')
        else if (key === 'f') readLine('why: ', (text) => say('refused', 'reject', text))
      },
    )
  }

  function askQuestion({ id, questions }: QuestionRequest, answer: (result: unknown) => void): void {
    const answers: Record<string, string> = {}
    const next = (index: number): void => {
      const question = questions[index]
      if (!question) return answer({ answers })
      const picked = new Set<number>()
      const settle = (text: string, close: () => void) => {
        if (text !== '') answers[question.question] = text
        line(dim(`  ${text === '' ? 'no answer' : sanitiseLine(text, width() - 2)}`))
        close()
        next(index + 1)
      }
      ask(
        id,
        () => {
          line(bold(sanitiseText(question.question)))
          question.options.forEach(({ label, description }, at) =>
            line(
              `  ${at + 1} ${sanitiseLine(label, 60)} ${dim(sanitiseLine(description, Math.max(10, width() - 66)))}`,
            ),
          )
          line(
            dim(question.multi_select ? '  numbers, then Enter · o other · Esc none' : '  number · o other · Esc none'),
          )
        },
        (key, close) => {
          const at = Number(key) - 1
          const option = question.options[at]
          if (option && !question.multi_select) settle(option.label, close)
          else if (option) {
            if (!picked.delete(at)) picked.add(at)
            line(dim(`  ${[...picked].map((each) => question.options[each]!.label).join(', ')}`))
          } else if (key === '\r' && question.multi_select) {
            settle([...picked].map((each) => question.options[each]!.label).join(', '), close)
          } else if (key === 'o') readLine('other: ', (text) => settle(text, close))
          else if (key === '\x1b') settle('', close)
        },
      )
    }
    next(0)
  }

  /** A line typed by the user; what comes meanwhile waits. */
  let onLine: ((text: string) => void) | null = null
  function readLine(label: string, done: (text: string) => void): void {
    if (!atLineStart) out.write('\n')
    typed = ''
    onLine = done
    out.write(label)
  }
  function endLine(text: string): void {
    const done = onLine
    onLine = null
    typed = null
    out.write('\n')
    atLineStart = true
    const missed = held
    held = ''
    write(missed)
    done?.(text)
  }

  function onKeys(data: Buffer): void {
    const text = data.toString('utf8')
    if (text === '\x1c' && detach) return detach()
    if (text === '\x03') {
      if (cancels++ > 0) return leave()
      if (typed !== null) endLine('')
      line(dim('interrupting…'))
      return cancel()
    }
    if (typed !== null) return edit(text)
    if (text === '\x02') return send()
    if (asking) {
      if (performance.now() - asking.since < TYPED_AHEAD_MS) return
      const [key = ''] = text
      return asking.onKey(text === '\x1b' ? text : key === '\x1b' ? '' : key)
    }
    if (/^[\x00-\x1f]/.test(text)) return // arrows and the like mean nothing here
    readLine('» ', (said) => {
      if (said.trim() !== '') steer(said)
    })
    edit(text)
  }

  function edit(text: string): void {
    if (text.startsWith('\x1b')) return text === '\x1b' ? endLine('') : undefined
    for (const char of text) {
      if (char === '\r' || char === '\n') return endLine(typed ?? '')
      if (char === '\x7f' || char === '\b') {
        const last = [...(typed ?? '')].at(-1)
        if (last === undefined) continue
        typed = typed!.slice(0, -last.length)
        out.write(/[\u1100-\uffff\u{1f000}-\u{3ffff}]/u.test(last) ? '\b\b  \b\b' : '\b \b')
      } else if (char === '\x15') {
        for (const _ of typed ?? '') out.write('\b \b')
        typed = ''
      } else if (char >= ' ') {
        typed += char
        out.write(char)
      }
    }
  }

  keys?.setRawMode(true)
  keys?.on('data', onKeys)
  keys?.resume()

  return {
    event,
    request(request, answer) {
      showCalls()
      if (request.type === 'ApprovalRequest') askApproval(request.payload, answer)
      else if (request.type === 'QuestionRequest') askQuestion(request.payload, answer)
    },
    close() {
      if (typed !== null) endLine('')
      keys?.off('data', onKeys)
      keys?.setRawMode(false)
      keys?.pause()
    },
  }
}

/** The arguments of a call in one line: the one that says most. */
function brief(args: string): string {
  try {
    const value = JSON.parse(args) as Record<string, unknown>
    const key = ['command', 'path', 'pattern', 'url', 'query', 'description', 'title'].find((name) => name in value)
    return key === undefined ? '' : String(value[key])
  } catch {
    return ''
  }
}

/** How many lines are the same at the beginning and at the end. */
function commonEnds(a: readonly string[], b: readonly string[]): [number, number] {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [start, end]
}
