// An approval as ACP's permission request, and the editor's choice as our answer. The options say in words what they cover.

import type { PermissionOption, RequestPermissionOutcome, ToolCallUpdate } from '@agentclientprotocol/sdk'
import { lastsForSession, type ApprovalChoice, type ApprovalRequest } from '../protocol/wire.ts'
import { showCommand, showRow } from '../safety/text/exact-text.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { askedContent, kindOf, textContent } from './tool-call-view.ts'

const TITLE_CELLS = 400

/**
 * The options in the order in which editors show them. The ids are our own answers. What an option covers is shown whole and exactly:
 * the user approves it by this text alone.
 */
export function permissionOptions(request: ApprovalRequest): PermissionOption[] {
  const { session_rule: session, session_examples: examples = [], always_rule: always } = request
  const also = examples.length === 0 ? '' : ` (* is any words, or none: also ${examples.join(', ')})`
  const options: (PermissionOption & { optionId: ApprovalChoice })[] = [
    { optionId: 'approve', kind: 'allow_once', name: 'Allow once' },
    ...(lastsForSession(request)
      ? [
          {
            optionId: 'approve_for_session' as const,
            kind: 'allow_always' as const,
            name: showRow(
              session === undefined ? 'Allow for this session' : `Allow for this session: ${session}${also}`,
            ),
          },
        ]
      : []),
    ...(always === undefined
      ? []
      : [
          {
            optionId: 'approve_always' as const,
            kind: 'allow_always' as const,
            name: showRow(`Always allow: ${always}`),
          },
        ]),
    { optionId: 'reject', kind: 'reject_once', name: 'Reject' },
  ]
  return options
}

/** The call as the question shows it: the exact act, and below it what the user should know besides. `id` is the editor's id for the call. */
export function askedCall(request: ApprovalRequest, id: string, workDir: string): ToolCallUpdate {
  const { sender, description, display } = request
  const blocks = askedContent(display, workDir)
  return {
    toolCallId: id,
    name: sender,
    kind: kindOf(sender),
    status: 'pending',
    title: sanitiseLine(description, TITLE_CELLS) || sender,
    // A request without a block that is known here is shown by its description, in full.
    content: blocks.length > 0 ? blocks : textContent(showCommand(description)),
  }
}

/** An outcome without one of our options counts as a refusal. */
export function readOutcome(outcome: RequestPermissionOutcome): { response: ApprovalChoice } {
  const chosen = outcome.outcome === 'selected' ? outcome.optionId : 'reject'
  const known: readonly string[] = ['approve', 'approve_for_session', 'approve_always']
  return { response: known.includes(chosen) ? (chosen as ApprovalChoice) : 'reject' }
}
