// Generates a week of commands: three projects, habits that follow each other, a few new commands. The seed is fixed, so
// the week is the same every time. It ranks predictors; its figures say nothing about a real history.

export interface SyntheticCommand {
  command: string
  cwd: string
  status: number
  /** Milliseconds. */
  at: number
}

/** The commands that may follow, each with its percentage; the rest to a hundred starts a new piece of work. */
type Habit = readonly [template: string, next: Readonly<Record<string, number>>]

interface Project {
  cwd: string
  files: readonly string[]
  habits: Readonly<Record<string, Habit>>
  /** The commands that begin a piece of work. */
  starts: readonly string[]
  odd: readonly string[]
}

const SEED = 20_260_711
const COMMANDS = 4_000
const DAYS = 7
const STRAY_SHARE = 0.09
/** Factor on the random number that picks a habit: below 1, a new piece of work begins less often. */
const KEPT_SHARE = 0.85
/** Share of edits that open the same file again. */
const SAME_FILE_SHARE = 0.72
const RETYPED_SHARE = 0.06

const BRANCHES = ['main', 'fix-login', 'search-page', 'upgrade-node', 'faster-build', 'release-2', 'retry-queue']
const VERBS = 'fix add drop rename test move speed guard log split'.split(' ')
const NOUNS =
  'login cart search retries cache header queue invoice export parser timeout upload footer worker schema refund menu token session avatar ledger banner digest coupon locale webhook'.split(
    ' ',
  )
const HOSTS = ['web-1', 'web-2', 'db-1', 'worker-1', 'bastion']

const GIT: Readonly<Record<string, Habit>> = {
  status: ['git status', { diff: 56, add: 26, pull: 6, log: 6 }],
  diff: ['git diff', { add: 62, edit: 20, addp: 10 }],
  add: ['git add -A', { commit: 84, status: 8 }],
  addp: ['git add -p', { commit: 88 }],
  commit: ['git commit -m "{message}"', { push: 72, status: 10, amend: 8, log: 6 }],
  push: ['git push', { status: 8, switch: 18, main: 34, log: 8 }],
  pull: ['git pull --rebase', { install: 30, edit: 20, status: 14 }],
  log: ['git log --oneline -10', { status: 24, show: 18 }],
  show: ['git show', { status: 30, edit: 20 }],
  switch: ['git switch {branch}', { pull: 44, status: 22 }],
  main: ['git switch main', { pull: 82 }],
  amend: ['git commit --amend --no-edit', { force: 74 }],
  force: ['git push --force-with-lease', { status: 30 }],
}

const PROJECTS: readonly Project[] = [
  {
    cwd: '/home/ada/work/shop',
    files:
      'src/cart.ts src/search.ts src/login.ts src/api.ts test/cart.test.ts test/login.test.ts package.json README.md vite.config.ts src/app.css src/main.ts'.split(
        ' ',
      ),
    starts: ['pull', 'pull', 'pull', 'edit', 'status', 'dev'],
    habits: {
      ...GIT,
      ls: ['ls', { edit: 34, status: 22, cat: 14 }],
      cat: ['cat {file}', { edit: 40, grep: 14 }],
      edit: ['vim {file}', { test: 40, status: 20, edit: 14, lint: 8 }],
      test: ['npm test', { edit: 38, status: 30, one: 12, lint: 8 }],
      one: ['npx vitest run {file}', { edit: 52, test: 24 }],
      lint: ['npm run lint', { status: 42, edit: 28, fix: 14 }],
      fix: ['npm run lint -- --fix', { status: 64 }],
      dev: ['npm run dev', { edit: 44, status: 12 }],
      install: ['npm ci', { test: 44, dev: 28 }],
      grep: ['rg {noun} src', { edit: 62 }],
      build: ['npm run build', { compose: 40, status: 20 }],
      compose: ['docker compose up -d', { logs: 64 }],
      logs: ['docker compose logs -f web', { edit: 34, compose: 10 }],
    },
    odd: [
      'npm outdated',
      'npm ls react',
      'du -sh node_modules',
      'npm run build',
      'docker ps',
      'node --version',
      'rm -rf dist',
      'git stash',
      'git stash pop',
      'npm audit',
    ],
  },
  {
    cwd: '/home/ada/work/billing',
    files:
      'billing/invoice.py billing/tax.py billing/models.py tests/test_invoice.py tests/test_tax.py pyproject.toml billing/cli.py notes.md'.split(
        ' ',
      ),
    starts: ['venv', 'venv', 'venv', 'edit', 'status'],
    habits: {
      ...GIT,
      venv: ['source .venv/bin/activate', { test: 34, status: 22, edit: 26 }],
      edit: ['vim {file}', { test: 46, status: 16, one: 14, edit: 8 }],
      test: ['pytest -q', { edit: 44, status: 26, failed: 14 }],
      failed: ['pytest -q --lf', { edit: 58, test: 24 }],
      one: ['pytest -q {file}', { edit: 50, test: 26 }],
      lint: ['ruff check .', { status: 50, edit: 26 }],
      install: ['pip install -e .', { test: 60 }],
      psql: ['psql billing', { edit: 30, migrate: 24 }],
      migrate: ['python manage.py migrate', { test: 44, server: 26 }],
      server: ['python manage.py runserver', { edit: 46, psql: 16 }],
      grep: ['grep -rn {noun} billing', { edit: 58 }],
    },
    odd: [
      'pip list',
      'python --version',
      'python manage.py makemigrations',
      'psql billing',
      'ruff check .',
      'pip freeze > requirements.txt',
      'wc -l billing/*.py',
      'git blame billing/tax.py',
      'black .',
    ],
  },
  {
    cwd: '/home/ada/work/infra',
    files: 'main.tf dns.tf prod.tfvars web.yaml worker.yaml ingress.yaml hosts.ini deploy.yml'.split(' '),
    starts: ['pods', 'pods', 'pods', 'ssh', 'edit'],
    habits: {
      ...GIT,
      edit: ['vim {file}', { plan: 28, apply: 26, status: 18, edit: 8 }],
      plan: ['terraform plan', { tfapply: 44, edit: 30 }],
      tfapply: ['terraform apply', { status: 40, pods: 14 }],
      apply: ['kubectl apply -f {file}', { pods: 70, rollout: 14 }],
      pods: ['kubectl get pods', { logs: 32, describe: 16, edit: 14, pods: 14 }],
      logs: ['kubectl logs -f deploy/web', { pods: 34, edit: 26 }],
      describe: ['kubectl describe pod web-{n}', { edit: 34, logs: 24, pods: 16 }],
      rollout: ['kubectl rollout status deploy/web', { pods: 60 }],
      ssh: ['ssh {host}', { ssh: 22, pods: 16, status: 10 }],
      install: ['terraform init', { plan: 80 }],
    },
    odd: [
      'kubectl get nodes',
      'kubectl config current-context',
      'terraform fmt',
      'terraform output',
      'dig shop.example.com',
      'ansible-playbook -i hosts.ini deploy.yml',
      'kubectl top pods',
      'helm list',
    ],
  },
]

const ODD = [
  'ls -la',
  'df -h',
  'top',
  'history | tail',
  'clear',
  'date',
  'cd ..',
  'free -h',
  'cat {file}',
  'tail -n 50 /var/log/{noun}.log',
  'curl -s localhost:80{n}/{noun}',
  'mkdir tmp-{noun}',
  'rg {noun}',
  'ls {noun}*',
  'scp {host}:/var/log/{noun}.log .',
  'find . -name "*{noun}*"',
  'git log --grep={noun}',
  'less {file}',
  'wc -l {file}',
  'git switch -c {verb}-{noun}',
  'cp {file} /tmp',
]

/** A generator of numbers between 0 and 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The week, oldest first, ending at `end`; of another person with another seed. */
export function makeHistory(end: number, seed: number = SEED): SyntheticCommand[] {
  const random = createRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  /** Picks the first items far more often than the last, as people have favourites. */
  const favour = <T>(items: readonly T[]): T => items[Math.floor(random() ** 2.2 * items.length)] as T
  let file = ''
  const pickFile = (files: readonly string[]): string => {
    if (!files.includes(file) || random() >= SAME_FILE_SHARE) file = favour(files)
    return file
  }
  const fill = (template: string, project: Project): string =>
    template.replace(/\{(\w+)\}/g, (_, slot: string) => {
      if (slot === 'file') return pickFile(project.files)
      if (slot === 'branch') return favour(BRANCHES)
      if (slot === 'host') return favour(HOSTS)
      if (slot === 'noun') return favour(NOUNS)
      if (slot === 'verb') return pick(VERBS)
      if (slot === 'n') return String(Math.floor(random() * 6))
      return `${pick(VERBS)} ${pick(NOUNS)}`
    })
  const out: SyntheticCommand[] = []
  const step = (DAYS * 24 * 3_600_000) / COMMANDS
  let project = PROJECTS[0] as Project
  const say = (command: string, status = 0): void => {
    out.push({ command, cwd: project.cwd, status, at: Math.round(end - (COMMANDS - out.length) * step) })
  }
  while (out.length < COMMANDS) {
    // A piece of work is a few chains of habits in one project.
    const from = project.cwd
    project = favour(PROJECTS)
    if (project.cwd !== from) say(`cd ${project.cwd.replace('/home/ada', '~')}`)
    for (let left = 25 + Math.floor(random() * 50); left > 0; left -= 1) {
      let name: string | undefined = pick(project.starts)
      while (name !== undefined && left > 0) {
        const habit: Habit | undefined = project.habits[name]
        if (!habit) break
        const command = fill(habit[0], project)
        // A mistyped command, and the same command again without the mistake.
        if (random() < RETYPED_SHARE / 4)
          say(`${command[0]}${command.slice(2, 4)}${command[1]}${command.slice(4)}`, 127)
        say(command, /test|pytest/.test(command) && random() < 0.4 ? 1 : 0)
        if (random() < STRAY_SHARE) say(fill(random() < 0.45 ? pick(project.odd) : favour(ODD), project))
        name = choose(habit[1], random() * 100 * KEPT_SHARE)
        left -= 1
      }
    }
  }
  return out.slice(0, COMMANDS)
}

function choose(next: Readonly<Record<string, number>>, point: number): string | undefined {
  let sum = 0
  for (const [name, share] of Object.entries(next)) {
    sum += share
    if (point < sum) return name
  }
  return undefined
}
