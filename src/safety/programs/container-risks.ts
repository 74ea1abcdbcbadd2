// Containers and clusters.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { type Options, readOptions } from '../lines/option-split.ts'
import { type Word, joinWords } from '../lines/command-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const RUN_OPTIONS = {
  short: 'vpeunwhlamc',
  long: [
    'volume',
    'publish',
    'env',
    'user',
    'name',
    'network',
    'net',
    'workdir',
    'hostname',
    'label',
    'mount',
    'env-file',
    'entrypoint',
    'cpus',
    'memory',
    'cap-add',
    'cap-drop',
    'device',
    'security-opt',
    'pid',
    'ipc',
    'restart',
    'platform',
    'add-host',
    'dns',
    'gpus',
    'ulimit',
    'tmpfs',
    'log-driver',
    'log-opt',
    'shm-size',
    'pull',
    'userns',
    'cidfile',
    'link',
    'volumes-from',
    'index',
    'detach-keys',
    'uts',
    'expose',
    'health-cmd',
    'runtime',
    'ip',
  ],
  stopsAtOperand: true,
}

/** `docker run -v /:/host`, `--privileged`, the docker socket: root on the host by another name. */
function judgeRights(call: Call, options: Options): void {
  const mounts = [...options.values('v', 'volume'), ...options.values('mount')]
  if (
    options.has('privileged', 'device') ||
    options.values('cap-add').length > 0 ||
    options.values('pid', 'ipc', 'userns', 'uts').includes('host') ||
    options.values('security-opt').some((value) => /unconfined|disable/.test(value))
  ) {
    call.add('privileged', 'gives the container rights over the machine')
  }
  if (
    mounts.some((mount) =>
      /^\/(?::|$)|^\/(?:etc|root|var|boot|proc|sys|dev|usr|home|var\/run\/docker\.sock|run\/docker\.sock)[/:]|(?:source|src)=\/(?:,|etc|root|var\/run|$)|docker\.sock/.test(
        mount,
      ),
    )
  ) {
    call.add('privileged', 'mounts folders of the machine into the container')
  }
  if (
    mounts.some((mount) => /\.ssh|\.aws|\.kube|\.gnupg|\.docker/.test(mount)) ||
    options.values('env-file').length > 0
  )
    call.add('credential-touching', 'gives secrets to the container')
}

function judgeRun(call: Call, args: Word[], isNew: boolean): void {
  const options = readOptions(args, RUN_OPTIONS)
  judgeRights(call, options)
  const inner = options.operands.slice(1)
  if (isNew) {
    label(call, 'writes', 'creates a container')
    call.add('network', 'may download the image')
    call.add('remote-code', 'runs the code of an image')
  }
  if (inner.length > 0) call.run(inner)
}

const LOOKS = longPattern()`
  ^(?:ps|images|inspect|logs|top|stats|port|diff|version|info|history|events|context|ls|list|container ls|container ps|container list
  |container inspect|container logs|container top|container stats|container port|container diff|image ls|image list|image inspect
  |image history|volume ls|volume list|volume inspect|network ls|network list|network inspect|system df|system info|system events
  |context ls|context inspect|context show|buildx ls|buildx inspect|buildx version|buildx du|builder du|node ls|service ls|service ps
  |service inspect|service logs|stack ls|stack ps|stack services|secret ls|config ls|plugin ls|manifest inspect|pod ps|pod ls
  |healthcheck|machine ls|machine list|scout version|compose version)$
`
const LOSES = longPattern()`
  ^(?:rm|rmi|kill|container rm|container kill|image rm|volume rm|volume prune|system prune|container prune|image prune|network prune
  |builder prune|buildx prune|system reset|stack rm|service rm|secret rm|node rm|pod rm|machine rm|volume remove|image remove
  |container remove|swarm leave)$
`
const STOPS = /^(?:stop|restart|pause|container stop|container restart|network rm|network disconnect|context rm)$/

function judgeCompose(call: Call, args: Word[]): void {
  const options = readOptions(args, {
    short: 'fp',
    long: ['file', 'project-name', 'profile', 'env-file', 'project-directory'],
    stopsAtOperand: true,
  })
  const [verb, ...rest] = options.operands
  const name = verb?.value ?? ''
  const after = readOptions(rest, { short: 'tn' })
  if (/^(?:ps|logs|config|images|top|ls|port|version|events|convert|stats|volumes|)$/.test(name)) {
    if (/^(?:config|convert)$/.test(name)) call.add('credential-touching', 'prints the settings with their secrets')
    return
  }
  if (name === 'exec' || name === 'run') {
    judgeRun(call, rest, name === 'run')
    return
  }
  call.add('writes', 'changes containers')
  if (/^(?:up|build|pull|create|start|watch|push)$/.test(name)) {
    if (/^(?:up|build|pull|push|create)$/.test(name)) call.add('network', 'may download images')
    if (/^(?:up|build|create|start|watch)$/.test(name)) call.add('remote-code', 'runs the code of images')
  }
  if ((name === 'down' && after.has('v', 'volumes', 'rmi')) || name === 'rm' || name === 'kill')
    call.add('destructive', 'deletes containers or their data')
  else if (name === 'down') call.doubt()
}

function judgeDocker(call: Call): void {
  const options = readOptions(call.args, {
    short: 'Hcl',
    long: ['host', 'context', 'config', 'log-level', 'connection', 'root', 'namespace'],
    stopsAtOperand: true,
  })
  if (options.values('H', 'host').some((host) => !/^unix:/.test(host)))
    call.add('network', 'talks to the engine of another host')
  const [first, ...rest] = options.operands
  const verb = first?.value ?? ''
  const pair = `${verb} ${rest[0]?.value ?? ''}`
  const command =
    LOOKS.test(pair) ||
    LOSES.test(pair) ||
    STOPS.test(pair) ||
    /^(?:container|image|volume|network|system|buildx|builder|context|service|stack|secret|config|swarm|node|plugin|manifest|pod|machine|trust) /.test(
      pair,
    )
      ? pair
      : verb
  if (verb === '' || LOOKS.test(command)) {
    if (/^(?:container )?inspect$/.test(command) && !/--format|\s-f\b/.test(call.text)) call.doubt()
    return
  }
  if (verb === 'compose') judgeCompose(call, rest)
  else if (/^(?:run|container run|create|container create)$/.test(command))
    judgeRun(call, command.startsWith('container') ? rest.slice(1) : rest, true)
  else if (/^(?:exec|container exec)$/.test(command))
    judgeRun(call, command.startsWith('container') ? rest.slice(1) : rest, false)
  else if (/^(?:search|image search)$/.test(command)) call.add('network', 'asks the registry')
  else if (/^(?:pull|image pull)$/.test(command)) label(call, 'writes network', 'downloads an image')
  else if (/^(?:push|image push|manifest push)$/.test(command)) label(call, 'writes network', 'uploads an image')
  else if (/^(?:login|logout)$/.test(command)) {
    label(
      call,
      verb === 'login' ? 'network credential-touching writes' : 'credential-touching writes',
      'changes stored credentials',
    )
  } else if (/^(?:build|image build|buildx build|buildx bake|builder build)$/.test(command)) {
    label(call, 'writes network remote-code', 'runs what the Dockerfile says')
    if (/--push\b/.test(call.text)) call.add('writes', 'uploads the image')
    if (/--secret\b|--ssh\b/.test(call.text)) call.add('credential-touching', 'gives secrets to the build')
  } else if (LOSES.test(command)) label(call, 'writes destructive', 'deletes or ends containers, images or data')
  else if (STOPS.test(command)) {
    call.add('writes', 'stops containers')
    if (/\$\(|`|\s--all\b/.test(call.text)) call.add('destructive', 'stops every container')
  } else if (/^(?:save|export|image save|container export)$/.test(command)) {
    if (readOptions(rest, { short: 'o', long: ['output'] }).has('o', 'output')) call.add('writes', 'writes an archive')
  } else if (
    /^(?:stack deploy|service create|service update|swarm join|swarm init|swarm update|plugin install)$/.test(command)
  ) {
    label(call, 'writes network', 'changes the swarm')
    if (/^plugin/.test(command)) label(call, 'privileged remote-code', 'installs a plug-in')
  } else if (command === 'wait' || command === 'attach' || command === 'container wait') call.doubt()
  else call.add('writes', 'changes containers, images or settings')
}

const KUBE_LONG = (
  'namespace context cluster kubeconfig output selector filename kustomize container token server user as field-selector ' +
  'sort-by template since tail patch type replicas image port grace-period timeout from-literal from-file subresource'
).split(' ')

const KUBE_READS =
  /^(?:get|describe|logs|top|explain|api-resources|api-versions|cluster-info|events|diff|wait|auth (?!reconcile).*|rollout (?:status|history))$/
const KUBE_SECRET_VERBS = /^(?:get|edit|create|apply|patch|delete|replace|extract|set)$/

function judgeKubectl(call: Call): void {
  const options = readOptions(call.args, { short: 'nolfkcsp', long: KUBE_LONG })
  const [name = '', ...rest] = options.operands.map((word) => word.value)
  const kind = rest[0] ?? ''
  if (options.values('token').length > 0) call.add('credential-touching', 'passes a token')
  if (name === '' || /^(?:version|options|completion|help|plugin|kustomize)$/.test(name)) {
    if (name === 'version' && !options.has('client')) call.add('network', 'asks the cluster')
    if (name === 'plugin' || name === 'kustomize') call.doubt()
    return
  }
  if (name === 'config') {
    judgeKubeConfig(call, kind, options)
    return
  }
  if (name === 'create' && options.values('dry-run').some((value) => /client/.test(value))) return
  call.add('network', 'talks to the cluster')
  const isSecret = rest.some((word) => /^secrets?(?:$|[/.,])|,secrets?\b/.test(word))
  const isListed = name === 'get' && !options.has('o', 'output', 'template')
  if (isSecret && KUBE_SECRET_VERBS.test(name) && !isListed)
    call.add('credential-touching', 'handles a secret of the cluster')
  if (KUBE_READS.test(name) || KUBE_READS.test(`${name} ${kind}`) || options.values('dry-run').length > 0) return
  if (name === 'exec' || name === 'debug') judgeKubeExec(call, name, options)
  else if (!/^(?:port-forward|proxy|attach)$/.test(name)) judgeKubeChange(call, name, kind, options)
}

function judgeKubeConfig(call: Call, verb: string, options: Options): void {
  if (/^(?:view|get-contexts|current-context|get-clusters|get-users)$/.test(verb)) {
    if (options.has('raw')) call.add('credential-touching', 'prints the credentials of the cluster')
    return
  }
  call.add('writes', 'changes the configuration')
  if (/credentials/.test(verb)) call.add('credential-touching', 'changes credentials')
}

/** `kubectl exec POD -- COMMAND`, and debug, which starts a container. */
function judgeKubeExec(call: Call, name: string, { afterDashes, operands }: Options): void {
  const inner = afterDashes && afterDashes.length > 0 ? afterDashes : name === 'exec' ? operands.slice(2) : []
  if (inner.length > 0) call.run(inner)
  if (name === 'debug') label(call, 'writes privileged', 'starts a container on a node or in a pod')
  call.doubt()
}

function judgeKubeChange(call: Call, name: string, kind: string, options: Options): void {
  call.add('writes', 'changes the cluster')
  if (
    /^(?:delete|drain)$/.test(name) ||
    (name === 'replace' && options.has('force')) ||
    (name === 'scale' && options.values('replicas').includes('0')) ||
    (name === 'apply' && options.has('prune'))
  ) {
    call.add('destructive', 'deletes or stops what runs in the cluster')
  }
  if (name === 'run') call.add('remote-code', 'runs the code of an image')
  if (/^(?:apply|create|replace)$/.test(name) && options.values('f', 'filename').some((path) => /^https?:/.test(path)))
    call.add('remote-code', 'applies what it downloads')
  if (/^(?:create|adm)$/.test(name) && /clusterrolebinding|rolebinding|policy|token/.test(call.text))
    call.add('privileged', 'grants rights in the cluster')
  if (name === 'create' && /token/.test(kind)) call.add('credential-touching', 'creates a token')
  if (/^(?:cordon|uncordon|taint|certificate|adm)$/.test(name)) call.add('privileged', 'administers nodes')
  if (name === 'cp') call.doubt()
}

export const CONTAINERS: Rules = {
  ...each('docker podman nerdctl', judgeDocker),
  ...each('docker-compose podman-compose', (call) => {
    judgeCompose(call, call.args)
  }),
  ...each(
    'buildah skopeo crane ctr crictl runc img kaniko lxc lxc-attach incus multipass machinectl distrobox toolbox',
    (call) => {
      const text = joinWords(call.args)
      if (
        /^(?:images?(?: ls| list)?|ps|pods|list|ls|info|version|inspect(?:p|i)?|stats|logs|c(?:ontainers?)? ls|i ls|t ls|network list|profile list|find|storage list|config show)\b/.test(
          text,
        )
      ) {
        if (/^(?:skopeo|crane)$/.test(call.name) || /docker:\/\//.test(text)) call.add('network', 'asks a registry')
        return
      }
      if (/^(?:skopeo|crane)$/.test(call.name)) call.add('network', 'talks to a registry')
      if (/^(?:exec|shell|run|enter)\b/.test(text)) {
        const at = call.args.findIndex((word) => word.value === '--')
        const inner = at >= 0 ? call.args.slice(at + 1) : call.args.slice(2)
        if (inner.length > 0) call.run(inner)
        call.doubt()
        if (!/^exec|^shell|^enter/.test(text)) label(call, 'writes remote-code', 'starts a container')
        return
      }
      label(call, 'writes', 'changes containers or images')
      if (/^(?:pull|push|copy|launch|create|from|bud)\b/.test(text)) call.add('network', 'may download images')
      if (/\b(?:delete|rm|rmi|rmp|kill|purge|prune|destroy)\b/.test(text))
        call.add('destructive', 'deletes containers or images')
    },
  ),
  ...each('kubectl k kubecolor oc microk8s.kubectl', judgeKubectl),
  ...each('k9s kubectx kubens stern kubetail kustomize', (call) => {
    if (/^(?:stern|kubetail|k9s)$/.test(call.name)) call.add('network', 'talks to the cluster')
    else if (call.name === 'kustomize') call.doubt()
    else if (call.args.length > 0) call.add('writes', 'changes which cluster is used')
  }),
  helm(call) {
    const options = readOptions(call.args, {
      short: 'nfo',
      long: [
        'namespace',
        'values',
        'set',
        'version',
        'repo',
        'output',
        'kube-context',
        'timeout',
        'set-string',
        'post-renderer',
      ],
    })
    const [verb, sub] = options.operands.map((word) => word.value)
    const name = verb ?? ''
    if (
      /^(?:version|help|env|lint|completion|)$/.test(name) ||
      (/^(?:repo|plugin)$/.test(name) && sub === 'list') ||
      (name === 'show' && !/\//.test(call.text)) ||
      (name === 'template' && !/https?:|oci:/.test(call.text))
    )
      return
    for (const code of options.values('post-renderer')) {
      call.add('remote-code', 'runs a program over the manifests')
      call.runCode(code)
    }
    if (/^(?:create|package|plugin|dependency)$/.test(name) || (name === 'repo' && sub === 'remove')) {
      label(call, name === 'plugin' || name === 'dependency' ? 'writes network' : 'writes', 'writes files')
      if (name === 'plugin') call.add('remote-code', 'installs a plug-in')
      return
    }
    call.add('network', 'talks to the cluster or a repository')
    if (/^(?:list|ls|status|history|get|search|show|diff|template|verify|test)$/.test(name)) {
      if (name === 'get' && /^(?:values|manifest|all)$/.test(sub ?? '')) call.doubt()
      return
    }
    if (options.has('dry-run')) return
    call.add('writes', 'changes releases')
    if (/^(?:uninstall|delete|un|rollback)$/.test(name)) call.add('destructive', 'deletes or rolls back a release')
    if (name === 'registry') call.add('credential-touching', 'logs in')
  },
  ...each('minikube kind k3d k3s kubeadm eksctl kops rancher velero argocd flux istioctl linkerd skaffold', (call) => {
    const text = joinWords(call.args)
    if (
      /^(?:status|version|get\b|profile list|cluster list|node list|list\b|addons list|ip|service list|config view|check|analyze|validate)/.test(
        text,
      )
    ) {
      if (/^(?:eksctl|argocd|velero|flux|istioctl|linkerd)$/.test(call.name))
        call.add('network', 'talks to the cluster')
      if (/kubeconfig/.test(text)) call.add('credential-touching', 'prints the credentials of the cluster')
      return
    }
    label(call, 'writes', 'changes a cluster')
    if (!/^(?:delete|stop|pause|unpause)/.test(text)) call.add('network', 'downloads images or talks to the cluster')
    if (/\b(?:delete|reset|uninstall|destroy|purge)\b/.test(text))
      call.add('destructive', 'deletes a cluster or what runs in it')
    if (/^(?:kubeadm|k3s)$/.test(call.name)) call.add('privileged', 'administers the node')
  }),
  ...each('vagrant', (call) => {
    const [verb, ...rest] = call.args.map((word) => word.value)
    if (
      /^(?:status|global-status|version|port|ssh-config|validate|list-commands)$/.test(verb ?? '') ||
      /^(?:box|plugin|snapshot) list$/.test(`${verb} ${rest[0]}`)
    ) {
      if (verb !== 'global-status' && verb !== 'version' && verb !== 'box')
        call.add('remote-code', 'runs the Vagrantfile')
      return
    }
    label(call, 'writes remote-code', 'runs the Vagrantfile')
    if (/^(?:up|box|provision|plugin|reload)$/.test(verb ?? '')) call.add('network', 'may download a box')
    if (/^(?:destroy|halt)$/.test(verb ?? '') || rest.includes('remove') || rest.includes('delete'))
      call.add('destructive', 'deletes a machine')
  }),
  ...each(
    'virsh virt-install qemu-system-x86_64 qemu-img VBoxManage vboxmanage qm pct vmrun limactl lima colima orb',
    (call) => {
      const text = joinWords(call.args)
      if (
        /^(?:list\b|info\b|dominfo|domstate|net-list|vol-list|pool-list|showvminfo|status|version|ls\b|config\b|check\b|compare\b|snapshot-list|dumpxml)/.test(
          text,
        )
      )
        return
      call.add('writes', 'changes virtual machines')
      if (
        /\b(?:destroy|undefine|delete|unregistervm|stop|poweroff|reset|vol-delete|pool-destroy|snapshot-delete|prune|factory-reset)\b/.test(
          text,
        )
      )
        call.add('destructive', 'stops or deletes a machine')
    },
  ),
  dockerd: always('privileged', 'starts the container engine'),
}
