// Corrections about files and directories: missing parents, directories where files were expected, permissions.

import { findRedirect, putAfterProgram, putBefore, replaceWord, resolvePath, withSudo } from './failed-command.ts'
import type { Failure } from './failed-command.ts'
import { correctPath, missingParent } from './path-spelling.ts'
import type { Rule } from './fix-rules.ts'
import { replaceSpan } from '../../shell-syntax/shell-words.ts'
import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const DENIED = longPattern('i')`
  permission denied|operation not permitted|are you root|must be (?:run as )?(?:root|superuser)|(?:need|needs|requires?
  |required) (?:to be )?(?:root|superuser|sudo|elevated|administrator)|interactive authentication required|access denied|EACCES|EPERM
  |you don't have (?:write )?permission|only root|not permitted to|insufficient privileges|superuser access|root privileges|as root
  |not privileged|authentication is required|polkit|cannot (?:lock|open) \/etc\/|Read-only file system \(os error
  |You do not have permission|root access|must be superuser|sudo privileges
`
const OWN_BUILTINS = /^(?:cd|export|source|\.|alias|set|ulimit|pushd|type|history|read|unset)$/

const lastOperand = (f: Failure): string | undefined => f.operands.at(-1)?.value
const isRemote = (path: string): boolean => /^[^/\s]+:/.test(path)
const mkdirFirst = (f: Failure, folder: string): string => putBefore(f, `mkdir -p ${quoteWord(folder)} && `)

/** The directory that a target needs: `a` for `a/b`, and `a/b` for `a/b/`. */
function neededFolder(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') : path.replace(/\/[^/]*$/, '')
}

export const FILE_RULES: readonly Rule[] = [
  {
    for: 'vi vim nvim nano',
    why: 'the file belongs to root',
    confidence: 0.88,
    says: /readonly|E45|is not writable|Permission denied/i,
    to: (f) => (f.hasSudo ? null : withSudo(f)),
  },
  {
    for: 'find',
    why: 'the shell expanded the pattern: quotes leave it to find',
    confidence: 0.95,
    says: /paths must precede expression|unknown primary or operator/i,
    to: (f) => {
      const glob = f.args.find(
        (word, i) =>
          /[*?]/.test(word.text) && !word.quoted && /^-i?(?:name|path|regex)$/.test(f.args[i - 1]?.value ?? ''),
      )
      return glob ? replaceWord(f, glob, `'${glob.value}'`) : null
    },
  },
  // A redirection to a protected file: sudo before the command would not open the file as root.
  {
    why: 'the shell, not the command, opens the file: sudo must do the writing',
    confidence: 0.94,
    says: /permission denied|operation not permitted/i,
    to: (f) => {
      const redirect = findRedirect(f.failed)
      if (!redirect || f.hasSudo || !f.output.includes(redirect.target.value)) return null
      const command = f.failed.slice(0, redirect.start).trim()
      return [
        `${command} | sudo tee ${redirect.sign === '>>' ? '-a ' : ''}${redirect.target.text}`,
        `sudo sh -c ${quoteWord(f.failed)}`,
      ]
    },
  },
  {
    why: 'the script is not executable yet',
    confidence: 0.94,
    says: /permission denied|cannot execute/i,
    to: (f) => {
      if (!f.name.includes('/') || f.isFolder(f.name) || f.hasSudo) return null
      const interpreter = /\.py$/.test(f.name)
        ? 'python3'
        : /\.(?:js|mjs)$/.test(f.name)
          ? 'node'
          : /\.rb$/.test(f.name)
            ? 'ruby'
            : 'bash'
      return [putBefore(f, `chmod +x ${f.program.text} && `), putBefore(f, `${interpreter} `)]
    },
  },
  {
    for: 'ssh scp sftp rsync git',
    why: 'ssh refuses a private key that others can read',
    confidence: 0.96,
    says: /permissions? (?:\d+ )?for ['"]?([^'"\n]+?)['"]? are too open|UNPROTECTED PRIVATE KEY/i,
    to: (f, said) => {
      const key = said[1] ?? /Load key "([^"]+)"/.exec(f.output)?.[1]
      return key ? [`chmod 600 ${quoteWord(key)}`, `chmod 600 ${quoteWord(key)} && ${f.failed}`] : null
    },
  },
  {
    why: 'this needs the rights of root',
    confidence: 0.9,
    says: DENIED,
    to: (f) => {
      if (f.hasSudo || OWN_BUILTINS.test(f.name) || f.name.startsWith('./') || f.name === 'git') return null
      if (/publickey|docker daemon socket|UNPROTECTED|^remote:/im.test(f.output) && f.name !== 'docker') return null
      if (/^(?:ssh|scp|sftp|rsync|mysql|psql|vim?|nano)$/.test(f.name)) return null
      if (findRedirect(f.failed) && /^\S*sh: /.test(f.output)) return null
      return withSudo(f)
    },
  },
  {
    for: 'cd',
    why: 'only root may enter this directory',
    confidence: 0.6,
    says: /permission denied/i,
    to: () => 'sudo -i',
  },
  {
    for: 'mkdir',
    why: 'the parent directories are missing',
    confidence: 0.95,
    says: /no such file or directory/i,
    to: (f) => (f.args.some((word) => /^-\w*p|--parents/.test(word.value)) ? null : putAfterProgram(f, '-p')),
  },
  {
    for: 'mkdir',
    why: 'it exists already',
    confidence: 0.7,
    says: /file exists/i,
    to: (f) => {
      const folder = lastOperand(f)
      return folder !== undefined && f.isFolder(folder) ? [`cd ${quoteWord(folder)}`, putAfterProgram(f, '-p')] : null
    },
  },
  {
    why: 'the directory that the output is to go to does not exist yet',
    confidence: 0.94,
    says: /no such file or directory|not a directory|does not exist|nonexistent directory|cannot create/i,
    to: (f) => {
      const redirect = findRedirect(f.failed)
      const target = redirect?.target.value
      if (target === undefined || !target.includes('/') || !f.output.includes(target)) return null
      const parent = missingParent(target, f.cwd, f.home)
      return parent === null ? null : mkdirFirst(f, parent)
    },
  },
  {
    for: 'mv cp install rsync touch tee ln scp dd zip tar wget curl gcc g++ git vim nano ffmpeg convert',
    why: 'the directory it writes to does not exist yet',
    confidence: 0.9,
    says: /no such file or directory|not a directory|does not exist|cannot create|cannot touch|failed to open|E212/i,
    to: (f) => {
      if (f.name === 'tar' || f.name === 'git' || findRedirect(f.failed)) return null
      const target = lastOperand(f)
      if (target === undefined || isRemote(target) || !target.includes('/') || !f.output.includes(target)) return null
      if (
        f.operands.length > 1 &&
        f.operands.slice(0, -1).some((word) => !/[*?]/.test(word.value) && !f.exists(word.value))
      ) {
        // The source does not exist either, so it is more likely misspelt.
        if (!/to '|to ‘|cannot create|Not a directory/i.test(f.output)) return null
      }
      const parent = neededFolder(target)
      if (parent === '' || f.isFolder(parent)) return null
      // A similar name on disk is more likely meant.
      if (correctPath(target, { cwd: f.cwd, home: f.home, lastMayBeNew: true }).some((item) => item.distance <= 1.2))
        return null
      return mkdirFirst(f, parent)
    },
  },
  {
    for: 'cd pushd',
    why: 'there is no such directory; this makes it',
    confidence: 0.62,
    says: /no such file or directory|does not exist/i,
    to: (f) => {
      const target = f.operands[0]
      return target && !/[$*?]/.test(target.value) ? `mkdir -p ${target.text} && ${f.segment}` : null
    },
  },
  {
    for: 'cd',
    why: 'that is a file; this opens it or goes to its directory',
    confidence: 0.86,
    says: /not a directory/i,
    to: (f) => {
      const target = f.operands[0]
      if (!target) return null
      const parent = target.value.includes('/') ? target.value.replace(/\/[^/]*$/, '') : ''
      return parent === ''
        ? [`cat ${target.text}`, `less ${target.text}`]
        : [`cd ${quoteWord(parent)}`, `cat ${target.text}`]
    },
  },
  {
    for: 'cd',
    why: 'cd takes one directory; a name with blanks needs quotes',
    confidence: 0.88,
    says: /too many arguments|string not in pwd/i,
    to: (f) => `cd ${quoteWord(f.operands.map((word) => word.value).join(' '))}`,
  },
  {
    for: 'cp',
    why: 'a directory is copied recursively',
    confidence: 0.95,
    says: /-r not specified|omitting directory|is a directory/i,
    to: (f) => putAfterProgram(f, '-r'),
  },
  {
    for: 'scp',
    why: 'a directory is copied recursively',
    confidence: 0.95,
    says: /not a regular file|is a directory/i,
    to: (f) => putAfterProgram(f, '-r'),
  },
  {
    for: 'rm',
    why: 'a directory is removed recursively',
    confidence: 0.94,
    says: /is a directory/i,
    to: (f) => {
      const option = f.args.find((word) => /^-[a-zA-Z]+$/.test(word.value))
      if (option && /[rR]/.test(option.value)) return null
      return option
        ? replaceWord(f, option, `-r${option.text.slice(1)}`)
        : [putAfterProgram(f, '-r'), putAfterProgram(f, '-rf')]
    },
  },
  {
    for: 'rmdir',
    why: 'the directory is not empty: see what is in it; rm -r removes it with its contents',
    confidence: 0.94,
    says: /not empty/i,
    to: (f) => {
      const folders = f.operands.map((word) => word.text).join(' ')
      return [`ls -A ${folders}`, `rm -r ${folders}`]
    },
  },
  {
    for: 'rmdir',
    why: 'that is a file',
    says: /not a directory/i,
    to: (f) => `rm ${f.operands.map((word) => word.text).join(' ')}`,
  },
  {
    for: 'grep egrep fgrep',
    why: 'a directory is searched recursively',
    confidence: 0.95,
    says: /is a directory/i,
    to: (f) => putAfterProgram(f, '-r'),
  },
  {
    for: 'cat less more head tail bat tac nl wc vim nano',
    why: 'that is a directory; this lists it',
    confidence: 0.92,
    says: /is a directory/i,
    to: (f) => {
      const folder = f.operands.find((word) => f.isFolder(word.value)) ?? f.operands.at(-1)
      return folder ? `ls ${folder.text}` : 'ls'
    },
  },
  {
    why: 'that is a directory; this goes there',
    confidence: 0.86,
    says: /is a directory/i,
    to: (f) => (f.name.includes('/') && f.args.length === 0 ? [`cd ${f.program.text}`, `ls ${f.program.text}`] : null),
  },
  {
    for: 'ls',
    why: 'it does not exist; this shows what does',
    confidence: 0.4,
    says: /no such file/i,
    to: () => 'ls',
  },
  {
    for: 'ln',
    why: 'only a symbolic link can point to a directory',
    confidence: 0.95,
    says: /hard link not allowed|is a directory|cross-device|different (?:file ?systems?|devices?)/i,
    to: (f) => putAfterProgram(f, '-s'),
  },
  {
    for: 'ln',
    why: 'the link exists already: -f replaces it',
    confidence: 0.9,
    says: /file exists/i,
    to: (f) => {
      const option = f.args.find((word) => /^-\w+$/.test(word.value))
      return option ? replaceWord(f, option, `${option.text}f`) : putAfterProgram(f, '-f')
    },
  },
  {
    for: 'touch mkdir rm mv cp',
    why: 'the name begins with a dash: -- ends the options',
    confidence: 0.75,
    says: /(?:invalid|unrecognized|unknown|illegal) option/i,
    to: (f) => {
      const odd = f.args.find((word) => /^-\S*\.\w+$/.test(word.value))
      return odd ? replaceWord(f, odd, `-- ${odd.text}`) : null
    },
  },
  {
    why: 'too many files for one command line: xargs runs it in portions',
    confidence: 0.75,
    says: /argument list too long/i,
    to: (f) => {
      const glob = f.operands.find((word) => /[*?]/.test(word.value))
      if (!glob) return null
      const folder = glob.value.includes('/') ? glob.value.replace(/\/[^/]*$/, '') : '.'
      const options = f.args.filter((word) => word.value.startsWith('-')).map((word) => ` ${word.text}`)
      const pattern = glob.value.split('/').at(-1) ?? '*'
      return `find ${folder} -maxdepth 1 -name '${pattern}' -print0 | xargs -0 ${f.name}${options.join('')}`
    },
  },
  {
    for: 'chmod chown chgrp',
    why: 'it needs to be told which file',
    confidence: 0.72,
    says: /missing operand/i,
    to: (f) => `${f.failed.trim()} <file>`,
  },
  {
    for: 'cp mv ln',
    why: 'it needs to be told where to',
    confidence: 0.7,
    says: /missing destination file operand/i,
    to: (f) => `${f.failed.trim()} <destination>`,
  },
  {
    for: 'ls cat rm cp mv du less head tail vim code',
    why: 'the name has blanks and needs quotes',
    confidence: 0.93,
    says: /no such file or directory|cannot (?:access|stat)/i,
    to: (f) => {
      for (let i = 0; i + 1 < f.operands.length; i += 1) {
        const [a, b] = [f.operands[i], f.operands[i + 1]]
        if (a && b && f.exists(`${a.value} ${b.value}`))
          return replaceSpan(f.failed, a.start, b.end, quoteWord(`${a.value} ${b.value}`))
      }
      return null
    },
  },
  {
    why: 'it is a directory of the home directory',
    confidence: 0.85,
    says: /no such file or directory/i,
    to: (f) => {
      // The user may have typed `home/…` for `/home/…`, or `/.ssh` for `~/.ssh`.
      const word = f.operands.find(
        (item) => item.value.length > 2 && !f.exists(item.value) && f.output.includes(item.value),
      )
      if (!word) return null
      if (word.value.startsWith('/.') && f.exists(`~${word.value}`)) return replaceWord(f, word, `~${word.value}`)
      if (/^(?:etc|usr|var|home|tmp|opt|mnt)\//.test(word.value) && f.exists(`/${word.value}`))
        return replaceWord(f, word, `/${word.value}`)
      if (
        word.value.startsWith('/') &&
        f.exists(word.value.slice(1)) &&
        resolvePath(f.cwd, f.home, word.value) !== f.cwd
      ) {
        return replaceWord(f, word, word.value.slice(1))
      }
      return null
    },
  },
  {
    why: 'the disk is full; this shows where the space went',
    confidence: 0.8,
    says: /no space left on device|disk quota exceeded/i,
    to: () => ['df -h', 'du -sh * | sort -rh | head'],
  },
  {
    why: 'too many open files; this raises the limit of this shell',
    confidence: 0.8,
    says: /too many open files|EMFILE/i,
    to: () => ['ulimit -n 4096', 'ulimit -n'],
  },
  {
    why: 'the watch limit of the kernel is reached',
    confidence: 0.82,
    says: /ENOSPC: System limit for number of file watchers|inotify watch limit|max_user_watches/i,
    to: () => 'sudo sysctl fs.inotify.max_user_watches=524288',
  },
  {
    why: 'the file system is mounted read-only',
    confidence: 0.6,
    says: /read-only file system/i,
    to: () => ['mount | grep " ro,"', 'sudo mount -o remount,rw /'],
  },
  {
    why: 'the script has Windows line ends',
    confidence: 0.85,
    says: /\/bin\/\w+\^M|bad interpreter: .*\^M|\$'\\r': command not found|env: [‘'](?:bash|python3?|sh|node)\\r/i,
    to: (f) => {
      const script = f.name.includes('/') ? f.program.text : f.operands[0]?.text
      return script ? [`sed -i 's/\\r$//' ${script}`, `dos2unix ${script}`] : null
    },
  },
  {
    why: 'the first line names an interpreter that is not there',
    confidence: 0.6,
    says: /bad interpreter: (?:No such file or directory)?|cannot execute: required file not found/i,
    to: (f) => (/\.py$/.test(f.name) ? putBefore(f, 'python3 ') : /\.sh$/.test(f.name) ? putBefore(f, 'bash ') : null),
  },
  {
    for: 'tail head',
    why: 'the number of lines follows -n',
    says: /invalid (?:option|context)|option used in invalid context/i,
    to: (f) => {
      const count = f.args.find((word) => /^-\d+/.test(word.value))
      return count ? replaceWord(f, count, `-n ${count.value.slice(1)}`) : null
    },
  },
]
