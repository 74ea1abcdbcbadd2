// The draft in the user's own editor: written to a private file, and read again when the editor has ended.

import { spawn } from 'node:child_process'
import { accessSync, constants, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import { readText } from '../../sys/files.ts'
import { makePrivateFolder } from '../../sys/folders/private-folder.ts'

/** Looked for in this order where neither $VISUAL nor $EDITOR says which editor to take, as Kimi CLI does. */
const EDITORS = ['code --wait', 'vim', 'vi', 'nano']

/** The command line of the editor: the setting, $VISUAL, $EDITOR, or the first that is installed; null when no editor is found. */
export function findEditor(setting: string, env: NodeJS.ProcessEnv): string | null {
  const chosen = [setting, env['VISUAL'], env['EDITOR']].find((each) => each?.trim())
  return chosen ?? EDITORS.find((command) => isInstalled(command.split(' ')[0]!, env)) ?? null
}

/**
 * The text after it was edited; null when nothing was changed. The terminal must be the editor's own meanwhile. Throws `usage.invalid`
 * when there is no editor or it fails: the text is to stay then.
 */
export async function editText(text: string, setting: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const editor = findEditor(setting, env)
  if (editor === null)
    throw new KimiError(
      'usage.invalid',
      'there is no editor: $EDITOR is not set, and vim, vi and nano are not installed',
      { hint: 'export EDITOR=nano' },
    )
  const folder = makePrivateFolder(env, 'draft')
  const file = join(folder, 'prompt.md')
  try {
    writeFileSync(file, text, { mode: 0o600 })
    const status = await runEditor(editor, file, env)
    if (status !== 0)
      throw new KimiError('usage.invalid', `the editor failed: ${editor} ended with status ${status}`, {
        hint: 'export EDITOR=nano',
      })
    const edited = (readText(file) ?? text).replace(/\n$/, '')
    return edited === text.replace(/\n$/, '') ? null : edited
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The exit status of the editor. A shell reads its command line, which may have options, as git's does. */
function runEditor(editor: string, file: string, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { env, stdio: 'inherit' })
  return new Promise((done) => {
    child.once('error', () => done(127))
    child.once('close', (code, signal) => done(code ?? (signal ? 1 : 0)))
  })
}

function isInstalled(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
