// The one rule that tells an answer to an approval or a question from text, for every door. An answer is a single key, typed
// when the whole question has been on screen for a while. A paste, keys that come all at once, a key typed too early, a key
// behind other text and a yes to lines that were never shown are text. Text is kept on a line of its own and becomes
// steering, the reason of a refusal, or an answer in words: nothing typed is lost.

import { editLine, textOfKey, textOfPaste } from '../line-editor.ts'
import {
  addRequest,
  labelsOf,
  questionOf,
  readOptions,
  settleApproval,
  settleQuestion,
  showFirst,
  takesWords,
  type OpenLine,
  type PendingChoice,
  type PendingQuestion,
  type QuestionQueue,
  type QuestionScreen,
  type QueueStep,
} from './question-queue.ts'
import { lastsForSession, readPlanAnswer, type WireRequest } from '../../protocol/wire.ts'
import { countHidden } from './question-lines.ts'
import { cutKeys, type TypedKey } from '../typed-keys.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'

/** Keys typed before a question could be read do not answer it (security C27). */
export const TYPED_AHEAD_MS = 300

/** A key answers when no other follows it within this time: a paste may come as one key after another. */
export const HOLD_MS = 50

const CONTROLS: Record<string, NonNullable<QueueStep['control']>> = {
  '\x02': 'background',
  '\x03': 'interrupt',
  '\x1c': 'detach',
}
const ARROWS: Record<string, number> = { '\x1b[A': -1, '\x1bOA': -1, '\x1b[B': 1, '\x1bOB': 1 }
const ENTER = '\r'
const ESC = '\x1b'
const STEER_LABEL = '» '
const LABEL_CELLS = 40

/** As `addRequest`. A single key that was typed just before the question came is text, and the user is told what to do. */
export function askRequest(
  queue: QuestionQueue,
  request: WireRequest,
  now: number,
  hidden = 0,
  screen?: QuestionScreen,
): QueueStep[] {
  const steps = addRequest(queue, request, now, hidden, screen)
  const [first] = queue.pending
  const key = queue.line?.text ?? ''
  if (!first || key.length !== 1 || !steps.some(({ draw }) => draw) || !meansSomething(first, key)) return steps
  return [...steps, { note: `${key} came before the question: Backspace, then ${key}` }]
}

/** The request was answered by another client. `verdict` is its answer. */
export function withdrawRequest(queue: QuestionQueue, id: string, verdict: string, now: number): QueueStep[] {
  const index = queue.pending.findIndex(({ request }) => request.id === id)
  if (index < 0) return []
  queue.pending.splice(index, 1)
  if (index > 0) return []
  const loose = leaveRequest(queue, now)
  return [...loose, { note: `answered elsewhere: ${verdict.replaceAll('_', ' ')}` }, ...showFirst(queue, now)]
}

/** The turn is being interrupted: nothing waits for an answer any more, and the typed line has ended. */
export function interruptQuestions(queue: QuestionQueue, now: number): QueueStep[] {
  const steps = [...releaseHeld(queue, now), ...endLine(queue)]
  const wasAsking = queue.pending.splice(0).length > 0
  return wasAsking ? [...steps, { note: 'interrupted' }] : steps
}

/** Takes what was typed but not sent, as at the end of a turn. */
export function takeUnsent(queue: QuestionQueue, now: number): QueueStep[] {
  return [...releaseHeld(queue, now), ...endLine(queue)]
}

/** Takes what the terminal has sent in one read. */
export function typeKeys(queue: QuestionQueue, read: string, now: number): QueueStep[] {
  const steps = settleHeld(queue, now)
  const isEscHeld = queue.held?.key === ESC
  const { keys, rest } = cutKeys(isEscHeld ? ESC + queue.rest : queue.rest, read)
  queue.rest = rest
  if (queue.held && !isEscHeld) keys.unshift({ text: queue.held.key, isPaste: false })
  const isBurst = queue.held !== null || keys.length > 1
  queue.held = null
  if (isBurst && isListOfOptions(queue, keys, now)) {
    return [...steps, ...keys.flatMap(({ text }) => answer(queue, text, now))]
  }
  for (const { text, isPaste } of keys) {
    if (isPaste) steps.push(...typeText(queue, textOfPaste(text), now))
    else if (CONTROLS[text]) steps.push({ control: CONTROLS[text] })
    else if (text === ESC && !isBurst && queue.line) queue.held = { key: ESC, at: now }
    else if (queue.line) steps.push(...edit(queue, queue.line, text, now))
    else if (Object.hasOwn(ARROWS, text)) steps.push(...moveSelection(queue, ARROWS[text]!))
    else if (isBurst) steps.push(...typeText(queue, textOfKey(text), now))
    else steps.push(...pressAlone(queue, text, now))
  }
  return steps
}

/** Lets a key answer that no other has followed. Call it `HOLD_MS` after each read while `queue.held` is set. */
export function settleHeld(queue: QuestionQueue, now: number): QueueStep[] {
  const { held } = queue
  if (!held || now - held.at < HOLD_MS) return []
  queue.held = null
  return queue.line ? edit(queue, queue.line, held.key, now) : answer(queue, held.key, now)
}

const isReadable = ({ shownAt }: QuestionQueue, now: number) => now - shownAt >= TYPED_AHEAD_MS

/** A key that no other came with, while no line is open. */
function pressAlone(queue: QuestionQueue, key: string, now: number): QueueStep[] {
  const [first] = queue.pending
  const text = textOfKey(key)
  if (first && !isReadable(queue, now) && text !== '' && meansSomething(first, text)) {
    return [...typeText(queue, text, now), { note: `that came too early for an answer: Backspace, then ${text}` }]
  }
  if (first && isReadable(queue, now) && meansSomething(first, key)) {
    if (first.kind === 'approval' && first.hidden > 0 && 'ysa'.includes(key)) {
      openLine(queue, { label: STEER_LABEL, text: key, requestId: null, isAsked: false })
      return [{ note: `${key} counts once all of it was shown: Backspace, then v` }]
    }
    queue.held = { key, at: now }
    return []
  }
  return typeText(queue, text, now)
}

function meansSomething(first: PendingQuestion, key: string): boolean {
  if (key === ENTER || key === ESC) return true
  if (first.kind === 'approval') {
    if (key === 'a') return first.request.always_rule !== undefined
    if (key === 's') return lastsForSession(first.request)
    return 'ynf'.includes(key) || (key === 'v' && first.hidden > 0)
  }
  const question = first.request.questions[first.index]!
  const { options, multi_select: isMultiple } = question
  if (readPlanAnswer(question, key) !== null) return true
  if ((key === 'f' && first.isPlan) || (key === 'e' && first.isEditable)) return true
  if (key === 'o') return takesWords(first) && typedLabel(first) === null // else the beginning of an answer
  return options[Number(key) - 1] !== undefined || (isMultiple && (key === ',' || key === ' '))
}

/** Several options typed fast, as in `1,3`. They only choose: nothing is allowed by them. */
function isListOfOptions(queue: QuestionQueue, keys: readonly TypedKey[], now: number): boolean {
  const [first] = queue.pending
  if (queue.line || first?.kind !== 'question' || !isReadable(queue, now)) return false
  if (!first.request.questions[first.index]!.multi_select) return false
  return keys.every(({ text, isPaste }) => !isPaste && text !== 'o' && text !== ESC && meansSomething(first, text))
}

function answer(queue: QuestionQueue, key: string, now: number): QueueStep[] {
  const [first] = queue.pending
  if (!first) return []
  if (first.kind === 'question') return answerOption(queue, first, key, now)
  switch (key) {
    case 'y':
      return settleApproval(queue, 'approve', '', now)
    case 's':
      return settleApproval(queue, 'approve_for_session', '', now)
    case 'a':
      return settleApproval(queue, 'approve_always', '', now)
    case 'f':
      openLine(queue, { label: 'why: ', text: '', requestId: first.request.id, isAsked: true })
      return []
    case 'v':
      first.pages++
      first.hidden = countHidden(first.request, first.screen, first.pages)
      queue.shownAt = now
      return [{ draw: 'rest' }]
    default:
      return settleApproval(queue, 'reject', '', now)
  }
}

function answerOption(queue: QuestionQueue, choice: PendingChoice, key: string, now: number): QueueStep[] {
  const question = choice.request.questions[choice.index]!
  const { options, multi_select: isMultiple } = question
  const planAnswer = readPlanAnswer(question, key)
  if (planAnswer !== null) return settleQuestion(queue, choice, planAnswer, now)
  const { selected } = choice
  const isOnSelected = selected !== null && key === (isMultiple ? ' ' : ENTER)
  const index = isOnSelected ? selected : Number(key) - 1
  if (options[index] && !isMultiple) return settleQuestion(queue, choice, options[index].label, now)
  if (options[index]) {
    const without = choice.picked.filter((each) => each !== index)
    choice.picked = without.length < choice.picked.length ? without : [...choice.picked, index]
    return [{ note: labelsOf(question, choice.picked) || 'none', isInKeys: true }]
  }
  if (key === ENTER && isMultiple) {
    const picked = choice.picked.length === 0 && selected !== null ? [selected] : choice.picked
    return settleQuestion(queue, choice, labelsOf(question, picked), now)
  }
  if (key === 'e' && choice.isEditable) return [{ edit: true }]
  if (key === 'f') openLine(queue, { label: 'why: ', text: '', requestId: choice.request.id, isAsked: true })
  if (key === 'o') openLine(queue, { label: 'other: ', text: '', requestId: choice.request.id, isAsked: true })
  return key === ESC ? settleQuestion(queue, choice, '', now) : []
}

/** Another option is selected, which Enter takes; the list is a ring. An approval has no list. */
function moveSelection({ pending: [first] }: QuestionQueue, by: number): QueueStep[] {
  if (first?.kind !== 'question') return []
  const { length } = first.request.questions[first.index]!.options
  if (length === 0) return []
  first.selected = first.selected === null ? (by > 0 ? 0 : length - 1) : (first.selected + by + length) % length
  return [{ draw: 'keys' }]
}

/**
 * Answers the first question in the user's words; for an approval they are the reason of a no. Null when it takes none: then it stands
 * as before.
 */
export function answerInWords(queue: QuestionQueue, text: string, now: number): QueueStep[] | null {
  const [first] = queue.pending
  if (first?.kind === 'approval') return MERE_YES.test(text) ? null : settleApproval(queue, 'reject', text, now)
  if (first?.kind !== 'question' || !takesWords(first)) return null
  return settleQuestion(queue, first, readOptions(questionOf(first), text), now)
}

// ---------------------------------------------------------------- the typed line

function openLine(queue: QuestionQueue, line: OpenLine): OpenLine {
  queue.line = line
  return line
}

/** The label of the line for a question that is answered in text, as a server's field is; null for any other. */
function typedLabel({ request, index, isPlan }: PendingChoice): string | null {
  const label = request.questions[index]!.other_label
  return isPlan || label === '' ? null : `${sanitiseLine(label, LABEL_CELLS)}: `
}

/** False for a question that nothing but its options answers, as that for trust in a folder: words go to the agent behind it. */
function mayHearWords(pending: PendingQuestion): boolean {
  return pending.kind === 'approval' || pending.isPlan || typedLabel(pending) !== null || takesWords(pending)
}

/** Text goes to the open line. Without one it begins a line, whose label says what becomes of the text. */
function typeText(queue: QuestionQueue, text: string, now: number): QueueStep[] {
  if (text === '') return []
  const [first] = queue.pending
  const isAbout = first !== undefined && isReadable(queue, now) && mayHearWords(first)
  const asked = isAbout && first.kind === 'question' ? typedLabel(first) : null
  queue.line ??= {
    label: asked ?? (isAbout ? (first.kind === 'approval' ? 'no, but: ' : 'other: ') : STEER_LABEL),
    text: '',
    requestId: isAbout ? first.request.id : null,
    isAsked: asked !== null,
  }
  queue.line.text += text
  return []
}

function edit(queue: QuestionQueue, line: OpenLine, key: string, now: number): QueueStep[] {
  const { text, state } = editLine(line.text, key)
  // Nothing is left to delete: the key takes back the one that has asked for the line.
  if (line.isAsked && line.text === '' && DELETING.includes(key) && mayTakeBack(queue))
    return dropLine(queue, line, now)
  line.text = text
  if (state === 'open' && (text !== '' || line.isAsked)) return []
  queue.line = null
  const isAsking = queue.pending.length > 0
  queue.shownAt = now // whatever is typed next may have been meant for the line
  if (state === 'open') return [{ ended: { line } }] // all of it was deleted
  const sent = state === 'done' ? sendLine(queue, line, now) : []
  // The keys of the question are shown again below the line, unless its answer has just been given.
  const isStillAsking = isAsking && !sent.some(({ reply }) => reply)
  return [{ ended: { line } }, ...sent, ...(isStillAsking ? [{ draw: 'keys' } as const] : [])]
}

/** Backspace, Ctrl-U and Ctrl-W. */
const DELETING = ['\x7f', '\b', '\x15', '\x17']

/** False where the line is the only way to answer, as for a field of a server. */
function mayTakeBack({ pending: [first] }: QuestionQueue): boolean {
  return first?.kind !== 'question' || typedLabel(first) === null
}

function dropLine(queue: QuestionQueue, line: OpenLine, now: number): QueueStep[] {
  queue.line = null
  queue.shownAt = now
  return [{ ended: { line } }, ...(queue.pending.length > 0 ? [{ draw: 'keys' } as const] : [])]
}

/** A single yes, written with Enter. It answers nothing, but it is no reason to refuse either. */
const MERE_YES = /^\s*(?:y|s|a|yes)\s*$/i

function sendLine(queue: QuestionQueue, { text, requestId, isAsked }: OpenLine, now: number): QueueStep[] {
  const [first] = queue.pending
  if (first && first.request.id === requestId && (isAsked || !MERE_YES.test(text))) {
    if (first.kind === 'approval') return settleApproval(queue, 'reject', text, now)
    const answered = typedLabel(first) === null ? text : text.trim()
    return settleQuestion(queue, first, readOptions(questionOf(first), answered), now)
  }
  if (text.trim() === '') return []
  return [{ steer: text }, ...(first ? [{ note: 'the agent reads that after your answer' }] : [])]
}

/** Ends the line without sending it. */
function endLine(queue: QuestionQueue): QueueStep[] {
  const { line } = queue
  queue.line = null
  return line && (line.text !== '' || line.isAsked) ? [{ ended: { line, unsent: true } }] : []
}

/** A held key becomes text: what it would have answered has gone. */
function releaseHeld(queue: QuestionQueue, now: number): QueueStep[] {
  const { held } = queue
  queue.held = null
  return held ? typeText(queue, textOfKey(held.key), now) : []
}

/** The first request has gone; a line that was for it is for the turn as a whole from now on. */
function leaveRequest(queue: QuestionQueue, now: number): QueueStep[] {
  queue.shownAt = now
  const steps = releaseHeld(queue, now)
  const { line } = queue
  if (!line || line.requestId === null || queue.pending.some(({ request }) => request.id === line.requestId))
    return steps
  if (line.text === '') {
    queue.line = null
    return [...steps, { ended: { line } }]
  }
  Object.assign(line, { label: STEER_LABEL, requestId: null, isAsked: false })
  return steps
}
