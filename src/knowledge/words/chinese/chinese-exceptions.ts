// Cuts the exception out of a Chinese request: what is translated word by word would lose it, or take it for what is meant.

/** The signs of an exception. "忽略大小写" and its like say how something is done, and 除 in 删除 ("delete") is a part of another word. */
const EXCEPTS =
  /(?<![删清移去解消切])除|以外|之外|不包括|不包含|不含|排除|跳过|忽略(?!大小写|空白|空格)|保留|留着|留下|例外|别|勿|不动|不删|(?:但|而)不|不要|没有.*(?:目录|文件夹)/
const NAMES = String.raw`\s*((?:[\w./*~-]+\s*(?:和|与|、|,|，)?\s*)+?)\s*`
/** "除 db 以外的", and at the end ", 除了 app.log", "但不包括 node_modules". */
const CLAUSES: readonly RegExp[] = [
  new RegExp(
    String.raw`[，,]\s*(?:但是?|不过|只有)?${NAMES}(?:子?目录|子?文件夹|文件)?(?:除外|例外|留着|留下|保留|不动|不删除?|不要动)$`,
  ),
  new RegExp(String.raw`除(?:了|去)?${NAMES}(?:子?目录|子?文件夹|文件)?(?:以外|之外|外)的?[，,]?`),
  new RegExp(String.raw`${NAMES}(?:以外|之外)的`),
  new RegExp(
    String.raw`[，,]?\s*(?:但是?|并)?(?:除了|不包括|不包含|不含|排除|跳过|忽略|保留|留下|(?:不要|别|勿)(?:删除?|动|碰|包括)?)${NAMES}(?:子?目录|子?文件夹|文件)?$`,
  ),
]

/** A request and what it excepts: the request without it, and the names in an English clause. Null where the exception cannot be read. */
export function cutChineseException(text: string): { head: string; clause: string } | null {
  if (!EXCEPTS.test(text)) return { head: text, clause: '' }
  for (const words of CLAUSES) {
    const found = words.exec(text)
    if (!found?.[1]) continue
    const head = text.replace(found[0], '').trim()
    const isFolder = /(?:目录|文件夹)/.test(found[0].slice(found[0].indexOf(found[1])))
    const names = found[1]
      .trim()
      .split(/\s*(?:和|与|、|,|，|\s)\s*/)
      .filter(Boolean)
    return EXCEPTS.test(head)
      ? null
      : { head, clause: ` except ${isFolder ? 'the ' : ''}${names.join(' and ')}${isFolder ? ' directory' : ''}` }
  }
  return null
}
