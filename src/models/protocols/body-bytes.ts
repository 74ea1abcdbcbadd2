// The bytes of a request's body. A conversation grows at its end and each of its requests holds all of it, so a message is put into a
// protocol's form once, and the bytes of a request are those of the one before with new ones behind them.

/** Objects that never change. */
const kept = new WeakSet<object>()

/** Marks an object that never changes from now on: where it stands again in the next request, its bytes are not made again. */
export function keep<T extends object>(value: T): T {
  kept.add(value)
  return value
}

/**
 * The function, but called once for each value: later calls give what the first one gave. For messages and tools, which never change.
 * `target` is what else decides the form.
 */
export function spellOnce<V extends object, P extends object, R>(
  spell: (value: V, target: P) => R,
): (value: V, target: P) => R {
  const byTarget = new WeakMap<P, WeakMap<V, R>>()
  return (value, target) => {
    const known = byTarget.get(target) ?? new WeakMap<V, R>()
    byTarget.set(target, known)
    if (!known.has(value)) known.set(value, spell(value, target))
    return known.get(value)!
  }
}

/** The beginning of the last request of a conversation: pieces of text, objects that are kept, and where the bytes of each end. */
interface Beginning {
  pieces: (string | object)[]
  ends: number[]
  /** Bytes that were written are never overwritten, since a request may still be on its way; there is room for more behind it. */
  bytes: Buffer
}

/** The beginnings by an object that lives as long as their conversation. */
const beginnings = new WeakMap<object, Beginning>()
/** Room for what comes: a beginning is copied into a larger place each time that it has grown by so much. */
const ROOM = 1.25

/** The bytes of `JSON.stringify(body)`, in parts. `owner`: an object of the conversation that lives as long as it, as its first message. */
export function encodeBody(body: object, owner: object): Buffer[] {
  const pieces = listPieces(body)
  const end = pieces.findLastIndex((piece) => typeof piece === 'object') + 1
  const tail = Buffer.from(pieces.slice(end).join(''))
  const known: Beginning = beginnings.get(owner) ?? { pieces: [], ends: [], bytes: Buffer.alloc(0) }
  const differs = pieces.findIndex((piece, index) => index >= end || piece !== known.pieces[index])
  const same = Math.max(0, differs)
  const fresh = pieces
    .slice(same, end)
    .map((piece) => Buffer.from(typeof piece === 'string' ? piece : JSON.stringify(piece)))
  const next = extend(known, same, fresh)
  beginnings.set(owner, { ...next, pieces: pieces.slice(0, end) })
  return [next.bytes.subarray(0, next.ends.at(-1) ?? 0), tail]
}

/** The bytes of the first `same` pieces, and the fresh ones behind them. */
function extend({ ends, bytes }: Beginning, same: number, fresh: readonly Buffer[]): Omit<Beginning, 'pieces'> {
  let at = same === 0 ? 0 : ends[same - 1]!
  const size = fresh.reduce((sum, { length }) => sum + length, at)
  let place = bytes
  // The bytes behind these pieces belong to a request that went on otherwise.
  const isFree = same === ends.length
  if (!isFree || size > bytes.length) {
    place = Buffer.allocUnsafe(Math.ceil(size * ROOM))
    bytes.copy(place, 0, 0, at)
  }
  const all = ends.slice(0, same)
  for (const piece of fresh) {
    piece.copy(place, at)
    all.push((at += piece.length))
  }
  return { ends: all, bytes: place }
}

/** The JSON of the body, cut at each object that is kept: these stand for their own JSON. */
function listPieces(body: object): (string | object)[] {
  const pieces: (string | object)[] = []
  let text = ''
  const write = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) text += JSON.stringify(value) ?? 'null'
    else if (kept.has(value)) {
      pieces.push(text, value)
      text = ''
    } else if (Array.isArray(value)) {
      text += '['
      for (const [index, item] of value.entries()) {
        if (index > 0) text += ','
        write(item)
      }
      text += ']'
    } else {
      let sign = '{'
      for (const [name, field] of Object.entries(value)) {
        if (field === undefined) continue
        text += `${sign}${JSON.stringify(name)}:`
        write(field)
        sign = ','
      }
      text += sign === '{' ? '{}' : '}'
    }
  }
  write(body)
  pieces.push(text)
  return pieces
}
