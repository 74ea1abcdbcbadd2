// Requests in plain sentences: exceptions, roles that the grammar gives, lists of kinds of files, and words that are no request at all.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function first(line: string): Promise<string | undefined> {
  const [found] = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
  return found?.command
}

describe('what a request excepts is left alone by what is composed', () => {
  const spared = "-not -path '*/.git/*'"
  test.each([
    [
      'delete all jpg files other than cover.jpg',
      `find . -type f -name "*.jpg" -not -name 'cover.jpg' ${spared} -delete`,
    ],
    ['delete all mp4 files aside from a.mp4', `find . -type f -name "*.mp4" -not -name 'a.mp4' ${spared} -delete`],
    ['wipe all log files save for b.log', `find . -type f -name "*.log" -not -name 'b.log' ${spared} -delete`],
    [
      'delete tmp files but leave the ones in cache alone',
      `find . -type f -name "*.tmp" -not -path '*/cache/*' ${spared} -delete`,
    ],
    ['delete files older than 30 days unless they are zip files', /-mtime \+30 -not -name '\*\.zip' .*-delete$/],
    ['remove all txt files unless they are empty', /-name "\*\.txt" -not -empty .*-delete$/],
    ['delete all directories other than src', /^find \. -mindepth 1 -maxdepth 1 -type d -not -name 'src' /],
    ['remove all tmp files only in the current directory', /^find \. -maxdepth 1 -type f -name "\*\.tmp" /],
    ['delete files ending in ~ except in docs', /^find \. -type f -name "\*~" -not -path '\*\/docs\/\*' /],
    ['clear all images from the folder uploads except logo.png', /^find uploads .* -not -name 'logo\.png' .*-delete$/],
    ['delete files smaller than 1k', /-size -1024c/],
    ['tar everything except *.log into all.tar.gz', "tar --exclude='*.log' -czf all.tar.gz ."],
    ['find empty directories not in .git', "find . -type d -empty -not -path '*/.git/*'"],
    ['remove all folders apart from node_modules', /-not -name 'node_modules' -not -name \.git -exec rm -rf/],
    ['delete pdf files modified before yesterday', /-daystart -mtime \+1 .*-delete$/],
    ['delete only the empty files in logs', /^find logs -type f -empty .*-delete$/],
    ['find files larger than 1GB excluding /proc', "find / -type f -size +1G -not -path '/proc/*'"],
    ['list the files that are not owned by root', 'find . -type f -not -user root'],
    ['git add everything except config.yml', "git add -- . ':!config.yml'"],
    ['git diff without package-lock.json', /^git diff -- \. ':(?:!|\(exclude\))package-lock\.json'$/],
    ['停止除 db 以外的所有容器', /\| grep -vx db \| xargs -r docker stop$/],
    ['复制 src 到 dest，不包括 node_modules', 'rsync -a --exclude=node_modules src dest'],
    ['ls without node_modules', 'ls --ignore=node_modules'],
    ['stop all docker containers except db', /^docker ps .* \| grep -vx db \| xargs -r docker stop$/],
    ['kill every python process but not jupyter', /^pgrep -a python \| grep -vw jupyter \|/],
    ['rsync src to server:/srv without node_modules', 'rsync -a --exclude=node_modules src server:/srv'],
    ['skip the first 3 lines of a.txt', 'tail -n +4 a.txt'],
    ['delete all but the three newest files', 'ls -tr | head -n -3 | xargs -r rm --'],
    ['zip this directory leaving out .git', "zip -r archive.zip . -x '.git/*' '*/.git/*'"],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toEqual(wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted)
  })

  test.each([
    ['delete temp files unless somebody needs them', /-delete|\brm\b/],
    ['move all files that are not videos to misc', /\bmv\b/],
    ['remove every folder not named keep', /\brm\b/],
    ['delete all txt files without the readme', /-delete|\brm\b/],
    ["delete every file that isn't a python file", /-type f -name "\*\.py"/],
    ['delete all lock files save package.lock', /\brm \*/],
    ['move all pngs except icon.png to art', /-mindepth 1 ! -name icon/],
    ['grep for password everywhere but in tests', /password tests/],
    ['delete everything older than a week other than .profile', /-delete|\brm\b/],
    ['list all files besides the hidden ones', /\bls -\w*a/],
    ['sync src to dest without deleting anything', /deleting/],
    ['search all files for foo but not the binary ones', /foo but/],
    ['remove all cron jobs but the backup one', /crontab -r/],
    ['sync a to b excluding everything but jpgs', /--exclude=/],
    ['list everything except folders', /grep -v|head|tail|-I/],
    ['chmod 644 files but not dirs in site', /-not -path '\*\/site/],
    ['print a.txt without line 3', /grep -v/],
    ['删除所有 log 文件，除了 app.log', /^(?!.*app\.log)/],
    ['删除 tmp 以外的所有目录', /^(?!.*tmp)|\*\.tmp/],
    ['停止除 db 以外的所有容器', /^(?!.*grep -vx db)/],
    ['查找没有 README 的目录', /-name README/],
    ['delete logs, app.log excepted', /app\.log/],
    ['bring all mp3s into music save the ones in podcasts', /^find podcasts/],
    ['replace a1 with b2 everywhere except in README.md', /s\/b2|-delete/],
    ['keep only pdfs, delete the rest', /-name "\*\.pdf".*-delete/],
    ['keep the pdfs and remove everything else', /-name "\*\.pdf".*-delete/],
    ['kill firefox but not its children', /children/],
    ['skip the first 3 lines of a.txt', /head -n/],
    ['diff two directories excluding *.log files', /^git/],
    ['keep the first 10 lines of a.txt and delete the rest', /1,10d|tail -n/],
    ['delete everything in dist with the exception of index.html', /! -name 'dist'/],
    ['change owner from bob to alice in /srv', /^(?:sudo )?chown (?!.*bob)/],
    ['delete all backups other than the newest', /tail -n \+6|head -n -[^1]/],
    ['remove lines not containing foo from list.txt', /grep -v/],
    ['find directories without a README.md', /-name/],
    ['back up my home directory minus .cache and Downloads', /^(?!.*Downloads)/],
    ['undo the last commit but keep the changes', /--hard/],
    ['revert every file but keep my changes in app.js', /app\.js/],
  ])('%s: not inverted', async (line, harm) => {
    for (const { command } of await knowledge.suggest({ line, cwd: '/', shell: 'bash' }))
      expect(command).not.toMatch(harm)
  })
})

describe('a plain word is what its place in the sentence makes it', () => {
  test.each([
    ['change the owner of website to carol', 'sudo chown carol website'],
    ['give dora ownership of reports', 'sudo chown dora reports'],
    ['make emil the owner of the data folder', 'sudo chown emil data'],
    ['make deploy executable', 'chmod +x deploy'],
    ['make diary readable only by me', 'chmod 600 diary'],
    ['take write permission away from others on notes', 'chmod o-w notes'],
    ['give everyone read access to docs', 'chmod a+r docs'],
    ['where does the link latest point to', 'readlink -f latest'],
    ['hard link report to report-copy', 'ln report report-copy'],
    ['make a shortcut named manual to /usr/share/doc', 'ln -s /usr/share/doc manual'],
    ['change the shell of fred to zsh', 'sudo chsh -s /bin/zsh fred'],
    ['change the password of gina', 'sudo passwd gina'],
    ['lock the account of hank', 'sudo usermod -L hank'],
    ['delete the user ida but keep her home', 'sudo userdel ida'],
    ['create a group named ops', 'sudo groupadd ops'],
    ['make jack a member of wheel', 'sudo usermod -aG wheel jack'],
    ['take kate out of the group docker', 'sudo gpasswd -d kate docker'],
    ['ssh into server1 as root on port 2222', 'ssh -p 2222 root@server1'],
    ['curl the headers of example.com', 'curl -I example.com'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })

  test.each([
    ['change the owner of the uploaded files to carol', /uploaded/],
    ['change the password of the mysql database', /passwd mysql/],
    ['change the permissions of the file to 600', /\bthe\b/],
  ])('and %s names none', async (line, wrong) => {
    expect((await first(line)) ?? '').not.toMatch(wrong)
  })
})

describe('a list of files of a kind is a list of these files', () => {
  test.each([
    ['list the log files', 'find . -name "*.log"'],
    ['show the python files', 'find . -name "*.py"'],
    ['show the c source files', 'find . -name "*.c"'],
    ['show the sql files in backups', 'find backups -name "*.sql"'],
    ['log files from yesterday', 'find . -type f -name "*.log" -daystart -mtime 1'],
    ['show me pictures bigger than 5 megabytes', /^find \. \\\( -name "\*\.jpg" .* -size \+5M$/],
    ['list the movies sorted by size', /-name "\*\.mp4" .*sort -n$/],
    ['list the files in downloads', 'ls downloads'],
    ['show the newest file in downloads', /^find downloads -type f -printf/],
    ['unzip only the images from album.zip', "unzip album.zip '*.jpg' '*.jpeg' '*.png' '*.gif'"],
    ['use find to count the directories', 'find . -type d | wc -l'],
    ['show the docker containers that are stopped', /^docker ps/],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toEqual(wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted)
  })
})

describe('nothing is said to', () => {
  test.each(['status', 'build', 'clean', 'logs', 'update', 'hello', 'write a poem'])('%s', async (line) => {
    expect(await first(line)).toBeUndefined()
  })

  test('but a mistyped program is still mended', async () => {
    expect(await first('gerp')).toBe('grep')
  })
})
