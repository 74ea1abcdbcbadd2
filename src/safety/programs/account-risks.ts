// Programs that administer users, groups and what they may do.

import { type Rules, always, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'

export const ACCOUNTS: Rules = {
  ...each(
    'useradd adduser usermod groupadd addgroup groupmod gpasswd newusers pwconv pwunconv grpconv newgrp sg vipw vigr addsubuid subuid sysadminctl dseditgroup pwck',
    always('privileged writes', 'administers accounts'),
  ),
  ...each('userdel deluser groupdel delgroup', (call) => {
    label(call, 'privileged writes destructive', 'deletes an account')
  }),
  ...each('passwd chpasswd chgpasswd smbpasswd pdbedit', (call) => {
    if (readOptions(call.args).has('S', 'status')) {
      call.add('privileged', 'shows the state of an account')
      return
    }
    label(call, 'privileged writes credential-touching', 'changes a password')
  }),
  chage(call) {
    if (readOptions(call.args).has('l', 'list')) return
    label(call, 'privileged writes', 'changes how long a password lives')
  },
  visudo(call) {
    if (readOptions(call.args, { short: 'f' }).has('c', 'check')) call.add('privileged', 'reads who may use sudo')
    else label(call, 'privileged writes', 'changes who may use sudo')
  },
  ...each('chsh chfn', (call) => {
    if (!readOptions(call.args).has('l', 'list-shells')) label(call, 'writes privileged', 'changes an account')
  }),
  ...each('dscl', (call) => {
    if (/\s-?(?:list|read|search|ls|cat)\b/.test(call.text)) return
    label(call, 'privileged writes', 'administers accounts')
    if (/\s-?delete\b/.test(call.text)) call.add('destructive', 'deletes an account')
  }),
  ...each('loginctl', (call) => {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:|list-\w+|show-\w+|\w+-status|seat-status)$/.test(verb)) return
    label(call, 'privileged writes', 'administers sessions')
    if (/^(?:kill|terminate)-/.test(verb)) call.add('destructive', 'ends sessions')
  }),
}
