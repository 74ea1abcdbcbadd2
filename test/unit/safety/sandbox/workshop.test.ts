// The sandbox of commands that may write in the workspace, tried with real commands.

import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSandbox } from '../../../../src/safety/sandbox/sandbox.ts'
import { findHostSockets } from '../../../../src/safety/sandbox/host-sockets.ts'
import type { SandboxPlace, Wall, WorkshopSight } from '../../../../src/safety/sandbox/wall.ts'
import { findGitNamed } from '../../../../src/safety/trust/git-named-files.ts'
import { restoreWall } from '../../../../src/safety/sandbox/saved-wall.ts'
import { startShell } from '../../../../src/tools/shell/shell-process.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-workshop-')))
const home = join(root, 'home')
const work = join(home, 'work')
const linked = join(home, 'linked')
const share = join(home, '.kimi')
const socket = join(root, 'service')
const server = createServer((connection) => connection.end('reached\n'))
let whyNot = ''

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
    cwd,
    env: { PATH: process.env['PATH'] },
  })

beforeAll(async () => {
  // The sandbox is opened once per process, perhaps by another file: this one makes its own directory for it.
  for (const folder of [join(work, 'sub/inner'), join(work, 'dots'), share, join(home, '.ssh'), join(root, 'run')])
    mkdirSync(folder, { recursive: true })
  writeFileSync(join(work, 'plain.txt'), 'plain\n')
  writeFileSync(join(work, '.env'), 'TOKEN=1\n')
  writeFileSync(join(home, '.bashrc'), '')
  writeFileSync(join(home, '.npmrc'), '//registry/:_authToken=x\n')
  writeFileSync(join(home, '.ssh/id_work'), 'key\n')
  writeFileSync(join(share, 'config.toml'), 'key\n')
  writeFileSync(join(work, 'dots/profile'), '')
  symlinkSync(join(work, 'dots/profile'), join(home, '.profile'))
  git(work, 'init', '-q')
  git(join(work, 'sub/inner'), 'init', '-q')
  git(work, 'add', 'plain.txt')
  git(work, 'commit', '-qm', 'first')
  git(work, 'worktree', 'add', '-q', linked)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const state = await openSandbox(join(root, 'run'))
  if (state.kind !== 'ready') whyNot = state.reason
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

async function wallOf(
  folder: string,
  sight: WorkshopSight = 'workspace',
  fixed: string[] = [],
  more: Partial<SandboxPlace> = {},
): Promise<Wall> {
  const state = await openSandbox(join(root, 'run'))
  if (state.kind !== 'ready') throw new Error(state.reason)
  const prepared = await state.prepare({
    home,
    own: [share, join(root, 'run')],
    folders: [folder],
    fixed,
    ...more,
  })
  return prepared!.workshop(sight)!
}

async function run(
  command: string,
  { cwd = work, sight = 'workspace' as WorkshopSight, wall = undefined as Wall | undefined } = {},
) {
  let output = ''
  const started = await startShell({
    command,
    shell: '/bin/bash',
    cwd,
    env: { PATH: process.env['PATH'], HOME: home, DB_PASSWORD: 'x' },
    wall: wall ?? (await wallOf(cwd, sight)),
    onOutput: (bytes) => (output += bytes.toString()),
  })
  if (!started.ok) throw new Error(started.message)
  const { code, undone } = await started.process.exited
  return { code, undone, output: output.trim() }
}

const node = (script: string) => `${process.execPath} -e '${script}'`
const commit = 'git -c user.name=a -c user.email=a@b.c commit -q'

/** Claims, and a command for each with the status and the output that show it. */
const TRIED: [claim: string, command: string, code: number, output: RegExp][] = [
  ['writes in the workspace', 'echo x > new && mkdir -p a/b && cat new', 0, /^x$/],
  ['writes in temporary folders', 'f=$(mktemp) && echo x > $f && cat $f && rm $f', 0, /^x$/],
  [
    'commits',
    `echo y > c && git add c && ${commit} -m y && git status --short --untracked-files=no && git log -1 --format=%s`,
    0,
    /^y$/,
  ],
  [
    'makes branches, and throws changes away',
    'git checkout -qb other && echo z >> plain.txt && git stash -q && git checkout -q master',
    0,
    /^$/,
  ],
  ['commits in a repository below', `cd sub/inner && echo y > c && git add c && ${commit} -m y`, 0, /^$/],
  [
    'serves and fetches on its own machine',
    node(
      'require("http").createServer((q,r)=>r.end("served")).listen(0,"127.0.0.1",function(){fetch("http://127.0.0.1:"+this.address().port).then(r=>r.text()).then(t=>{console.log(t);process.exit()})})',
    ),
    0,
    /^served$/,
  ],
  [
    'has sockets of its own',
    node(
      'const n=require("net");n.createServer(c=>c.end("own")).listen("s.sock",()=>n.connect("s.sock").on("data",d=>{console.log(""+d);process.exit()}))',
    ),
    0,
    /^own$/,
  ],
  [
    'starts processes',
    node('require("child_process").fork("-e",{execArgv:[]}).on("exit",()=>console.log("over")).on("error",()=>{})') +
      '; true',
    0,
    /over/,
  ],
  ['writes no start-up file', 'echo x >> ~/.bashrc', 1, /Read-only/],
  [
    'writes none through a link, and puts none in its place',
    'echo x >> ~/.profile; mv dots elsewhere; rm -r dots',
    1,
    /Read-only[^]*busy|denied/,
  ],
  ['writes nothing else of the home', 'echo x > ~/other', 1, /Read-only/],
  ['writes nothing of ours', 'echo x >> ~/.kimi/config.toml', 1, /denied|Read-only/],
  ['writes no hook', 'echo x > .git/hooks/pre-commit', 1, /Read-only/],
  ['writes no configuration of git', 'git config core.fsmonitor evil', 4, /could not|busy|Read-only/],
  ['puts no other repository in its place', 'mv .git git2', 1, /busy/],
  [
    'nor in the place of one below, or of a folder above it',
    'mv sub/inner x; mv sub/inner/.git y; mv sub z',
    1,
    /busy[^]*busy[^]*busy/,
  ],
  ['reads no key', 'cat ~/.ssh/id_work', 1, /No such file/],
  ['reads no secret of the workspace', 'cat .env', 1, /denied/],
  ['sees no other folder of the home', 'cat ~/linked/plain.txt', 1, /No such file/],
  ['lists no home', 'ls ~', 2, /denied/],
  ['sees no other part of the disk', 'ls -d /mnt /srv /boot /var/cache/debconf', 2, /^(?:ls: .*No such file.*\n?){4}$/],
  ['makes nothing beside the workspace', 'mkdir ~/work/../new; mkdir /srv', 1, /^(?:mkdir: .*Read-only.*\n?){2}$/],
  ['has no secret in its environment', 'echo "<$DB_PASSWORD>"', 0, /^<>$/],
  ['reaches no address', 'exec 3<>/dev/tcp/192.0.2.1/80', 1, /unreachable/],
  ['sees no other process', `kill -0 ${process.pid}`, 1, /No such process/],
  ['makes no namespace', 'unshare -Ur true', 1, /not permitted/],
]

/** All of them run in one sandbox, each in a shell of its own: making the sandbox takes longer than most commands. */
let tried: Promise<Map<string, { code: number; output: string }>> | undefined
async function runAll() {
  const end = '-- status'
  const quoted = (command: string) => `'${command.replaceAll("'", `'\\''`)}'`
  const { output } = await run(TRIED.map(([, command]) => `bash -c ${quoted(command)}; echo "${end} $?"`).join('\n'))
  const parts = `${output}\n`.split(new RegExp(`${end} (\\d+)\\n`))
  return new Map(
    TRIED.map(([claim], at) => [claim, { output: parts[2 * at]!.trim(), code: Number(parts[2 * at + 1]) }]),
  )
}

describe('a command in the sandbox of the workspace', () => {
  test('neither writes nor replaces a file that an MCP server runs', async (context) => {
    context.skip(whyNot !== '', whyNot)
    const file = join(work, 'served/server.py')
    mkdirSync(join(work, 'served'), { recursive: true })
    writeFileSync(file, 'print(1)\n')
    const wall = await wallOf(work, 'workspace', [file])
    for (const command of [
      'echo x >> served/server.py',
      'sed -i s/1/2/ served/server.py',
      'rm -f served/server.py',
      'mv served gone',
    ])
      expect((await run(command, { wall })).code, command).not.toBe(0)
    expect((await run('echo x > served/other.py', { wall })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('print(1)\n')
  })

  test.each(TRIED)('%s', async (title, _, code, output) => {
    if (whyNot !== '') return expect.soft(whyNot).not.toBe('')
    const ended = (await (tried ??= runAll())).get(title)!
    expect(ended.output).toMatch(output)
    expect(ended.code).toBe(code)
  })

  test('gives no folder with a secret in it another name, and a secret that has just been made is closed', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    mkdirSync(join(work, 'conf/deep'), { recursive: true })
    mkdirSync(join(work, 'node_modules'), { recursive: true })
    writeFileSync(join(work, 'conf/deep/.env'), 'GREETING=canary\n')
    const read = 'cat conf/deep/.env node_modules/conf/deep/.env conf2/deep/.env later/.env 2>&1'
    for (const move of ['mv conf conf2', 'mv conf/deep conf/other', 'mv conf node_modules/conf']) {
      const { output } = await run(`${move}; ${read}`)
      expect([move, output.includes('canary'), existsSync(join(work, 'conf/deep/.env'))]).toEqual([move, false, true])
    }
    mkdirSync(join(work, 'later'))
    writeFileSync(join(work, 'later/.env'), 'GREETING=canary\n')
    expect((await run(read)).output).not.toContain('canary')
    for (const name of ['conf', 'later', 'node_modules']) rmSync(join(work, name), { recursive: true })
  })

  test('does not begin when a folder of the workspace became a link after it was looked at, and moves nothing there', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const swapped = join(work, 'swapped')
    for (const name of ['objects', 'refs']) mkdirSync(join(swapped, '.git', name), { recursive: true })
    writeFileSync(join(swapped, '.git/HEAD'), 'ref: refs/heads/main\n')
    const wall = await wallOf(work)
    renameSync(swapped, join(work, 'was'))
    symlinkSync('..', swapped)
    const { code, output } = await run('echo x > ../leak', { wall })
    expect(code).toBe(126)
    expect(output).toMatch(/^kimi: \S+ was put in the place of a folder of the workspace while the sandbox was made/)
    expect(existsSync(join(home, 'leak'))).toBe(false)
    rmSync(swapped)
    renameSync(join(work, 'was'), swapped)

    const other = await wallOf(work) // swapped/.git/commondir is watched
    rmSync(join(swapped, '.git'), { recursive: true })
    writeFileSync(join(home, '.ssh/commondir'), 'mine\n')
    symlinkSync('../../.ssh', join(swapped, '.git'))
    expect(other.settle!()).toEqual([])
    expect(readFileSync(join(home, '.ssh/commondir'), 'utf8')).toBe('mine\n')
    rmSync(swapped, { recursive: true })
    rmSync(join(home, '.ssh/commondir'))
  })

  test('renames no folder above one of the workspace, in a temporary folder or in another one', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const proj = join(root, 'outer/proj')
    mkdirSync(proj, { recursive: true })
    const above = await run(`mv ${join(root, 'outer')} ${join(root, 'aside')}; echo x > made`, { cwd: proj })
    expect(above.output).toMatch(/busy$/)
    expect(existsSync(join(proj, 'made'))).toBe(true)
    const inner = join(work, 'nested/inner')
    mkdirSync(inner, { recursive: true })
    const wall = await wallOf(work, 'workspace', [], { folders: [work, inner] })
    const within = await run('mv nested aside; echo x > nested/inner/made; echo x > nested/made', { wall })
    expect(within.output).toMatch(/busy$/)
    for (const name of ['inner/made', 'made']) expect(existsSync(join(work, 'nested', name))).toBe(true)
  })

  test('neither writes nor makes what git obeys in the working tree', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    mkdirSync(join(work, '.githooks'))
    git(work, 'config', 'core.hooksPath', '.githooks')
    git(work, 'config', 'include.path', '../.gitshared')
    const closed = findGitNamed([work], { home })
    expect(closed.toSorted()).toEqual([join(work, '.githooks'), join(work, '.gitshared')])
    const wall = await wallOf(work, 'workspace')
    await run('echo evil > .githooks/pre-commit; echo "[core]" > .gitshared; mv .githooks x', { wall })
    expect(existsSync(join(work, '.githooks/pre-commit'))).toBe(false)
    expect(existsSync(join(work, '.gitshared'))).toBe(false)
    git(work, 'config', '--unset', 'core.hooksPath')
    git(work, 'config', '--unset', 'include.path')
    rmSync(join(work, '.githooks'), { recursive: true })
  })

  test('builds and tests, and keeps its caches apart from the user’s', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    mkdirSync(join(work, 'src/secrets'), { recursive: true })
    writeFileSync(join(work, 'src/secrets/code.test.js'), 'require("node:test")("x", () => {})\n')
    writeFileSync(
      join(work, 'package.json'),
      '{"name":"p","version":"1.0.0","scripts":{"test":"node --test src/secrets/*.test.js"}}',
    )
    writeFileSync(join(work, 'Makefile'), 'all:\n\techo built > out\n')
    const ended = await run(
      '{ npm test >log 2>&1 || cat log; } && npm pack --silent && npm cache verify >/dev/null && make -s && cat out && ls -A ~ ',
    )
    expect(ended.output).toMatch(/^p-1.0.0.tgz\nbuilt\n/)
    expect(ended.output).not.toMatch(/^\.npm$/m)
    expect(existsSync(join(home, '.cache/kimi/sandbox/npm'))).toBe(true)
  })

  test('reaches no service of the machine by its socket', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    expect(findHostSockets()).toContain(socket)
    const ended = await run(
      node(`require("net").connect("${socket}").on("data",d=>console.log(""+d)).on("error",e=>console.log(e.code))`),
    )
    expect(ended.output).toMatch(/^E[A-Z]+$/)
  })

  test('reaches no service whose socket was renamed', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const folder = mkdtempSync(join(root, 'renamed-'))
    const service = createServer((connection) => connection.end('reached\n'))
    await new Promise<void>((resolve) => service.listen(join(folder, 'early'), resolve))
    renameSync(join(folder, 'early'), join(folder, 'late'))
    const ended = await run(
      node(
        `require("net").connect("${folder}/late").on("data",d=>console.log(""+d)).on("error",e=>console.log(e.code))`,
      ),
    )
    await new Promise((resolve) => service.close(resolve))
    expect(ended.output).toMatch(/^E[A-Z]+$/)
  })

  test('reaches no tmux that begins while it runs, and puts none of its own in the place of one', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const folder = `/tmp/tmux-${process.getuid!()}`
    const name = `kimi-test-${process.pid}`
    const serve = `require("net").createServer(c=>c.end()).listen("${folder}/${name}")`
    const ended = await run(
      `${node(`${serve};setTimeout(()=>process.exit(),100)`)}; ls ${folder}; mv ${folder} ${folder}.old; stat -c %a ${folder}`,
    )
    expect(ended.output).toMatch(/^mv: .*busy\n700$/m)
    expect(existsSync(join(folder, name))).toBe(false)
  })

  test('cannot put another folder in the place of one with a socket', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const folder = mkdtempSync('/tmp/kimi-agent-')
    const agent = createServer()
    await new Promise<void>((resolve) => agent.listen(join(folder, 'agent.1'), resolve))
    const serve = `require("net").createServer().listen("${folder}/agent.1",()=>process.exit())`
    const ended = await run(`mv ${folder} ${folder}.old; ls -A ${folder}; ${node(serve)} && echo served`)
    const approved = await run(`mv ${folder} ${folder}.old; rm -f ${folder}/agent.1; ls ${folder}`, {
      sight: 'approved',
    })
    const stays = lstatSync(join(folder, 'agent.1')).isSocket()
    await new Promise((resolve) => agent.close(resolve))
    rmSync(folder, { recursive: true, force: true })
    expect(ended.output).toMatch(/^mv: .*busy\nserved$/)
    expect(approved.output).toMatch(/^mv: .*busy\nrm: .*busy\nagent.1$/)
    expect(stays).toBe(true)
  })

  test('leaves nothing in the place of what vanished while the sandbox was made', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const folder = mkdtempSync('/tmp/kimi-agent-')
    const vanishing = [join(folder, 'agent.1'), `${folder}.sock`, join(root, 'passing/service')]
    mkdirSync(join(root, 'passing'))
    const services = vanishing.map(() => createServer())
    const secret = join(work, '.env.passing')
    writeFileSync(secret, 'TOKEN=1\n')
    await Promise.all(services.map((service, i) => new Promise<void>((done) => service.listen(vanishing[i], done))))
    const wall = await wallOf(work)
    await Promise.all(services.map((service) => new Promise((done) => service.close(done))))
    const all = [secret, ...vanishing, folder, join(root, 'passing')]
    for (const path of all) rmSync(path, { recursive: true, force: true })
    expect((await run('echo made', { wall })).output).toMatch(/^made$|^bwrap: Can't/)
    expect(all.filter((path) => existsSync(path))).toEqual([])
  })

  test('gets no folder opened in which it may not write by a socket that stands there', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const service = createServer()
    await new Promise<void>((resolve) => service.listen(join(share, 'service'), resolve))
    const ended = await run(`touch ${share}/new ${share}/config.toml`)
    await new Promise((resolve) => service.close(resolve))
    expect(ended.output).toMatch(/Read-only.*\n.*Read-only|denied.*\n.*denied/)
  })

  test('commits in a worktree, whose repository lies outside, and changes no hook there', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const ended = await run(
      `echo y > w && git add w && ${commit} -m w && git log -1 --format=%s; echo x > ${work}/.git/hooks/x; echo x > ${work}/plain.txt`,
      { cwd: linked },
    )
    expect(ended.output).toMatch(/^w\n.*Read-only.*\n.*Read-only/)
  })

  test('in a folder whose .git names the repository of another, gets nothing of that', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const strange = join(home, 'strange')
    mkdirSync(strange, { recursive: true })
    writeFileSync(join(strange, '.git'), `gitdir: ${work}/.git\n`)
    expect((await run(`echo x > ${work}/.git/HEAD`, { cwd: strange })).output).toMatch(/No such file/)
    const onDisk = await run(`echo x > ${work}/.git/HEAD`, { cwd: strange, sight: 'disk' })
    expect(onDisk.output).toMatch(/Read-only/)
    expect(readFileSync(join(work, '.git/HEAD'), 'utf8')).toMatch(/^ref/)
  })

  test('leaves no pointer to another configuration of git behind', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const ended = await run('mkdir -p evil && echo ../evil > .git/commondir')
    expect(existsSync(join(work, '.git/commondir'))).toBe(false)
    expect(ended.undone).toEqual([expect.stringContaining('.git/commondir')])
    expect(git(work, 'rev-parse', 'HEAD').toString()).toMatch(/^[0-9a-f]{40}/)
  })

  test('that sees the whole disk reads no key, and sees settings of programs as empty', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const ended = await run('cat ~/.ssh/id_work; wc -c < ~/.npmrc; cat ~/linked/plain.txt; ls -d /mnt', {
      sight: 'disk',
    })
    expect(ended.output).toMatch(/^.*denied\n0\nplain\n\/mnt$/)
  })

  test('sees what a compiler keeps in the home, what a variable names and what the user has named', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const files = ['.cargo/registry/a', 'jdk/b', 'notes/bin/c', 'notes/own', 'data/d', 'go/src/own/e', 'go/pkg/f']
    for (const name of files) {
      mkdirSync(dirname(join(home, name)), { recursive: true })
      writeFileSync(join(home, name), '')
    }
    symlinkSync(join(home, 'data'), join(home, 'by-link'))
    const env = { JAVA_HOME: join(home, 'jdk'), PATH: `${home}/notes/bin:/usr/bin`, GOPATH: join(home, 'go') }
    const wall = await wallOf(work, 'workspace', [], { env, more: [join(home, 'by-link')] })
    const ended = await run(`cd ~; ls ${files.join(' ')} by-link/d 2>/dev/null`, { wall })
    expect(ended.output.split('\n')).toEqual(
      [...files.filter((name) => !name.endsWith('own') && !name.endsWith('e')), 'by-link/d'].sort(),
    )
  })

  test('is not shown what a link in the workspace, or one that it has made, leads to', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    mkdirSync(join(home, 'private/bin'), { recursive: true })
    writeFileSync(join(home, 'private/bin/notes'), 'private\n')
    symlinkSync(join(home, 'private'), join(work, 'env'))
    const env = { PATH: `${work}/env/bin:/run/user/0/bin:/usr/bin`, VIRTUAL_ENV: join(work, 'env') }
    const wall = await wallOf(work, 'workspace', [], { env })
    expect((await run('cat ~/private/bin/notes env/bin/notes', { wall })).output).not.toContain('private\n')
    rmSync(join(work, 'env'))
  })

  test('is not shown what a link in a temporary folder leads to, in the place of one that the user or a variable has named', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    mkdirSync(join(home, 'closed/bin'), { recursive: true })
    writeFileSync(join(home, 'closed/bin/notes'), 'closed\n')
    for (const name of ['named', 'jdk', 'tools']) symlinkSync(join(home, 'closed'), join(root, name))
    const env = { PATH: `${join(root, 'tools/bin')}:/usr/bin`, JAVA_HOME: join(root, 'jdk') }
    const wall = await wallOf(work, 'workspace', [], { env, more: [join(root, 'named')] })
    expect((await run('cat ~/closed/bin/notes; true', { wall })).output).toMatch(/No such file/)
  })

  test('sees no login that a package manager keeps in the home, nor a secret in a folder that a variable names', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const files = ['.pub-cache/credentials.json', '.local/share/uv/credentials/a', '.venvs/.env', '.cargo/.npmrc']
    for (const name of [...files, '.cargo/config.toml', '.gitconfig']) {
      mkdirSync(dirname(join(home, name)), { recursive: true })
      writeFileSync(join(home, name), 'plumber\n')
    }
    writeFileSync(join(home, '.gitconfig'), '[http]\n\textraHeader = "Authorization: Bearer plumberquartz1234567890"\n')
    mkdirSync(join(work, '.venv'), { recursive: true })
    writeFileSync(join(work, '.venv/.env'), 'plumber\n')
    const wall = await wallOf(work, 'workspace', [], { env: { VIRTUAL_ENV: join(home, '.venvs') } })
    const ended = await run(`cd ~; cat ${files.join(' ')} .gitconfig work/.venv/.env .cargo/config.toml 2>&1`, { wall })
    expect(ended.output.match(/denied|No such file/g)).toHaveLength(5)
    expect(ended.output.match(/plumber/g)).toHaveLength(1)
  })

  test('that the user has approved sees the secrets of the workspace, and those of the home no more than others', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const ended = await run('cat .env; echo "<$DB_PASSWORD>"; cat ~/.ssh/id_work', { sight: 'approved' })
    expect(ended.output).toMatch(/^TOKEN=1\n<x>\n.*denied/)
  })

  test('in the home writes what is visible, and leaves no start-up file behind', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const command =
      'echo x > from-home; echo x > .zshrc; echo x > .bashrc; mv .bashrc y; echo x > .ssh/config; echo x > work/w2'
    const ended = await run(command, { cwd: home })
    expect(readFileSync(join(home, 'from-home'), 'utf8')).toBe('x\n')
    expect(ended.output).toMatch(/bashrc: Read-only[^]*busy[^]*(?:denied|Read-only)/)
    expect(existsSync(join(home, '.zshrc'))).toBe(false)
    expect(ended.undone).toEqual([expect.stringContaining('.zshrc')])
  })

  test('runs behind the same wall when that was saved', async (context) => {
    if (whyNot !== '') return context.skip(whyNot)
    const saved: unknown = JSON.parse(JSON.stringify((await wallOf(work)).saved))
    const ended = await run('echo x > saved; echo x >> ~/.bashrc', {
      wall: restoreWall(saved as NonNullable<Wall['saved']>),
    })
    expect(existsSync(join(work, 'saved'))).toBe(true)
    expect(ended.output).toMatch(/Read-only/)
  })
})
