// Support for tests of tools: a workspace in a temporary directory, and a function that runs a tool as the loop does.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFileLedger, type FileLedger } from '../../../src/tools/files/file-ledger.ts'
import type { PermissionAsk, Tool, ToolResult, ToolRun, Verdict } from '../../../src/tools/tool.ts'
import type { Workspace } from '../../../src/tools/files/work-folders.ts'

export interface TestSpace {
  dir: string
  /** A directory beside the workspace. */
  outside: string
  workspace: Workspace
  ledger: FileLedger
  kept: string[]
  file(name: string, text: string | Uint8Array): string
}

export function makeSpace(): TestSpace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-tools-')))
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true })
  })
  const dir = join(root, 'work')
  const outside = join(root, 'outside')
  mkdirSync(dir)
  mkdirSync(outside)
  const kept: string[] = []
  return {
    dir,
    outside,
    workspace: { workDir: dir, additionalDirs: [] },
    ledger: createFileLedger({ keep: (path) => void kept.push(path) }),
    kept,
    file(name, text) {
      const path = join(dir, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return path
    },
  }
}

export interface Ran extends ToolResult {
  text: string
  asks: PermissionAsk[]
}

export async function runTool(
  tool: Tool,
  args: unknown,
  options: { verdict?: Verdict | (() => Verdict); signal?: AbortSignal; onAsk?: () => void } = {},
): Promise<Ran> {
  const asks: PermissionAsk[] = []
  const run: ToolRun = {
    callId: 'call_1',
    argumentsText: JSON.stringify(args ?? {}),
    signal: options.signal ?? new AbortController().signal,
    async permit(ask) {
      asks.push(ask)
      options.onAsk?.()
      const { verdict = { ok: true } } = options
      return typeof verdict === 'function' ? verdict() : verdict
    },
    onOutput: () => {},
  }
  const result = await tool.run(args, run)
  const text = typeof result.output === 'string' ? result.output : ''
  return { ...result, text, asks }
}
