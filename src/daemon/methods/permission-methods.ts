// The permission/* methods: the stored rules, and what would be done with an act.

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import type { RuleAnswer, RuleView } from '../../protocol/safety-view.ts'
import type { Methods } from '../../protocol/methods.ts'
import { ensureGrammar } from '../../safety/lines/bash-grammar.ts'
import { readCommands } from '../../safety/rules/command-rules.ts'
import { decide } from '../../safety/rules/permission.ts'
import { type PermissionRule, readRule, readSpelling, spellRule } from '../../safety/rules/permission-rule.ts'
import { describeVerdict, isLive, judgeByRules, type RuledAct } from '../../safety/rules/rule-book.ts'
import { addRules, removeRule } from '../../safety/rules/rule-file.ts'
import { importRules } from '../../safety/rules/rule-import.ts'
import { kindOf, toolOf } from '../../safety/rules/rule-tools.ts'
import { expandHome } from '../../sys/own-user.ts'
import { isSensitiveFile } from '../../safety/secrets/secret-names.ts'
import { followLinks } from '../../safety/rules/workspace-path.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { readProjectRules } from '../../session/admission/project-rules.ts'
import { rulesOf } from '../user-safety.ts'
import { realDirectory } from './client-paths.ts'
import type { NamespaceHandlers } from './json-methods.ts'

const MAX_IMPORT_BYTES = 1024 * 1024
/** The tools that stand for the groups Read and Edit in a question. */
const ONE_OF: Record<string, string> = { Read: 'ReadFile', Edit: 'WriteFile' }

export function createPermissionMethods(parts: DaemonParts): NamespaceHandlers<'permission'> {
  const { options, config } = parts
  const { paths } = options
  const rules = () => rulesOf(config.read(), paths.home)
  /** The user's rules, and those of the project around a directory when it is trusted. */
  const rulesIn = async (workDir: string) => {
    const trust = await parts.safety.trust.judge(workDir)
    const isTrusted = trust.state === 'nothing' || trust.state === 'trusted'
    const log = (problem: string) => options.log('warn', 'config', { problem })
    const own = isTrusted ? await readProjectRules(trust, { home: paths.home, log }) : []
    return { isTrusted, rules: [...rules(), ...own] }
  }
  const write = (added: readonly PermissionRule[]) => {
    addRules(paths.config, added, paths.home)
    config.forget()
  }
  return {
    async 'permission/list'({ workDir }) {
      const cwd = realDirectory(workDir)
      return { rules: (await rulesIn(cwd)).rules.map((rule) => view(rule, cwd)) }
    },
    async 'permission/explain'({ act, workDir, mode, path }) {
      await ensureGrammar()
      const cwd = realDirectory(workDir)
      const { isTrusted, rules: found } = await rulesIn(cwd)
      const place = { cwd, isTrusted, mode, path, home: paths.home, share: paths.share }
      return explain(readAct(act, place), found, place)
    },
    'permission/add'({ decision, rule, workDir, scope, reason, expires }) {
      const spelled = readSpelling(rule)
      const place = { home: paths.home, source: paths.config }
      const entry = { decision, ...spelled, ...(scope ? { scope: realDirectory(workDir) } : {}), reason, expires }
      const made = readRule(spelled ? entry : null, place)
      if (!made.rule || made.problem !== null) {
        const [said = 'it cannot be read'] =
          (spelled ? made.problem : 'expected TOOL or TOOL(MATCH)')?.split('; ') ?? []
        throw new KimiError('usage.invalid', `not a rule: ${rule}: ${said}`, { hint: 'kimi help permissions' })
      }
      write([made.rule])
      return view(made.rule, workDir)
    },
    'permission/remove'({ id }) {
      const matching = [...new Set(rules().flatMap((rule) => (rule.id.startsWith(id) ? rule.id : [])))]
      if (matching.length !== 1) {
        const message = matching.length === 0 ? `there is no rule ${id}` : `${matching.length} rules begin with ${id}`
        throw new KimiError('usage.invalid', message, { hint: 'kimi permission list' })
      }
      const removed = removeRule(paths.config, matching[0]!, paths.home)
      config.forget()
      return { id: matching[0]!, removed }
    },
    'permission/import'({ path, workDir, scope, apply }) {
      const file = realFile(path)
      const { rules: found, left } = importRules(readFileSync(file, 'utf8'), { home: paths.home, source: file })
      const scoped = found.map((rule) => (scope ? { ...rule, scope: realDirectory(workDir) } : rule))
      if (apply && scoped.length > 0) write(scoped)
      return { rules: scoped.map((rule) => view(rule, workDir)), left }
    },
  }
}

function realFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new KimiError('usage.invalid', `no such file: ${path}`)
  if (found.size > MAX_IMPORT_BYTES) throw new KimiError('usage.invalid', `${path} is larger than 1 MB`)
  return path
}

function view(rule: PermissionRule, workDir: string): RuleView {
  const { id, decision, scope, reason, expires, source } = rule
  const isOn = isLive(rule, { now: Date.now(), folders: [workDir] })
  return { id, decision, rule: spellRule(rule), scope, reason, expires, source, isLive: isOn }
}

/** An act as rules see it; `typed` is the absolute path of its file, with links unresolved. */
type NamedAct = RuledAct & { typed?: string }

/** `Read(./x)`, or a command as it would be typed. */
function readAct(text: string, { cwd, home }: Pick<ExplainPlace, 'cwd' | 'home'>): NamedAct {
  const spelled = /^[A-Z]\w*\(.*\)$/s.test(text.trim()) ? readSpelling(text) : null
  if (spelled === null) return { tool: 'Shell', subject: { kind: 'command', value: text } }
  const named = toolOf(spelled.tool)
  const tool = ONE_OF[named] ?? named
  const { match } = spelled
  if (tool === 'Shell') return { tool, subject: { kind: 'command', value: match } }
  if (kindOf(tool) === 'host')
    return { tool, subject: { kind: 'url', value: match.includes('://') ? match : `https://${match}/` } }
  if (kindOf(tool) !== 'path') return { tool, subject: { kind: 'other', value: match } }
  const isEdit = tool === 'WriteFile' || tool === 'StrReplaceFile'
  const typed = resolve(cwd, expandHome(match, home))
  return { tool, typed, subject: { kind: isEdit ? 'edit' : 'read', value: follow(typed) } }
}

function follow(path: string): string {
  try {
    return followLinks(path)
  } catch {
    return path
  }
}

interface ExplainPlace {
  cwd: string
  isTrusted: boolean
  mode: Methods['permission/explain']['params']['mode']
  path: string
  home: string
  share: string
}

/** The tools that show a file's content refuse a file of secrets themselves, whatever rules and mode say. */
function readsSecrets({ tool, subject, typed = '' }: NamedAct): boolean {
  const isShown = subject.kind === 'read' && tool !== 'Glob'
  return isShown && (isSensitiveFile(typed) || isSensitiveFile(subject.value))
}

function explain(act: NamedAct, permissions: readonly PermissionRule[], place: ExplainPlace): RuleAnswer {
  const { cwd, isTrusted, mode, path, home, share } = place
  const rulePlace = { cwd, folders: [cwd], own: [share], home, path, isTrusted, now: Date.now() }
  const ruled = judgeByRules(act, permissions, rulePlace)
  const isFree =
    act.subject.kind === 'read' || act.subject.kind === 'url' || ['SearchWeb', 'Datasource'].includes(act.tool)
  const decision = decide(
    { ...act, action: '', isFree },
    {
      mode,
      rules: [],
      permissions,
      workDirs: [cwd],
      isTrusted,
      shareDir: share,
      home,
      planFile: '',
      path,
      sandbox: null,
    },
  )
  if (decision.kind !== 'deny' && readsSecrets(act)) {
    const reason = `${act.typed} appears to hold secrets: the agent's tools do not read it, in any mode`
    return { decision: 'deny', reason, parts: [], doubt: '' }
  }
  const line = act.subject.kind === 'command' ? readCommands(act.subject.value, rulePlace) : null
  const parts = (line?.commands ?? [])
    .filter(({ isSure }) => isSure)
    .map(({ names, args }) =>
      [names?.[0] ?? '…', ...args.map(({ value, isKnown }) => (isKnown ? value : '…'))].join(' '),
    )
  const isDecided = ruled !== null && ruled.decision === decision.kind
  const reason = isDecided ? describeVerdict(ruled) : decision.reason || describeMode(decision.kind, mode, isTrusted)
  return {
    decision: decision.kind,
    reason,
    ...(isDecided ? { rule: view(ruled.rule, cwd) } : {}),
    parts,
    doubt: line?.doubt ?? '',
  }
}

function describeMode(kind: RuleAnswer['decision'], mode: ExplainPlace['mode'], isTrusted: boolean): string {
  if (kind === 'allow') return `no rule is about it; in mode ${mode} it runs unasked`
  return `no rule allows it${isTrusted ? '' : ', and the folder is not trusted'}; in mode ${mode} it is ${kind === 'ask' ? 'asked about' : 'refused'}`
}
