// The composer as the user meets it: bytes of a terminal in, and the cells of a terminal out.

import xterm from '@xterm/headless'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createComposer, type Composer } from '../../../../src/tui/composer/composer.ts'
import type { ComposerOptions } from '../../../../src/tui/composer/composer-options.ts'
import { CURSOR_MARKER } from '../../../../src/tui/pi.ts'
import { matchCommands, type MenuItem } from '../../../../src/view/composer/menu.ts'
import type { PastedObject, Prompt } from '../../../../src/view/composer/pasted-objects.ts'
import { countTextCells } from '../../../../src/view/cell-text.ts'
import { UNICODE_MARKS, type PrintStyle } from '../../../../src/view/print-style.ts'

const STYLE: PrintStyle = { width: 80, hasColours: false, marks: UNICODE_MARKS, canReplace: true }
const IMAGE: PastedObject = { kind: 'image', type: 'image/png', data: 'aGk=' }

const COMMANDS = ['model', 'mode', 'compact', 'skill:deploy', 'add-dir'].map((name) => ({
  label: `/${name}`,
  detail: `about ${name}`,
  text: `/${name}`,
  needsWords: name === 'add-dir',
  ...(name === 'compact' ? { aliases: ['shorten'] } : {}),
}))

interface Made {
  composer: Composer
  sent: Prompt[]
  /** Types keys, each a string of bytes. */
  keys(...keys: string[]): void
  /** The screen at a width, with the caret as `▏`. */
  show(columns?: number): Promise<string>
}

function make(options: Partial<ComposerOptions> & { history?: string[]; files?: string[] } = {}): Made {
  const sent: Prompt[] = []
  const { history = [], files = ['src/main.ts', 'src/', 'a b.ts'], ...own } = options
  const composer = createComposer({
    style: () => STYLE,
    env: {},
    prompt: () => '> ',
    height: () => 6,
    onSubmit: (prompt) => void sent.push(prompt),
    sources: {
      findItems: ({ kind, query }) =>
        kind === 'command'
          ? matchCommands<MenuItem>(COMMANDS, query)
          : files
              .filter((path) => path.includes(query))
              .map((path) => ({
                label: path,
                detail: '',
                text: path.includes(' ') ? `@"${path}"` : `@${path}`,
                isOpen: path.endsWith('/'),
              })),
      readClipboard: () => Promise.resolve(IMAGE),
      readImageFile: (paste) => Promise.resolve(paste.includes('shot.png') ? IMAGE : null),
    },
    ...own,
  })
  composer.setHistory(history)
  return {
    composer,
    sent,
    keys: (...keys) => keys.forEach((each) => composer.handleInput(each)),
    show: (columns = 60) => drawCells(composer.render(columns), columns),
  }
}

/** The rows as an emulator shows them. The caret is where the cursor stands after the text before its mark. */
async function drawCells(lines: readonly string[], columns: number): Promise<string> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 30, allowProposedApi: true })
  const write = (text: string) => new Promise<void>((done) => terminal.write(text, done))
  let caret = { row: -1, column: -1 }
  for (const [row, line] of lines.entries()) {
    const [before, after] = line.split(CURSOR_MARKER)
    await write(`\x1b[${row + 1};1H${before}`)
    if (after !== undefined) caret = { row, column: terminal.buffer.active.cursorX }
    await write(after ?? '')
    expect(terminal.buffer.active.cursorY, 'no row is wrapped by the terminal').toBe(row)
  }
  const rows = lines.map((_, row) => {
    const line = terminal.buffer.active.getLine(row)!
    if (row !== caret.row) return line.translateToString(true).trimEnd()
    return `${line.translateToString(false, 0, caret.column)}▏${line.translateToString(true, caret.column)}`
  })
  terminal.dispose()
  return rows.join('\n')
}

const ESC = '\x1b'
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`
const settled = () => new Promise((done) => setImmediate(done))

describe('drawing', () => {
  test('Chinese and emoji at 20 columns: words stay whole, no row is too wide, the caret stands behind what was typed', async () => {
    const { keys, show } = make()
    keys(...'hello wide world 你好世界再见 '.split(''), '👍', 'x')
    expect(await show(20)).toBe('> hello wide world\n  你好世界再见 👍x▏')
    expect(await show(12)).toBe('> hello\n  wide\n  world 你\n  好世界再\n  见 👍x▏')
  })

  test('a long text shows the rows around the caret, with signs for the rest', async () => {
    const { composer, keys, show } = make({ height: () => 3 })
    composer.setText('1\n2\n3\n4\n5')
    expect(await show()).toBe('↑ 3\n  4\n  5▏')
    keys('\x1b[A', '\x1b[A', '\x1b[A')
    expect(await show()).toBe('↑ 2▏\n  3\n↓ 4')
  })

  test('an empty composer shows its placeholder, behind the caret', async () => {
    expect(await make({ placeholder: () => 'ask me' }).show()).toBe('> ▏ask me')
  })

  test('text that hides or reorders other text is shown by name', async () => {
    const { keys, show } = make()
    keys(paste('a\u202eb\x1b[31mc\u0007'))
    expect(await show()).toBe('> a<U+202E>b[31mc▏')
  })

  test('a path too long for the menu shows both of its ends', async () => {
    const { keys, show } = make({ files: ['src/view/composer/vim/vim-operators.ts'] })
    keys('@')
    expect(await show(24)).toBe('> @▏\n> src/view/c…erators.ts')
  })

  test('vim’s modes are told by the sign of the prompt, and a selection is inverse', () => {
    const { composer, keys } = make({ isVim: true, style: () => ({ ...STYLE, hasColours: true }) })
    keys('a', 'b', ESC)
    expect(composer.render(20)).toEqual([`❮ a${CURSOR_MARKER}b`])
    keys('v')
    expect(composer.render(20)).toEqual([`v a${CURSOR_MARKER}\x1b[7mb\x1b[27m`])
    keys(ESC, 'i')
    expect(composer.render(20)).toEqual([`> a${CURSOR_MARKER}b`])
  })

  test.each([1, 2, 3, 5, 8])('%i columns are enough not to fail', (columns) => {
    const { composer, keys } = make()
    keys(paste('你好 word\tlonger 👍\n'.repeat(3)), '/', '\x12')
    composer.setText('/m')
    expect(composer.render(columns).length).toBeGreaterThan(0)
  })
})

describe('sending', () => {
  test('Enter sends, and Ctrl-J, Alt-Enter, Shift-Enter and a backslash before Enter make a line', () => {
    const { composer, sent, keys } = make()
    keys('a', '\n', 'b', '\x1b\r', 'c', '\x1b[13;2u', 'd', '\\', '\r', 'e', '\r')
    expect(sent.map(({ text }) => text)).toEqual(['a\nb\nc\nd\ne'])
    expect(composer.isEmpty()).toBe(true)
  })

  test('blank text is not sent', () => {
    const { sent, keys } = make()
    keys(' ', '\n', '\r')
    expect(sent).toEqual([])
  })

  test('a long paste is a marker on the screen and whole in the message', async () => {
    const { sent, keys, show } = make()
    const text = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\r')
    keys('s', 'e', 'e', ' ', paste(text), '!')
    expect(await show()).toBe('> see [Pasted text #1 +20 lines]!▏')
    keys('\x7f', '\r')
    expect(sent[0]!.text).toBe(`see ${text.replaceAll('\r', '\n')}`)
  })

  test('Kimi CLI’s variables say from when on a paste is a marker', async () => {
    const { keys, show } = make({ env: { KIMI_CLI_PASTE_CHAR_THRESHOLD: '5' } })
    keys(paste('123456'), paste('123'))
    expect(await show()).toBe('> [Pasted text #1 +6 chars]123▏')
  })

  test('an image of the clipboard and a dragged one are parts of the message, and keys typed meanwhile come behind', async () => {
    const { sent, keys, show } = make()
    keys('\x16')
    await settled()
    keys('a', paste('/tmp/shot.png '), 'b', '\r')
    await settled()
    expect(await show()).toBe('> ▏')
    expect(sent).toEqual([
      {
        text: '[Image #1] a[Image #1] b',
        parts: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', id: null } },
          { type: 'text', text: ' a' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', id: null } },
          { type: 'text', text: ' b' },
        ],
      },
    ])
  })

  test('a path whose file cannot be read in time is text, and the keys behind it are not lost', async () => {
    const { composer, keys } = make({
      sources: {
        findItems: () => [],
        readClipboard: () => Promise.resolve(null),
        readImageFile: () => new Promise(() => {}),
      },
    })
    keys(paste('/net/shot.png'), ' ', 'a')
    await expect.poll(() => composer.text()).toBe('/net/shot.png a')
  })

  test('the editor gets the whole text, and pastes that it leaves alone become markers again', async () => {
    const long = 'long\n'.repeat(20)
    const { composer, keys, show } = make({ editText: (text) => Promise.resolve(`${text}more`) })
    keys('a', paste(long), '\x07')
    await settled()
    expect(await show()).toBe('> a[Pasted text #1 +20 lines]more▏')
    expect(composer.text()).toBe(`a${long}more`)
    keys('\x1f')
    expect(composer.text()).toBe(`a${long}`.trim())
  })
})

describe('menus', () => {
  test.each(['/shorten', '/sho'])('%s, an alias or its beginning, runs with one Enter', (typed) => {
    const { sent, keys } = make()
    keys(typed, '\r')
    expect(sent.map(({ text }) => text)).toEqual([typed === '/sho' ? '/compact' : '/shorten'])
  })

  test('/ lists commands with what they do, letters narrow the list, Enter runs the selected one', async () => {
    const { sent, keys, show } = make()
    keys('/')
    expect(await show()).toContain('> /▏\n> /model         about model\n  /mode')
    keys('d', 'e', 'p')
    expect(await show()).toBe('> /dep▏\n> /skill:deploy  about skill:deploy')
    keys('\r')
    expect(sent.map(({ text }) => text)).toEqual(['/skill:deploy'])
  })

  test('a command that was found by its description is completed by Enter, and not run', () => {
    const { composer, sent, keys } = make()
    keys('/', 'a', 'b', 'o', '\r')
    expect([composer.text().trim(), sent]).toEqual(['/model', []])
  })

  test('a command that needs words is only completed by Enter', () => {
    const { composer, sent, keys } = make()
    keys('/', 'a', 'd', '\r', 'x')
    expect(sent).toEqual([])
    expect(composer.draft().text).toBe('/add-dir x')
  })

  test('@ lists files, a folder stays open, and a name with blanks is quoted', async () => {
    const { composer, keys, show } = make()
    keys('s', 'e', 'e', ' ', '@', 's', 'r')
    expect(await show()).toBe('> see @sr▏\n> src/main.ts\n  src/')
    keys('\x1b[B', '\t')
    expect(composer.draft().text).toBe('see @src/')
    keys('m', '\r', 'o', 'k', ' ', '@', 'b', '\t')
    expect(composer.draft().text).toBe('see @src/main.ts ok @"a b.ts" ')
  })

  test('Enter sends when the name stands there already', () => {
    const { sent, keys } = make()
    keys('@', ...'src/main.ts'.split(''), '\r')
    expect(sent.map(({ text }) => text)).toEqual(['@src/main.ts'])
  })

  test('Esc closes the menu until another word asks, and a mail address opens none', async () => {
    const { keys, show } = make()
    keys('@', 's', ESC, 'r')
    expect(await show()).toBe('> @sr▏')
    keys(' ', '@', 's')
    expect(await show()).toContain('src/main.ts')
    const other = make()
    other.keys(...'me@s'.split(''))
    expect(await other.show()).toBe('> me@s▏')
  })

  test('answers for an older word are dropped', async () => {
    const waiting: ((items: MenuItem[]) => void)[] = []
    const { composer, keys, show } = make()
    const late = make({
      sources: {
        findItems: () => new Promise((answer) => void waiting.push(answer)),
        readClipboard: () => Promise.resolve(null),
        readImageFile: () => Promise.resolve(null),
      },
    })
    keys('x')
    expect(composer.isEmpty()).toBe(false)
    late.keys('@', 'a')
    waiting[0]!([{ label: 'old', detail: '', text: '@old' }])
    await settled()
    expect(await late.show()).toBe('> @a▏')
    waiting[1]!([{ label: 'new', detail: '', text: '@new' }])
    await settled()
    expect(await late.show()).toBe('> @a▏\n> new')
    expect(await show()).toBe('> x▏')
  })

  test('names of files are data: no sequence and no line end of them reaches the screen', async () => {
    const { keys, show } = make({ files: ['evil\x1b[2J\nname', 'src/main.ts'] })
    keys('@')
    expect(await show()).toBe('> @▏\n> evil name\n  src/main.ts')
  })

  test('a name that was taken is drawn with its control characters by name, and sent as it is', () => {
    const { composer, sent, keys } = make({ files: ['ev\x1b[2J\x07\x9b\ril'] })
    keys('@', '\t')
    const drawn = '> @ev<U+001B>[2J<U+0007><U+009B><U+000D>il'
    expect(composer.render(60)).toEqual([`${drawn} ${CURSOR_MARKER}`])
    keys('\r')
    expect(sent[0]!.text).toBe('@ev\x1b[2J\x07\x9b\ril')
    keys('\x1b[A')
    expect(composer.render(60)).toEqual([`${drawn}${CURSOR_MARKER}`])
  })
})

describe('history', () => {
  test('Up and Down walk through earlier messages and come back to the draft', async () => {
    const { composer, keys } = make({ history: ['first', 'second'] })
    keys('d', '\x1b[A')
    expect(composer.text()).toBe('second')
    keys('\x1b[A', '\x1b[A')
    expect(composer.text()).toBe('first')
    keys('\x1b[B', '\x1b[B')
    expect(composer.text()).toBe('d')
  })

  test('a sent message is the newest entry, once', async () => {
    const { composer, keys } = make({ history: ['old'] })
    keys('n', '\r', 'n', '\r', '\x1b[A')
    expect(composer.text()).toBe('n')
    keys('\x1b[A')
    expect(composer.text()).toBe('old')
  })

  test('in a text of several lines Up moves by lines before it walks', async () => {
    const { composer, keys } = make({ history: ['old'] })
    keys('a', '\n', 'b', '\x1b[A')
    expect(composer.text()).toBe('a\nb')
    keys('\x1b[A')
    expect(composer.text()).toBe('old')
  })

  test('Ctrl-R finds messages by words, Enter takes one, and undo brings the draft back', async () => {
    const { composer, keys, show } = make({ history: ['run the tests', 'fix the build', 'run the build'] })
    keys('d', 'r', 'a', 'f', 't', '\x12', ...'run build'.split(''))
    expect(await show()).toBe('history: run build▏\n> run the build')
    keys(...'\x7f'.repeat(5).split(''))
    expect(await show()).toBe('history: run ▏\n> run the build\n  run the tests')
    keys('\x12', '\r')
    expect(composer.text()).toBe('run the tests')
    keys('\x1f')
    expect(composer.text()).toBe('draft')
  })

  test('Esc leaves the search with the draft as it was', async () => {
    const { composer, keys } = make({ history: ['old'] })
    keys('d', '\x12', 'o', ESC)
    expect(composer.text()).toBe('d')
  })
})

describe('keys of the program', () => {
  test('it is asked before the editor, but not while a menu is open', () => {
    const asked: string[] = []
    const { composer, keys } = make({ onKey: (key) => asked.push(key) > 0 && key === 'ctrl+b' })
    keys('a', '\x02', ESC, ' ', '@', 's', ESC)
    expect(asked).toEqual(['ctrl+b', 'escape'])
    keys('\x1b[D', 'x')
    expect(composer.draft().text).toBe('a @xs')
  })

  test('handleInput says which keys mean nothing', () => {
    const { composer } = make()
    expect(composer.handleInput('a')).toBe(true)
    expect(composer.handleInput('\x18')).toBe(false)
    expect(composer.handleInput(ESC)).toBe(false)
  })

  test('Ctrl-C clears a text, undo brings it back, and in an empty composer it is the program’s', () => {
    const { composer, keys } = make()
    keys('a', 'b', '\x03')
    expect(composer.isEmpty()).toBe(true)
    expect(composer.handleInput('\x03')).toBe(false)
    keys('\x1f')
    expect(composer.text()).toBe('ab')
  })
})

test('a draft given to another composer has its pastes', () => {
  const { composer, keys } = make()
  const text = 'line\n'.repeat(30)
  keys('a', paste(text))
  const other = make()
  other.composer.setDraft(JSON.parse(JSON.stringify(composer.draft())))
  other.keys('\r')
  expect(other.sent[0]!.text).toBe(`a${text}`.trim())
})

test('a waiting message that is taken back has its image, and no note for the model', () => {
  const { composer, sent, keys } = make()
  composer.setContent([
    { type: 'text', text: 'see ' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', id: null } },
    { type: 'text', text: '<system>@session:abc is another session</system>' },
  ])
  keys('!', '\r')
  expect(sent[0]!.parts).toEqual([
    { type: 'text', text: 'see ' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', id: null } },
    { type: 'text', text: '!' },
  ])
})

test('a message that is taken is gone from the composer, stands in its history, and was not sent', () => {
  const { composer, sent, keys } = make()
  expect(composer.take()).toBeNull()
  keys('h', 'i')
  expect(composer.take()?.text).toBe('hi')
  expect(composer.isEmpty()).toBe(true)
  expect(sent).toEqual([])
  keys('\x1b[A')
  expect(composer.text()).toBe('hi')
})

test('whatever bytes a terminal sends, at any width, nothing fails, no row is too wide, and there is one caret', () => {
  const bytes = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '\x1b',
      '\x1b[',
      '\x1b[A',
      '\x1b[B',
      '\r',
      '\n',
      '\t',
      '\x12',
      '@',
      '/',
      'src',
      '\x03',
      '\x1f',
      '\x7f',
      '\x19',
      '\x1b[13;2u',
    ),
    fc.constantFrom(
      '你',
      '👨‍👩‍👧',
      '\u0301',
      '\u202e',
      '\ud800',
      '\udc00',
      'ก็',
      '\x1b[200~a\nb\x1b[201~',
      `\x1b[200~${'x\n'.repeat(20)}\x1b[201~`,
    ),
  )
  // Text that comes from elsewhere: a name in a menu, an earlier message, a draft, a message that is taken back.
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('ev\x1b[2Jil', 'a\x07\rb', '\x9b2J'),
  )
  const data = fc.oneof(
    { weight: 5, arbitrary: bytes },
    { weight: 1, arbitrary: fc.record({ put: fc.constantFrom('setText', 'setContent', 'setDraft'), text }) },
  )
  fc.assert(
    fc.property(
      fc.array(data, { maxLength: 60 }),
      fc.array(fc.integer({ min: 6, max: 60 })),
      fc.boolean(),
      text,
      (sent, widths, isVim, other) => {
        const history = ['old one', 'x\n'.repeat(30), other]
        const { composer } = make({ isVim, history, files: [other, 'src/main.ts'] })
        for (const [at, input] of sent.entries()) {
          if (typeof input === 'string') composer.handleInput(input)
          else if (input.put === 'setDraft') composer.setDraft({ text: input.text, objects: [] })
          else composer[input.put as 'setText' | 'setContent'](input.text)
          const columns = widths[at % (widths.length || 1)] ?? 20
          const rows = composer.render(columns)
          expect(rows.filter((row) => row.includes(CURSOR_MARKER))).toHaveLength(1)
          for (const row of rows) {
            const plain = row.replace(CURSOR_MARKER, '')
            expect(countTextCells(plain)).toBeLessThanOrEqual(columns)
            expect(plain).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
            expect(plain.isWellFormed()).toBe(true)
          }
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('Tab takes no entry of a list that belongs to older letters: it waits for the list of what stands there', async () => {
  const lists = new Map<string, PromiseWithResolvers<MenuItem[]>>()
  const item = (name: string): MenuItem => ({ label: name, detail: '', text: `@${name}` })
  const { composer, keys, sent } = make({
    sources: {
      findItems({ query }) {
        lists.set(query, Promise.withResolvers())
        return lists.get(query)!.promise
      },
      readClipboard: () => Promise.resolve(null),
      readImageFile: () => Promise.resolve(null),
    },
  })
  const answer = async (query: string, ...names: string[]) => {
    lists.get(query)!.resolve(names.map(item))
    await new Promise(setImmediate)
  }
  keys('see ', '@', 's', 'e')
  await answer('se', 'test/parse.ts', 'session:1')
  keys('s', '\t')
  expect(composer.text()).toBe('see @ses')
  await answer('ses', 'session:1')
  expect(composer.text()).toBe('see @session:1')
  keys('@', 'x')
  await answer('x', 'x.ts')
  keys('y', '\r', 'z')
  await answer('xy', 'xy.ts')
  expect([composer.text(), sent]).toEqual(['see @session:1 @xyz', []])
})
