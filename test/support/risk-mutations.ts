// Rewrites a command line in ways that keep its effect: in other spacing, behind programs that run programs, in other shells. A judge of
// lines has to say of each what it says of the line.

export interface Mutation {
  name: string
  line: string
}

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Wrappers of any line. */
const AROUND: readonly [name: string, wrap: (line: string) => string][] = [
  ['bash -c', (line) => `bash -c ${quote(line)}`],
  ['sh -c behind xargs', (line) => `printf x | xargs -0 sh -c ${quote(line)}`],
  ['eval', (line) => `eval ${quote(line)}`],
  ['a subshell', (line) => `( ${line} )`],
  ['braces', (line) => `{ ${line}; }`],
  ['a chain of 60', (line) => `${'true && '.repeat(59)}${line}`],
  ['a condition', (line) => `if true; then ${line}; fi`],
  ['a loop', (line) => `for i in 1; do ${line}; done`],
  ['a substitution', (line) => `echo "$( ${line} )"`],
  ['a process substitution', (line) => `cat <( ${line} )`],
  ['find -exec', (line) => `find . -maxdepth 0 -exec sh -c ${quote(line)} \\;`],
  ['env', (line) => `env A=1 sh -c ${quote(line)}`],
  ['timeout', (line) => `timeout 5 bash -c ${quote(line)}`],
  ['nohup', (line) => `nohup sh -c ${quote(line)}`],
  ['a function', (line) => `f() { ${line}; }; f`],
  ['a here-string', (line) => `bash <<< ${quote(line)}`],
  ['a pipe into sh', (line) => `echo ${quote(line)} | sh`],
  ['a trap', (line) => `trap ${quote(line)} EXIT`],
  ['behind a test', (line) => `[ -e x ] || ${line}`],
  ['the background', (line) => `${line} &`],
  ['stdin taken away', (line) => `{ ${line}; } </dev/null`],
]

/** Words before a line that is one simple command. */
const BEFORE = [
  'command ',
  'time ',
  'nice ',
  'nice -n 5 ',
  'timeout 5 ',
  'env ',
  'env -i ',
  'nohup ',
  'stdbuf -o0 ',
  'setsid ',
  'ionice ',
  '! ',
  'xargs -0 ',
]

const KEYWORD =
  /^(?:if|for|while|until|case|select|function|time|coproc|exec|eval|source|\.|!|\{|\(|\[\[?|\(\(|[A-Za-z_]\w*\+?=|:|alias|export|declare|local|cd|set|trap|ulimit|umask|unset|read|type|history|fc|jobs|bg|fg|wait|hash|builtin|command|pushd|popd|shopt|readonly|printf -v|test|unalias|let|mapfile|readarray|compgen|complete|disown|dirs|caller|help|kill|enable|bind|suspend|logout|typeset|times)(?![\w-])/

/** All mutations of the line; fewer for one with a here-document, or of several commands. */
export function mutate(line: string): Mutation[] {
  const made: Mutation[] = [{ name: 'blanks around', line: `  ${line}  ` }]
  if (line.includes('<<')) return made
  for (const [name, wrap] of AROUND) if (!/(?:^|\s)#|\\$|&\s*$/.test(line)) made.push({ name, line: wrap(line) })
  if (!/["'`\\$(){}*?[\]]/.test(line)) {
    made.push({ name: 'wide blanks', line: line.replaceAll(' ', '   ') })
    made.push({ name: 'a line continued', line: line.replace(' ', ' \\\n') })
  }
  if (/[;&|\n<>(){}`]/.test(line) || KEYWORD.test(line)) return made
  for (const words of BEFORE) made.push({ name: words.trim(), line: words + line })
  if (/^[a-z][\w.-]*(?:\s|$)/.test(line)) made.push({ name: 'an absolute path', line: `/usr/bin/${line}` })
  return made
}
