// Keys and pastes out of what the terminal sends, in all its dialects: plain bytes, Kitty's protocol, modifyOtherKeys.

import type { ComposerKey } from '../../view/composer/composer-key.ts'
import { isKeyRelease, parseKey } from '../pi.ts'

export type TerminalInput = ({ kind: 'key' } & ComposerKey) | { kind: 'paste'; text: string }

const PASTE = /^\x1b\[200~([^]*?)(?:\x1b\[201~)?$/
/** A key of Kitty's protocol or modifyOtherKeys that may type a character: its code, the shifted code, its modifiers. */
const KITTY_KEY = /^\x1b\[(\d+)(?::(\d*))?(?::\d*)?(?:;(\d*)(?::\d)?(?:;([\d:]+))?)?u$/
const MODIFIED_KEY = /^\x1b\[27;(\d+);(\d+)~$/
/** Shift, and the locks, which change nothing about a character that is sent already. */
const TYPING_MODIFIERS = 1 | 64 | 128
/** Kitty's codes for keys without a character: modifiers, media keys, and the keypad from 57399 on. */
const FUNCTION_CODES = { from: 57344, to: 63743 }
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g
const LOW_HALF = /^[\udc00-\udfff]/
const HIGH_HALF = /^[\ud800-\udbff]$/
const NAMES: Record<string, string> = { return: 'enter', esc: 'escape', '\n': 'ctrl+j' }

/** The function returned takes what pi-tui's terminal hands on, a key or a paste at a time. Null: nothing to do, or wait for the rest. */
export function createKeyReader(): (data: string) => TerminalInput | null {
  let half = ''
  return (data) => {
    if (HIGH_HALF.test(data)) {
      half = data // pi-tui cuts a character beyond the first 65,536 in two
      return null
    }
    const whole = LOW_HALF.test(data) ? half + data : data
    half = ''
    if (whole.startsWith('\x1b[200~')) return { kind: 'paste', text: PASTE.exec(whole)?.[1] ?? '' }
    if (isKeyRelease(whole)) return null
    const text = typedText(whole)
    const name = nameOf(whole)
    return text === '' && name === '' ? null : { kind: 'key', name, text }
  }
}

function nameOf(data: string): string {
  // Ctrl-J: pi-tui takes it for Enter.
  const name = Object.hasOwn(NAMES, data) ? data : (parseKey(data) ?? '')
  return NAMES[name] ?? name
}

/** The text that a key types; '' for controls and sequences, and for replies of the terminal that come late. */
function typedText(data: string): string {
  const kitty = KITTY_KEY.exec(data)
  if (kitty) {
    const [, code, shifted, modifiers, text] = kitty
    if (text) return fromCodes(text.split(':').map(Number))
    const isShifted = ((Number(modifiers || 1) - 1) & 1) === 1
    return typedCode(Number((isShifted && shifted) || code), Number(modifiers || 1))
  }
  const modified = MODIFIED_KEY.exec(data)
  if (modified) return typedCode(Number(modified[2]), Number(modified[1]))
  return /^[\x00-\x1f\x7f-\x9f]/.test(data) ? '' : data.toWellFormed().replaceAll(CONTROLS, '')
}

function typedCode(code: number, modifiers: number): string {
  if (((modifiers - 1) & ~TYPING_MODIFIERS) !== 0) return ''
  if (code >= KEYPAD_FROM && code < KEYPAD_FROM + KEYPAD.length) return KEYPAD[code - KEYPAD_FROM]!
  return code >= FUNCTION_CODES.from && code <= FUNCTION_CODES.to ? '' : fromCodes([code])
}

/** The characters of Kitty's keypad codes, from 57399 on. */
const KEYPAD_FROM = 57399
const KEYPAD = '0123456789./*-+'

function fromCodes(codes: readonly number[]): string {
  return codes
    .filter((code) => code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0) && code <= 0x10ffff)
    .map((code) => String.fromCodePoint(code))
    .join('')
    .toWellFormed()
}
