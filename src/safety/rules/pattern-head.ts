// Tells how much of a command an approval for more than its own line has to keep: the program, or the program and its verbs. Programs that
// run other programs, or whose operands decide what they do, have no such head: an approval covers their exact line alone.

import { CLOUD } from '../programs/cloud-risks.ts'
import { DATABASES } from '../programs/database-risks.ts'
import { EDITORS } from '../programs/editor-risks.ts'
import { INTERPRETERS } from '../programs/interpreter-risks.ts'
import { NETWORK } from '../programs/network-risks.ts'
import { isKnown } from '../programs/program-table.ts'
import { SECRETS } from '../programs/secret-risks.ts'
import { SHELL } from '../programs/shell-risks.ts'
import { SYSTEM } from '../programs/system-risks.ts'
import { TYPED_KEYS } from '../programs/typed-keys-risks.ts'
import { WRAPPERS } from '../programs/wrapper-risks.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const EXACT_TABLES = [WRAPPERS, INTERPRETERS, TYPED_KEYS, EDITORS, SHELL, DATABASES, NETWORK, SECRETS, SYSTEM, CLOUD]
/** Programs of other tables that run programs or code, or depend on their operands. */
const EXACT =
  /^(?:find|fd|[gm]?awk|sed|docker|podman|nerdctl|make|just|rm|rmdir|dd|mv|cp|ln|install|tee|chmod|chown|git-.*|cd|pushd|popd|hash|wait|npx|pnpx|bunx|bun|deno|uvx|pipx)$/
/** Programs whose next word is a verb. */
const HAS_VERBS = new Set(
  [
    'git gh glab hub hg jj svn npm pnpm yarn cargo rustup go pip pip3 poetry uv pdm hatch rye pixi conda mamba bundle gem composer dotnet mix',
    'brew apt apt-get apt-cache dnf yum zypper snap flatpak nix guix pacman opam cabal stack flutter dart pub pod elm ruff biome',
    'terraform tofu pulumi packer nomad consul vault aws gcloud az oci ibmcloud aliyun doctl linode-cli hcloud scw openstack heroku flyctl fly',
    'vercel netlify firebase wrangler railway supabase stripe gsutil s3cmd mc rclone restic borg kopia op bw pass gopass doppler',
    'kubectl oc helm kustomize minikube kind k3d argocd flux istioctl velero eksctl skopeo crane buildah vagrant multipass lxc incus virsh',
    'systemctl journalctl loginctl nmcli networkctl resolvectl supervisorctl pm2 direnv mise asdf rtx pyenv rbenv fnm volta',
    'alembic prisma dvc pre-commit lefthook ollama tailscale zfs zpool btrfs',
  ].flatMap((names) => names.split(' ')),
)
/** Programs and verbs behind which one more verb follows. */
const HAS_TWO_VERBS = longPattern()`
  ^(?:gh|glab|aws|gcloud|az|oci|ibmcloud|aliyun|doctl|linode-cli|hcloud|scw|openstack|flyctl|fly|op|nmcli|argocd|uv pip|git (?:remote
  |stash|worktree|submodule|bisect|notes|flow|lfs)|(?:npm|pnpm|yarn) run|(?:terraform|tofu) (?:state|workspace)|pulumi (?:stack|config)
  |vault kv|mc admin|jj (?:git|config|bookmark|operation|op))$
`
const VERB = /^[a-z][\w:-]*$/
/** Verbs behind which a program, a script or another machine's shell stands, or which define a new verb. `gh run` is about runs of CI. */
const RUNNING_VERB = longPattern()`
  ^(?!gh run )\S+ (?:\S+ )?(?:run|runx?|exec|x|dlx|shell|sh|ssh|foreach|each|console|eval|develop|util|run-[\w-]+|alias|extension
  |plugins?|scp|start-session|execute-[\w-]+|send-command|debug|attach|env|proxy)(?: |$)
`

/**
 * Program and verbs of a command that an approval keeps; null when they do not say what the command does, as for a program that no table
 * knows: it may run its operands.
 */
export function headOf(words: readonly string[]): string[] | null {
  const [program = '', verb = '', second = ''] = words
  if (!HAS_VERBS.has(program)) return isExact(program) ? null : [program]
  if (!VERB.test(verb)) return null
  const needsSecond = HAS_TWO_VERBS.test(program) || HAS_TWO_VERBS.test(`${program} ${verb}`)
  if (needsSecond && !VERB.test(second)) return null
  const head = needsSecond ? [program, verb, second] : [program, verb]
  return RUNNING_VERB.test(head.join(' ')) ? null : head
}

function isExact(program: string): boolean {
  return !isKnown(program) || EXACT.test(program) || EXACT_TABLES.some((table) => Object.hasOwn(table, program))
}
