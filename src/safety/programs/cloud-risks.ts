// Command lines of cloud providers, infrastructure tools and code hosts.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { type Options, readOptions } from '../lines/option-split.ts'
import { joinWords } from '../lines/command-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const LOOKING_VERB = longPattern()`
  ^(?:describe|list|get|show|ls|view|status|head|check|lookup|search|wait|help|info|logs|tail|diff|query|scan|batch-get|filter|estimate
  |preview|presign|decrypt|print|access|config:get|auth:token|validate|test|history|watch|verify|count|read|select|open|browse
  |version)(?:$|[-_:])
`
const LOSING_VERB =
  /(?:^|[-_:])(?:delete|remove|rm|rb|terminate|destroy|purge|drop|cancel|deregister|disable|reset|revoke|deprovision|stop|abort|flush|wipe|kill|teardown|undeploy|empty|detach)(?:$|[-_:])/
const SECRET_WORDS = longPattern('i')`
  secret|password|token|credential|access-?key|ssm get-param|--with-decryption|key-?vault|print-access|kms decrypt|config-helper
  |get-login|login|api-?key|keys? list|^config\b|connection-string|private-key|env (?:pull|list|ls)|variables|config:get|kubeconfig
`

/** Options of cloud programs that take the next word as their value. */
const CLOUD_OPTIONS = {
  short: 'gnoap',
  long: (
    'profile region output query project zone format resource-group name ' +
    'subscription filter filters endpoint-url app repo token org namespace ' +
    'instance-ids instance-id bucket key secret-id db-instance-identifier stack-name function-name cluster ' +
    'account cli-input-json limit table-name group-name user-name role-name policy-document assume-role-policy-document ' +
    'body template-body template-file parameters log-group-name queue-url message-body topic-arn location ' +
    'vm-name vault-name resource-id'
  ).split(' '),
}
/** Verbs that change something, in a command that also holds a verb that reads. */
const CHANGING_VERB =
  /(?:^|[-_])(?:create|update|put|set|add|cp|mv|sync|deploy|run|start|send|import|attach|modify|apply|publish|invoke|reboot|restart|scale|resize|enable)(?:$|[-_])/
const RIGHTS =
  /^(?:iam|sts assume-role|organizations|role assignment|ad )\b|add-iam-policy|set-iam-policy|service-accounts keys|projects add-iam/
const REMOTE_SHELL = /^(?:compute ssh|ssm start-session|ssh|vm run-command|ecs execute-command|container exec)\b/

/** Judges a cloud command by its words, such as `ec2 terminate-instances`. */
function judgeCloud(call: Call): void {
  const options = readOptions(call.args, CLOUD_OPTIONS)
  const words = options.operands.map((word) => word.value)
  const text = words.join(' ')
  if (words.length === 0 && call.name === 'vercel') {
    label(call, 'writes network remote-code', 'builds and deploys the project')
    return
  }
  if (words.length === 0 && call.args.length > 0) call.doubt()
  if (words.length === 0 || /^(?:version|help|completion|commands|plugins|update-x)$/.test(words[0] ?? '')) return
  if (/^configure\b|^config\b/.test(text) && /^(?:aws|gcloud|az|oci|ibmcloud|aliyun|hcloud|scw)$/.test(call.name)) {
    judgeConfigure(call, text)
    return
  }
  call.add('network', 'talks to a cloud service')
  if (SECRET_WORDS.test(text) || options.has('with-decryption', 'token', 'with-secrets'))
    call.add('credential-touching', 'handles credentials or secrets of the service')
  judgeCloudVerbs(call, words.slice(0, 5), text, options)
  if (options.has('dryrun', 'dry-run') && /^s3 /.test(text)) call.doubt()
  if (REMOTE_SHELL.test(text)) {
    for (const code of options.values('command')) call.runCode(code)
    if (/^ssm|run-command|execute/.test(text)) call.add('remote-code', 'runs a command on a machine in the cloud')
  }
}

function judgeCloudVerbs(call: Call, verbs: string[], text: string, options: Options): void {
  const isLooking = verbs.some((word) => LOOKING_VERB.test(word)) && !verbs.some((word) => CHANGING_VERB.test(word))
  const isLosing =
    verbs.some((word) => LOSING_VERB.test(word)) ||
    (/^s3 (?:rm|rb|sync)/.test(text) && (options.has('delete') || /^s3 r/.test(text)))
  if (isLosing) label(call, 'writes destructive', 'deletes or stops something in the cloud')
  else if (!isLooking) call.add('writes', 'changes something in the cloud')
  if (RIGHTS.test(text) && !isLooking) call.add('privileged', 'changes who may do what')
}

function judgeConfigure(call: Call, text: string): void {
  if (/^(?:configure (?:list|list-profiles)|config (?:list|configurations list))\b/.test(text)) return
  if (/^config(?:ure)? get/.test(text)) {
    if (SECRET_WORDS.test(text)) call.add('credential-touching', 'reads a secret from the configuration')
    return
  }
  label(call, 'writes', 'changes the configuration')
  if (/^configure(?:$| set| import| sso)/.test(text)) call.add('credential-touching', 'changes stored credentials')
}

function judgeTerraform(call: Call): void {
  const options = readOptions(call.args, { isSingleDash: true, long: ['chdir'] })
  const [verb, sub] = options.operands.map((word) => word.value)
  const name = verb ?? ''
  if (/^(?:version|fmt|validate|graph|console|providers|help|metadata|)$/.test(name)) {
    if (name === 'fmt' && !options.has('check') && !/-write=false/.test(call.text)) call.add('writes', 'formats files')
    if (name === 'console') call.doubt()
    return
  }
  if (/^(?:show|output)$/.test(name)) {
    if (name === 'output') call.add('credential-touching', 'prints outputs, which may hold secrets')
    else call.doubt()
    return
  }
  if (name === 'state' && /^(?:list|show)$/.test(sub ?? '')) return
  if (name === 'workspace' && /^(?:list|show)$/.test(sub ?? '')) return
  if (
    name === 'state' ||
    name === 'workspace' ||
    name === 'taint' ||
    name === 'untaint' ||
    name === 'force-unlock' ||
    name === 'import'
  ) {
    call.add('writes', 'changes the state')
    if (/^(?:rm|delete|push)$/.test(sub ?? '') || name === 'force-unlock')
      call.add('destructive', 'drops part of the state')
    if (name === 'import' || sub === 'pull' || sub === 'push') call.add('network', 'talks to the provider')
    return
  }
  call.add('network', 'talks to providers')
  if (name === 'plan' || name === 'refresh') {
    if (name === 'refresh' || options.has('out')) call.add('writes', 'writes the plan or state')
    call.doubt()
    return
  }
  if (name === 'login' || name === 'logout') {
    label(call, 'writes credential-touching', 'changes stored credentials')
    return
  }
  call.add('writes', name === 'init' || name === 'get' ? 'downloads providers' : 'changes infrastructure')
  if (name === 'init') call.add('remote-code', 'downloads and runs providers')
  if (name === 'destroy' || (name === 'apply' && options.has('destroy', 'auto-approve')))
    call.add('destructive', 'destroys or replaces infrastructure')
}

const GH_OPTIONS = {
  short: 'RbtFXfHqLBlar',
  long: 'repo body title method field raw-field header jq limit json input template label state search branch author'.split(
    ' ',
  ),
}
const GH_READS =
  /^(?:view|list|ls|status|diff|checks|watch|search|browse|repos|issues|prs|code|commits|logs|trace|show|get)$/
const GH_LOCAL = /^(?:version|help|completion|alias list|config (?:get|list)|extension list|ext list|)$/

function judgeGh(call: Call): void {
  const options = readOptions(call.args, GH_OPTIONS)
  const [noun = '', verb = ''] = options.operands.map((word) => word.value)
  const pair = `${noun} ${verb}`.trim()
  if (GH_LOCAL.test(pair)) return
  if (noun === 'auth') {
    if (pair === 'auth token' || (pair === 'auth status' && options.has('t', 'show-token')))
      call.add('credential-touching', 'prints the token')
    else if (pair === 'auth status') call.add('network', 'checks the login')
    else label(call, 'network writes credential-touching', 'changes stored credentials')
    return
  }
  if (noun === 'alias' || noun === 'config') {
    call.add('writes', 'changes the configuration')
    if (noun === 'alias') call.doubt()
    return
  }
  call.add('network', 'talks to the code host')
  if (noun === 'api') {
    judgeGhRequest(call, verb, options)
    return
  }
  if (/^(?:secret|ssh-key|gpg-key|variable)$/.test(noun)) call.add('credential-touching', 'handles secrets or keys')
  if (GH_READS.test(verb) || /^(?:search|browse|status)$/.test(noun)) return
  call.add('writes', 'changes something on the code host or here')
  if (/^(?:delete|archive|cancel|lock|transfer|remove|revoke)$/.test(verb))
    call.add('destructive', 'deletes something on the code host')
  if (/^(?:extension|ext|codespace|cs)$/.test(noun)) call.add('remote-code', 'installs or runs an extension')
  if (pair === 'workflow run') call.doubt()
}

/** `gh api PATH`: a request of any method. */
function judgeGhRequest(call: Call, path: string, options: Options): void {
  const method = options.values('X', 'method')[0]?.toUpperCase() ?? ''
  const isWriting =
    method === '' ? options.has('f', 'F', 'field', 'raw-field', 'input') && !/graphql/.test(path) : method !== 'GET'
  if (isWriting || /mutation/.test(call.text)) call.add('writes', 'changes something on the code host')
  if (method === 'DELETE') call.add('destructive', 'deletes something on the code host')
  if (/secrets|keys/.test(path)) call.doubt()
}

/** `kimi bg -- npm test`, `kimi watch 'src/**' -- npm test`: what stands behind the sign is a command. False for any other. */
function runsTask(call: Call, verb: string): boolean {
  const end = call.args.findIndex(({ value }) => value === '--')
  const isTask = /^(?:bg|watch|every)$/.test(verb) || (verb === 'task' && call.args[1]?.value === 'run')
  const words = call.args.slice(end + 1)
  if (!isTask || end === -1 || words.length === 0 || call.args.some(({ value }) => /^--ask\b/.test(value))) return false
  call.add('writes', 'begins a background task')
  if (words.length === 1) call.runCode(words[0]!.value)
  else call.run(words)
  return true
}

export const CLOUD: Rules = {
  ...each(
    'aws gcloud az oci ibmcloud aliyun doctl linode-cli hcloud scw vultr-cli civo openstack bq cf heroku flyctl fly vercel netlify firebase wrangler railway render supabase surge amplify sam cdk serverless sls eb pscale neonctl turso convex sentry-cli datadog-ci newrelic pulumi terragrunt packer nomad consul boundary waypoint gsutil s3cmd s4cmd s5cmd b2 mc azcopy copilot doctl-x exoscale upcloud ngrok-x stripe twilio shopify slack',
    (call) => {
      if (/^(?:gsutil|s3cmd|s4cmd|s5cmd|b2|mc|azcopy)$/.test(call.name)) {
        call.add('network', 'talks to a storage service')
        const text = joinWords(call.args)
        if (
          /(?:^|\s)(?:ls|du|stat|cat|info|hash|version|head|tree|find|list)\b/.test(text) &&
          !/\b(?:cp|mv|rm|sync)\b/.test(text)
        )
          return
        call.add('writes', 'copies or changes stored objects')
        if (/(?:^|\s)(?:rm|rb|del|mv|remove|delete)\b|--delete|rsync .*-d\b|mirror .*--remove/.test(text))
          call.add('destructive', 'deletes stored objects')
        return
      }
      judgeCloud(call)
      const text = joinWords(call.args)
      if (
        /^(?:cdk|sam|serverless|sls|pulumi|amplify|vercel|netlify|wrangler)$/.test(call.name) &&
        /\b(?:build|dev|synth|deploy|up|preview|local|start|invoke)\b/.test(text)
      ) {
        call.add('remote-code', 'runs code of the project')
      }
      if (call.name === 'pulumi' && /\b(?:destroy|state delete|stack rm)\b/.test(text))
        call.add('destructive', 'destroys infrastructure')
    },
  ),
  ...each('terraform tofu', judgeTerraform),
  ...each(
    'ansible ansible-playbook ansible-pull ansible-galaxy ansible-inventory ansible-doc ansible-console salt salt-call puppet chef-client knife pdsh clush pssh parallel-ssh cap',
    (call) => {
      if (/^(?:ansible-doc|ansible-inventory)$/.test(call.name)) {
        if (call.name === 'ansible-inventory') call.doubt()
        return
      }
      const { values, has } = readOptions(call.args, {
        short: 'iamuefwltMcPo',
        long: ['inventory', 'args', 'module-name', 'user', 'extra-vars', 'limit', 'tags'],
      })
      if (has('version', 'list-hosts', 'list-tasks', 'syntax-check', 'list-tags')) return
      call.add('network', 'talks to other hosts')
      if (call.name === 'ansible-galaxy') {
        label(call, 'writes', 'downloads roles')
        return
      }
      if (has('b', 'become', 'K')) call.add('privileged', 'becomes root on the other hosts')
      const module = values('m', 'module-name')[0]
      if (call.name === 'ansible' && (module === 'ping' || module === 'setup' || module === 'debug')) return
      if (call.name === 'ansible') {
        if (module === undefined || /^(?:command|shell|raw|script)$/.test(module))
          for (const code of values('a', 'args')) call.runCode(code)
        else label(call, 'writes', 'changes the other hosts')
        call.doubt()
      } else if (/^(?:pdsh|clush|pssh|parallel-ssh)$/.test(call.name)) {
        const inner = readOptions(call.args, { short: 'wgxlhtp', stopsAtOperand: true }).operands
        if (inner.length > 0) call.runCode(joinWords(inner))
      } else {
        call.add('remote-code', 'runs what the playbook says')
        if (!has('C', 'check')) call.add('writes', 'changes the other hosts')
      }
    },
  ),
  ...each('gh hub glab tea', judgeGh),
  ...each('kimi claude codex gemini aider ollama llm sgpt goose opencode copilot-cli', (call) => {
    const verb = call.args[0]?.value ?? ''
    if (call.name === 'ollama') {
      if (/^(?:list|ls|ps|show|help)$/.test(verb)) return
      if (/^(?:pull|push)$/.test(verb)) label(call, 'writes network', 'transfers a model')
      else if (verb === 'rm') label(call, 'writes destructive', 'deletes a model')
      else if (verb === 'serve') call.add('network', 'opens a port')
      else call.doubt()
      return
    }
    if (call.name === 'kimi' && runsTask(call, verb)) return
    call.add('network', 'talks to a model')
    call.add('remote-code', 'may run what the model says')
  }),
}
