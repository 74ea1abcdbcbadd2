// A command or a text that a request names in quotes is no file: a command that would read it as one reads its output.

import type { Programs } from '../../../workspace/programs-on-path.ts'
import type { CommandIndex } from '../../index/index-file.ts'

/** Programs that read a file, or the standard input without one, with a text in quotes at their end. */
const READS =
  /^((?:sed(?! -i)|awk|cut|grep|egrep|sort|uniq|head|tail|wc|paste|nl|rev|tac|fold|column|od|cat -n|fmt) [^|;&<>]*?)(?<!-[a-zA-Z]|-[a-z] ) (['"])([^'"|;&<>]+)\2((?: \|.*)?)$/

/** The name of a file whose letters would be changed, where those of the file are meant. */
const NAMED_FILE =
  /^(?:echo(?: -n)?|printf '?%s'?) (['"]?)([\w./~-]+\.(?:txt|log|csv|tsv|md|json|xml|html|conf|cfg|ini))\1 \| ((?:tr|wc|rev|base64|od|fold)\b[^|]*)$/

/**
 * The command with a source that is no file written in front of it: `lsblk -f | head -n 3` for `head -n 3 'lsblk -f'`.
 * @param known tells what is a program
 */
export function readSources(command: string, known: { index: CommandIndex; programs: Programs }): string {
  const [, , file = '', filter = ''] = NAMED_FILE.exec(command) ?? []
  if (file !== '') return `${filter} < ${file}`
  const [, reader = '', quote = '', text = '', tail = ''] = READS.exec(command) ?? []
  if (text === '' || !/^(?:sed|awk|grep|egrep|cut|head|tail|paste|[a-z]+)\b/.test(reader)) return command
  const needsText = /^(?:sed|awk|grep|egrep)\b/.test(reader) && !/ (?:'[^']*'|"[^"]*"|[^-\s]\S*)$/.test(reader)
  if (needsText) return command
  const [program = '', ...rest] = text.split(' ')
  if (/\\n/.test(text)) return `printf '${text}\\n' | ${reader}${tail}`
  const isCommand = rest.length > 0 && /^[a-z][\w.-]+$/.test(program) && !/\.\w+$/.test(text)
  if (!isCommand || !(known.programs.has(program) || known.index.has(program))) return command
  return quote === '' ? command : `${text} | ${reader}${tail}`
}
