// The user's lasting decisions: trusted folders and permission rules, read and written for all sessions.

import type { Config } from '../config/configuration.ts'
import type { SessionHost } from '../session/opening/session-host.ts'
import type { PermissionRule, ReadRules } from '../safety/rules/permission-rule.ts'
import { readRules } from '../safety/rules/permission-rule.ts'
import { addRules } from '../safety/rules/rule-file.ts'
import { decideFolder, judgeFolder, placesOfUser } from '../safety/trust/folder-trust.ts'
import { openTrustStore } from '../safety/trust/trust-store.ts'
import type { Paths } from '../sys/paths.ts'

/** By the value of the configuration, which is read anew when its file has changed. */
const read = new WeakMap<Config['permissions'], ReadRules>()

/** The permission rules of a configuration, with what is wrong in them. */
export function readRulesOf({ permissions }: Config, home: string): ReadRules {
  const known = read.get(permissions)
  if (known) return known
  const found = permissions.map(({ value, source }) => readRules(value, { home, source }))
  const rules = { rules: found.flatMap((one) => one.rules), problems: found.flatMap((one) => one.problems) }
  read.set(permissions, rules)
  return rules
}

export function rulesOf(config: Config, home: string): readonly PermissionRule[] {
  return readRulesOf(config, home).rules
}

/** `onRules` is called after a rule was written: the file's watch may come late. */
export function createUserSafety(paths: Paths, onRules: () => void): Pick<SessionHost, 'trust' | 'keepRule'> {
  const store = openTrustStore(paths.share)
  return {
    trust: {
      judge: (workDir, home) => judgeFolder(workDir, placesOfUser(paths, home), store),
      decide: (trust, decision) => decideFolder(trust, decision, store),
    },
    async keepRule(rule) {
      addRules(paths.config, [rule], paths.home)
      onRules()
    },
  }
}
