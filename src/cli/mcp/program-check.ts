// Looks for the program of an MCP server at the moment when the server is added.

import { join, resolve } from 'node:path'
import { isProgram } from '../../sys/files.ts'

/**
 * A line for a command that would not start, or null. `path`: the PATH with which the server starts. A command with a variable in it is
 * not judged: it is known when the server starts.
 */
export function describeMissing(command: unknown, path: string, cwd: string): string | null {
  if (typeof command !== 'string' || command === '' || command.includes('$')) return null
  if (command.includes('/')) return isProgram(resolve(cwd, command)) ? null : `${command} is no program that can be run`
  const isFound = path.split(':').some((folder) => folder !== '' && isProgram(join(folder, command)))
  return isFound ? null : `${command} is not on your PATH: the server starts once it is`
}
