// Marks commands whose program is not installed, and offers its installation.

import type { Candidate } from '../../protocol/proposals.ts'
import { BUILTINS, findPackage, installCommand } from './known-programs.ts'
import { UNKNOWN_WEIGHT, weighCommand } from './popularity.ts'
import type { Programs } from '../../workspace/programs-on-path.ts'
import { programOf } from '../../shell-syntax/line-program.ts'

const INSTALL_CONFIDENCE_BEHIND = 0.01

/**
 * Marks commands whose program is missing. If the first command is one of them and the package of its program is known, the command
 * that installs the package comes second. The order does not change otherwise.
 */
export function offerInstallation(candidates: readonly Candidate[], programs: Programs, limit: number): Candidate[] {
  const isHere = (name: string) => programs.has(name) || BUILTINS.has(name)
  const isMissing = (name: string) => !isHere(name) && findPackage(name) !== null
  const marked = candidates.map((item) => {
    const program = programOf(item.command)
    // A program that is neither here nor known may be a function of the user's.
    if (isHere(program) || (findPackage(program) === null && weighCommand(program) <= UNKNOWN_WEIGHT)) return item
    return { ...item, explanation: [item.explanation, `${program} is not installed`].filter(Boolean).join('; ') }
  })
  const [first, ...rest] = marked
  if (!first || !isMissing(programOf(first.command))) return marked
  const program = programOf(first.command)
  const command = installCommand(findPackage(program)!, programs.has)
  if (rest.some((item) => item.command === command)) return marked
  const install: Candidate = {
    command,
    explanation: `installs ${program}`,
    source: 'index',
    confidence: Math.max(0, first.confidence - INSTALL_CONFIDENCE_BEHIND),
  }
  return [first, install, ...rest].slice(0, limit)
}
