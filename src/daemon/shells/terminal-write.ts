// Writing an escape sequence to a shell's terminal, outside the shell.

import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'

const TERMINAL_PATH = /^\/dev\/(pts\/\d+|tty[\w]*)$/

/** True for the paths that Linux and macOS give terminals. */
export function isTerminalPath(path: string): boolean {
  return TERMINAL_PATH.test(path)
}

/** Writes once and never waits. Returns false when the terminal is gone, full or stopped: the text is lost then. */
export function writeToTerminal(path: string, text: string): boolean {
  if (!isTerminalPath(path)) return false
  try {
    const fd = openSync(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
    try {
      if (fstatSync(fd).isCharacterDevice()) writeSync(fd, text)
    } finally {
      closeSync(fd)
    }
    return true
  } catch {
    return false
  }
}
