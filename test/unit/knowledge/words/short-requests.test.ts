// Requests as people type them at a prompt: short, lower case, with a limit, a time or a condition.

import { afterAll, expect, test } from 'vitest'
import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import { tmpdir } from 'node:os'
import { findIndexFile } from '../baked-index.ts'

const engine = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
afterAll(() => engine.close())

const answers = async (line: string): Promise<string[]> =>
  (await engine.suggest({ line, cwd: tmpdir(), shell: 'bash', limit: 5 })).map(({ command }) => command)

test.each([
  ['ping 10.0.0.1 3 times', 'ping -c 3 10.0.0.1'],
  ['run ./job but give up after 20 seconds', 'timeout 20 ./job'],
  ['rerun ls every 5 seconds', 'watch -n 5 ls'],
  ['add user dave with home directory', 'sudo useradd -m dave'],
  ['is cups enabled at boot', 'systemctl is-enabled cups'],
  ['stop redis and leave it disabled after reboot', 'sudo systemctl disable --now redis'],
  ['logs of ssh since this morning', 'journalctl -u ssh --since today'],
  ['check filesystem of /dev/sda2 without repairing it', 'sudo fsck -n /dev/sda2'],
  ['remove nano but keep its settings', 'sudo apt remove nano'],
  ['list branches not merged yet into devel', 'git branch --no-merged devel'],
  ['git log of last week only by tom', "git log --since='1 week ago' --author=tom"],
  ['logs of container db last 20 lines', 'docker logs --tail 20 db'],
  ['run alpine interactively and remove it afterwards', 'docker run --rm -it alpine'],
  ['check syntax of tool.py without running it', 'python3 -m py_compile tool.py'],
  ['install packages from lockfile only', 'npm ci'],
  ['keys of a.json', "jq 'keys' a.json"],
  ['get the email field of each item in a.json', "jq -r '.[].email' a.json"],
  [
    'post {"x":2} to http://a.b/c as json',
    `curl -X POST -H "Content-Type: application/json" -d '{"x":2}' http://a.b/c`,
  ],
  ['unzip b.zip quietly overwrite all', 'unzip -qo b.zip'],
  ['copy only png files from cam to pics', 'cp cam/*.png pics'],
  ['get folder site from web7', 'scp -r web7:site .'],
])('%s', async (line, command) => {
  expect((await answers(line))[0]).toBe(command)
})

test.each([
  ['remove blank lines from notes.txt', /truncate|^: >/],
  ['first 5 lines of every file here', /sed -i/],
  ['stop process 4321 nicely', /fuser/],
  ['wifi networks nearby', /password|psk/],
  ['make logo.png half size', /fallocate|dd if/],
  ['shut down the machine at 23:00', /^ssh/],
  ['delete empty folders', /sed -i/],
  ['copy file.txt from web1 to here', /web1:<path>/],
])('no choice does more or another thing: %s', async (line, wrong) => {
  for (const command of await answers(line)) expect(command).not.toMatch(wrong)
})
