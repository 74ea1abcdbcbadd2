// The columns of a file are cut where its name says: a .csv at commas, a .tsv at tabs.

const READS_FILE = /^(?:awk|cut|sort|cat|head|tail|grep|sed)\b[^|]*\.(csv|tsv)(?=['"]?(?:\s|$))/i

/** The command with the separator of the columns of the file that it reads; any other command as it is. */
export function separateColumns(command: string): string {
  const kind = READS_FILE.exec(command)?.[1]?.toLowerCase()
  if (kind === undefined) return command
  const isTabs = kind === 'tsv'
  return command
    .replace(/\bawk '(?=.*\$\d)/, isTabs ? `awk -F'\\t' '` : `awk -F, '`)
    .replace(/\bcut (?:-d' ' )?-f/, isTabs ? 'cut -f' : 'cut -d, -f')
    .replace(/\bsort (?!-t)(?=(?:-\w+ )*-k)/, () => (isTabs ? `sort -t$'\\t' ` : 'sort -t, '))
}

/** "the first 3 columns" are three, and not the third. */
const FIRST_COLUMNS = /\bfirst (\d+|two|three|four|five|six) (?:columns|fields)\b/

/** False for a command that takes one column where a request asks for the first few. */
export function takesFirstColumns(command: string, lower: string): boolean {
  if (!FIRST_COLUMNS.test(lower)) return true
  return /-f ?(?:1-|-\d|1,)|\$1\b.*\$\d|\bi <= ?\d/.test(command) || !/-f ?\d|\$\d/.test(command)
}
