// Parts a command in what it takes and what it leaves out: `-not -name a.txt`, `--exclude=dist`, `grep -v word`, `':!docs'`.

const VALUE = String.raw`(?:"[^"]*"|'[^']*'|[^\s|;&)]+)`
const NOT = String.raw`(?<=\s)(?:\\?!|-not)`

/** The parts of commands that leave something out, with what they name. */
const LEAVES_OUT = new RegExp(
  [
    String.raw`${NOT} \\\(.*?\\\)`,
    String.raw`${NOT} -(?:i?name|i?path|i?lname|i?regex|user|group|perm|newer\w*|[amc]time|[amc]min|size|type|fstype|samefile) ${VALUE}`,
    String.raw`${NOT} -(?:empty|executable|writable|readable)\b`,
    String.raw`-i?(?:name|path) ${VALUE}(?: -type d)? -prune(?= -o\b)`,
    String.raw`--(?:exclude|exclude-dir|ignore|hide|glob=!|ignore-matching-lines)[= ]${VALUE}`,
    String.raw`--no-[\w-]+|--deselect\b`,
    String.raw`(?<=\bgrep(?: -\w+)*) -(?!-)\w*[vL]\w*(?: -\w+)* ${VALUE}`,
    String.raw`(?<=\bgrep(?: -\w+)*) -\w*v\w*f\w* ${VALUE}`,
    String.raw`(?<=^(?:zip|unzip)\b[^|;&]*) -x(?: ${VALUE})+`,
    String.raw`(?<=\b(?:diff|du|git clean)\b[^|;&]*) -[xXeI] ?${VALUE}`,
    String.raw`(?<=^(?:tree|ls)\b[^|;&]*) -I ?${VALUE}`,
    String.raw`(?<=\bcomm -\w*23\w* (?:<\([^)]*\)|[^\s<]\S*) )(?:<\([^)]*\)|[^\s<]\S*)`,
    String.raw`['"]?:(?:!|\^|\(exclude\))${VALUE}`,
    String.raw`(?:-g|--glob) ['"]?!${VALUE}`,
    String.raw`!\([^)]*\)`,
    String.raw`\(\?![^)]*\)`,
    String.raw`\$\d+ ?!= ?"[^"]*"|!~? ?/[^/]*/`,
    String.raw`(?<=\bsed(?: -\w+)*) ['"]?/[^/]*/d\b`,
    String.raw`\bps -U \w+ -u \w+ -N\b`,
  ].join('|'),
  'g',
)

/** The parts of a command that leave something out, as one text, and the rest of it. */
export function partCommand(command: string): { leftOut: string; taken: string } {
  return { leftOut: (command.match(LEAVES_OUT) ?? []).join('\n'), taken: command.replaceAll(LEAVES_OUT, ' ') }
}

/** True when a text holds a word, and not only a longer one. */
export function names(text: string, word: string): boolean {
  const at = text.indexOf(word)
  if (at < 0) return false
  const isApart = (sign: string | undefined): boolean => sign === undefined || !/\w/.test(sign) || !/\w/.test(word[0]!)
  return (isApart(text[at - 1]) && isApart(text[at + word.length])) || names(text.slice(at + 1), word)
}
