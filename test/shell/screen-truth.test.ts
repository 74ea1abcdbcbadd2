// The screen tells the truth: after each of many random edits, every cell of it is the prompt, the buffer, or a message about
// that very buffer, and the cursor stands where the next character will go. KIMI_SCREEN_RUNS=500 looks longer, KIMI_SCREEN_SEED
// repeats a run.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from '../support/model-server.ts'
import { shareDaemon } from '../support/shared-daemon.ts'
import { widgetToReturn } from './bash-widget.ts'
import type { Terminal } from '../support/terminal.ts'

const SHELLS = ['zsh', 'bash', 'fish'] as const
type Shell = (typeof SHELLS)[number]

const RUNS = Number(process.env['KIMI_SCREEN_RUNS'] ?? 10)
const SEED = Number(process.env['KIMI_SCREEN_SEED'] ?? 20261128)
const ROWS = 30
const WIDE = '日'
/** A buffer of this many cells fits on the screen at each width that is tried, with all that stands around it. */
const MOST_CELLS = 260
const PROPOSALS = ['ls -la', `echo ${'x'.repeat(40)} ${'y'.repeat(30)}`, `echo "${WIDE.repeat(9)}"`]
const TWO_LINES = {
  zsh: `setopt prompt_subst; PS1='$(printf top)'$'\\n''PROMPT> '`,
  bash: String.raw`PS1='\[\e[1m\]$(printf top)\[\e[m\]\nPROMPT> '`,
  fish: `function fish_prompt; printf 'top\\nPROMPT> '; end`,
}

type Edit =
  | { type: 'text' | 'paste'; text: string }
  | { type: 'backspace' | 'left' | 'right' | 'home' | 'end' | 'kill' | 'ask' | 'undo' | 'clear' }
  | { type: 'resize'; columns: number }

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abc -/.'), minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'abc '), minLength: 50, maxLength: 90 }),
  fc.string({ unit: fc.constantFrom('a', WIDE), minLength: 1, maxLength: 20 }),
)
const edits: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: text.map((typed) => ({ type: 'text' as const, text: typed })) },
  { weight: 2, arbitrary: text.map((pasted) => ({ type: 'paste' as const, text: pasted })) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(...(['backspace', 'left', 'right', 'home', 'end', 'kill', 'undo', 'clear'] as const))
      .map((type) => ({ type })),
  },
  { weight: 5, arbitrary: fc.constant({ type: 'ask' as const }) },
  { weight: 2, arbitrary: fc.integer({ min: 24, max: 90 }).map((columns) => ({ type: 'resize' as const, columns })) },
)

const openShell = shareDaemon()

for (const shell of SHELLS)
  for (const prompt of ['one row', 'two rows'] as const)
    test(`${shell}, a prompt of ${prompt}: after any edit the screen is the buffer`, async () => {
      let proposal = ''
      await using asking = await openShell(shell, () => answer(`${proposal}\n# it is so\n`), {
        rows: ROWS,
        before: shell === 'fish' ? 'set -g KIMI_CHORD_WINDOW_MS 0' : 'KIMI_CHORD_WINDOW_MS=0 KIMI_GHOST_ENABLED=off',
        rc: prompt === 'two rows' ? TWO_LINES[shell] : '',
      })
      const desk = new Desk(shell, asking.term, prompt === 'two rows' ? ['top'] : [])
      const sequence = fc.tuple(fc.constantFrom(...PROPOSALS), fc.array(edits, { minLength: 3, maxLength: 14 }))
      await fc.assert(
        fc.asyncProperty(sequence, async ([command, all]) => {
          proposal = command
          await desk.begin(command)
          for (const edit of all) await desk.apply(edit)
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: true },
      )
    }, 600_000)

test('zsh, a line that fills the window: the proposal in its place leaves nothing of it, and undo brings it back', async () => {
  await using asking = await openShell('zsh', () => answer('ls -la\n# it is so\n'), {
    rows: 6,
    cols: 20,
    before: 'KIMI_CHORD_WINDOW_MS=0 KIMI_GHOST_ENABLED=off',
  })
  const { term } = asking
  for (const words of [42, 50, 57, 65, 100]) {
    term.type(`${'w '.repeat(words)}w.`)
    const typed = await term.until((screen) => screen.endsWith('w.'))
    term.press('ctrl-x')
    await term.until((screen) => screen === 'PROMPT> ls -la\n1/1  it is so')
    term.press('ctrl-_')
    await term.until((screen) => screen === typed)
    term.press('ctrl-u')
    await term.until((screen) => screen === 'PROMPT>')
  }
})

/** A line being edited at a real prompt, and what must stand on the screen. */
class Desk {
  buffer = ''
  point = 0
  columns = 80
  proposal = ''
  typed = { buffer: '', point: 0 }
  /** The line that the message is about, and the message; `asked` stays when the message has gone. */
  note: { line: string; text: string } | undefined
  asked: 'proposal' | 'typed' | undefined
  readonly shell: Shell
  readonly term: Terminal
  /** The rows of the prompt above its last. */
  readonly above: string[]
  constructor(shell: Shell, term: Terminal, above: string[]) {
    this.shell = shell
    this.term = term
    this.above = above
  }

  async begin(proposal: string): Promise<void> {
    Object.assign(this, { proposal, asked: undefined })
    await this.apply({ type: 'kill' })
    await this.apply({ type: 'clear' })
  }

  async apply(edit: Edit): Promise<void> {
    const { term } = this
    switch (edit.type) {
      case 'text':
      case 'paste': {
        if (cells(this.buffer + edit.text) > MOST_CELLS) return
        // fish leaves out blanks that begin a pasted line.
        const added = edit.type === 'paste' && this.shell === 'fish' ? edit.text.trimStart() : edit.text
        if (added === '') return
        if (edit.type === 'paste') term.paste(added)
        else term.type(added)
        this.insert(added)
        break
      }
      case 'backspace':
        if (this.point === 0) return
        term.press('backspace')
        this.set(this.buffer.slice(0, this.point - 1) + this.buffer.slice(this.point), this.point - 1)
        break
      case 'left':
      case 'right': {
        const point = Math.max(0, Math.min(this.buffer.length, this.point + (edit.type === 'left' ? -1 : 1)))
        if (point === this.point) return
        term.press(edit.type)
        this.set(this.buffer, point)
        break
      }
      case 'home':
      case 'end':
        term.press(edit.type === 'home' ? 'ctrl-a' : 'ctrl-e')
        this.set(this.buffer, edit.type === 'home' ? 0 : this.buffer.length)
        break
      case 'kill':
        term.press('ctrl-e', 'ctrl-u')
        this.set('', 0)
        break
      case 'clear':
        term.press('ctrl-l') // the message stays
        break
      case 'resize': {
        // Of rows that do not fit any more each shell and each terminal makes something else.
        if (Math.max(cells(this.buffer) + 8, this.note?.text.length ?? 0) > Math.min(edit.columns, this.columns) - 1)
          return
        // readline does not hear of a new size that comes in the middle of a widget.
        if (this.shell === 'bash' && this.note) await widgetToReturn(term)
        this.columns = edit.columns
        const drawn = term.nextOutput()
        term.resize(edit.columns, ROWS)
        if (this.shell === 'fish') await drawn // it loses a wide character that comes meanwhile
        break
      }
      case 'undo':
        if (this.asked !== 'proposal' || this.buffer !== this.proposal || !this.note) return
        term.press('ctrl-_', 'ctrl-e')
        this.set(this.typed.buffer, this.typed.buffer.length)
        this.note = undefined
        this.asked = undefined
        break
      case 'ask':
        if (this.buffer.trim() === '') return
        this.ask()
        break
    }
    await this.settle(JSON.stringify(edit))
  }

  private ask(): void {
    this.term.press('ctrl-x')
    if (this.asked === 'proposal' && this.buffer === this.proposal) {
      this.asked = 'typed'
      this.buffer = this.typed.buffer
      this.point = this.typed.point
      this.note = { line: this.buffer, text: 'your line; Ctrl-X: proposal 1/1' }
    } else {
      if (!(this.asked === 'typed' && this.buffer === this.typed.buffer))
        this.typed = { buffer: this.buffer, point: this.point }
      this.asked = 'proposal'
      this.buffer = this.proposal
      this.point = this.buffer.length
      this.note = { line: this.buffer, text: '1/1  it is so' }
    }
  }

  private insert(added: string): void {
    this.set(this.buffer.slice(0, this.point) + added + this.buffer.slice(this.point), this.point + added.length)
  }

  /** A message goes with the line that it is about; in bash it goes at the next key. */
  private set(buffer: string, point: number): void {
    this.buffer = buffer
    this.point = point
    if (this.shell === 'bash' || (this.note && this.note.line !== buffer)) this.note = undefined
  }

  private rows(): string[] {
    return this.term.screen().split('\n')
  }

  private async settle(what: string): Promise<void> {
    const { term, columns } = this
    await term.until(
      () => {
        const text = `PROMPT> ${this.buffer}`
        const { rows } = lay(text, columns)
        const isAbove = this.shell === 'fish'
        const note = this.note ? [cut(this.note.text, columns - 1)] : []
        const expected = [
          ...(isAbove ? note : []),
          ...this.above,
          ...rows.map((row) => row.trimEnd()),
          ...(isAbove ? [] : note),
        ]
        while (expected.at(-1) === '') expected.pop()
        expect(this.rows()).toEqual(expected)
        const cursor = place(`PROMPT> ${this.buffer}`, this.point + 8, columns)
        const top = this.above.length + (isAbove ? note.length : 0)
        const { row, column } = term.cursor()
        const at = column === columns ? [row + 1, 0] : [row, column]
        expect(at).toEqual([top + cursor.row, cursor.column])
      },
      `${what} ${JSON.stringify(this.buffer)} ${this.point}`,
    )
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

function cells(text: string): number {
  return [...text].reduce((sum, char) => sum + (char === WIDE ? 2 : 1), 0)
}

/** The cell of the character at `point`, or behind the last: a wide one that does not fit begins the next row. */
function place(text: string, point: number, columns: number): { row: number; column: number } {
  const { rows, column } = lay(text.slice(0, point), columns)
  if (column + cells(text.slice(point, point + 1)) > columns) return { row: rows.length, column: 0 }
  return { row: rows.length - 1, column }
}

/** The rows of a text, and the column behind it; behind a full row comes an empty one. */
function lay(text: string, columns: number): { rows: string[]; column: number } {
  const rows = ['']
  let column = 0
  for (const char of text) {
    const width = cells(char)
    if (column + width > columns) {
      rows.push('')
      column = 0
    }
    rows[rows.length - 1] += char
    column += width
  }
  if (column === columns) return { rows: [...rows, ''], column: 0 }
  return { rows, column }
}
