// Words of a Chinese request that a row of the tables does not know: the row answers another question then.

import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Words that ask for nothing by themselves, and verbs of looking, in whose place any other of them may stand. */
const SLIGHT = longPattern('gu')`
  所有|全部|每个|当前|目前|现在|系统|命令|终端|信息|列表|内容|情况|详细|查看|显示|列出|看看|看一下|打印|输出|检查|查一下|查|看|文件夹|文件|目录|哪个|哪些|哪|什么|多少|怎么|如何|怎样|可以|需要|使用|一下|一个|这个|那个|这|那
  |正在|已经|机器|电脑|本机|上面|里面|下面|名字|名称|名为|名叫|叫做|请|[的了吗呢吧把将被给让我你他它们里中上下内外时是有在到从和与及或并按用为对向于以个些着过得地请会能要想之所该各\s]
`

/**
 * True when a row knows what the request says besides names and numbers.
 * @param text the request
 * @param source the pattern of the row as written
 * @param known what the row accounts for besides: its explanation, and the values that it caught
 * @param cut cuts a text into its words, each with those of the same meaning
 */
export function readsAll(
  text: string,
  source: string,
  known: readonly string[],
  cut: (run: string) => readonly (readonly [word: string, synonyms: readonly string[]])[],
): boolean {
  const told = [source, ...known].join(' ')
  const rest = known.reduce((out, value) => (value === '' ? out : out.replace(value, ' ')), text)
  let unknown = 0
  for (const run of rest.match(/\p{Script=Han}+/gu) ?? [])
    for (const [word, synonyms] of cut(run)) {
      if (told.includes(word) || synonyms.some((item) => told.includes(item))) continue
      const left = word.replace(SLIGHT, '')
      unknown += [...left].filter((sign) => !told.includes(sign)).length
    }
  return unknown <= MOST_UNKNOWN
}

/** A single sign is often half of another word for the same thing. */
const MOST_UNKNOWN = 1
