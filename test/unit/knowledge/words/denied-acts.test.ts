// No proposal for a request that wants something to stay, or denies an act, takes the thing away or does the act.

import { expect, test } from 'vitest'
import { readRefused } from '../../../../src/knowledge/words/sense/denied-acts.ts'
import { knowsFolders } from '../../../../src/knowledge/words/sense/named-places.ts'
import { keepsNamedFiles } from '../../../../src/knowledge/words/sense/kept-files.ts'
import { takesWanted } from '../../../../src/knowledge/words/sense/wanted-things.ts'
import { readRequest } from '../../../../src/knowledge/words/words-request.ts'

const isRefused = (line: string, command: string): boolean => readRefused(line).some((signs) => signs.test(command))

test.each([
  ['stop tracking a.iso but keep the file', 'git rm a.iso'],
  ['take a.iso out of git, not off the disk', 'rm a.iso'],
  ['untrack a.iso without deleting it', 'git rm -f a.iso'],
  ['pack big.log and keep the original', 'gzip big.log'],
  ['unpack a.gz but leave the archive where it is', 'gunzip a.gz'],
  ['sort a.txt without changing the file', 'sort -o a.txt a.txt'],
  ['remove blank lines of a.txt but do not modify the file', "sed -i '/^$/d' a.txt"],
  ['delete the branch fix but keep it on the remote', 'git push origin --delete fix'],
  ['delete the remote branch fix but keep the local one', 'git branch -D fix'],
  ['undo the last commit but keep my changes', 'git reset --hard HEAD~1'],
  ['remove the container db but keep its volumes', 'docker rm -v db'],
  ['stop the container db but do not remove it', 'docker rm -f db'],
  ['uninstall redis but keep its configuration', 'sudo apt purge redis'],
  ['delete the user ann but keep her home directory', 'sudo userdel -r ann'],
  ['stage everything but do not commit', 'git add -A && git commit'],
  ['fetch without merging', 'git pull'],
  ['download wget.deb without installing it', 'sudo apt install wget'],
  ['stop nginx but do not disable it', 'sudo systemctl disable --now nginx'],
  ['copy a to b without overwriting anything', 'cp a b'],
  ['look into a.tgz without extracting it', 'tar -xzf a.tgz'],
  ['empty the logs folder but keep the folder', 'rm -rf logs'],
])('for "%s" nobody is offered `%s`', (line, command) => {
  expect(isRefused(line, command)).toBe(true)
})

test.each([
  ['stop tracking a.iso but keep the file', 'git rm --cached a.iso'],
  ['pack big.log and keep the original', 'gzip -k big.log'],
  ['sort a.txt without changing the file', 'sort a.txt'],
  ['delete the branch fix but keep it on the remote', 'git branch -d fix'],
  ['undo the last commit but keep my changes', 'git reset --soft HEAD~1'],
  ['remove the container db but keep its volumes', 'docker rm db'],
  ['copy a to b without overwriting anything', 'cp -n a b'],
  ['empty the logs folder but keep the folder', 'find logs -mindepth 1 -delete'],
  // Requests that name what stays: exceptions.ts tells the things themselves apart.
  ['delete all logs but keep app.log', 'find . -name "*.log" -not -name app.log -delete'],
  ['delete everything but keep the rest of src', 'rm -rf ./*'],
])('for "%s" `%s` may be offered', (line, command) => {
  expect(isRefused(line, command)).toBe(false)
})

test.each([
  ['delete all files in tmp', 'rm *.tmp', false],
  ['delete all files in tmp', 'rm -rf tmp', false],
  ['delete all files in tmp', 'find tmp -type f -delete', true],
  ['delete all tmp files', 'rm *.tmp', true],
  ['delete the tmp folder', 'rm -r tmp', true],
  ['empty the cache folder', 'truncate -s 0 cache', false],
  ['delete the contents of a.log', 'rm a.log', false],
  ['find scripts in perl', 'find . -name "*.perl"', true],
])('"%s": whether `%s` takes the folder for what it is', (line, command, expected) => {
  expect(knowsFolders(command, readRequest(line))).toBe(expected)
})

test('a request about one branch, tag or container is not answered with what removes all of them', () => {
  expect(keepsNamedFiles('git tag -l | xargs git tag -d', readRequest('delete the tag v2'))).toBe(false)
  expect(keepsNamedFiles('git tag -l | xargs git tag -d', readRequest('delete all tags'))).toBe(true)
  expect(keepsNamedFiles('git branch --merged | xargs git branch -d', readRequest('delete the branch x'))).toBe(false)
})

test('nothing is left out by a blank where the request leaves nothing out', () => {
  const command = "find tmp -type f ! -name '<name>' -delete"
  expect(takesWanted(command, readRequest('delete all files in tmp'))).toBe(false)
  expect(takesWanted(command, readRequest('delete all files in tmp but keep one'))).toBe(true)
})
