// Puts the small languages inside of commands into words: sed scripts, awk programs, modes, date formats, tests of find.

/** A sed script in words, up to the first command that is not known here. */
export function explainSed(script: string): string {
  const out: string[] = []
  for (const part of script
    .split(/;(?![^{]*\})|\n/)
    .map((item) => item.trim())
    .filter(Boolean)) {
    const said = explainSedCommand(part)
    if (said === '') return out.join('; ')
    out.push(said)
  }
  return out.join('; ')
}

function explainSedCommand(command: string): string {
  const match =
    /^((?:\d+|\$|\/(?:[^/\\]|\\.)*\/)(?:,(?:\d+|\$|[+~]\d+|\/(?:[^/\\]|\\.)*\/))?|\d+~\d+)?\s*(!)?\s*([a-zA-Z={}])(.*)$/s.exec(
      command,
    )
  if (!match) return ''
  const [, address, not, letter = '', rest = ''] = match
  const where = address === undefined ? '' : ` ${not ? 'except ' : ''}${explainAddress(address)}`
  if (letter === 's' || letter === 'y') {
    const sign = rest[0] ?? '/'
    const fields = splitOn(rest.slice(1), sign)
    const [from = '', to = '', flags = ''] = fields
    if (letter === 'y') return `translates the characters ${from} to ${to}${where}`
    const every = flags.includes('g')
      ? 'every occurrence'
      : /\d/.test(flags)
        ? `occurrence number ${/\d+/.exec(flags)?.[0]}`
        : 'the first occurrence'
    const verb = to === '' ? `substitutes nothing for (deletes) ${every} of` : 'substitutes (replaces)'
    const tail = to === '' ? '' : ` with "${to}", ${every} on each line`
    return `${verb} "${from}"${tail}${/i/i.test(flags) ? ', ignoring case' : ''}${flags.includes('p') ? ', and prints changed lines' : ''}${where}`
  }
  const verbs: Record<string, string> = {
    p: 'prints',
    d: 'deletes',
    q: 'quits after',
    '=': 'prints the line number of',
    n: 'reads the next line at',
    N: 'joins the next line to',
    D: 'deletes the first part of',
    G: 'appends the hold space (an empty line) after',
    h: 'holds a copy of',
    x: 'exchanges with the hold space',
    l: 'prints unambiguously',
  }
  if (letter === 'a' || letter === 'i' || letter === 'c') {
    const text = rest.replace(/^\\?\s*/, '')
    return `${{ a: 'appends', i: 'inserts', c: 'changes to' }[letter]} "${text}" ${letter === 'a' ? 'after' : letter === 'i' ? 'before' : 'for'}${where || ' every line'}`
  }
  const [of, operand] = [where || ' every line', rest.trim()]
  // The rest of the row is the command, or the name of the file.
  if (letter === 'e') return operand === '' ? `runs${of} as a command` : `runs the command ${operand} before${of}`
  if (letter === 'r' && operand !== '') return `puts in the file ${operand} after${of}`
  if (letter === 'w' && operand !== '') return `writes${of} to the file ${operand}`
  const verb = verbs[letter]
  return verb === undefined ? '' : `${verb}${of}`
}

function explainAddress(address: string): string {
  const one = (text: string): string =>
    text === '$'
      ? 'the last line'
      : text.startsWith('/')
        ? `lines matching ${text}`
        : /~/.test(text)
          ? `every ${text.split('~').at(-1)}. line`
          : `line ${text}`
  const [from = '', to] = address.split(/,(?=[\d$+~/])/)
  if (to === undefined) return one(from)
  return /^\d+$/.test(from) && /^\d+$/.test(to) ? `lines ${from} to ${to}` : `from ${one(from)} to ${one(to)}`
}

function splitOn(text: string, sign: string): string[] {
  const out: string[] = []
  let open = ''
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') open += (text[at] ?? '') + (text[++at] ?? '')
    else if (text[at] === sign) {
      out.push(open)
      open = ''
    } else open += text[at]
  }
  return [...out, open]
}

/** An awk program in words. */
export function explainAwk(program: string): string {
  const out: string[] = []
  const clean = program.trim()
  if (/^BEGIN\b/.test(clean) || /\bBEGIN\s*\{/.test(clean)) out.push('runs the BEGIN block before the first line')
  const printed = /print(?:f)?\s*([^;}|>]*)/.exec(clean)
  const pattern = /^([^{]+)\{/.exec(clean)?.[1]?.trim() ?? (clean.includes('{') ? '' : clean)
  if (pattern !== '' && !/^(?:BEGIN|END)$/.test(pattern)) {
    if (/^!seen\[\$0\]\+\+$|^!\w+\[\$0\]\+\+$/.test(pattern))
      out.push('keeps only the first of equal lines (removes duplicates)')
    else if (/^NR\s*==\s*(\d+)$/.test(pattern)) out.push(`on line ${/\d+/.exec(pattern)?.[0]}`)
    else if (/^\/.*\/$/.test(pattern)) out.push(`on lines matching ${pattern}`)
    else
      out.push(
        `on lines where ${pattern.replaceAll('NR', 'NR (the line number)').replaceAll('NF', 'NF (the number of fields)')}`,
      )
  }
  if (printed) {
    const what = (printed[1] ?? '').trim()
    const fields = [...what.matchAll(/\$(\w+)/g)].map((match) =>
      match[1] === 'NF' ? 'the last field' : match[1] === '0' ? 'the whole line' : `field (column) ${match[1]}`,
    )
    out.push(`prints ${what === '' ? 'the line' : fields.length > 0 ? fields.join(', ') : what}`)
  }
  if (/\+=/.test(clean))
    out.push(
      `adds up ${/\+=\s*\$(\w+)/.exec(clean)?.[1] ? `field ${/\+=\s*\$(\w+)/.exec(clean)?.[1]}` : 'values'} (sum)`,
    )
  if (/\bEND\s*\{/.test(clean)) out.push('runs the END block after the last line')
  if (/\w+\[\$\w+\]\+\+/.test(clean) && !/!/.test(clean)) out.push('counts occurrences')
  return out.join(', ')
}

const BITS = ['---', '--x', '-w-', '-wx', 'r--', 'r-x', 'rw-', 'rwx']

/** A mode such as `755` or `u+x` in words. */
export function explainMode(mode: string): string {
  if (/^[0-7]{3,4}$/.test(mode)) {
    const digits = mode.slice(-3)
    const special =
      mode.length === 4
        ? (Number(mode[0]) & 4 ? ', setuid' : '') +
          (Number(mode[0]) & 2 ? ', setgid' : '') +
          (Number(mode[0]) & 1 ? ', sticky' : '')
        : ''
    const [user = 0, group = 0, other = 0] = [...digits].map(Number)
    const bits = [user, group, other].map((bit) => BITS[bit] ?? '').join('')
    return `permission mode ${bits}: owner ${words(user)}, group ${words(group)}, others ${words(other)}${special}`
  }
  const who: Record<string, string> = { u: 'the owner', g: 'the group', o: 'others', a: 'everybody' }
  const what: Record<string, string> = {
    r: 'read',
    w: 'write',
    x: 'execute',
    X: 'search of directories',
    s: 'set-id',
    t: 'the sticky bit',
  }
  return mode
    .split(',')
    .map((part) => {
      const match = /^([ugoa]*)([+=-])([rwxXst]*)$/.exec(part)
      if (!match) return `permission mode ${part}`
      const people = (match[1] || 'a')
        .split('')
        .map((letter) => who[letter])
        .join(' and ')
      const rights = [...(match[3] ?? '')].map((letter) => what[letter]).join(', ') || 'nothing'
      return `permission: ${match[2] === '+' ? 'adds' : match[2] === '-' ? 'takes away' : 'sets'} ${rights} for ${people}`
    })
    .join('; ')
}

const words = (bits: number): string =>
  [bits & 4 ? 'read' : '', bits & 2 ? 'write' : '', bits & 1 ? 'execute' : ''].filter(Boolean).join('+') || 'nothing'

/** A test of find with its value in words: `-mtime -7`, `-size +100M`; empty where the index says enough. */
export function explainFindTest(test: string, value: string): string {
  const sign = value.startsWith('+') ? 'more than ' : value.startsWith('-') ? 'less than ' : ''
  const amount = value.replace(/^[+-]/, '')
  const time = /^-([amc])(time|min)$/.exec(test)
  if (time) {
    const verb = { a: 'last accessed', m: 'modified', c: 'status changed' }[time[1] ?? 'm'] ?? ''
    return `${verb} ${sign}${amount} ${time[2] === 'min' ? 'minutes' : 'days (24 hours)'} ago`
  }
  if (test === '-size') {
    const unit = { c: 'bytes', k: 'KiB', M: 'MiB', G: 'GiB' }[amount.at(-1) ?? ''] ?? 'blocks of 512 bytes'
    return `file size ${sign}${amount.replace(/[a-zA-Z]$/, '')} ${unit}`
  }
  if (test === '-type' || test === '-xtype') return `file type: ${FILE_TYPES[value] ?? value}`
  if (test === '-perm') {
    if (value.startsWith('-')) return `all of these permission bits: ${amount}`
    return value.startsWith('/')
      ? `any of these permission bits: ${value.slice(1)}`
      : `exactly permission mode ${value}`
  }
  return ''
}

const FILE_TYPES: Record<string, string> = {
  f: 'regular files',
  d: 'directories',
  l: 'symbolic links',
  s: 'sockets',
  p: 'named pipes',
  b: 'block devices',
  c: 'character devices',
}

/** A date format such as `+%F` in words. */
export function explainDateFormat(format: string): string {
  const names: Record<string, string> = {
    Y: 'year',
    m: 'month',
    d: 'day',
    H: 'hour',
    M: 'minute',
    S: 'second',
    F: 'date (year-month-day)',
    T: 'time',
    s: 'seconds since 1970',
    A: 'weekday',
    a: 'weekday',
    B: 'month name',
    b: 'month name',
    j: 'day of the year',
    Z: 'time zone',
    N: 'nanoseconds',
    y: 'year (two digits)',
    D: 'date',
    p: 'AM or PM',
    u: 'weekday number',
    V: 'week number',
    R: 'hour:minute',
    I: 'hour (12)',
  }
  const found = [...format.matchAll(/%-?(\w)/g)].map((match) => names[match[1] ?? ''] ?? match[1])
  return `output format: ${found.join(', ')}`
}
