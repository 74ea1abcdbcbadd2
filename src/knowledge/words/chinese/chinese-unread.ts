// Words of a Chinese request that a row of the tables does not know: the row answers another question then.

import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Words that ask for nothing by themselves, and verbs of looking, in whose place any other of them may stand. */
const SLIGHT = longPattern('gu')`
  所有|全部|每个|当前|目前|现在|系统|命令|终端|信息|列表|内容|情况|详细|查看|显示|列出|看看|看一下|打印|输出|检查|查一下|查|看|文件夹|文件|目录|哪个|哪些|哪|什么|多少|怎么|如何|怎样|可以|需要|使用|一下|一个|这个|那个|这|那
  |正在|已经|机器|电脑|本机|上面|里面|下面|名字|名称|名为|名叫|叫做|请|[的了吗呢吧把将被给让我你他它们里中上下内外时是有在到从和与及或并按用为对向于以个些着过得地请会能要想之所该各\s]
`

/** A row of the tables that matches a request: its pattern as written, what it answers, and the values that it caught. */
export interface Row {
  source: string
  command: string
  explanation: string
  caught: readonly string[]
}

/**
 * The number of signs in the request that the row does not account for; null where it answers another question, as it knows too few of them, or
 * not each name and number.
 * @param text the request
 * @param cut cuts a text into its words, each with those of the same meaning
 */
export function countUnread(
  text: string,
  { source, command, explanation, caught }: Row,
  cut: (run: string) => readonly (readonly [word: string, synonyms: readonly string[]])[],
): number | null {
  const told = [source, explanation, ...caught].join(' ')
  const written = `${source} ${command}`.toLowerCase()
  const isTold = (name: string) =>
    caught.some((value) => value.includes(name) || (value !== '' && name.includes(value))) ||
    written.includes(name.toLowerCase())
  if (!(text.match(NAMES) ?? []).every(isTold)) return null
  const rest = [explanation, ...caught].reduce((out, value) => (value === '' ? out : out.replace(value, ' ')), text)
  let unread = 0
  for (const run of rest.match(/\p{Script=Han}+/gu) ?? [])
    for (const [word, synonyms] of cut(run)) {
      if (told.includes(word) || synonyms.some((item) => told.includes(item))) continue
      const left = word.replace(SLIGHT, '')
      unread += [...left].filter((sign) => !told.includes(sign)).length
    }
  return unread <= MOST_UNREAD ? unread : null
}

const NAMES = /[\w./~*@:+-]*\w[\w./~*@:+-]*/g

/** A single sign is often half of another word for the same thing. */
const MOST_UNREAD = 1
