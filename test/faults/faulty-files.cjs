// Preloaded into a daemon: makes the Nth file operation of one kind fail, as a full or broken disk does, or moves the wall clock. The kind,
// the error and N, or the milliseconds, come over a socket of their own (FAULTS_SOCKET), or for the start of the daemon from the variable
// FAULTS, as JSON.

const fs = require('node:fs')
const net = require('node:net')
const { basename } = require('node:path')

/** The functions that count as one kind of operation. */
const KINDS = {
  write: ['writeSync', 'writeFileSync', 'appendFileSync'],
  fsync: ['fsyncSync', 'fdatasyncSync'],
  rename: ['renameSync', 'linkSync'],
  open: ['openSync', 'readFileSync', 'readdirSync'],
  mkdir: ['mkdirSync'],
  remove: ['unlinkSync', 'rmSync', 'rmdirSync'],
}
const NUMBERS = { ENOSPC: 28, EDQUOT: 122, EIO: 5, EROFS: 30, EMFILE: 24, ENFILE: 23 }
const WRITING_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS'])
const ORIGINALS = { openSync: fs.openSync, writeSync: fs.writeSync, closeSync: fs.closeSync }

/** `n` counts down; `forever`: all operations behind the Nth fail, too. */
let armed = null
let hit = 0

function failsNow(kind, target, name, flags) {
  if (!armed || armed.kind !== kind) return false
  // A disk that is full, or read-only, stops nobody from reading.
  const isReading = /^read/.test(name) || (/^open/.test(name) && (flags === undefined || flags === 'r' || flags === 0))
  if (kind === 'open' && WRITING_CODES.has(armed.code) && isReading) return false
  // Code and data of the program itself lie on a disk that works; so do the pseudo files that tell about processes.
  const path = target instanceof URL ? target.pathname : target
  if (kind === 'open' && typeof path !== 'string') return false // a file that is open already
  if (typeof path === 'string' && (/^\/(?:proc|sys|dev)\//.test(target) || /\/dist\/|\/package.json$/.test(path)))
    return false
  armed.n--
  if (armed.n > 0 || (armed.n < 0 && !armed.forever)) return false
  hit++
  return true
}

function makeError(name, target) {
  const path = typeof target === 'string' ? target : undefined
  const error = new Error(`${armed.code}: injected, ${name.replace('Sync', '')}${path ? ` '${path}'` : ''}`)
  return Object.assign(error, {
    code: armed.code,
    errno: -NUMBERS[armed.code],
    syscall: name.replace('Sync', ''),
    path,
  })
}

/** A write that fails has written its first half. */
function writeHalf(name, target, data, options) {
  const bytes = Buffer.from(data)
  const half = bytes.subarray(0, bytes.length >> 1)
  if (typeof target === 'number') return ORIGINALS.writeSync(target, half)
  // Node's appendFileSync calls writeFileSync with this flag.
  const isAppended = name === 'appendFileSync' || options?.flag === 'a'
  const fd = ORIGINALS.openSync(target, isAppended ? 'a' : 'w', 0o600)
  ORIGINALS.writeSync(fd, half)
  ORIGINALS.closeSync(fd)
}

for (const [kind, names] of Object.entries(KINDS)) {
  for (const name of names) {
    const original = fs[name]
    fs[name] = function (target, ...rest) {
      if (!failsNow(kind, target, name, rest[0])) return original.call(fs, target, ...rest)
      if (kind === 'write') writeHalf(name, target, rest[0], rest[1])
      throw makeError(name, target)
    }
  }
}
for (const [kind, name] of [
  ['open', 'open'],
  ['open', 'readFile'],
  ['write', 'writeFile'],
  ['rename', 'rename'],
  ['mkdir', 'mkdir'],
  ['remove', 'rm'],
  ['remove', 'unlink'],
]) {
  const original = fs.promises[name]
  fs.promises[name] = async function (target, ...rest) {
    if (failsNow(kind, target, name, rest[0])) throw makeError(name, target)
    return original.call(fs.promises, target, ...rest)
  }
}

/** Added to what the wall clock says. */
let clockMs = 0
const RealDate = Date
globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + clockMs] : args))
  }

  static now() {
    return RealDate.now() + clockMs
  }
}

if (process.env.FAULTS) armed = JSON.parse(process.env.FAULTS)
const socket = process.env.FAULTS_SOCKET
if (socket && basename(process.argv[1] ?? '') === 'daemon.js') {
  const server = net.createServer((peer) => {
    peer.on('error', () => {})
    peer.on('data', (chunk) => {
      const wish = JSON.parse(chunk.toString())
      const before = hit
      hit = 0
      armed = wish.kind ? wish : null
      clockMs = wish.clockMs ?? clockMs
      peer.end(JSON.stringify({ hit: before }))
    })
  })
  server.listen(socket)
  server.unref()
}
