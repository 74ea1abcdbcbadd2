// A request's words compose a command: its options, the clauses around it, and the values that an order puts in their places.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createKnowledge } from '../../../../src/knowledge/engine.ts'
import type { Knowledge } from '../../../../src/knowledge/engine.ts'
import { compilePattern } from '../../../../src/knowledge/words/builders/order-pattern.ts'
import { ORDER_TABLES } from '../../../../src/knowledge/words/builders/orders/order-tables.ts'
import { isTruncatingPlaceholder } from '../../../../src/shell-syntax/placeholders.ts'
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

describe('an option that the words ask for stands in the command', () => {
  test.each([
    ['remove directory build recursively', 'rm -r build'],
    ['copy notes.md to old.md and ask before overwriting', 'cp -i notes.md old.md'],
    ['change the group of "wiki" to "editors" recursively', 'chgrp -R editors wiki'],
    ['sort sizes.txt by the third column numerically', 'sort -n -k 3 sizes.txt'],
    ['compare old.conf with new.conf in unified format', 'diff -u old.conf new.conf'],
    ['show disk usage of the root file system in powers of 1000', 'df -H /'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })

  test('a file that has one text and lacks another is found by both', async () => {
    for (const line of ['find files that contain LATER but not DONE', 'list files that contain LATER and not DONE'])
      expect(await first(line)).toBe('grep -rlZ LATER . | xargs -0 -r grep -L DONE')
  })

  test('and does not where they exclude it', async () => {
    expect(await first('list the files here, but not recursively')).not.toMatch(/-R/)
  })
})

describe('a part of a request that changes what is asked is in the command', () => {
  test.each([
    ['show the last 20 lines of /var/log/syslog as they come in', 'tail -f -n 20 /var/log/syslog'],
    ['show all cron jobs of the current user', 'crontab -l'],
    ['watch the output of df every 5 seconds', 'watch -n 5 df'],
    ['show the result of ls -l every 2 seconds', 'watch -n 2 ls -l'],
    ['show environment variables that start with PATH', "env | grep '^PATH'"],
    ['list users on this system', 'cut -d: -f1 /etc/passwd'],
    ['create a new branch from main called hotfix', 'git branch hotfix main'],
    ['create a branch named fix based on develop', 'git branch fix develop'],
    ['sort the keys of conf.json', 'jq -S . conf.json'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })

  test('and a sentence that names a command with its options is no mistyped command', async () => {
    expect((await first('repeat the output of df -h every 5 seconds')) ?? 'watch').not.toMatch(/^reset/)
  })
})

test('no command throws away more than the files that are named', async () => {
  const found = await knowledge.suggest({ line: 'throw away my changes in notes/plan.md', cwd: '/', shell: 'bash' })
  expect(found.map(({ command }) => command).filter((command) => !command.includes('notes/plan.md'))).toEqual([])
})

test.each([
  ['delete the files listed in old.txt', /xargs -a old\.txt/],
  ['remove all .o files here, asking for each', / -\w*i/],
  ['change the mode of all .sh files in /opt to 755', /\.sh/],
  ['show the tree of /etc with hidden files', /\/etc/],
  ['compress every log file here', /\.log/],
  ['set the permissions of all folders in web to 755', /web|</],
  ['replace foo with bar in all py files in lib', /lib/],
])('every command offered for "%s" keeps its scope', async (line, wanted) => {
  const found = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
  const commands = found
    .map(({ command }) => command)
    .filter((command) => /^(?:sudo )?(?:rm|ch\w+|find|tree|ls|gzip|sed)\b/.test(command))
  expect(commands.filter((command) => !wanted.test(command))).toEqual([])
})

test.each([
  ['how full is the disk mounted on /data', /mount/],
  ['show the newest file in Downloads', /^ls -t \|/],
  ['find files modified in the last 48 hours', /-mmin -48/],
])('no first answer to "%s" changes the system or drops a name', async (line, refused) => {
  expect(await first(line)).not.toMatch(refused)
})

test('the number of the processes is the id of none', async () => {
  const found = await knowledge.suggest({ line: 'kill the top 5 processes by memory', cwd: '/', shell: 'bash' })
  expect(found.filter(({ command }) => /kill (?:-\d )?5$/.test(command))).toEqual([])
})

test('a question about what there is installs and packs nothing', async () => {
  expect(await first('which npm packages are installed globally')).toMatch(/^npm (?:list|ls) -g --depth=0$/)
  expect(await first('what is inside backup.tar.xz')).toBe('tar -tJf backup.tar.xz')
})

describe('a clause is written around the command for the rest of the request', () => {
  test.each([
    ['sort names.txt and save the output to sorted.txt', 'sort names.txt > sorted.txt'],
    ['list all listening tcp ports and append the result to ports.log', /^ss .*>> ports\.log$/],
    ['print the processes of user www every 4 seconds', 'watch -n 4 ps -u www'],
    [
      'print the 2nd colon separated field of "accounts" as a comma separated list',
      'cut -d: -f2 accounts | paste -sd,',
    ],
    ['find all mp3 files below /srv, ignoring error messages', /^find \/srv .*2>\/dev\/null$/],
    ['save the list of files in the current directory to "inventory.txt"', /^ls.* > inventory\.txt$/],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toEqual(wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted)
  })
})

describe('each value of an order stands in its place', () => {
  test.each([
    ['print 20 lines starting at line 300 of "trace.txt"', 'tail -n +300 trace.txt | head -n 20'],
    ['print the last 64 bytes of "core.bin"', 'tail -c 64 core.bin'],
    ['connect to host web1.lan as user lena', 'ssh lena@web1.lan'],
    ['show the date of unix timestamp 86400', /^date -d @86400/],
    ['print fields 3 to 6 of tab separated file "export.tsv"', 'cut -f3-6 export.tsv'],
    ['split "dump.sql" into pieces of 500 lines named chunk_', 'split -l 500 dump.sql chunk_'],
    ['replace tabs with commas in "export.tsv"', "tr '\\t' ',' < export.tsv"],
    ['add "; " at the beginning of every line in "zone.db"', "sed 's/^/; /' zone.db"],
    ['print lines that contain "lost" but not "found" in mail.log', 'grep "lost" mail.log | grep -v "found"'],
    ['set the modification time of "copy.img" to that of "disk.img"', 'touch -r disk.img copy.img'],
    ['which commits are on devel but not on release', 'git log release..devel --oneline'],
    ['the last 5 commits, one line each', 'git log --oneline -n 5'],
    ['revert all my edits in src/main.c', 'git restore src/main.c'],
    ['copy /var/log/app.log out of the container shop', 'docker cp shop:/var/log/app.log .'],
    ['make re-build.sh executable', 'chmod +x re-build.sh'],
    ['disk usage of this directory', 'du -sh .'],
    ['copy the folder scans to /mnt/usb with timestamps', 'cp -a scans /mnt/usb'],
    ['what is in photos.zip', 'unzip -l photos.zip'],
    ['how many times does the word panic occur in kern.log', 'grep -o panic kern.log | wc -l'],
    ['change the DOS line endings of "a.bat" to unix', /^dos2unix a\.bat$|^sed -i 's\/\\r\$\/\/' a\.bat$/],
    ['add carla to the wheel group', 'sudo usermod -aG wheel carla'],
    ['top 8 processes by memory', 'ps aux --sort=-%mem | head -n 9'],
    ['run pytest whenever a file in tests changes', 'find tests -type f | entr pytest'],
    ['forward port 3307 to sql.lan:3306 through gate', 'ssh -N -L 3307:sql.lan:3306 gate'],
    [
      'run "/usr/local/bin/sync" every day at 6:30 pm',
      "(crontab -l; echo '30 18 * * * /usr/local/bin/sync') | crontab -",
    ],
    ['schedule /opt/report on mondays at 7', "(crontab -l; echo '0 7 * * 1 /opt/report') | crontab -"],
    ['journal of sshd from the last 3 hours', "journalctl -u sshd --since '3 hours ago'"],
    ['drop the first 12 seconds of talk.mp3', 'ffmpeg -ss 12 -i talk.mp3 -c copy <output>'],
    ['how many items are in the array in orders.json', 'jq length orders.json'],
    ['get the field email of each object in people.json', "jq -r '.[].email' people.json"],
    ['convert values.yml to json', 'yq -o json values.yml'],
    ['uninstall gimp including its configuration', 'sudo apt purge gimp'],
    ['rename all ".jpe" files to ".jpg"', 'for f in *.jpe; do mv -- "$f" "${f%.jpe}.jpg"; done'],
    ['create empty files "t1" to "t7"', 'touch t{1..7}'],
    ['remove the file named "-x"', 'rm ./-x'],
    ['unmount all cifs shares', 'sudo umount -a -t cifs'],
    ['unmount /mnt/stick', /^(?:sudo )?umount \/mnt\/stick$/],
    ['replace all "/usr/lib" with "/opt/lib" in "paths.conf"', "sed -i 's/\\/usr\\/lib/\\/opt\\/lib/g' paths.conf"],
    ['print the third column of tab separated file "x.txt"', 'cut -f3 x.txt'],
    ['show the 2nd and 5th fields of "users.txt" delimited by ":"', 'cut -d: -f2,5 users.txt'],
    ['join "a" and "b" on the first field with comma as separator', 'join -t, a b'],
    ['print the lines of "m.txt" that are also in "n.txt"', 'comm -12 <(sort m.txt) <(sort n.txt)'],
    ['write the output of "make" to "log.txt" and also print it', 'make | tee log.txt'],
    ["print yesterday's date as day/month/year", 'date -d yesterday +%d/%m/%Y'],
    ['show the calendar of march 2031', 'cal 3 2031'],
    ['ping "10.1.1.1" 4 times with an interval of 2 seconds', 'ping -c 4 -i 2 10.1.1.1'],
    ['print the date of last friday', "date -d 'last friday'"],
    ['stop "ping h" after 5 seconds', 'timeout 5 ping h'],
    ['copy directory "site" to "bob@host:/var/www"', 'scp -r site bob@host:/var/www'],
    [
      'change the owner of all .php files in /srv/www to www',
      /^sudo find \/srv\/www -name '\*\.php' .*-exec chown www/,
    ],
    ['the last 5 commits of ada', 'git log -n 5 --author=ada'],
    ['which files did i edit today', 'find . -type f -daystart -mtime 0'],
    ['delete all lines with the word trace from app.js', "sed -i '/trace/d' app.js"],
    ['unpack src.tar.xz without its top folder', 'tar -xf src.tar.xz --strip-components=1'],
    ['show the unique values of column 3 in stock.tsv', "awk -F'\\t' '{print $3}' stock.tsv | sort -u"],
    ['shrink film.mkv to 480p', 'ffmpeg -i film.mkv -vf scale=-2:480 <output>'],
    ['which version of pandas do i have', 'pip show pandas'],
    ['join audio files a.mp3 and b.mp3', 'ffmpeg -i "concat:a.mp3|b.mp3" -c copy <output>'],
    ['delete the key token from conf.json', "jq 'del(.token)' conf.json"],
    ['replace the third line of a.txt with hello', "sed -i '3s/.*/hello/' a.txt"],
    ['what time is it in new york', 'TZ=America/New_York date'],
    ['delete the tag v0.9 here and on the server', 'git tag -d v0.9 && git push origin --delete v0.9'],
    ['compare my branch with devel', 'git diff devel...HEAD'],
    ['who last changed line 40 of main.c', 'git blame -L 40,40 main.c'],
    ['how full is the disk mounted on /data', 'df -h /data'],
    ['are a.bin and b.bin the same', 'cmp a.bin b.bin'],
    ['what does the package jq depend on', 'apt-cache depends jq'],
    ['files changed in the last 24 hours', /^find \. (?:-type f )?-mtime -1$/],
    ['print every 10th line of big.txt', "awk 'NR % 10 == 0' big.txt"],
    ['delete everything after line 100 in out.txt', "sed -i '101,$d' out.txt"],
    ['create a tar.gz of src', 'tar -czf src.tar.gz src'],
    ['create a tar.gz of src without the tests folder', 'tar --exclude=tests -czf src.tar.gz src'],
    ['sort the list in data.json by name', "jq 'sort_by(.name)' data.json"],
    ['merge a.json and b.json', "jq -s '.[0] * .[1]' a.json b.json"],
    ['install the python package numpy version 1.26.4', 'pip install numpy==1.26.4'],
    ['show the status of nginx', 'systemctl status nginx'],
    ['print everything except the third column of a.txt', "cut -d' ' --complement -f3 a.txt"],
    ['print all but the first column of data.tsv', 'cut -f2- data.tsv'],
    ['sort people.tsv by the second column', "sort -t$'\\t' -k2,2 people.tsv"],
    ['create a symbolic link "current" pointing to "release-7"', 'ln -s release-7 current'],
    ['recursively change the owner of "srv" to carol and group to ops', 'sudo chown -R carol:ops srv'],
    ['count the lines of all .go files', "find . -name '*.go' -exec cat {} + | wc -l"],
    ['copy all svg files from art to /srv/www', 'cp art/*.svg /srv/www'],
    ['find files in lib containing the word mutex', 'grep -rl mutex lib'],
    ['unique ips in proxy.log sorted by count', /^grep -oE .* proxy\.log \| sort \| uniq -c \| sort -rn$/],
    ['send the USR1 signal to process 812', 'kill -s USR1 812'],
    ['print the pid, ppid and command line of process 77', 'ps -o pid,ppid,args -p 77'],
    ['show the user and elapsed time of all processes named postgres', 'ps -o user,etime -C postgres'],
    ['print the memory usage and nice value of processes of user mail', 'ps -o %mem,ni -u mail'],
    ['check the nice value and state of a single process', 'ps -o ni,stat -p <pid>'],
    ['print all lines of "boot.log" after the first line containing "READY"', "sed '1,/READY/d' boot.log"],
    ['run "sync.sh" until it succeeds', 'until sync.sh; do sleep 1; done'],
    ['print the weekday of 1999-12-31', 'date -d 1999-12-31 +%A'],
    ['format time string @86400 as year-month-day', 'date -d @86400 +%F'],
    ['source the file "aliases.sh" in the current shell', 'source aliases.sh'],
    ['enable the shell option "nullglob"', 'shopt -s nullglob'],
    ['bring job 3 to the foreground', 'fg %3'],
    ['abort "import.sh" after 45 seconds', 'timeout 45 import.sh'],
    ["execute 'date; uptime' every 7 seconds", "watch -n 7 'date; uptime'"],
    ['show lines that appear exactly once in "votes"', 'sort votes | uniq -u'],
    ['insert the line "end" after each line matching "stop" in "plan"', "sed -i '/stop/a end' plan"],
    ['extract "pkg.tar" stripping the first path component', 'tar -xf pkg.tar --strip-components=1'],
    ['capture packets on wlan7 to "air.pcap"', 'sudo tcpdump -i wlan7 -w air.pcap'],
    ['calculate 12 * (4 + 1)', 'echo $((12 * (4 + 1)))'],
    ['print the manual page of "crontab" from section 5', 'man 5 crontab'],
    ['ping host 10.9.8.7 7 times', 'ping -c 7 10.9.8.7'],
    ['decompress "log.bz2" to standard output', 'bzip2 -dc log.bz2'],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toEqual(wanted instanceof RegExp ? expect.stringMatching(wanted) : wanted)
  })

  test.each(['copy a file to a file on host qx7', 'save the first 5 lines of a file to out.txt'])(
    'the blanks of a composed command redirect nothing: %s',
    async (line) => {
      const found = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
      expect(found.length).toBeGreaterThan(0)
      for (const { command } of found) expect(isTruncatingPlaceholder(command)).toBe(false)
    },
  )

  test('a document is no film', async () => {
    expect(await first('convert "guide.rst" to html')).toMatch(/^pandoc guide\.rst /)
  })

  test('a command for the standard input reads no file', async () => {
    expect(await first('delete all digits from standard input')).toBe("tr -d '0-9'")
    expect(await first('delete all digits from a file')).toBe("tr -d '0-9' < <file>")
  })

  test('an ordinary word is no value, unless another name stands beside it', async () => {
    expect(await first('create directories qx7 and data')).toBe('mkdir qx7 data')
    expect(await first('show the path to enlightenment')).not.toMatch(/realpath enlightenment/)
  })

  test('an order that leaves out words is not as sure as a whole one', async () => {
    const whole = await knowledge.suggest({ line: 'reverse every line of "poem"', cwd: '/', shell: 'bash' })
    const part = await knowledge.suggest({
      line: 'reverse every line of "poem" into morse signals',
      cwd: '/',
      shell: 'bash',
    })
    expect(part.find(({ command }) => command === 'rev poem')?.confidence ?? 0).toBeLessThan(whole[0]!.confidence)
  })
})

describe('what another program does as well is offered behind the first command', () => {
  test.each([
    ['print the absolute path of "notes.odt"', 'realpath notes.odt', 'readlink -f notes.odt'],
    ['print lines 8 to 19 of "ledger"', "sed -n '8,19p' ledger", 'head -n 19 ledger | tail -n +8'],
    ['extract songs.tar.gz', 'tar -xzf songs.tar.gz', 'gzip -dc songs.tar.gz | tar -xf -'],
  ])('%s', async (line, best, other) => {
    const found = await knowledge.suggest({ line, cwd: '/', shell: 'bash' })
    expect(found.map(({ command }) => command)).toEqual(expect.arrayContaining([best, other]))
    expect(found[0]!.command).toBe(best)
  })
})

describe('a find is composed from what the request says of the files', () => {
  test.each([
    [
      'Finds all files in "/data" that are larger than 7M and deletes them',
      "find /data -type f -size +7M -not -path '*/.git/*' -delete",
    ],
    ['find all files in "/data" that are not owned by nobody7', 'find /data -type f -not -user nobody7'],
    ['find files with more than two hard links below /data', 'find /data -type f -links +2'],
    ['find the first file named "seed.db" below /data and stop', 'find /data -type f -name seed.db -print -quit'],
    ['find symbolic links in /data that point to /old', "find /data -type l -lname '/old*'"],
  ])('%s', async (line, wanted) => {
    expect(await first(line)).toBe(wanted)
  })
})

describe('the tables of orders', () => {
  const lines = ORDER_TABLES.flatMap((table) => table.split('\n')).filter(Boolean)

  test('each line has patterns that can be compiled, commands and an explanation', () => {
    for (const line of lines) {
      expect(line).toMatch(/^[^=].* => .+ ## .+$/)
      for (const text of line.split(' => ')[0]!.split(' ; ')) expect(() => compilePattern(text)).not.toThrow()
    }
  })
})
