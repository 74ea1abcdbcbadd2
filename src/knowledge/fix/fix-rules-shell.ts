// Corrections about the shell itself: other systems' names, missing programs, pasted prompts, unclosed quotes.

import { findPackage, installCommand, NPX_PROGRAMS } from '../index/known-programs.ts'
import { weighCommand } from '../index/popularity.ts'
import { isNotFound, putBefore, replaceWord } from './failed-command.ts'
import type { Failure } from './failed-command.ts'
import type { Rule } from './fix-rules.ts'
import { hasOption } from '../index/command-spec.ts'
import { measureDistance } from '../../sys/words/word-distance.ts'

/** Replacements for names of other systems or older ones. `*` keeps the arguments. */
const ALTERNATIVES: Record<string, readonly string[]> = {
  cls: ['clear'],
  dir: ['ls *', 'ls'],
  copy: ['cp *'],
  xcopy: ['cp -r *'],
  move: ['mv *'],
  ren: ['mv *'],
  del: ['rm *'],
  erase: ['rm *'],
  rd: ['rmdir *'],
  md: ['mkdir *'],
  deltree: ['rm -r *'],
  chdir: ['cd *'],
  ipconfig: ['ip addr', 'ifconfig'],
  ifconfig: ['ip addr'],
  netstat: ['ss -tulpn'],
  route: ['ip route'],
  arp: ['ip neigh'],
  tracert: ['traceroute *'],
  tasklist: ['ps aux'],
  taskkill: ['kill *'],
  findstr: ['grep *'],
  where: ['which *'],
  notepad: ['nano *', 'vim *'],
  systeminfo: ['uname -a'],
  ver: ['uname -a'],
  fc: ['diff *'],
  attrib: ['ls -l *'],
  regedit: [],
  shutdown: ['sudo shutdown now'],
  python: ['python3 *'],
  python2: ['python3 *'],
  py: ['python3 *'],
  pip: ['pip3 *', 'python3 -m pip *'],
  pip2: ['pip3 *'],
  nodejs: ['node *'],
  vi: ['vim *', 'nano *'],
  edit: ['nano *', 'vim *'],
  nvim: ['vim *'],
  open: ['xdg-open *'],
  start: ['xdg-open *'],
  explorer: ['xdg-open *'],
  pbcopy: ['xclip -selection clipboard *'],
  pbpaste: ['xclip -selection clipboard -o'],
  say: ['espeak *'],
  ll: ['ls -l *', 'ls -la *'],
  la: ['ls -A *'],
  l: ['ls -CF *'],
  service: ['systemctl'],
  egrep: ['grep -E *'],
  fgrep: ['grep -F *'],
  gsed: ['sed *'],
  gawk: ['awk *'],
  md5: ['md5sum *'],
  sha256: ['sha256sum *'],
  shasum: ['sha1sum *'],
  top: ['ps aux --sort=-%cpu | head'],
  wget: ['curl -O *'],
  curl: ['wget *'],
  rg: ['grep -rn *'],
  ag: ['grep -rn *'],
  fd: ['find . -name *'],
  batcat: ['cat *'],
  bat: ['batcat *', 'cat *'],
  'docker-compose': ['docker compose *'],
  'apt-get': [],
  yum: ['dnf *', 'sudo apt *'],
  quit: ['exit'],
  bye: ['exit'],
  logoff: ['logout'],
  help: ['man bash'],
  reload: ['exec $SHELL'],
  g: ['git *'],
  k: ['kubectl *'],
  d: ['docker *'],
  tf: ['terraform *'],
}

const LINUX_ONLY = new Set(['brew', 'pbcopy', 'pbpaste', 'open', 'say'])

function lineOf(f: Failure, template: string): string {
  const rest = f.failed.slice(f.program.end)
  // Options of cmd.exe (`/s`) have no meaning for the replacement.
  const args = rest.replace(/\s\/[a-z]\b/gi, '')
  const text = template.endsWith(' *') ? template.slice(0, -2) + args : template
  return f.failed.slice(0, f.program.start) + text.trimEnd()
}

export const SHELL_RULES: readonly Rule[] = [
  {
    why: 'sudo is not installed: without it, where you are root',
    confidence: 0.8,
    says: /\bsudo: (?:command )?not found|command not found: sudo|Unknown command: sudo/i,
    to: (f) => (f.hasSudo ? f.failed.replace(/(?<![\w./-])sudo\s+(?=[^-\s])/, '') : null),
  },
  {
    why: 'the prompt sign was pasted along',
    confidence: 0.96,
    to: (f) => {
      const match = /^\s*(?:[$#%>❯➜]+|(?:\w+@[\w.-]+[:~][^$#]*[$#]))\s+(\S.*)$/s.exec(f.failed)
      return match && !/^#!/.test(f.failed) ? match[1] : null
    },
  },
  {
    why: 'the same thing is called this here',
    confidence: 0.93,
    to: (f) => {
      const names = ALTERNATIVES[f.name.toLowerCase()]
      if (!names || !isNotFound(f)) return null
      const usable = names.filter((item) => {
        const program = item.split(' ')[0] ?? ''
        return f.programs.has(program) || weighCommand(program) >= 0.5
      })
      const found = usable.filter((item) => f.programs.has(item.split(' ')[0] ?? ''))
      return [...new Set([...found, ...usable])].map((item) => lineOf(f, item))
    },
  },
  {
    why: 'the project has it in node_modules',
    confidence: 0.97,
    to: (f) => (isNotFound(f) && f.exists(`node_modules/.bin/${f.name}`) ? putBefore(f, 'npx ') : null),
  },
  {
    why: "the project's virtual environment has it",
    confidence: 0.95,
    to: (f) => {
      if (!isNotFound(f)) return null
      const folder = ['.venv', 'venv', 'env'].find((name) => f.exists(`${name}/bin/${f.name}`))
      return folder ? [`source ${folder}/bin/activate && ${f.failed}`, putBefore(f, `${folder}/bin/`)] : null
    },
  },
  {
    why: 'it is here, but the current directory is not on PATH',
    confidence: 0.96,
    to: (f) => {
      if (!isNotFound(f) || f.name.includes('/') || !f.exists(f.name) || f.isFolder(f.name)) return null
      const run = putBefore(f, './')
      if (/\.py$/.test(f.name))
        return [putBefore(f, 'python3 '), run, putBefore(f, 'python ')].toSorted((a) =>
          f.args.length > 0 || a !== run ? 0 : 1,
        )
      if (/\.(?:js|mjs|cjs|ts)$/.test(f.name)) return [putBefore(f, 'node '), run]
      return [run, ...(/\.sh$/.test(f.name) ? [putBefore(f, 'bash ')] : [])]
    },
  },
  {
    why: 'a directory is entered with cd',
    confidence: 0.9,
    to: (f) =>
      isNotFound(f) && f.args.length === 0 && f.isFolder(f.name) && f.name.length > 1 ? `cd ${f.program.text}` : null,
  },
  {
    why: 'a URL is fetched, cloned or opened',
    confidence: 0.85,
    to: (f) => {
      if (!/^(?:https?:\/\/|git@)\S+$/.test(f.name) || f.args.length > 0) return null
      return /\.git$|^git@/.test(f.name)
        ? `git clone ${f.program.text}`
        : [`curl -LO ${f.program.text}`, `xdg-open ${f.program.text}`]
    },
  },
  {
    why: 'npx runs it without installing it for good',
    confidence: 0.88,
    to: (f) =>
      isNotFound(f) && NPX_PROGRAMS.has(f.name) && !findInstallable(f)
        ? [putBefore(f, 'npx '), `npm install -D ${f.name}`]
        : null,
  },
  {
    why: 'the program is not installed',
    to: (f) => {
      const name = isNotFound(f) ? findInstallable(f) : null
      if (name === null) return null
      const install = installCommand(name, f.programs.has)
      return [install, `${install} && ${f.failed}`]
    },
    confidence: 0.91,
  },
  {
    why: 'the quote was not closed',
    confidence: 0.92,
    says: /unexpected EOF while looking for matching|unmatched ["'`]|unterminated quoted|dquote>|quote>|unclosed quotation/i,
    to: (f) => {
      const quote =
        (f.failed.match(/"/g)?.length ?? 0) % 2 === 1 ? '"' : (f.failed.match(/'/g)?.length ?? 0) % 2 === 1 ? "'" : '`'
      if (!f.failed.includes(quote)) return null
      const at = f.failed.lastIndexOf(quote)
      return [f.failed.trimEnd() + quote, f.failed.slice(0, at) + f.failed.slice(at + 1)]
    },
  },
  {
    why: 'a bracket or parenthesis was not closed, or must be quoted',
    confidence: 0.75,
    says: /syntax error near unexpected token [`'"]?([()])|parse error near [`'"]?([()])/i,
    to: (f) => {
      const word = /\S*[()]\S*/.exec(f.failed)
      return word && !/\$\(/.test(f.failed)
        ? f.failed.slice(0, word.index) + `'${word[0]}'` + f.failed.slice(word.index + word[0].length)
        : null
    },
  },
  {
    why: '! is history expansion; single quotes keep it',
    confidence: 0.8,
    says: /event not found/i,
    to: (f) => (f.failed.includes('"') ? f.failed.replaceAll('"', "'") : f.failed.replaceAll('!', '\\!')),
  },
  {
    why: 'zsh expands the pattern itself; quotes leave it to the program',
    confidence: 0.88,
    says: /no matches found: (\S+)/i,
    to: (f, said) => {
      const glob = said[1] ?? ''
      const word =
        f.args.find((item) => item.text === glob || item.value === glob) ??
        f.args.find((item) => /[*?[\]^]/.test(item.text) && !item.quoted)
      return word ? replaceWord(f, word, `'${word.value}'`) : null
    },
  },
  {
    why: 'no blanks around = in an assignment',
    confidence: 0.85,
    to: (f) => {
      if (!isNotFound(f) || !/^[A-Za-z_]\w*$/.test(f.name) || f.args[0]?.value.startsWith('=') !== true) return null
      return f.failed.replace(/^(\s*\w+)\s+=\s*/, '$1=')
    },
  },
  {
    for: 'export alias',
    why: 'no blanks around =',
    confidence: 0.88,
    says: /not a valid identifier|bad assignment|not found/i,
    to: (f) => (/\s=|=\s/.test(f.failed) ? f.failed.replace(/\s*=\s*/, '=') : null),
  },
  {
    why: '[ needs blanks around its arguments',
    confidence: 0.8,
    says: /\[+\S+: command not found|missing [`'"]?\]/i,
    to: (f) =>
      /\[\S|\S\]/.test(f.failed) ? f.failed.replace(/\[(?=[^\s[])/, '[ ').replace(/(?<=[^\s\]])\]/, ' ]') : null,
  },
  {
    for: 'man',
    why: 'there is no manual page; the program may explain itself',
    confidence: 0.8,
    says: /no (?:manual )?entry for (\S+)/i,
    to: (f, said) => {
      const name = said[1] ?? ''
      const near = [...f.index.names()].find(
        (known) => weighCommand(known) > 0.5 && measureDistance(name, known, 1) !== Infinity,
      )
      return near !== undefined && near !== name ? `man ${near}` : `${name} --help`
    },
  },
  {
    for: 'source .',
    why: 'a file name without a slash is searched on PATH',
    confidence: 0.8,
    says: /file not found|no such file/i,
    to: (f) => {
      const word = f.operands[0]
      if (!word) return null
      if (!word.value.includes('/') && f.exists(word.value)) return replaceWord(f, word, `./${word.text}`)
      const folder = ['.venv', 'venv', 'env'].find((name) => f.exists(`${name}/bin/activate`))
      return folder !== undefined && /activate$/.test(word.value)
        ? replaceWord(f, word, `${folder}/bin/activate`)
        : null
    },
  },
  {
    for: 'kill',
    why: 'kill wants a process id; pkill takes a name',
    confidence: 0.86,
    says: /arguments must be process or job IDs|illegal pid|failed to parse|no such process|can't find process|not a pid/i,
    to: (f) => {
      const word = f.operands[0]
      if (!word || !/^[a-z][\w.-]*$/i.test(word.value)) return null
      const signal = f.args.find((item) => item.value.startsWith('-'))
      return [
        `pkill ${signal ? `${signal.text} ` : ''}${word.text}`,
        `killall ${signal ? `${signal.text} ` : ''}${word.text}`,
      ]
    },
  },
  {
    for: 'kill',
    why: 'the process is gone; this shows what runs',
    confidence: 0.6,
    says: /no such process/i,
    to: (f) => (/^\d+$/.test(f.operands[0]?.value ?? '') ? 'ps aux' : null),
  },
  {
    for: 'fg bg',
    why: 'nothing is stopped or in the background',
    confidence: 0.6,
    says: /no (?:such|current) job/i,
    to: () => 'jobs',
  },
]

/** The package of a program that is spelt correctly and missing; null when its arguments speak for a typo. */
function findInstallable(f: Failure): string | null {
  const name = findPackage(f.name)
  if (name === null || LINUX_ONLY.has(f.name)) return null
  const node = f.index.load(f.name)
  const odd = f.args.some(
    (word) => /^-[A-Za-z-]/.test(word.value) && node?.o !== undefined && !hasOption(node, word.value),
  )
  return odd && weighCommand(f.name) < 0.6 ? null : name
}

/** True for a real name that only this system lacks: a program to install, or a name from another system. */
export function isRealName(f: Failure): boolean {
  return f.name.toLowerCase() in ALTERNATIVES || findInstallable(f) !== null
}
