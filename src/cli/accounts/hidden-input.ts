// A secret that the user types or pastes: nothing of it shows, neither on the screen nor in the list of processes.

import { sayAside } from '../standard-streams.ts'
import { KimiError } from '../../protocol/errors.ts'

/**
 * From the terminal without an echo; from a pipe its whole text. Throws `turn.cancelled` on Ctrl-C, and `usage.invalid` without a text
 * unless it may be empty.
 */
export async function readSecret(question: string, mayBeEmpty = false): Promise<string> {
  const text = (process.stdin.isTTY ? await readKeys(question) : await readPipe()).trim()
  if (text === '' && !mayBeEmpty)
    throw new KimiError('usage.invalid', 'nothing was given', { hint: 'type or paste it, or give it by a pipe' })
  return text
}

async function readPipe(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) text += String(chunk)
  return text
}

function readKeys(question: string): Promise<string> {
  const { stdin } = process
  // Before the question: what is typed at its sight must not show.
  stdin.setRawMode(true)
  sayAside(question)
  stdin.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    let text = ''
    const end = () => {
      stdin.off('data', onData)
      stdin.setRawMode(false)
      stdin.pause()
      sayAside('\n')
    }
    const onData = (keys: string) => {
      for (const key of keys.replaceAll(/\x1b\[20[01]~/g, '')) {
        if (key === '\r' || key === '\n' || key === '\x04') {
          end()
          return resolve(text)
        }
        if (key === '\x03') {
          end()
          return reject(new KimiError('turn.cancelled', 'cancelled'))
        }
        if (key === '\x7f' || key === '\b') text = text.slice(0, -1)
        else if (key === '\x15') text = ''
        else if (key >= ' ') text += key
      }
    }
    stdin.on('data', onData)
    stdin.resume()
  })
}
