// Tells whether a browser may be opened on an address: only when the address is shown exactly as it is opened.

/** Characters of an address that neither a terminal nor a shell takes for anything else, but `&`, without which no address has two values. */
const PLAIN_CHARACTERS = /^[\w.~:/?#[\]@&=+,%*-]+$/
/** A longer address is not seen whole. */
const MOST_CHARACTERS = 2_000
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The host of a page that may be opened, or why it may not: an https address, or an http address of this machine, without a user in front
 * of the host, spelled as the browser itself would spell it. `reason` completes the sentence "The address is not opened: …".
 */
export function checkPage(address: string): { ok: true; host: string } | { ok: false; reason: string } {
  if (address.length > MOST_CHARACTERS) return { ok: false, reason: 'it is too long to be shown' }
  if (!PLAIN_CHARACTERS.test(address)) return { ok: false, reason: 'it holds characters that no plain address has' }
  const url = URL.parse(address)
  if (url === null) return { ok: false, reason: 'it is no address' }
  if (url.username !== '' || url.password !== '' || /^\w+:\/*[^/?#]*@/.test(address))
    return { ok: false, reason: 'a user name stands in front of its host' }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname)))
    return { ok: false, reason: 'it is no https address' }
  if (url.href !== address && url.href !== `${address}/`)
    return { ok: false, reason: 'it leads elsewhere than it says' }
  return { ok: true, host: url.host }
}
