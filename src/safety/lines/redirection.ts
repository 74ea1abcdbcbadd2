// Judges redirections and assignments.

import type { EffectLabel, Findings } from './findings.ts'
import { findSecretVariables, isSecretName, isSecretPath } from '../secrets/secret-names.ts'
import { judgeVariable } from './risky-variables.ts'
import type { Word } from './command-words.ts'

type Report = (label: EffectLabel, effect: string, isTotalLoss?: boolean) => void

const NO_FILE = /^(?:\/dev\/(?:null|stdout|stderr|tty|fd\/\d+|zero|full)|&?\d+-?|-)$/
const SOCKET = /^\/dev\/(?:tcp|udp)\//
/** Devices that hold a whole disk or the memory: a wrong byte there can cost all data. */
export const RAW_DEVICE =
  /^\/dev\/(?:r?(?:sd|hd|vd|xvd|nvme|mmcblk|disk|md|dm-|loop|mapper\/|mem$|kmem$|port$|sg\d|nbd|sr\d|zvol|disk\/)|\w+\/by-)[\w/.-]*/
export const KERNEL_SETTING = /^\/(?:proc\/(?:sys|sysrq)|sys|dev\/cpu|boot)\b/
/** Files that other programs read code or access rules from. */
const ARMING_FILE = /(?:^|\/)(?:authorized_keys2?|known_hosts|sudoers(?:\.d\/.*)?)$/
const ACCOUNT_FILE = /^\/etc\/(?:passwd|group|shadow|gshadow|sudoers|pam\.d|ssh\/sshd_config|fstab|crontab|cron\.\w+)\b/

/** True when the target is a network connection, which is read as well as written. */
export function isSocket(target: Word): boolean {
  return SOCKET.test(target.value)
}

/** Reports an output redirection; true when it writes a file. `isEmptying`: no command writes to the file. */
export function judgeOutput(target: Word, operator: string, isEmptying: boolean, report: Report): boolean {
  const path = target.value
  if (NO_FILE.test(path) && target.isLiteral) return false
  if (SOCKET.test(path)) {
    report('network', 'opens a connection to another host')
    return false
  }
  if (RAW_DEVICE.test(path)) report('destructive', 'overwrites a device', true)
  judgeWrittenPath(path, report)
  report('writes', operator.includes('>>') ? 'appends to a file' : 'writes a file')
  if (isEmptying && !operator.includes('>>')) report('destructive', 'empties the file')
  return true
}

/** Reports the labels that follow from the path of a written file alone. */
export function judgeWrittenPath(path: string, report: Report): void {
  if (RAW_DEVICE.test(path)) {
    report('destructive', 'overwrites a device')
    report('privileged', 'writes to a raw device')
  }
  if (KERNEL_SETTING.test(path) || ACCOUNT_FILE.test(path)) report('privileged', 'changes settings of the system')
  if (/^\/proc\/sysrq-trigger/.test(path)) report('destructive', 'restarts or stops the machine at once')
  if (ARMING_FILE.test(path) || isSecretPath(path))
    report('credential-touching', 'changes a file of secrets or access rules')
}

export function judgeInput(target: Word, report: Report): void {
  if (SOCKET.test(target.value)) report('network', 'opens a connection to another host')
  else if (isSecretPath(target.value)) report('credential-touching', 'reads a file of secrets')
}

/** Reports the effects of setting a variable; `runCode` judges values that are commands. */
export function judgeAssignment(
  name: string,
  value: Word,
  text: string,
  findings: Findings,
  runCode: (code: string) => void,
): void {
  const kind = judgeVariable(name, value.value)
  if (kind === 'command') {
    findings.add('remote-code', text, `makes other programs run what ${name} says`)
    runCode(value.value.replace(/^\|\s*/, ''))
  } else if (kind === 'code') findings.add('remote-code', text, `changes which code other programs load or run`)
  else if (kind === 'settings') findings.doubt()
  else if (kind === 'traffic') {
    findings.add('network', text, 'sends connections of other programs through this host')
  }
  // `x='a[$(y)]'` runs y as soon as x is used in arithmetic.
  for (const match of value.isLiteral ? value.value.matchAll(/\[[^\]]*?(?:\$\(([^()]*)\)|`([^`]*)`)/g) : []) {
    findings.doubt()
    runCode(match[1] ?? match[2] ?? '')
  }
  if (isSecretName(name) && value.value !== '' && !/^(?:true|false|\d{1,3})$/.test(value.value)) {
    findings.add('credential-touching', text, 'puts a secret into a variable')
  }
  const [secret] = findSecretVariables(value.text)
  if (secret !== undefined) findings.add('credential-touching', text, `uses the secret in $${secret}`)
}
