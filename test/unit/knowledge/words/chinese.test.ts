// Requests in Chinese: their parts in the order of English, and rows that answer no other question.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { orderAsEnglish } from '../../../../src/knowledge/words/chinese/chinese-order.ts'
import { readChinese } from '../../../../src/knowledge/words/chinese/chinese-requests.ts'
import { translateChinese } from '../../../../src/knowledge/words/chinese/chinese-translation.ts'
import { createKnowledge, type Knowledge } from '../../../../src/knowledge/engine.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())
const answers = async (line: string) =>
  (await knowledge.suggest({ line, cwd: '/', shell: 'bash' })).map(({ command }) => command)

describe('the parts of a request stand in the order of English', () => {
  test.each([
    ['把 notes.md 复制到 /srv', '复制 notes.md to /srv'],
    ['用 npm 安装 left-pad', '安装 left-pad with npm'],
    ['大于 2G 的文件', '文件 larger than 2G'],
    ['5 天内修改过的文件', '文件 modified in the last 5 days'],
    ['属于 alice 的文件', '文件 owned by alice'],
    ['显示 b.log 的前 7 行', '显示 first 7 lines of b.log'],
    ['每天晚上 11 点半执行 ./x.sh', 'run ./x.sh every day at 23:30'],
    ['显示文件', '显示文件'],
  ])('%s', (text, ordered) => expect(orderAsEnglish(text)).toBe(ordered))

  test('and are then words of English', () => {
    expect(translateChinese(readChinese('请把 b.txt 和 c.txt 合并为 d.txt'))).toBe('merge b.txt and c.txt into d.txt')
    expect(translateChinese(readChinese('嘎嘎咕咕'))).toBe(null)
    expect(translateChinese(readChinese('删除勿删的文件'))).toBe(null)
  })
})

describe('an answer takes every part of the request into account', () => {
  test.each([
    ['用 pip 安装 flask', 'pip install flask'],
    ['查看用户 alice 的进程', 'ps -u alice'],
    ['查找 /srv 下大于 2G 的文件', 'find /srv -size +2G'],
    ['实时查看 web.log', 'tail -f web.log'],
    ['把 lib 打包成 lib.tar.gz', 'tar -czf lib.tar.gz lib'],
    ['查看最近 3 次提交', 'git log -n 3'],
    ['删除 30 天前的日志文件', "find . -type f -name '*.log' -mtime +30 -delete"],
    ['3 小时后关机', 'sudo shutdown -h +180'],
    ['杀死占用 4000 端口的进程', 'fuser -k 4000/tcp'],
    ['清空 out 目录', 'find out -mindepth 1 -delete'],
    ['在 b.txt 末尾添加一行 done', "echo 'done' >> b.txt"],
    ['从暂存区移除 b.txt', 'git restore --staged b.txt'],
    ['查找不包含 draft 的文件', "grep -rL 'draft' ."],
    ['提交所有修改，信息是 new page', "git commit -am 'new page'"],
  ])('%s', async (line, command) => {
    const [first = ''] = await answers(line)
    expect(first.replace('sudo ', '').replaceAll('"', "'").replace(" -not -path '*/.git/*'", '')).toBe(
      command.replace('sudo ', ''),
    )
  })

  test('and what is denied is not done', async () => {
    for (const command of await answers('不要清空 out 目录')) expect(command).not.toMatch(/-delete|rm|truncate/)
  })

  test('and what is excepted stays', async () => {
    for (const command of await answers('删除除 keep.md 以外的所有文件')) expect(command).toContain('keep.md')
    for (const command of await answers('复制所有 png 到 out 但不要覆盖')) expect(command).toMatch(/-\w*n|-i/)
  })
})

test.each([
  ['shut down in 3 hours', '+180'],
  ['power off in half an hour', '+30'],
  ['reboot in 20 minutes', '+20'],
])('the minutes of a shutdown: %s', async (line, delay) => {
  const [first = ''] = await answers(line)
  expect(first).toContain(delay)
})

test.each([
  ['run /opt/y.sh every 5 minutes', 'watch -n 300 /opt/y.sh'],
  ['run script y.sh in the background', './y.sh &'],
])('a script is run as what it is: %s', async (line, command) => expect((await answers(line))[0]).toBe(command))
