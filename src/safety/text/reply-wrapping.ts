// Takes off what models put around a command: markdown fences, inline code, prompt signs, a sentence before it.

/** Programs that a line copied from a root prompt (`# apt update`) usually starts with; other `# …` lines are comments. */
const ROOT_PROGRAMS = new Set(
  (
    'apt apt-get dpkg yum dnf rpm zypper pacman apk systemctl service journalctl mount umount useradd usermod userdel ' +
    'groupadd chown chmod iptables nft ufw sysctl modprobe fdisk parted mkfs reboot shutdown ip ss visudo passwd chroot'
  ).split(' '),
)

const HOST_PROMPT =
  /^(?:\([\w.-]+\) )?(?:\[[\w.-]+@[\w.-]+ [^\]\n]*\]|[\w.-]+@[\w.-]+(?::| )[^\s$#%]*)[ ]?[$#%] +(?=\S)/
const SHELL_PROMPT = /^(?:(?:ba|z)?sh-[\d.]+)?[$%] +(?=\S)/
const CONTINUATION = /^> ?/
const SENTENCE = /^(?:[A-Z][a-z’']*|I(?:'m|’m|'d|'ll)?)(?:,? +[\w’'`-]+){2,}.*[.:!?]$/
const OPENING =
  /^(?:sure|certainly|okay|here(?:'s| is| are)|this (?:command|will)|you can|to \w+ .*:|note:|explanation:|sorry|i (?:can|am|cannot|will)|i'm|unfortunately|please)\b.*[a-z]/i
const SHELL_SIGNS = /[|&;<>$(){}=*~/]|(?:^|\s)-{1,2}\w/

/**
 * The command inside `text`, with remarks, or the reason why no command was found. `text` has LF line ends and no control
 * characters.
 */
export function unwrapReply(text: string): { command: string; notes: string[] } | { reason: string } {
  const notes: string[] = []
  let command = trimLines(text)
  const fenced = takeFenced(command)
  if (fenced !== null) {
    if (fenced.others > 0) notes.push('only the first of several code blocks was taken')
    command = trimLines(fenced.command)
  } else {
    const inline = /^(`{1,2})([^`\n]+)\1$/.exec(command)
    if (inline) command = (inline[2] ?? '').trim()
  }
  if (command === '') return { reason: 'the suggestion is empty' }
  const session = takeTyped(command)
  if (session.dropped > 0) notes.push('lines of output were dropped')
  command = trimLines(session.command)
  const lines = command.split('\n')
  if (fenced === null && isProse(lines)) return { reason: 'is a sentence, not a command' }
  if (command === '') return { reason: 'the suggestion is empty' }
  return { command, notes }
}

function trimLines(text: string): string {
  return text
    .replace(/^(?:[ \t]*\n)+/, '')
    .replace(/^[ \t]+(?=\S)/, '')
    .trimEnd()
}

/** The body of the first fenced block, unclosed or not; null when there is no fence. */
function takeFenced(text: string): { command: string; others: number } | null {
  const lines = text.split('\n')
  const opens = lines.findIndex((line) => /^[ \t]*(?:```|~~~)/.test(line))
  if (opens < 0) return null
  const [indent = '', fence = '```'] = /^([ \t]*)(`{3,}|~{3,})/.exec(lines[opens] ?? '')?.slice(1) ?? []
  const sameLine = /^[ \t]*```[ \t]*([^`]+?)[ \t]*```$/.exec(lines[opens] ?? '')
  if (sameLine) return { command: (sameLine[1] ?? '').replace(/^(?:bash|zsh|sh|shell|console)\s+/, ''), others: 0 }
  let closes = lines.findIndex((line, index) => index > opens && line.trim().startsWith(fence))
  if (closes < 0) closes = lines.length
  const body = lines.slice(opens + 1, closes)
  const others = lines.slice(closes + 1).filter((line) => line.trim().startsWith(fence)).length
  return {
    command: body.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n'),
    others,
  }
}

/** Takes prompt signs off. When the first line has one, lines without one (and not continued) are output, and dropped. */
function takeTyped(text: string): { command: string; dropped: number } {
  const lines = text.split('\n')
  const first = dropPrompt(lines[0] ?? '', lines.length === 1)
  if (first === null) return { command: text, dropped: 0 }
  const typed = [first]
  let dropped = 0
  let isOpen = opensMore(first)
  for (const line of lines.slice(1)) {
    const command = dropPrompt(line, false)
    if (command !== null) typed.push(command)
    else if (isOpen) typed.push(line.replace(CONTINUATION, ''))
    else if (line.trim() !== '') dropped++
    isOpen = opensMore(typed.at(-1) ?? '')
  }
  return { command: typed.join('\n'), dropped }
}

/** The line after its prompt sign, or null for a line without one. `# ` and `> ` are mostly no prompt signs. */
function dropPrompt(line: string, isAlone: boolean): string | null {
  const sign = HOST_PROMPT.exec(line) ?? SHELL_PROMPT.exec(line)
  if (sign) return line.slice(sign[0].length)
  const root = /^# +(\S+)(?: |$)/.exec(line)
  if (root && ROOT_PROGRAMS.has(root[1] ?? '') && !/[.:]$/.test(line)) return line.replace(/^# +/, '')
  if (isAlone && /^> [a-z][\w-]* \S/.test(line)) return line.slice(2)
  return null
}

function opensMore(line: string): boolean {
  return /(?:\\|\||&&|\bdo|\bthen|\{|<<-?\s*\S+)$/.test(line)
}

/** True when the text reads as sentences. Comments, and lines with the signs of a command, are no sentences. */
function isProse(lines: string[]): boolean {
  const written = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const sentences = written.filter((line) => {
    if (OPENING.test(line) && (/[.:!?]$/.test(line) || !SHELL_SIGNS.test(line))) return true
    return SENTENCE.test(line) && !SHELL_SIGNS.test(line.replaceAll(/`[^`]*`/g, ''))
  })
  const bullets = written.filter((line) => /^\s*(?:[-*•]|\d+[.)]) +\S/.test(line))
  return sentences.length > 0 || (written.length > 0 && bullets.length === written.length)
}
