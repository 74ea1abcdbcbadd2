// Package managers: they download packages, change what is installed, and run code of packages.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { joinWords } from '../lines/command-words.ts'

interface Manager {
  looks: string
  /** Asks the network and prints. */
  asks: string
  installs: string
  removes: string
  /** Changes only local state. */
  changes: string
  /** Runs code of the project or of a package. */
  runs: string
  /** Changes the system rather than a folder of the user. */
  isSystem?: boolean
  /** Installing runs scripts of the packages. */
  runsHooks?: boolean
  valued?: string
  long?: string[]
}

function split(text: string): Set<string> {
  return new Set(text.split(' '))
}

function manages(manager: Manager): (call: Call) => void {
  const [looks, asks, installs, removes, changes, runs] = [
    manager.looks,
    manager.asks,
    manager.installs,
    manager.removes,
    manager.changes,
    manager.runs,
  ].map((text) => split(text))
  return (call) => {
    const { operands, has } = readOptions(call.args, { short: manager.valued ?? '', long: manager.long ?? [] })
    const words = operands.map((word) => word.value)
    const verb = words[0] ?? ''
    const pair = `${verb} ${words[1] ?? ''}`
    const is = (set: Set<string> | undefined) => set?.has(pair) === true || set?.has(verb) === true
    const isDry =
      has('dry-run', 'simulate', 'just-print', 'no-act') ||
      (manager.isSystem === true && has('s') && /^apt/.test(call.name))
    if (verb === '' && (has('version', 'v', 'V', 'help', 'h', 'list', 'l') || call.args.length === 0)) return
    if (is(looks)) return
    if (is(asks)) {
      call.add('network', 'asks a package server')
      return
    }
    if (isDry) {
      if (!/^apt/.test(call.name)) call.add('network', 'asks a package server')
      return
    }
    const add = (labels: string, what: string) => {
      label(call, labels, what)
      if (manager.isSystem === true) call.add('privileged', 'changes the system')
    }
    if (is(installs)) {
      add('writes network', 'downloads and installs packages')
      if (manager.runsHooks === true && !has('ignore-scripts'))
        call.add('remote-code', 'runs the scripts of the packages')
    } else if (is(removes)) add('writes', 'removes packages')
    else if (is(changes)) add('writes', 'changes what is installed or cached')
    else if (is(runs)) call.add('remote-code', `runs code of the project or of a package`)
    else call.doubt()
    if (/^(?:purge|autopurge|clean|prune|autoremove|autoclean)$/.test(verb) && /purge/.test(verb))
      call.add('destructive', 'deletes configuration as well')
  }
}

function judgePip(call: Call): void {
  const { operands, has } = readOptions(call.args, {
    short: 'rteic',
    long: [
      'requirement',
      'target',
      'index-url',
      'extra-index-url',
      'constraint',
      'editable',
      'python',
      'prefix',
      'proxy',
    ],
  })
  const verb = operands[0]?.value ?? ''
  const sub = operands[1]?.value ?? ''
  if (
    /^(?:list|show|freeze|check|help|inspect|hash|debug|completion|)$/.test(verb) ||
    (verb === 'config' && /^(?:list|get|debug)$/.test(sub)) ||
    (verb === 'cache' && /^(?:dir|info|list)$/.test(sub))
  ) {
    if (verb === 'list' && has('o', 'outdated')) call.add('network', 'asks the package index')
    return
  }
  if (/^(?:search|index)$/.test(verb)) call.add('network', 'asks the package index')
  else if (/^(?:install|download|wheel|sync|add|lock)$/.test(verb)) {
    if (verb === 'install' && has('dry-run')) {
      call.add('network', 'asks the package index')
      return
    }
    label(call, 'writes network remote-code', 'downloads packages and runs their build scripts')
  } else if (/^(?:uninstall|config|cache)$/.test(verb)) {
    call.add('writes', 'changes what is installed or cached')
    if (verb === 'cache') call.doubt()
  } else call.doubt()
}

const APT: Manager = {
  looks:
    'list show depends rdepends policy search showsrc madison dump stats pkgnames showpkg unmet dotty help changelog-x -l',
  asks: 'changelog',
  installs: 'install upgrade full-upgrade dist-upgrade update build-dep source download reinstall satisfy safe-upgrade',
  removes: 'remove purge autoremove autopurge',
  changes: 'clean autoclean hold unhold mark edit-sources markauto unmarkauto auto manual showhold-x',
  runs: '',
  isSystem: true,
  valued: 'otc',
  long: ['option', 'target-release'],
}

export const PACKAGES: Rules = {
  ...each('apt apt-get aptitude apt-cache apt-mark', manages(APT)),
  ...each('apt-key add-apt-repository apt-add-repository', (call) => {
    label(call, 'privileged writes', 'changes which packages are trusted')
    if (!/\bapt-key (?:list|add)/.test(call.text)) call.add('network', 'fetches a key')
  }),
  ...each('apt-file', (call) => {
    if (/\bupdate\b/.test(call.text)) label(call, 'writes network', 'downloads package lists')
  }),
  dpkg(call) {
    const { has } = readOptions(call.args)
    if (has('i', 'install', 'unpack', 'configure', 'reconfigure'))
      label(call, 'privileged writes remote-code', 'installs a package and runs its scripts')
    else if (has('r', 'remove', 'P', 'purge')) {
      label(call, 'privileged writes', 'removes packages')
      if (has('P', 'purge')) call.add('destructive', 'deletes configuration as well')
    } else if (has('add-architecture', 'remove-architecture', 'set-selections', 'clear-selections'))
      label(call, 'privileged writes', 'changes package settings')
  },
  ...each('dpkg-query rpmquery', () => {}),
  ...each('rpm', (call) => {
    const { has } = readOptions(call.args)
    if (has('q', 'query', 'V', 'verify', 'K', 'checksig', 'showrc', 'eval')) return
    label(call, 'privileged writes', 'changes packages')
    if (has('i', 'U', 'F', 'install', 'upgrade') && !has('e'))
      call.add('remote-code', 'runs the scripts of the package')
    if (/https?:\/\//.test(call.text)) call.add('network', 'downloads a package')
  }),
  ...each(
    'yum dnf zypper microdnf tdnf apk xbps-install xbps-query xbps-remove emerge eopkg swupd urpmi opkg pkg pkg_add pkg_delete slackpkg',
    manages({
      looks:
        'list info repolist provides whatprovides deplist history repoquery help lr if packages patches products repos services locks version stats audit policy dot',
      asks: 'search se check-update list-updates lu check-upgrade query',
      installs:
        'install update upgrade in up dup dist-upgrade localinstall groupinstall reinstall downgrade makecache refresh ref add distro-sync builddep patch sync fetch bootstrap group swap module',
      removes: 'remove erase rm autoremove del delete',
      changes: 'clean config-manager mark addrepo ar rr modifyrepo addlock removelock versionlock lock unlock cache',
      runs: '',
      isSystem: true,
    }),
  ),
  ...each('pacman yay paru', (call) => {
    const text = joinWords(call.args)
    if (/^-(?:Q|Ss|Si|Sl|Sg|F[^y]*$|T|D\s*-k|V|h|Sp)/.test(text) || (text === '' && call.name === 'pacman')) {
      if (call.name !== 'pacman' && /^-S/.test(text)) call.add('network', 'asks a package server')
      return
    }
    if (/^-Qu/.test(text)) return
    if (/^-(?:S|U|F|-sync|-upgrade)/.test(text) && !/^-Sc/.test(text))
      label(call, 'privileged writes network', 'downloads and installs packages')
    else if (/^-(?:R|-remove)/.test(text)) label(call, 'privileged writes', 'removes packages')
    else if (/^-/.test(text)) label(call, 'privileged writes', 'changes packages')
    else label(call, 'privileged writes network', 'upgrades the system')
    if (/^-[US]/.test(text) && call.name !== 'pacman') call.add('remote-code', 'builds packages')
  }),
  brew: manages({
    looks:
      'list ls info deps uses config desc leaves doctor --version --prefix --cellar --cache --repository commands home-x shellenv help tap-info casks formulae missing log cat services-list linkage',
    asks: 'search outdated livecheck home audit',
    installs: 'install upgrade update reinstall tap bundle fetch cask',
    removes: 'uninstall remove rm untap',
    changes:
      'cleanup autoremove link unlink pin unpin services postinstall switch migrate analytics edit extract create',
    runs: 'test sh ruby irb',
    runsHooks: true,
  }),
  ...each(
    'snap flatpak',
    manages({
      looks:
        'list info version connections services interfaces changes tasks warnings model known history ps remotes config',
      asks: 'find search remote-ls remote-info',
      installs: 'install refresh update download',
      removes: 'remove uninstall',
      changes:
        'enable disable connect disconnect set unset revert start stop restart alias unalias remote-add remote-delete override repair mask save restore forget switch',
      runs: 'run',
      isSystem: true,
    }),
  ),
  ...each(
    'port nix-env nix nix-shell nix-build nix-store nix-channel nixos-rebuild guix home-manager nix-collect-garbage',
    (call) => {
      const text = joinWords(call.args)
      if (
        /^(?:-q|--query|-qa\S*|search|show-config|path-info|store ls|why-depends|flake (?:show|metadata|info)|--version|list|installed|info|contents|deps|outdated|profile list|eval|--list-generations|describe|package --list)/.test(
          text,
        )
      ) {
        if (/^(?:search|flake|eval)/.test(text) && call.name === 'nix') call.add('network', 'may fetch inputs')
        return
      }
      if (
        /^nix-collect-garbage$/.test(call.name) ||
        /^(?:store gc|--gc|--delete|-e|--uninstall|uninstall)/.test(text)
      ) {
        label(call, 'writes', 'removes packages')
        if (/-d\b|--delete/.test(text) || call.name === 'nix-collect-garbage')
          call.add('destructive', 'deletes what nothing uses')
      } else {
        label(call, 'writes network', 'downloads and builds packages')
        if (/^nix|^guix/.test(call.name)) call.add('remote-code', 'runs what the packages say')
        if (call.name === 'nixos-rebuild' || call.name === 'port') call.add('privileged', 'changes the system')
      }
    },
  ),
  pipx(call) {
    const { operands } = readOptions(call.args)
    const verb = operands[0]?.value ?? ''
    if (/^(?:list|environment|completions|)$/.test(verb)) return
    if (verb === 'run') label(call, 'network remote-code', 'downloads a package and runs it')
    else if (/^(?:uninstall|uninstall-all|unpin|pin|ensurepath)$/.test(verb))
      call.add('writes', 'changes what is installed')
    else label(call, 'writes network remote-code', 'downloads packages and runs their build scripts')
  },
  ...each('pip pip3 pip2', judgePip),
  uv(call) {
    const words = readOptions(call.args, { short: 'p' }).operands
    const verb = words[0]?.value ?? ''
    const rest = call.args.slice(call.args.findIndex((word) => word.value === verb) + 1)
    if (verb === 'pip') judgePip({ ...call, args: rest })
    else if (verb === 'run') {
      call.add('remote-code', 'runs code of the project')
      call.add('writes', 'may sync the environment')
      const inner = readOptions(rest, {
        stopsAtOperand: true,
        long: ['with', 'python', 'extra', 'group'],
        short: 'p',
      }).operands
      if (inner.length > 0) call.run(inner)
    } else if (verb === 'tool' && words[1]?.value === 'run')
      label(call, 'network remote-code', 'downloads a package and runs it')
    else if (
      /^(?:version|tree|help|)$/.test(verb) ||
      /^(?:tool list|python (?:list|find|dir)|cache dir|export)$/.test(`${verb} ${words[1]?.value ?? ''}`.trim())
    )
      return
    else if (/^(?:add|sync|lock|tool|python|build|self)$/.test(verb))
      label(call, 'writes network remote-code', 'downloads packages and runs their build scripts')
    else if (verb === 'publish') label(call, 'writes network', 'publishes a package')
    else call.add('writes', 'changes the project')
  },
  ...each('poetry pdm pipenv hatch rye conda mamba micromamba', (call) => {
    const words = readOptions(call.args, { short: 'nCp', long: ['name', 'file', 'channel'] }).operands.map(
      (word) => word.value,
    )
    const verb = words[0] ?? ''
    const pair = `${verb} ${words[1] ?? ''}`.trim()
    if (
      /^(?:show|check|about|list|info|graph|version|env (?:info|list|show)|config --list|env list|search-x|config|)$/.test(
        verb === 'env' ? pair : verb,
      )
    ) {
      if (verb === 'config' && words.length > 2) label(call, 'writes', 'changes the configuration')
      if (verb === 'version' && words.length > 1) call.add('writes', 'changes the version')
      return
    }
    if (verb === 'search') call.add('network', 'asks the package index')
    else if (/^(?:run|shell|test|fmt|dev)$/.test(verb)) {
      call.add('remote-code', 'runs code of the project')
      const inner = call.args.slice(call.args.findIndex((word) => word.value === verb) + 1)
      if (verb === 'run' && inner[0])
        call.run(readOptions(inner, { short: 'nc', stopsAtOperand: true, long: ['name'] }).operands)
    } else if (/^(?:remove|uninstall|init|new|env|clean|activate|deactivate|version|cache)$/.test(verb)) {
      call.add('writes', 'changes the project or environment')
      if (verb === 'clean' || /env remove|remove --all/.test(call.text)) call.doubt()
    } else if (verb === 'publish') label(call, 'writes network', 'publishes a package')
    else {
      label(call, 'writes network', 'downloads packages')
      call.add('remote-code', 'runs build scripts')
    }
  }),
  ...each(
    'gem bundle composer cpan cpanm luarocks opam mix rebar3 cabal stack raco spago elm pub flutter vcpkg conan hex pod carthage xcodegen',
    (call) => {
      const words = readOptions(call.args, { short: 'v' }).operands.map((word) => word.value)
      const verb = words[0] ?? ''
      if (verb === '' && /^(?:bundle|mix|spago|flutter)$/.test(call.name) && call.args.length === 0) {
        label(call, 'writes network remote-code', 'does what the project says')
        return
      }
      if (
        /^(?:list|show|info|check|licenses|outdated-x|environment|env|which|contents|platform|config-x|version|help|deps|depends|status|why|why-not|validate|diagnose|about|doctor|devices|switch-x|query_rdeps|hash|cert-x|path|dependency|exec-x|dump|rdoc|ri|stale|pristine-x|)$/.test(
          verb,
        ) &&
        !(verb === 'deps' && call.name === 'mix')
      )
        return
      if (/^(?:search|outdated|specification|audit)$/.test(verb)) call.add('network', 'asks the package server')
      else if (
        /^(?:exec|run|run-script|test|build|compile|repl|console|phx\.\w+|ecto\.\w+|check|format|analyze|drive|assemble|bench)$/.test(
          verb,
        )
      ) {
        call.add('remote-code', 'runs code of the project')
        if (/^(?:build|compile|format|assemble|ecto\.\w+)$/.test(verb)) call.add('writes', 'writes build results')
        if (/ecto\.(?:drop|reset)/.test(verb)) call.add('destructive', 'drops the database')
        if (verb === 'exec' && call.name === 'bundle') call.run(call.args.slice(1))
      } else if (
        /^(?:uninstall|remove|clean|init|lock|config|cleanup|cache|dump-autoload|dumpautoload|switch|pin|new|create|clear-cache)$/.test(
          verb,
        )
      ) {
        call.add('writes', 'changes what is installed or set')
      } else if (/^(?:push|publish|yank|upload|hex\.publish)$/.test(verb)) {
        label(call, 'writes network', 'changes what the package server holds')
        if (verb === 'yank') call.add('destructive', 'withdraws a published package')
      } else label(call, 'writes network remote-code', 'downloads packages and runs their build scripts')
    },
  ),
  ...each(
    'asar electron expo ionic cordova ng nx turbo lerna create-react-app yo degit tiged gatsby next nuxt astro svelte-kit storybook playwright cypress',
    (call) => {
      if (/^(?:degit|tiged|yo|create-react-app)$/.test(call.name)) label(call, 'writes network', 'downloads a template')
      else call.add('remote-code', 'runs code of the project')
    },
  ),
}
