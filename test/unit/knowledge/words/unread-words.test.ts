// An answer that leaves a word of the request unread answers another question: it is not given.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { weighUnread } from '../../../../src/knowledge/words/answer/unread-words.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

const first = async (line: string): Promise<string> =>
  (await knowledge.suggest({ line, cwd: '/', shell: 'bash' }))[0]?.command ?? ''

describe('no answer leaves out what the request says', () => {
  test.each([
    ['a name of a branch', "list branches that haven't been merged into main yet", /^git branch --no-merged$/],
    ['a place', 'how full is the disk that holds /var', /^df -h$/],
    ['a user', 'show the processes of user alice eating the most memory', /^ps aux/],
    ['the ending of the files', 'move every jpg older than a month to the folder old', /^find . -mtime/],
    ['a number in a word and a quality', 'show me the ten fattest files in my home folder', /^find ~ -type f$/],
    ['an act', 'shout the contents of greeting.txt in capital letters', /^sed/],
    ['an occasion', 'restart the container web whenever the machine reboots', /on-failure/],
    ['a label', 'give the partition /dev/sdc1 the label BACKUP', /<label>/],
    ['a file', 'change the passphrase of ~/.ssh/id_rsa', /^passwd/],
    ['a port', '测试 example.com 的443端口通不通', /^ping/],
    ['a manner', '强制结束所有叫 chrome 的进程', /^pkill chrome$/],
    ['an act in Chinese', '进入正在运行的容器 db', /<command>/],
  ])('%s: %s', async (_, line, wrong) => {
    expect(await first(line)).not.toMatch(wrong)
  })

  test.each([
    ['follow the last 50 log lines of container api', 'docker logs --tail 50 -f api'],
    ['keep apt from upgrading the package nginx', 'sudo apt-mark hold nginx'],
  ])('a command that accounts for more words comes first: %s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('the weight of the words that a command does not account for', () => {
  const weigh = (line: string, command: string, explanation = '', stems: readonly string[] = []): number =>
    weighUnread({ command, explanation, stems, source: 'intent' }, readRequest(line))

  test.each([
    ['words of courtesy and of quantity', 'please just list all the files', 'ls', ''],
    ['a word that stands in the command', 'upgrade pip', 'pip install --upgrade pip', ''],
    ['a word that stands in the explanation', 'show sockets', 'ss', 'lists sockets'],
    ['the subject of the program', 'show the commits of the repository', 'git log --oneline', 'commits'],
    ['a number that the command has in digits', 'show ten commits', 'git log -10', 'commits'],
    ['a word in two writings', 'show top-level', 'git rev-parse --show-toplevel', ''],
  ])('%s count nothing', (_, line, command, explanation) => {
    expect(weigh(line, command, explanation)).toBeGreaterThan(0.94)
  })

  test('a place or a file that is left out counts more than a word, and an adverb counts least', () => {
    const [place, word, adverb] = ['in /srv/data', 'purple', 'gently'].map((said) => weigh(`show ${said}`, 'ls'))
    expect(place).toBeLessThan(word!)
    expect(word).toBeLessThan(adverb!)
    expect(adverb).toBeLessThan(1)
  })

  test('a command that does what is to be prevented is not sure', () => {
    const line = 'keep apt from upgrading nginx'
    expect(weigh(line, 'sudo apt upgrade nginx', '', ['upgrad'])).toBeLessThan(0.7)
    expect(weigh(line, 'sudo apt-mark hold nginx', 'no upgrade changes it', ['hold'])).toBe(1)
  })
})
