// Git's configuration files, read as text: asking git for it may start programs that it names.

import { longPattern } from '../sys/words/long-pattern.ts'

/** Keys by which git starts a program, reads another configuration, or looks elsewhere for hooks. */
export const STARTS_PROGRAM = longPattern()`
  ^(?:core\.(?:fsmonitor|hookspath|pager|editor|askpass|sshcommand|gitproxy|alternaterefscommand)|pager\..*|alias\..*|diff\.external
  |diff\..*\.(?:command|textconv)|filter\..*\.(?:clean|smudge|process)|merge\..*\.driver|gpg\..*program|gpg\.program
  |credential\.(?:.*\.)?helper|include\.path|includeif\..*\.path|sequence\.editor|interactive\.difffilter|remote\..*\.(?:uploadpack
  |receivepack|vcs)|uploadpack\.packobjectshook|(?:difftool|mergetool|man|browser|web)\..*\.(?:cmd|path)|submodule\..*\.update
  |http\..*proxy|core\.attributesfile|core\.worktree|trailer\..*\.(?:command|cmd)|tar\..*\.command|hook\..*\.command|init\.templatedir
  |gpg\.ssh\.defaultkeycommand|sendemail\..*cmd|guitool\..*\.cmd|lfs\.customtransfer\..*\.path|lfs\.extension\..*\.(?:clean|smudge))$
`

export interface GitSetting {
  /** `section.subsection.key`, in lower case. */
  key: string
  value: string
}

/** The settings of a configuration file. Lenient: what git may read is found. */
export function parseGitConfig(text: string): GitSetting[] {
  const found: GitSetting[] = []
  let section = ''
  const joined = text.replaceAll('\r\n', '\n').replaceAll(/\\\n/g, '')
  for (const whole of joined.split('\n')) {
    let line = whole.trim()
    const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line)
    if (header) {
      section = [header[1]!, ...(header[2] === undefined ? [] : [header[2]])].join('.').toLowerCase()
      line = line.slice(header[0].length).trim()
    }
    const setting = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/s.exec(line)
    if (!setting) continue
    found.push({ key: `${section}.${setting[1]!.toLowerCase()}`, value: readValue(setting[2] ?? 'true') })
  }
  return found
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' }

/** The value as git reads it: without the quotes that are git's own and the comment behind it. `\"` is a quote of the value. */
function readValue(text: string): string {
  let value = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '\\') value += ESCAPES[text[++at] ?? ''] ?? text[at] ?? ''
    else if (char === '"') isQuoted = !isQuoted
    else if (!isQuoted && (char === '#' || char === ';')) break
    else value += char
  }
  return value.trim()
}
