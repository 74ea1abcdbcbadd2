// Corrections about git: upstreams, rejected pushes, stashes, branches that exist or do not.

import { putAfter, putBefore, replaceWord } from './failed-command.ts'
import type { Failure } from './failed-command.ts'
import type { Rule } from './fix-rules.ts'
import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { findSpellings } from './misspelling.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** The exit status with which git ends when it refuses to do what it was asked. */
const FATAL = 128
const sub = (f: Failure): string => f.operands[0]?.value ?? ''
const branchHere = (f: Failure): string => {
  const name = f.git()?.branch
  return name ? quoteWord(name) : '<branch>'
}
const remoteHere = (f: Failure): string => quoteWord(f.git()?.remotes[0] ?? 'origin')

/** `git commit -m x` as `git commit -am x`. */
function commitAll(f: Failure): string {
  const message = f.args.find(({ text }) => text === '-m')
  const word = message ?? f.operands[0] ?? f.program
  return replaceWord(f, word, message ? '-am' : `${word.text} -a`)
}

/** True when a branch with nearly this name exists: then the name is a typo, not a new branch. */
function hasNearBranch(f: Failure, name: string): boolean {
  return findSpellings(name, f.git()?.branches ?? [], () => 0.5, 1).some(
    (item) => item.score > 0.6 && item.distance <= 2,
  )
}

export const GIT_RULES: readonly Rule[] = [
  {
    for: 'git',
    why: 'this directory is in no repository',
    confidence: 0.9,
    says: /not a git repository/i,
    to: (f) => (sub(f) === 'clone' ? null : 'git init'),
  },
  {
    for: 'git',
    why: 'the branch has no upstream yet: this pushes and sets it',
    confidence: 0.95,
    says: /no upstream branch|has no upstream/i,
    to: (f) => {
      const name = /current branch (\S+) has no upstream/.exec(f.output)?.[1] ?? branchHere(f)
      return `git push --set-upstream ${remoteHere(f)} ${quoteWord(name)}`
    },
  },
  {
    for: 'git',
    why: 'the branch has no upstream yet: this pushes and sets it',
    confidence: 0.85,
    to: (f) => {
      // The failure is known by git's status for errors alone.
      if (f.output.trim() !== '' || f.exit !== FATAL || sub(f) !== 'push' || f.args.length > 1) return null
      const git = f.git()
      if (!git?.branch || git.remotes.length === 0 || git.tracking.includes(git.branch)) return null
      const remote = git.remotes.includes('origin') ? 'origin' : git.remotes[0]
      return git.remotes.length === 1 || remote === 'origin'
        ? putAfter(f, `-u ${quoteWord(remote ?? '')} ${quoteWord(git.branch)}`)
        : null
    },
  },
  {
    for: 'git',
    why: 'the branch does not track a remote one yet',
    confidence: 0.9,
    says: /no tracking information/i,
    to: (f) => {
      const name =
        branchHere(f) === '<branch>'
          ? quoteWord(/--set-upstream-to=\S+ (\S+)/.exec(f.output)?.[1] ?? 'main')
          : branchHere(f)
      return [`git branch --set-upstream-to=${remoteHere(f)}/${name} ${name}`, `git pull ${remoteHere(f)} ${name}`]
    },
  },
  {
    for: 'git',
    why: 'the remote has commits that you do not have: fetch them first',
    confidence: 0.95,
    says: /non-fast-forward|fetch first|tip of your current branch is behind|remote contains work|Updates were rejected/i,
    to: (f) =>
      sub(f) === 'push' ? [`git pull --rebase && ${f.segment}`, `git pull && ${f.segment}`, 'git pull --rebase'] : null,
  },
  {
    for: 'git',
    why: 'both sides have new commits: say how to bring them together',
    confidence: 0.9,
    says: /divergent branches|Need to specify how to reconcile|Not possible to fast-forward/i,
    to: (f) => [putAfter(f, '--rebase'), putAfter(f, '--no-rebase'), 'git config pull.rebase true'],
  },
  {
    for: 'git',
    why: 'local changes are in the way: put them aside, then bring them back',
    confidence: 0.94,
    says: /local changes .*would be overwritten|commit your changes or stash them|you have unstaged changes|Please commit or stash|uncommitted changes/i,
    to: (f) =>
      // Behind another `git stash`, `git stash pop` would bring back the changes that this one has put aside.
      sub(f) === 'stash'
        ? 'git status'
        : [`git stash && ${f.segment} && git stash pop`, `git stash && ${f.segment}`, 'git stash'],
  },
  {
    for: 'git',
    why: 'untracked files are in the way',
    confidence: 0.75,
    says: /untracked working tree files would be overwritten/i,
    to: (f) => [`git stash -u && ${f.segment}`, 'git stash -u', `git add . && git stash && ${f.segment}`],
  },
  {
    for: 'git',
    why: 'the remote exists already: this changes its address',
    confidence: 0.95,
    says: /remote (\S+) already exists/i,
    to: (f) => {
      const word = f.operands[1]
      return word?.value === 'add' ? replaceWord(f, word, 'set-url') : null
    },
  },
  {
    for: 'git',
    why: 'there is no such remote; this adds it',
    confidence: 0.9,
    says: /['"]?([\w.-]+)['"]? does not appear to be a git repository|No such remote:? ['"]?([\w.-]+)|No configured push destination/i,
    to: (f, said) => {
      const name = said[1] ?? said[2] ?? 'origin'
      const remotes = f.git()?.remotes ?? []
      const near = findSpellings(name, remotes, () => 0.7, 1)[0]
      const word = f.operands.find((item) => item.value === name)
      if (near && word) return [replaceWord(f, word, quoteWord(near.word)), 'git remote -v']
      return [`git remote add ${name} <url>`, 'git remote -v']
    },
  },
  {
    for: 'git',
    why: 'there is no such branch yet: this creates it',
    confidence: 0.78,
    says: /did not match any file|invalid reference|not a commit and a branch/i,
    to: (f) => {
      const name = f.operands[1]
      if (!name || f.operands.length > 2 || !/^[\w][\w./-]*$/.test(name.value) || /\.\w{1,4}$/.test(name.value))
        return null
      if (f.args.some((word) => /^-[bcBC]$/.test(word.value)) || hasNearBranch(f, name.value)) return null
      if (sub(f) === 'checkout') return `git checkout -b ${name.text}`
      return sub(f) === 'switch' ? `git switch -c ${name.text}` : null
    },
  },
  {
    for: 'git',
    why: 'the branch exists already: this switches to it',
    confidence: 0.94,
    says: /branch named ['"]([^'"]+)['"] already exists|A branch named/i,
    to: (f, said) => {
      const name = said[1] ?? f.operands.at(-1)?.value ?? '<branch>'
      return sub(f) === 'switch' ? [`git switch ${name}`] : [`git checkout ${name}`, `git switch ${name}`]
    },
  },
  {
    for: 'git',
    why: 'the branch is not merged: -D deletes it anyway',
    confidence: 0.92,
    says: /not fully merged/i,
    to: (f) => {
      const word = f.args.find((item) => item.value === '-d' || item.value === '--delete')
      return word ? replaceWord(f, word, '-D') : null
    },
  },
  {
    for: 'git',
    why: 'a branch that is checked out cannot be deleted: leave it first',
    confidence: 0.85,
    says: /Cannot delete (?:the )?branch ['"]?([^'"\s]+)['"]? (?:checked out|used by|which you are)/i,
    to: (f) => {
      const others = (f.git()?.branches ?? []).filter((name) => name !== f.git()?.branch)
      const to = quoteWord(others.find((name) => name === 'main' || name === 'master') ?? others[0] ?? 'main')
      return [`git checkout ${to} && ${f.segment}`, `git switch ${to} && ${f.segment}`]
    },
  },
  {
    for: 'git',
    why: 'the path is ignored: -f adds it anyway',
    confidence: 0.94,
    says: /ignored by one of your \.gitignore/i,
    to: (f) => {
      const word = f.operands[0]
      return word ? replaceWord(f, word, `${word.text} -f`) : null
    },
  },
  {
    for: 'git',
    why: 'the file has changes: --cached keeps it on disk, -f deletes it',
    confidence: 0.92,
    says: /has (?:local modifications|changes staged in the index|staged content)|following files? ha(?:s|ve) (?:local|changes|staged)/i,
    to: (f) => {
      const word = f.operands[0]
      return word?.value === 'rm' ? [replaceWord(f, word, 'rm --cached'), replaceWord(f, word, 'rm -f')] : null
    },
  },
  {
    for: 'git',
    why: 'a directory is removed recursively',
    confidence: 0.94,
    says: /not removing ['"]?[^'"\n]+['"]? recursively without -r/i,
    to: (f) => {
      const word = f.operands[0]
      return word ? replaceWord(f, word, 'rm -r') : null
    },
  },
  {
    for: 'git',
    why: 'git does not know who you are yet',
    confidence: 0.95,
    says: /tell me who you are|Author identity unknown|unable to auto-detect email|empty ident name/i,
    to: () => [
      'git config --global user.email "you@example.com" && git config --global user.name "Your Name"',
      'git config --global user.email "you@example.com"',
    ],
  },
  {
    for: 'git',
    why: 'something is in progress: finish it or give it up',
    confidence: 0.92,
    says: longPattern('i')`
      (cherry-pick|revert|rebase|merge|am)\b[^\n]*\b(?:is )?(?:already )?in progress|already a (rebase)-(?:merge|apply) directory
      |MERGE_HEAD exists|have not concluded your (merge|cherry-pick)|interactive (rebase) (?:already )?started
    `,
    to: (f, said) => {
      const typed = sub(f)
      const named = said.slice(1).find(Boolean)?.toLowerCase()
      const what = /^(?:cherry-pick|revert|rebase|am)$/.test(typed)
        ? typed
        : (named ?? (/MERGE_HEAD/.test(f.output) ? 'merge' : 'rebase'))
      return what === 'merge'
        ? ['git commit', 'git merge --abort', 'git merge --continue']
        : [`git ${what} --continue`, `git ${what} --abort`]
    },
  },
  {
    for: 'git',
    why: 'conflicts are left: see them, give up, or resolve them',
    confidence: 0.82,
    says: /unmerged (?:files|paths)|CONFLICT \(|fix conflicts|resolve all conflicts|needs merge|you need to resolve/i,
    to: (f) => {
      // Only what has begun can be given up: a stash that was taken back with conflicts has begun nothing.
      const what = sub(f) === 'pull' ? 'merge' : sub(f)
      if (!/^(?:rebase|cherry-pick|merge|revert)$/.test(what)) return 'git status'
      return ['git status', `git ${what} --abort`, 'git mergetool']
    },
  },
  {
    for: 'git',
    why: 'nothing is staged: -a takes every change of tracked files',
    confidence: 0.86,
    says: /no changes added to commit|nothing added to commit|Changes not staged for commit/i,
    to: (f) => {
      if (sub(f) !== 'commit') return null
      return /untracked files present|nothing added/i.test(f.output)
        ? [`git add . && ${f.segment}`, `git add -A && ${f.segment}`]
        : [commitAll(f), `git add . && ${f.segment}`, `git add -A && ${f.segment}`]
    },
  },
  {
    for: 'git',
    why: 'there is nothing to commit',
    confidence: 0.66,
    says: /nothing to commit, working (?:tree|directory) clean/i,
    to: (f) => (sub(f) === 'commit' ? 'git status' : null),
  },
  {
    for: 'git',
    why: 'there is no commit of that name: push the branch you are on',
    confidence: 0.86,
    says: /src refspec (\S+) does not match any/i,
    to: (f, said) => {
      const here = f.git()?.branch
      const word = f.operands.find((item) => item.value === said[1])
      const commits = (f.git()?.branches.length ?? 0) > 1 || f.git() === null
      const out: string[] = []
      if (word && here && here !== word.value) out.push(replaceWord(f, word, quoteWord(here)))
      if (said[1] === 'master' && word) out.push(replaceWord(f, word, 'main'))
      if (said[1] === 'main' && word) out.push(replaceWord(f, word, 'master'))
      if (!commits || out.length === 0) out.push('git add . && git commit -m "Initial commit"')
      return [...new Set(out)]
    },
  },
  {
    for: 'git',
    why: 'HEAD is on no branch: give the commits one',
    confidence: 0.8,
    says: /not currently on a branch|detached HEAD/i,
    to: () => ['git switch -c <branch>', 'git checkout -b <branch>', 'git push origin HEAD:<branch>'],
  },
  {
    for: 'git',
    why: 'the two histories have no commit in common',
    confidence: 0.92,
    says: /refusing to merge unrelated histories/i,
    to: (f) => putAfter(f, '--allow-unrelated-histories'),
  },
  {
    for: 'git',
    why: 'the repository belongs to another user',
    confidence: 0.9,
    says: /dubious ownership[^\n]*at ['"]([^'"]+)['"]/i,
    to: (_, said) => `git config --global --add safe.directory ${said[1]}`,
  },
  {
    for: 'git',
    why: 'the key is not accepted; this shows what ssh tries',
    confidence: 0.8,
    says: /Permission denied \(publickey/i,
    to: (f) => {
      const host = /git@([\w.-]+)/.exec(f.output + f.failed)?.[1] ?? 'github.com'
      return [`ssh -T git@${host}`, 'ssh-add -l', 'ssh-add ~/.ssh/id_ed25519']
    },
  },
  {
    for: 'git',
    why: 'another git process, or one that died, holds the lock',
    confidence: 0.85,
    says: /Unable to create ['"]([^'"]+\.lock)['"]: File exists/i,
    to: (_, said) => [`rm -f ${(said[1] ?? '').replace(/^.*\/(\.git\/)/, '$1')}`, 'ps aux | grep git'],
  },
  {
    for: 'git',
    why: 'the directory exists and is not empty',
    confidence: 0.86,
    says: /destination path ['"]([^'"]+)['"] already exists/i,
    to: (f, said) => [`cd ${said[1]} && git pull`, `cd ${said[1]}`, putAfter(f, `${said[1]}-2`)],
  },
  {
    for: 'git',
    why: 'a tag of that name exists: -f moves it',
    confidence: 0.85,
    says: /tag ['"]([^'"]+)['"] already exists/i,
    to: (f, said) => {
      const word = f.operands[0]
      return word?.value === 'tag' ? [replaceWord(f, word, 'tag -f'), `git tag -d ${said[1]}`] : null
    },
  },
  {
    for: 'git',
    why: 'there is no stash',
    confidence: 0.6,
    says: /No stash (?:entries )?found/i,
    to: () => ['git stash list'],
  },
  {
    for: 'git',
    why: 'reverting or picking a merge needs the parent to keep',
    confidence: 0.9,
    says: /is a merge but no -m option/i,
    to: (f) => {
      const word = f.operands[0]
      return word ? replaceWord(f, word, `${word.text} -m 1`) : null
    },
  },
  {
    for: 'git',
    why: 'clean refuses to delete unless forced; -n shows what it would do',
    confidence: 0.9,
    says: /clean\.requireForce/i,
    to: (f) => {
      const word = f.operands[0]
      return word ? [replaceWord(f, word, `${word.text} -f`), replaceWord(f, word, `${word.text} -n`)] : null
    },
  },
  {
    for: 'git',
    why: 'GitHub takes no passwords: use ssh',
    confidence: 0.75,
    says: /Support for password authentication was removed|Authentication failed for ['"]https:\/\/([^/'"]+)\/([^'"]+?)\/?['"]/i,
    to: (f, said) =>
      said[2]
        ? [`git remote set-url origin git@${said[1]}:${said[2]}`, 'gh auth login']
        : ['gh auth login', putBefore(f, 'gh auth setup-git && ')],
  },
  {
    for: 'git',
    why: 'the submodule is not there yet',
    confidence: 0.85,
    says: /no submodule mapping|submodule .* not initialized/i,
    to: () => 'git submodule update --init --recursive',
  },
  {
    for: 'git',
    why: 'the remote has no such branch; this shows what it has',
    confidence: 0.7,
    says: /couldn't find remote ref (\S+)/i,
    to: (f, said) => {
      const word = f.operands.find((item) => item.value === said[1])
      const other = said[1] === 'master' ? 'main' : said[1] === 'main' ? 'master' : f.git()?.branch
      return [
        ...(word && other && other !== said[1] ? [replaceWord(f, word, quoteWord(other))] : []),
        'git branch -r',
        'git fetch --all',
      ]
    },
  },
  {
    for: 'git',
    why: 'a file path must be told from a branch with --',
    confidence: 0.75,
    says: /ambiguous argument ['"]([^'"]+)['"]: both/i,
    to: (f, said) => {
      const word = f.operands.find((item) => item.value === said[1])
      return word ? replaceWord(f, word, `-- ${word.text}`) : null
    },
  },
  {
    for: 'git',
    why: 'stash takes its subcommand right behind it',
    confidence: 0.88,
    says: /'push' can't be assumed|subcommand wasn't specified/i,
    to: (f) => {
      const word = f.operands[1]
      const near =
        word &&
        findSpellings(
          word.value,
          ['pop', 'list', 'apply', 'drop', 'push', 'show', 'clear', 'save', 'branch'],
          () => 0.6,
          1,
        )[0]
      return word && near && near.score > 0.5 ? replaceWord(f, word, near.word) : null
    },
  },
  {
    for: 'git',
    why: 'bisect must be started first',
    confidence: 0.85,
    says: /You need to start by "git bisect start"/i,
    to: () => 'git bisect start',
  },
  {
    for: 'git',
    why: 'set the upstream to a branch that exists',
    confidence: 0.8,
    says: /requested upstream branch ['"]([^'"]+)['"] does not exist/i,
    to: (f) => [`git push -u ${remoteHere(f)} ${branchHere(f)}`],
  },
]
