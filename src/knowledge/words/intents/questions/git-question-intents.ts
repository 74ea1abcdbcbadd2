// Questions about git as people ask them: history, branches, undoing, remotes.

export const GIT_QUESTIONS = `
undo git add ; undo git add before commit ; unstage files after git add ; remove files from staging area ; remove file from git index without losing changes => git restore --staged {file|<file>} || git reset {file|<file>} ## keeps the changes
undo last commit in git ; undo the most recent local commit ; remove last commit but keep files ; undo a commit that was not pushed ; uncommit last commit ; reset last commit without losing changes => git reset --soft HEAD~1 || git reset HEAD~1 ## the changes stay staged
revert repository to previous commit ; reset git to a specific commit ; go back to an older commit ; rollback to previous commit ; roll back to an earlier version ; move branch pointer back to a commit ; revert to a specific commit ; return project to an old commit => git reset --hard {commit} || git revert --no-commit {commit}..HEAD ## what came later is lost
checkout a specific commit ; switch to a specific commit ; look at an old version of the repository ; checkout an old revision => git checkout {commit} || git switch --detach {commit} ## a detached HEAD
revert a commit that was already pushed ; undo a pushed commit ; undo a pushed commit with a new commit ; revert commit without rewriting history => git revert {commit} ## a new commit undoes it
revert a merge commit ; undo a merge that was pushed ; revert merge commit already pushed => git revert -m 1 {commit} ## keeps the first parent's side
undo a merge that has not been pushed ; undo last merge ; undo git merge => git reset --hard ORIG_HEAD || git reset --merge ORIG_HEAD ## back to before the merge
undo git reset --hard ; recover commits lost by git reset hard ; recover lost commit ; find lost commits ; restore dropped commit ; recover deleted branch ; restore a deleted git branch ; find dangling commits => git reflog || git fsck --lost-found ## then git branch <name> <commit>
undo git rebase ; undo a rebase => git reset --hard ORIG_HEAD || git reflog ## back to before the rebase
undo git commit amend ; undo amend => git reset --soft HEAD@{1} ## the commit before the amend
undo git stash pop ; recover a dropped stash ; recover deleted stash => git fsck --unreachable | grep commit ## then git stash apply <commit>
undo git push ; undo last push ; remove pushed commit from remote ; rollback a push => git push -f origin HEAD~1:{branch|<branch>} || git revert HEAD ## rewrites what others may have
undo git pull ; revert a pull => git reset --hard ORIG_HEAD || git reset --hard HEAD@{1} ## back to before the pull
show what changed since the last commit ; changes since last commit ; what have i changed => git diff HEAD || git status ## uncommitted
discard unstaged changes ; discard unstaged changes in git ; drop local modifications ; remove uncommitted changes ; revert uncommitted changes ; undo all uncommitted changes => git restore . || git checkout -- . ## changes are lost
reset a single file ; revert a single file to a previous version ; reset file to a specific revision ; restore file from an older commit ; checkout a file from a specific commit ; revert one file to an older commit ; get an old version of a file => git checkout {commit} -- {file} || git restore --source={commit} {file} ## only that file
checkout one file from another branch ; get a file from another branch ; copy a file from another branch ; get just one file from different branch ; checkout single file from other branch => git checkout {branch} -- {file} || git restore --source {branch} {file} ## only that file
bring back a file i deleted from the last commit ; restore a file deleted from the working tree ; get back a deleted file that is not committed => git checkout HEAD -- {file|<file>} || git restore {file|<file>} ## from the last commit
restore a deleted file in git ; recover a file deleted in a commit ; find and restore a deleted file ; get back a file deleted in an earlier commit => git checkout $(git rev-list -n 1 HEAD -- {file})^ -- {file} || git log --diff-filter=D --summary ## from the commit before its deletion
show when a file was deleted ; find when file was deleted in git ; find deleted file in git history ; list deleted files in git history => git log --diff-filter=D --summary -- {file} || git log --all --full-history -- {file} ## commits that delete
force git pull to overwrite local files ; git pull overwrite local changes ; force pull ; reset local branch to match remote ; make local branch same as remote ; reset local repository branch to be like remote head ; hard reset to remote branch ; discard local commits and match origin => git fetch origin && git reset --hard origin/{branch|<branch>} ## local changes and commits are lost
throw away local commits ; delete unpushed commits ; discard local commits that were not pushed ; remove unpushed commits => git reset --hard @{u} || git reset --hard origin/<branch> ## local commits are lost
amend commit message ; modify existing unpushed commit message ; change commit message ; fix a wrong commit message ; edit last commit message ; reword last commit => git commit --amend || git commit --amend -m {text|<message>} ## replaces the last commit
change an older commit message ; edit message of an older commit ; modify a specified commit ; reword old commit ; edit an older commit ; change commit message of older commit that was pushed => git rebase -i {commit|<commit>}^ ## mark it with reword or edit
change the author of a commit ; change author of last commit ; change author and committer name of a commit ; fix commit author => git commit --amend --author="Name <email>" --no-edit || git commit --amend --reset-author --no-edit ## of the last commit
change author of several commits ; change author of multiple commits ; change the author of many commits ; rewrite author of all commits ; amend several commits to change author ; change author and email in git history => git rebase -i <commit> -x "git commit --amend --author='Name <email>' --no-edit" ## rewrites them
change the date of a commit ; change timestamp of an old commit ; set commit date => git commit --amend --date='<date>' --no-edit ## of the last commit
add file to last commit ; add a file to the previous commit ; add changes to existing commit ; add forgotten file to last commit => git add {file} && git commit --amend --no-edit ## replaces the last commit
remove file from last commit ; remove files from a commit ; remove a file from the latest commit => git reset --soft HEAD~1 && git restore --staged {file} ## then commit again
split a commit into several ; break a previous commit into multiple commits ; split last commit => git reset HEAD~1 && git add -p ## then commit the parts
squash commits ; squash last commits together ; squash last n commits into one ; combine multiple commits into one ; squash all commits on branch ; squash my last commits ; merge several commits into one => git rebase -i HEAD~{n} || git reset --soft HEAD~{n} ## mark them with squash
squash first two commits ; edit root commit ; rebase to the first commit ; change the first commit => git rebase -i --root ## from the first commit on
squash a branch when merging ; merge branch as one commit ; squash all commits of a branch when merging => git merge --squash {branch} ## then commit
reorder commits ; change order of commits ; delete a commit from a branch ; delete commits from a branch ; remove a specific commit from history ; drop a commit => git rebase -i {commit|<commit>}^ ## delete or move its line
rename local branch ; rename a git branch ; rename the current branch ; change branch name ; rename local git branch => git branch -m {branch} || git branch -m <branch> {branch} ## the current one
rename remote branch ; rename git branch locally and remotely ; rename both local and remote branch => git branch -m {branch} {branch2} && git push origin -u {branch2} && git push origin --delete {branch} ## both
rename master to main ; rename master branch to main => git branch -m master main && git push -u origin main ## then change the default branch
delete local branch ; delete a local git branch ; remove local branch => git branch -d {branch} || git branch -D {branch} ## only when merged; -D in any case
delete branch locally and remotely ; delete git branch both locally and remotely => git branch -d {branch} && git push origin --delete {branch} ## both
delete remote branch ; remove a remote git branch ; delete a branch on the remote => git push origin --delete {branch} ## for everybody
delete all local branches except master ; delete all branches except main ; remove all local branches but the current => git branch | grep -vE '^\\*|main|master' | xargs git branch -d ## merged ones only
delete all merged branches ; delete local branches that are already merged ; clean up merged branches ; delete branches already merged => git branch --merged | grep -vE '^\\*|main|master' | xargs git branch -d ## not the current one
remove tracking branches no longer on remote ; prune remote branches ; clean up old remote git branches ; remove local references to deleted remote branches ; clean up stale remote branches ; delete remote tracking branch => git fetch --prune || git remote prune origin ## forgets those deleted on the remote
delete local branches that no longer exist on remote ; remove local branches not on remote ; delete gone branches => git fetch -p && git branch -vv | awk '/: gone]/{print $1}' | xargs git branch -d ## merged ones only
create branch from a previous commit ; create a branch from a specific commit ; branch from an older commit ; make a branch at a commit => git branch {branch} {commit} || git switch -c {branch} {commit} ## starts there
create branch from another branch ; create a branch from a branch ; make new branch from existing branch => git switch -c {branch} {branch2} || git checkout -b {branch} {branch2} ## starts there
create branch from a tag ; make branch from tag => git switch -c {branch} {tag} || git checkout -b {branch} {tag} ## starts there
create an empty branch without history ; make orphan branch ; create branch with no parent => git switch --orphan {branch} || git checkout --orphan {branch} ## no history
move commits to a new branch ; move the most recent commits to a new branch ; move last commit to another branch ; committed to the wrong branch => git branch {branch} && git reset --hard HEAD~{n|1} ## the new branch keeps them
move uncommitted changes to a new branch ; move uncommitted work to another branch ; put changes on a new branch ; create branch with current changes => git switch -c {branch} || git checkout -b {branch} ## the changes come along
checkout remote branch ; checkout a remote git branch ; switch to a remote branch ; pull a remote branch ; get a branch from remote ; fetch a remote branch => git switch {branch} || git checkout {branch} ## tracks the remote's
push new local branch to remote ; push a new branch and track it ; create a remote branch ; publish a local branch ; push branch for the first time ; set upstream when pushing ; push local branch to remote => git push -u origin {branch} || git push -u origin HEAD ## -u sets the upstream
make an existing branch track a remote branch ; set upstream branch ; set tracking branch ; change upstream of branch ; link local branch to remote branch => git branch -u origin/{branch} || git branch --set-upstream-to=origin/{branch} ## the current branch
see which branch tracks which remote ; show upstream branch ; show which remote branch a local branch is tracking ; show tracking branches => git branch -vv || git rev-parse --abbrev-ref @{u} ## upstream in brackets
get current branch name ; show the current git branch ; print name of current branch => git branch --show-current || git rev-parse --abbrev-ref HEAD ## only the name
list all branches ; show all git branches ; list local and remote branches ; see all remote branches => git branch -a || git branch -r ## remote ones too
list branches by most recent commit ; sort git branches by date ; list of branches ordered by last commit ; show recently used branches => git branch --sort=-committerdate || git for-each-ref --sort=-committerdate refs/heads/ ## newest first
find which branch contains a commit ; list all branches containing a commit ; see which branch a commit came from ; which branches have this commit => git branch -a --contains {commit} ## remote ones too
find tag that contains a commit ; which tag contains commit ; first tag with a commit => git tag --contains {commit} || git describe --contains {commit} ## tags that have it
compare two branches ; see difference between two branches ; diff two branches ; show differences between branches => git diff {branch}..{branch2} || git diff {branch}...{branch2} ## what differs
show files that differ between two branches ; list changed files between two branches ; names of files changed between branches => git diff --name-status {branch}..{branch2} || git diff --name-only {branch} {branch2} ## names and kinds
show commits in one branch but not in the other ; list commits not in another branch ; find commits missing in branch ; commits that are not in master ; see what commits are in one branch that aren't in the other => git log {branch2}..{branch} --oneline || git cherry -v {branch2} ## not in the second
compare a file in two branches ; diff a file between branches ; difference of a file between two branches => git diff {branch} {branch2} -- {file} ## only that file
compare file with an older version ; diff a file between two commits ; diff the same file between two different commits ; show changes of a file between commits => git diff {commit} {commit2} -- {file} || git diff HEAD~1 -- {file} ## only that file
diff two commits ; show differences between two commits ; changes between two commits => git diff {commit} {commit2} ## what differs
show the changes of a commit ; see diff of a single commit ; see the changes introduced by a commit ; show diff for one commit ; what changed in a commit => git show {commit} ## message and diff
list files changed in a commit ; list all the files in a commit ; show only names of files changed in a commit ; which files were changed by a commit => git show --name-only {commit} || git diff-tree --no-commit-id --name-only -r {commit} ## names
show staged changes ; diff staged files ; see what is going to be committed ; show changes added with git add ; view diff of files in the index => git diff --staged || git diff --cached ## index against last commit
show word diff ; diff by word ; word by word diff => git diff --word-diff ## inside the lines
ignore whitespace in git diff ; diff ignoring whitespace ; git diff without whitespace changes => git diff -w ## all whitespace
view history of a file ; see the change history of a file ; show commits that changed a file ; view the change history of a file using git ; log of a single file => git log --follow -p -- {file} || git log --follow --oneline -- {file} ## across renames
view history of a function ; show history of specific lines ; history of lines of a file => git log -L {n},{n2}:{file} || git blame -L {n},{n2} {file} ## those lines
who changed a line ; find who wrote a line of code ; see who last modified each line ; blame a file => git blame {file} || git blame -L <number>,<number> {file} ## a name a line
search for a string in all git history ; find commit that added a string ; search commits for text in code ; grep the history of a repository ; search committed code in git history ; find when a line was added or removed ; find when a string was introduced => git log -S {text} --all || git log -G {text} -p ## commits that change how often it occurs
search commit messages ; find commits by message ; search git log for a message ; grep in commit messages ; find a commit by its message => git log --all --grep={text} ## messages that match
search in all branches for text ; grep all branches ; find text in all git branches ; find file in all branches => git grep {text} $(git for-each-ref --format='%(refname)' refs/heads) || git log --all -- '**/{file}' ## in the branches' files
search files tracked by git ; grep in repository => git grep -n {text} ## tracked files
show commits by author ; filter git log by author ; view only commits of one user ; find commits by a specific author => git log --author={user} ## part of a name is enough
show commits between two dates ; git log by date ; list commits in a date range ; commits since a date ; commits of today => git log --since={date} --until={date2} --oneline || git log --since=yesterday ## newest first
show commits of last week ; commits since last week ; what did i commit yesterday => git log --since='1 week ago' --oneline || git log --since=yesterday --author="$(git config user.name)" ## newest first
show git log as a graph ; visualize branches ; pretty git branch graphs ; git commit tree ; show branch history as tree => git log --graph --oneline --all --decorate ## all branches
show only last commit ; see the last commit ; print the latest commit ; show last n commits ; limit git log to n commits => git log -{n|1} || git show ## newest first
get hash of the last commit ; show the current commit hash ; get current commit id ; retrieve the hash for the current commit ; short commit hash ; get sha of head => git rev-parse HEAD || git rev-parse --short HEAD ## --short cuts it
get the date of the last commit ; timestamp of last commit ; when was the last commit => git log -1 --format=%cd ## of HEAD
get message of a commit ; print only the commit message ; show last commit message => git log -1 --pretty=%B || git log --format=%B -n 1 {commit} ## only the text
show the first commit ; find the initial commit ; show the first commit of a repository => git rev-list --max-parents=0 HEAD || git log --reverse ## commits without parents
show parent of a commit ; find the parent of a merge commit => git show --pretty=%P -s {commit} || git rev-parse {commit}^ ## their hashes
show git log without pager ; prevent git from using a pager ; disable pager in git => git --no-pager log || git config --global core.pager cat ## prints all at once
count commits ; count of commits in a branch ; count of commits in repository ; get commit count => git rev-list --count HEAD || git shortlog -sn ## of this branch
count lines of code by author ; count of lines changed by an author ; statistics by author => git log --author={user} --pretty=tformat: --numstat || git shortlog -sn ## added, removed, file
count lines of code in a repository ; how many lines of code in git repository ; count total lines of tracked files => git ls-files | xargs wc -l || cloc $(git ls-files) ## the total is last
list contributors ; list authors of a repository ; who committed the most ; commits per author => git shortlog -sne --all ## most first
find common ancestor of two branches ; common ancestor of branches ; find where branch diverged ; find the branch point => git merge-base {branch} {branch2} ## the commit
list untracked files ; show only untracked files ; list new files not in git => git ls-files --others --exclude-standard || git status -u ## ignored ones left out
list ignored files ; show ignored files in git ; which files are ignored => git status --ignored || git ls-files --others --ignored --exclude-standard ## by .gitignore
why is a file ignored ; find which gitignore rule ignores a file ; check why file is ignored by git => git check-ignore -v {file} ## the rule and its place
list all tracked files ; list files tracked by git ; show all files in repository ; list files in a branch => git ls-files || git ls-tree -r --name-only HEAD ## in the index
list all files that ever existed in repository ; list every file that was ever in git history => git log --all --pretty=format: --name-only --diff-filter=A | sort -u ## from all commits
check if a file is tracked ; is file tracked by git => git ls-files --error-unmatch {file} ## status tells
remove untracked files ; remove local untracked files from working tree ; delete untracked files and directories ; clean working directory => git clean -fd || git clean -n ## -n only lists
preview what git clean deletes ; dry run git clean ; show which untracked files would be removed => git clean -nd ## deletes nothing
remove ignored files ; delete all files ignored by git => git clean -fdX || git clean -ndX ## -n only lists
stop tracking a file ; remove a file from git without deleting it ; untrack a file but keep it locally ; make git forget about a tracked file ; remove a file from the repository without deleting it from the filesystem ; remove from git but keep local copy ; ignore a file that is already committed => git rm --cached {file} ## stays on disk
stop tracking a directory ; remove a directory from git but not local ; untrack folder but keep it => git rm -r --cached {dir} ## stays on disk
apply gitignore to already tracked files ; gitignore not working for committed files ; refresh gitignore ; remove files listed in gitignore from repository => git rm -r --cached . && git add . ## then commit
ignore changes of a tracked file ; ignore local changes to a tracked file ; temporarily ignore changes in a tracked file ; git ignore modified file without untracking => git update-index --skip-worktree {file} || git update-index --assume-unchanged {file} ## --no-skip-worktree undoes it
undo assume unchanged ; stop ignoring changes of a tracked file => git update-index --no-assume-unchanged {file} ## or --no-skip-worktree
ignore file mode changes ; make git ignore chmod changes ; git ignore permission changes => git config core.fileMode false ## in this repository
make a file executable in git ; commit file permissions ; set executable bit in git on windows => git update-index --chmod=+x {file} ## in the index
remove a file from git history ; purge a file from all history ; remove sensitive data from git ; delete large file from history ; completely remove file from all commits => git filter-repo --invert-paths --path {file} || git filter-branch --index-filter 'git rm --cached --ignore-unmatch {file}' HEAD ## rewrites every commit
find large files in git history ; find the biggest objects in repository ; which commits have large blobs => git rev-list --objects --all | git cat-file --batch-check='%(objecttype) %(objectname) %(objectsize) %(rest)' | sort -k3 -n | tail ## the largest last
reduce size of git repository ; shrink the git folder ; garbage collect repository ; clean up git repository => git gc || git gc --prune=now --aggressive ## packs, and drops what nothing reaches
show size of repository ; how big is a git repository => git count-objects -vH ## size-pack is the history
stash one file ; stash only one file out of multiple changed files ; stash a specific file ; stash a single file ; stash only some files => git stash push {file|<file>} || git stash push -m {text|<message>} -- {file|<file>} ## others stay
stash untracked files ; stash including untracked files ; stash new files too => git stash -u ## untracked ones too
stash only unstaged changes ; stash only unstaged ; stash changes except staged ; stash everything not staged => git stash push --keep-index ## staged ones stay
stash only staged changes ; stash just what is staged => git stash push --staged ## the rest stays
name a stash ; stash with a message ; name and retrieve a stash => git stash push -m {text|<message>} ## shown in git stash list
apply a specific stash ; pop a specific stash ; apply a named stash ; apply stash by number => git stash apply stash@{{n|<number>}} || git stash pop stash@{{n|<number>}} ## git stash list numbers them
show what is in a stash ; see the contents of a stash ; view a stash without applying it ; diff of a stash => git stash show -p stash@{{n|0}} ## as a diff
apply stash without removing it ; apply stash but keep it => git stash apply ## keeps it in the list
get one file from a stash ; checkout a single file from stash ; extract a single file from a stash => git checkout stash@{0} -- {file} ## only that file
delete a stash ; remove a specific stash ; drop a stash => git stash drop stash@{{n|<number>}} ## that one
delete all stashes ; clear the stash list => git stash clear ## for good
create branch from a stash => git stash branch {branch} ## applies it there
create a tag ; add a git tag ; create an annotated tag ; tag a release => git tag -a {tag} -m {text|<message>} || git tag {tag} ## annotated
tag an older commit ; create a tag for a specific commit ; tag a previous commit => git tag -a {tag} {commit} -m {text|<message>} ## that commit
push a tag ; push tag to remote ; push a git tag to a remote repository => git push origin {tag} ## that tag
push all tags ; push tags to remote => git push --tags ## all of them
delete a tag ; delete local tag ; remove a git tag locally => git tag -d {tag} ## here only
delete remote tag ; remove a tag on the remote ; delete a git tag that was pushed => git push origin --delete {tag} ## for everybody
delete all tags ; delete all local tags ; remove all git tags => git tag -l | xargs git tag -d ## here only
rename a tag ; rename git tag => git tag {tag2} {tag} && git tag -d {tag} && git push origin {tag2} :refs/tags/{tag} ## here and there
list tags ; show all tags ; list tags sorted by date => git tag -l || git tag --sort=-creatordate ## newest first with --sort
list remote tags ; show tags on remote => git ls-remote --tags origin ## of the remote
checkout a tag ; download a specific tag ; switch to a tag => git checkout {tag} || git clone --branch {tag} <url> ## a detached HEAD
clone a specific tag ; clone repository at a tag => git clone --depth 1 --branch {tag} {url} ## only that
fetch all tags ; get tags from remote ; update tags => git fetch --tags || git fetch --tags --force ## --force replaces moved ones
get the latest tag ; show the most recent tag ; last tag name => git describe --tags --abbrev=0 ## the nearest one
add a remote ; add a remote repository ; add upstream remote ; connect local repository to github ; link local repository to remote => git remote add {name|origin} {url} ## then git push -u
change the url of a remote ; change remote url ; change the uri for a remote git repository ; switch remote from https to ssh ; set a new remote origin => git remote set-url origin {url} ## fetch and push
show the url of a remote ; see the remote url ; get url a repository was cloned from ; find remote origin url ; determine the url that a local git repository was originally cloned from => git remote get-url origin || git remote -v ## of origin
remove a remote ; delete a remote ; remove origin from repository ; disconnect local repository from remote => git remote remove {name|origin} ## only the name here
rename a remote => git remote rename {name|<name>} {name2|<name>} ## the branches follow
list remotes ; show remotes => git remote -v ## with addresses
update a fork from the original repository ; sync a fork with upstream ; update forked repository => git fetch upstream && git merge upstream/main ## or git rebase upstream/main
push to a different branch name ; push local branch to a differently named remote branch => git push origin {branch}:{branch2} ## local, then remote name
force push ; force push to remote ; overwrite remote branch => git push --force-with-lease || git push --force ## refuses when others pushed
skip git hooks ; commit without pre-commit hooks ; skip pre-commit hook => git commit --no-verify || git push --no-verify ## runs no hooks
    push without hooks ; push without running hooks ; push and skip the pre-push hook => git push --no-verify ## runs no hooks
push all branches => git push --all origin ## every local one
see unpushed commits ; view unpushed git commits ; list commits not pushed ; show commits that have not been pushed ; which commits are not on the remote => git log @{u}.. || git log origin/<branch>..HEAD ## local only
check if pull is needed ; see what a pull would bring ; check if local branch is behind remote ; compare local branch with remote branch => git fetch && git status -sb || git log HEAD..@{u} --oneline ## ahead and behind
pull all branches ; fetch all branches ; fetch all remote branches ; clone all remote branches => git fetch --all || git branch -r ## every remote
update local list of remote branches ; refresh remote branches => git fetch --prune ## deleted ones too
pull with rebase by default => git config --global pull.rebase true ## for every pull
pull a specific branch => git pull origin {branch} ## into the current one
pull submodules too ; update submodules ; pull latest changes for all submodules ; update all git submodules => git submodule update --remote --merge || git submodule update --init --recursive ## newest of each
clone with submodules ; clone including submodules ; clone a repository recursively => git clone --recurse-submodules {url} ## submodules too
add a submodule => git submodule add {url} {dir} ## as a commit of that repository
remove a submodule ; delete git submodule => git rm {dir|<submodule>} && rm -rf .git/modules/{dir|<submodule>} ## then commit
clone a specific branch ; clone a single branch ; clone only one branch => git clone --branch {branch} --single-branch {url} ## only that branch
clone without history ; shallow clone ; clone only the latest commit ; clone with depth 1 => git clone --depth 1 {url} ## no history
convert a shallow clone to a full clone ; get full history after shallow clone => git fetch --unshallow ## brings the rest
clone into the current directory ; clone a repository to a specific folder ; clone into a non-empty directory => git clone {url} {dir|.} ## the last word is the place
clone a subdirectory only ; clone only a subdirectory of a git repository ; sparse checkout a folder ; download a single folder from a repository => git clone --filter=blob:none --sparse {url} && git sparse-checkout set {dir} ## in the clone
export a repository without .git ; export git files like svn export ; make an archive of a repository ; create a zip of a git branch => git archive --format=zip -o {file|<file>.zip} HEAD || git archive HEAD | tar -x -C <directory> ## tracked files
initialise a repository for an existing project ; add existing project to git ; put existing directory under git => git init && git add . && git commit -m 'first commit' ## here
remove git from a project ; delete a git repository ; make a directory no longer a repository => rm -rf .git ## the history is lost
create a patch from changes ; create a patch file ; make a patch of uncommitted changes ; generate patch from diff => git diff > {file|<file>.patch} || git format-patch -1 {commit|HEAD} ## git apply reads it
create a patch from a commit ; generate a git patch for a specific commit ; make patch file of last commit => git format-patch -1 {commit|HEAD} ## a file per commit
apply a patch ; apply a patch file ; apply a diff => git apply {file|<file>.patch} || git am {file|<file>.patch} ## am makes commits too
resolve merge conflicts using theirs ; accept all theirs on conflict ; resolve conflicts in favor of incoming changes => git checkout --theirs . || git merge -X theirs {branch} ## then git add
resolve merge conflicts using ours ; keep our version in a conflict ; keep local file on conflict => git checkout --ours . || git merge -X ours {branch} ## then git add
list conflicted files ; show files with merge conflicts ; which files have conflicts => git diff --name-only --diff-filter=U ## unmerged ones
abort a merge ; cancel a merge with conflicts => git merge --abort ## back to before
merge a single file from another branch => git checkout -p {branch} {file} ## asks for each part
merge without committing ; merge without auto commit => git merge --no-commit --no-ff {branch} ## look, then commit
test a merge for conflicts without merging ; check for merge conflicts before merging ; dry run merge => git merge --no-commit --no-ff {branch} || git merge-tree $(git merge-base HEAD {branch}) HEAD {branch} ## git merge --abort ends it
replace a branch with another ; make master the same as another branch ; overwrite branch with another => git checkout {branch} && git reset --hard {branch2} ## then force push
cherry pick a commit from another branch ; copy a commit to another branch ; apply a commit from another branch => git cherry-pick {commit} ## here
cherry pick a range of commits ; cherry pick multiple commits => git cherry-pick {commit}^..{commit2} ## both ends
cherry pick without committing => git cherry-pick -n {commit} ## only the changes
rebase branch onto master ; update feature branch with master ; bring branch up to date with main => git fetch origin && git rebase origin/{branch|main} || git merge origin/{branch|main} ## yours on top
find the commit that introduced a bug ; binary search for bad commit => git bisect start ## then git bisect bad, git bisect good <commit>
add only some changes of a file ; commit only part of a file ; stage part of a file ; stage individual hunks => git add -p {file|<file>} ## asks for each part
commit only specific files ; commit a single file ; commit some files => git commit {file} -m {text|<message>} ## others stay
add all files except one ; add all but one file ; git add all except a file ; stage everything except a file => git add . && git reset -- {file|<file>} || git add -- . ':!{file|<file>}' ## that one stays unstaged
add only modified files ; stage only tracked files ; add changes but not untracked files => git add -u ## no new files
add an empty directory => touch {dir}/.gitkeep && git add {dir}/.gitkeep ## git knows only files
commit without a message ; commit with empty message => git commit --allow-empty-message -m '' ## nothing asked
commit an empty commit ; trigger build with an empty commit ; push an empty commit => git commit --allow-empty -m {text|<message>} ## nothing changes
move a file in git keeping history ; rename a file in git ; move files and keep history ; rename a directory in git => git mv {file} {file2} ## then commit
change case of a filenames in git ; rename only the case of a file => git mv {file} {file2} || git config core.ignorecase false ## then commit
save username and password in git ; store git credentials ; stop git from asking for password every time ; cache https credentials ; remember git password ; avoid entering username and password => git config --global credential.helper store || git config --global credential.helper 'cache --timeout=3600' ## store keeps them in plain text
remove stored git credentials ; forget saved git password => git config --global --unset credential.helper || git credential-cache exit ## asks again
set username and email ; configure git user name ; set my name in git => git config --global user.name {text|<name>} || git config --global user.email <email> ## for every repository
set user for one repository ; different git user for one repository ; set git config for one repository => git config user.email {text|<email>} ## without --global: this repository
show git configuration ; list git config ; where is git config stored ; show all git settings => git config --list --show-origin ## with their files
remove a git config entry ; unset a config value => git config --global --unset {name|<key>} ## or without --global
change the default editor of git ; use vim for commit messages ; make git use the editor of my choice for commits ; set git editor => git config --global core.editor {command|<editor>} ## vim, nano, 'code --wait'
use a specific ssh key for git ; specify the ssh key for a git command ; git clone with a specific private key ; tell git which private key to use => git -c core.sshCommand='ssh -i <key>' clone {url} || GIT_SSH_COMMAND='ssh -i <key>' git clone {url} ## core.sshCommand keeps it
use a proxy with git ; getting git to work with a proxy server ; set git proxy => git config --global http.proxy {url} ## --unset removes it
ignore ssl certificate in git ; disable ssl verification for git => git -c http.sslVerify=false clone {url} ## only for this command
set line endings in git ; convert line endings in git repository ; turn off autocrlf => git config --global core.autocrlf input || git add --renormalize . ## LF in the repository
color git output ; enable colored output in git => git config --global color.ui auto ## in terminals
make a git alias ; create alias for git command => git config --global alias.{name|<name>} '{command|<command>}' ## git <name>
run git in another directory ; execute git command in a different directory ; git pull without cd => git -C {dir|<directory>} <command> ## as if started there
get the root directory of a repository ; find the top level of git repository ; path of the git root => git rev-parse --show-toplevel ## absolute
check if directory is a git repository ; is this a git repository => git rev-parse --is-inside-work-tree ## status tells
see which files are in a branch on remote ; list remote branches without cloning ; list branches of a remote repository => git ls-remote --heads {url|origin} ## without fetching
checkout a pull request locally ; checkout github pull request ; fetch a pull request => git fetch origin pull/{n|<number>}/head:{branch|pr} || gh pr checkout {n|<number>} ## into a branch
update git to the latest version ; upgrade git => sudo apt update && sudo apt install git || brew upgrade git ## from the package manager
check git version ; which version of git is installed => git --version ## prints it
work on two branches at once ; checkout two branches at the same time ; add a worktree => git worktree add {dir|../<directory>} {branch} ## a second directory
fix detached head ; get out of detached head state ; reattach head => git switch {branch|-} || git switch -c <branch> ## -c keeps the new commits
set default branch name ; change default branch to main => git config --global init.defaultBranch main ## for new repositories
remove a directory from a git repository ; delete folder from repository => git rm -r {dir} ## then commit
show all commits of a file that was renamed => git log --follow --oneline -- {file} ## across renames
show commit history with files ; show git log with changed files ; list changed files in git log => git log --name-status || git log --stat ## a letter each
generate a changelog between two tags ; list commits between two tags => git log {tag}..{tag2} --oneline ## newest first
show changes since last tag ; commits since last tag => git log $(git describe --tags --abbrev=0)..HEAD --oneline ## newest first
show remote branch information ; compare local and remote branches ; inspect remote => git remote show origin ## branches and their state
list git aliases ; show my git aliases ; see all aliases defined in git => git config --get-regexp ^alias ## name and command
view git log of one user ; git log of a single user's commits ; view log of just one author's commits ; see only my commits => git log --author={user|<author>} ## part of a name is enough
show commits with changes ; git log with diffs ; view log with patches => git log -p ## with diffs
push a local branch to another branch on the remote ; push local branch to master branch in the remote ; push branch to a different remote branch => git push origin {branch|HEAD}:{branch2|<branch>} ## local, then remote name
push existing repository to a new remote ; move repository to another server ; push repo to a different remote ; mirror a git repository ; copy repository with all branches to a new remote => git push --mirror {url|<url>} ## all branches and tags
remove last commit from remote ; delete last commit from remote repository ; undo last commit on remote => git push -f origin HEAD~1:{branch|<branch>} || git revert HEAD ## rewrites what others may have
remove a file from the staging area ; unstage one file but keep the changes => git restore --staged {file|<file>} ## keeps the changes
tell git that a file was moved ; make git see a rename ; mark a deleted and a new file as a move ; record file move in git => git add -A ## git finds renames by content
last commit date of a file ; get commit timestamp of a file ; when was a file last changed in git ; last modified date of file in git => git log -1 --format=%cd -- {file|<file>} ## of that file
last commit of each branch ; date of last commit per branch => git for-each-ref --sort=-committerdate --format='%(committerdate:short) %(refname:short)' refs/heads ## newest first
git status of several repositories ; status of all repositories in subdirectories ; run git pull in all subdirectories ; update all git repositories in a folder => for d in */.git; do git -C "\${d%/.git}" status -s; done || for d in */.git; do git -C "\${d%/.git}" pull; done ## each in turn
convert repository to bare ; make a bare repository ; create bare clone ; convert a normal git repository to a bare one => git clone --bare {dir|<directory>} {dir2|<directory>.git} ## without files
find parent branch of a branch ; nearest parent of a git branch ; from which branch was it created => git show-branch -a | grep '\\*' | grep -v "$(git rev-parse --abbrev-ref HEAD)" | head -n 1 ## a guess
cherry pick from another repository ; copy commit from another repository => git fetch {url|<url>} {branch|<branch>} && git cherry-pick {commit|<commit>} ## without a remote
discard all changes on a diverged branch ; make diverged branch same as remote ; fix diverged branches by taking the remote => git fetch && git reset --hard @{u} ## local commits are lost
merge detached head into master ; reconcile detached head with master ; save work on detached head => git branch {branch|<branch>} && git checkout master && git merge {branch|<branch>} ## names the commits
statistics of blame ; lines per author of a file ; who wrote how much of a file => git blame --line-porcelain {file|<file>} | sed -n 's/^author //p' | sort | uniq -c | sort -rn ## lines
show a file in another branch ; view a file from a different branch without checkout ; print file of another branch ; show file at a revision ; view an old version of a file ; see contents of a file at a commit => git show {branch|<branch>}:{file|<file>} ## to the terminal
show deleted branches ; list merged branches ; which branches are merged into master => git branch --merged {branch|main} ## can be deleted
which branches are not merged ; list unmerged branches => git branch --no-merged {branch|main} ## still have commits of their own
get default branch of a repository ; name of the default branch of remote => git remote show origin | sed -n 's/.*HEAD branch: //p' ## asks the remote
get name of the repository ; repository name from git => basename "$(git rev-parse --show-toplevel)" ## its directory
abort a cherry pick ; cancel cherry pick => git cherry-pick --abort ## back to before
continue cherry pick after conflict ; continue a cherry pick => git cherry-pick --continue ## after git add
abort a rebase ; cancel a rebase in progress ; stop rebase => git rebase --abort ## back to before
continue a rebase ; continue rebase after resolving conflicts => git rebase --continue ## after git add
skip a commit while rebasing => git rebase --skip ## leaves it out
see which commits would be pushed ; dry run of git push ; preview push => git push --dry-run || git log @{u}.. --oneline ## sends nothing
list files in the staging area ; names of staged files => git diff --cached --name-only ## staged
check if there are uncommitted changes ; test for uncommitted changes in script ; is working tree clean => git status --porcelain || git diff-index --quiet HEAD ## empty when clean
files changed between two commits ; list files changed between tags ; names of changed files between commits ; list of files modified since a commit => git diff --name-only {commit|<commit>} {commit2|<commit>} ## names
count of lines changed ; count changed lines between commits ; lines added and removed since => git diff --shortstat {commit|<commit>} {commit2|<commit>} || git diff --stat ## total
find merge commits ; show only merge commits => git log --merges ## only these
    log without merge commits ; exclude merges from git log ; git log with no merge commits => git log --no-merges ## leaves them out
which commits changed a directory ; log of a directory ; history of a folder => git log --oneline -- {dir|<directory>} ## newest first
search for a filenames in git history ; find a file in any branch ; which branches contain a file => git log --all --oneline -- '*{file|<file>}' ## commits that touch it
sign commits ; sign git commits with gpg ; sign a tag => git commit -S -m {text|<message>} || git config --global commit.gpgsign true ## the second for all
squash all commits on a branch ; squash a branch into one commit => git reset $(git merge-base main HEAD) && git add -A && git commit -m {text|'<message>'} ## against main
delete all tags matching a pattern ; delete several git tags => git tag -l {glob|'<pattern>'} | xargs git tag -d ## here only
find the commit that deleted a line ; find when a line was deleted ; which commit removed a line => git log -S {text|'<text>'} -p -- {file|<file>} ## commits that add or remove it
is branch up to date with remote ; determine if a branch is up to date ; check if local branch is up to date => git fetch && git status -sb ## ahead and behind
export git log to a file ; save git log to file ; write commit history to a file => git log > {file|<file>} ## --oneline shorter
shallow clone of one branch ; clone one branch without history ; clone only the last commit of a branch => git clone --depth 1 --branch {branch|<branch>} {url|<url>} ## only that
undo a merge with conflicts ; undo a conflicted merge ; get out of a merge conflict => git merge --abort ## back to before
add only modified files and not untracked ; git add modified and ignore untracked files ; stage changes of tracked files only => git add -u ## no new files
changed lines per author ; count of lines changed per author ; lines of code per author => git log --numstat --format='%aN' | awk 'NF==1{a=$0} NF==3{s[a]+=$1+$2} END {for (i in s) print s[i], i}' | sort -rn ## added and removed
ignore untracked content in submodule ; git status ignore submodules ; submodule shows untracked content => git config submodule.{name|<submodule>}.ignore untracked ## in this repository
files changed in the last commits ; which files were changed in the last n commits => git diff --name-only HEAD~{n|5} ## names
who deleted a file ; show who deleted a file in git => git log --diff-filter=D --format='%h %an %ad' -- {file|<file>} ## author and date
move a subdirectory into its own repository ; split a subfolder into a separate git repository ; detach subdirectory into a repository => git subtree split -P {dir|<directory>} -b {branch|<branch>} || git filter-repo --subdirectory-filter {dir|<directory>} ## with its history
use rebase by default when pulling ; set git to use rebase by default when pulling ; always rebase on pull => git config --global pull.rebase true ## for every pull
pull from a fork ; pull changes from another person's fork ; pull from a fork into a branch => git pull {url|<url>} {branch|<branch>} ## fetch and merge
delete one commit from history ; remove a commit without losing later commits ; delete an old commit but keep the newer ones => git rebase --onto {commit|<commit>}^ {commit|<commit>} ## the later ones are written again
apply a commit to another branch => git checkout {branch|<branch>} && git cherry-pick {commit|<commit>} ## there
list my github repositories ; list repositories of a github user => gh repo list {user|} ## gh auth login first
create a github repository ; create a pull request => gh repo create {name|<name>} --source=. --push || gh pr create ## gh auth login first
check if a branch exists ; test if a git branch exists in script => git rev-parse --verify --quiet {branch|<branch>} || git show-ref --verify --quiet refs/heads/{branch|<branch>} ## status tells
make vim the default editor for git ; default editor for git commit => git config --global core.editor vim ## or nano, 'code --wait'
unmerged changes ; list unmerged files ; show unmerged paths => git diff --name-only --diff-filter=U ## with conflicts
completely clean a working copy ; reset working copy to a fresh clone ; clean everything not in git => git clean -fdx && git reset --hard ## untracked, ignored and changed
last commit of a remote branch ; last commit message of a remote branch => git fetch && git log -1 --pretty=%B origin/{branch|<branch>} ## only the text
author of one commit ; change author of a single commit => git rebase -i {commit|<commit>}^ -x "git commit --amend --author='Name <email>' --no-edit" ## later ones are written again
ssh asks for the passphrase every time in git ; stop git from asking for ssh passphrase => eval "$(ssh-agent)" && ssh-add ## this shell
checkout a commit by its hash ; go to a specific commit ; switch to an old commit => git checkout {commit|<commit>} ## a detached HEAD
go back to the latest commit ; return to the branch after checkout an old commit ; back to head of branch ; leave detached head => git checkout {branch|<branch>} || git switch - ## - the one before
keep commits made on a detached head ; save detached head to a branch ; reconcile detached head => git switch -c {branch|<branch>} || git branch {branch|<branch>} ## a branch at this place
revert repository to a previous commit ; reset to an old commit ; go back to an earlier version of the repository => git reset --hard {commit|<commit>} || git revert --no-commit {commit|<commit>}..HEAD ## what was not committed is lost
revert several commits ; undo multiple commits with new ones ; revert a range of commits => git revert --no-commit {commit|<commit>}..{commit2|HEAD} || git revert {commit|<commit>}..{commit2|HEAD} ## older, newer
undo the last commit but keep the changes ; delete commit and keep changes ; uncommit ; remove last commit without losing work => git reset --soft HEAD~1 || git reset HEAD~1 ## still staged
rename a file in git ; move a file with history ; git rename file keeping history => git mv {file|<old>} {file2|<new>} ## history follows
remove a directory from git but keep it on disk ; untrack a folder ; delete directory from git index only ; stop tracking a directory => git rm -r --cached {dir|<directory>} ## then ignore it
stop tracking a file ; untrack a file ; ignore a file that is already committed => git rm --cached {file} ## then ignore it
ignore local changes to a tracked file ; ignore changes of a committed file ; assume unchanged => git update-index --skip-worktree {file} || git update-index --assume-unchanged {file} ## only here
track changes again after assume unchanged ; undo assume unchanged ; stop ignoring changes => git update-index --no-assume-unchanged {file} ## seen again
pull a branch from someone else's repository ; fetch a branch of another person's fork ; add a colleague's repository as remote => git remote add <name> {url|<url>} && git fetch <name> ## then its branches
update a fork ; sync forked repository with the original ; pull updates from upstream into fork ; keep fork up to date => git fetch upstream && git merge upstream/main || git pull upstream main ## upstream is the original
merge one branch into another ; merge main into my branch ; bring changes of master into my branch ; update feature branch from main ; pull from master into development branch ; get latest changes from main into branch => git merge {branch|main} || git pull origin {branch|main} || git rebase {branch|main} ## into the current one
merge my branch into main ; merge feature branch into master => git checkout main && git merge {branch|<branch>} ## then push
merge a branch as a single commit ; squash merge => git merge --squash {branch|<branch>} && git commit ## one commit
squash all commits of a branch ; combine all commits on branch into one ; squash branch before merge => git reset --soft $(git merge-base main HEAD) && git commit || git rebase -i main ## one commit
merge only some commits ; take single commits from a pull request ; apply specific commits to my branch ; merge specific commit => git cherry-pick {commit|<commit>} ## several may follow
cherry pick from another repository => git fetch {url|<url>} && git cherry-pick {commit|<commit>} ## fetch first
cherry pick a range of commits => git cherry-pick {commit|<commit>}^..{commit2|<commit>} ## the first too
refusing to merge unrelated histories ; merge two repositories with unrelated histories => git pull origin main --allow-unrelated-histories || git merge {branch|<branch>} --allow-unrelated-histories ## once
find the merge commit of a commit ; which merge brought a commit in ; merge that includes a commit => git log --merges --ancestry-path {commit|<commit>}..HEAD ## the last one
abort a merge ; cancel a merge with conflicts => git merge --abort ## as before it
list files with conflicts ; show conflicted files => git diff --name-only --diff-filter=U ## unmerged ones
resolve conflicts by taking theirs ; accept all incoming changes ; keep their version in conflict => git checkout --theirs {file|.} ## then add
resolve conflicts by keeping ours ; keep my version in conflict => git checkout --ours {file|.} ## then add
bisect for a bad commit ; find the commit that broke something ; binary search for a bug in history => git bisect start ## then bad and good
delete local branches gone on the remote ; prune branches that no longer exist on remote ; remove tracking branches deleted on server ; clean up stale remote branches => git fetch --prune || git branch -vv | awk '/: gone]/ {print $1}' | xargs git branch -d ## the first forgets them
delete a branch locally and remotely ; remove branch here and on github => git push origin --delete {branch|<branch>} && git branch -D {branch|<branch>} ## both
ahead and behind of all branches ; how far are branches behind remote ; compare local branches with their upstream => git branch -vv ## in brackets
set upstream of a branch ; make existing branch track a remote one ; set tracking branch => git branch -u origin/{branch|<branch>} ## -u
which remote branch does a branch track ; show upstream of current branch => git rev-parse --abbrev-ref @{u} || git branch -vv ## of this one
branches sorted by date ; most recently used branches ; latest branches => git branch --sort=-committerdate ## newest first
list merged branches ; branches already merged into main => git branch --merged main ## may be deleted
commits in one branch but not in another ; difference in commits between two branches ; what does this branch have that main does not => git log --oneline main..{branch|HEAD} || git cherry -v main ## only there
diff of a file between two branches ; compare one file across branches => git diff {branch|<branch>} {branch2|<branch>} -- {file} ## one file
diff between two branches ; compare branches => git diff {branch|<branch>}..{branch2|<branch>} ## second against first
diff only names of files ; list changed files between two commits ; which files changed between commits => git diff --name-only {commit|<commit>} {commit2|<commit>} ## --name-status says how
diff ignoring whitespace => git diff -w ## -w
diff word by word ; highlight changed words => git diff --word-diff ## in brackets
diff with statistics ; how many lines changed => git diff --stat ## a line each
show version of a file at a commit ; view an old version of a file ; file content at a revision => git show {commit|<commit>}:{file} ## its text
show remote url ; which repository was this cloned from => git remote -v ## all remotes
commits of today ; what did i commit today ; my commits since midnight ; all commits by me today => git log --since=midnight --author="$(git config user.name)" ## own ones
commits by an author ; search commits of a person => git log --author={user|'<author>'} ## a part will do
commits between two dates => git log --since='<date>' --until='<date>' ## from, to
commits that touch a file ; history of one file ; changes of a file over time => git log -p -- {file} || git log --follow --oneline -- {file} ## -p with diffs
find commit by message ; search commit messages for a word => git log --grep={text|'<text>'} ## --all everywhere
find when a line was added ; commit that introduced a string ; search for a string in all commits => git log -S {text|'<text>'} --all ## -p shows it
find commit that deleted a file ; when was a file removed => git log --diff-filter=D --summary -- {file} ## who and when
restore a deleted file from history => git checkout {commit|<commit>}^ -- {file} ## from before it
count of commits per author ; who committed most ; count commits by user => git shortlog -sn ## most first
lines added and removed by an author ; code statistics per author => git log --author={user|'<author>'} --pretty=tformat: --numstat | awk '{a+=$1; d+=$2} END {print a, d}' ## added, removed
who changed this line ; who wrote a line of code ; author of a line => git blame {file} || git blame -L {n|<number>},+1 {file} ## -L one line
commit with another date ; change the date of the last commit => git commit --amend --no-edit --date={date|'<date>'} ## author date
change author of last commit ; fix the author of a commit => git commit --amend --author='<name> <<mail>>' --no-edit ## one commit
add a forgotten file to the last commit => git add {file} && git commit --amend --no-edit ## the message stays
commit only part of a file ; stage some lines of a file => git add -p {file} ## asks for each part
empty commit ; commit without changes => git commit --allow-empty -m {quote|'<message>'} ## nothing in it
stash only some files ; stash one file ; stash a single file => git stash push {file} ## others stay
stash untracked files ; git stash including new files => git stash -u ## -u
show content of stash ; diff of a stash ; what is in a stash => git stash show -p ## the newest
apply a stash and keep it => git stash apply ## pop drops it
recover dropped stash ; find a lost stash => git fsck --no-reflog | awk '/dangling commit/ {print $3}' ## then git stash apply
recover deleted branch ; find lost commits ; restore a branch i deleted => git reflog ## then git branch NAME COMMIT
files to be removed by git clean ; dry run of git clean ; preview untracked files that would be deleted => git clean -nd ## deletes nothing
remove untracked files ; delete untracked files and directories => git clean -fd || git clean -nd ## -n first
discard changes in the working directory ; throw away local changes ; revert all local changes => git restore . || git checkout -- . ## not the staged ones
discard all local changes and commits ; make local branch same as remote ; reset branch to origin => git fetch origin && git reset --hard origin/{branch|<branch>} ## own commits are lost
unstage everything ; remove all files from staging => git restore --staged . || git reset ## changes stay
shallow clone ; clone only the latest revision ; clone without history => git clone --depth 1 {url|<url>} ## one commit
clone into an existing directory ; clone into non-empty folder => git init && git remote add origin {url|<url>} && git fetch && git checkout -t origin/main ## files stay
clone including submodules => git clone --recurse-submodules {url|<url>} ## with them
download one folder of a repository ; get a single directory from github ; clone only a subdirectory ; sparse checkout => git clone --filter=blob:none --sparse {url|<url>} ## then git sparse-checkout set DIRECTORY
update submodules ; pull all submodules => git submodule update --init --recursive ## --remote newest
remove a submodule => git rm {path|<submodule>} ## then commit
move subdirectory to its own repository ; split a folder into a new repository => git subtree split -P {dir|<directory>} -b {branch|<branch>} || git filter-repo --subdirectory-filter {dir|<directory>} ## with history
archive of tracked files ; export repository without .git ; zip of a git repository ; make an archive of a git repo => git archive -o {file|<archive>.zip} HEAD ## by its ending
size of a git repository ; how big is the repo => git count-objects -vH ## size-pack
find large files in git history ; biggest objects in repository => git rev-list --objects --all | git cat-file --batch-check='%(objecttype) %(objectname) %(objectsize) %(rest)' | sort -k3 -n | tail ## bytes third
remove a file from the whole history ; purge file from all commits ; delete sensitive data from git history => git filter-repo --invert-paths --path {file} ## rewrites all
checkout a pull request ; test a pull request locally => gh pr checkout {n|<number>} || git fetch origin pull/{n|<number>}/head:<branch> ## by number
tag a commit and push it ; create and push a tag => git tag {tag|<tag>} && git push origin {tag|<tag>} ## one tag
tag an older commit => git tag -a {tag|<tag>} {commit|<commit>} -m {quote|'<message>'} ## any commit
latest tag ; most recent tag => git describe --tags --abbrev=0 ## reachable from here
push without typing the password ; save git credentials ; remember github password => git config --global credential.helper store || git config --global credential.helper cache ## in clear text
change line ending settings ; git autocrlf => git config --global core.autocrlf input ## LF in the repository
ignore permission changes ; git ignore chmod => git config core.fileMode false ## in this repository
use another editor for commit messages ; set the git editor => git config --global core.editor {command|vim} ## for all repositories
git log as a graph ; tree of commits ; draw branches in log => git log --graph --oneline --all ## all branches
git log one line per commit => git log --oneline ## short
git log without pager ; disable pager => git --no-pager log ## once
is a branch merged ; check if a commit is in a branch => git branch --contains {commit|<commit>} ## branches with it
root directory of repository ; top level of git repo => git rev-parse --show-toplevel ## its path
short hash of the current commit => git rev-parse --short HEAD ## seven signs
compare stash or commit with working tree => git diff {commit|<commit>} ## against the files
empty directory in git ; add an empty folder to a repository ; commit an empty directory => touch {dir|<directory>}/.gitkeep && git add {dir|<directory>}/.gitkeep ## git has no directories
is the working tree clean ; check for uncommitted changes ; dirty index ; anything to commit => git status --porcelain || git diff-index --quiet HEAD ## empty when clean
exclude a file from git diff ; git diff except some files ; diff without certain files ; git diff stat exclude => git diff -- . ':(exclude){file|<file>}' ## --stat too
git diff without pager ; prevent git from using a pager ; turn off pager for a git command => git --no-pager diff || git config --global core.pager cat ## once
all git commands ; list available git commands ; git help for all => git help -a ## with a line each
git blame statistics ; lines per author => git ls-files | xargs -n 1 git blame --line-porcelain | grep '^author ' | sort | uniq -c | sort -rn ## of text
tags with messages ; list tags with their annotation ; all tags and full message => git tag -n99 ## lines of it
tags by date ; sort tags by creation date ; tags ordered by date => git tag --sort=-creatordate ## newest first
tags sorted as versions ; sort tags by version => git tag --sort=-v:refname ## newest first
which tag am i on ; show tag of current commit => git describe --tags || git describe --exact-match ## near one
latest tag of a branch ; last tag name => git describe --tags --abbrev=0 ## reachable
is a commit an ancestor of another ; check commit ancestry ; is commit contained in another => git merge-base --is-ancestor {commit|<commit>} {commit2|<commit>} && echo yes ## by its status
common ancestor of branches ; merge base => git merge-base {branch|<branch>} {branch2|<branch>} ## a commit
delete merged branches ; remove all branches which have been merged => git branch --merged main | grep -v ' main$' | xargs git branch -d ## local ones
which branches track which remote ; branches and what they track ; tracking information of branches => git branch -vv ## in brackets
remove a remote tracking reference ; invalid remote branch reference ; delete stale remote ref => git fetch --prune || git branch -dr origin/{branch|<branch>} ## only here
treat file as binary in git => echo '{file|<file>} binary' >> .gitattributes ## commit it
move a submodule ; change path of a submodule => git mv {path|<submodule>} {path2|<path>} ## then commit
clone a specific revision ; clone repository at a tag or commit ; git clone with specific commit => git clone {url|<url>} {dir|<directory>} && git -C {dir|<directory>} checkout {commit|<commit>} || git clone -b {tag|<tag>} --depth 1 {url|<url>} ## tag or branch with -b
shallow to full clone ; convert shallow clone ; fetch the whole history of a shallow clone => git fetch --unshallow ## all of it
files of a commit ; list all files in a commit ; files changed by a commit ; git show only filenames => git show --name-only --pretty= {commit|HEAD} ## names
summary of a commit ; diffstat of a commit ; stat of commit => git show --stat {commit|HEAD} ## a line each
last modification date of all files in git ; when was each file last changed => git ls-files | while read -r f; do echo "$(git log -1 --format=%cs -- "$f") $f"; done ## one by one
commits of a file ; list all commits for a specific file ; log of a file => git log --oneline -- {file} || git log --follow -- {file} ## --follow renames
first commit ; initial commit ; show the first commit => git log --reverse | head -n 20 || git rev-list --max-parents=0 HEAD ## oldest first
text files in a repository ; list non-binary files in repo => git grep -Il '' ## tracked ones
dry run of a merge ; test a merge without committing ; will merge conflict ; preview merge => git merge --no-commit --no-ff {branch|<branch>} ## git merge --abort undoes
checkout previous branch ; switch to last branch ; back to previous branch => git switch - || git checkout - ## the one before
progress of git clone ; git clone show progress => git clone --progress {url|<url>} ## on stderr
squash all commits into one ; one single commit of the whole history => git reset $(git commit-tree 'HEAD^{tree}' -m '<message>') ## the history is gone
undo a hard reset ; undo git reset hard ; restore commits after reset => git reset --hard HEAD@{1} || git reflog ## committed things only
file of another branch ; view a file in another branch without checkout ; show file from different branch => git show {branch|<branch>}:{file} ## its text
copy a file from another branch ; get file of other branch ; checkout one file from branch => git checkout {branch|<branch>} -- {file} || git restore --source {branch|<branch>} {file} ## overwrites it
checkout old version of a file ; restore file to a previous commit => git checkout {commit|<commit>} -- {file} || git restore --source {commit|<commit>} {file} ## overwrites it
stash one untracked file ; stash a single untracked file => git stash push -u -- {file} ## -u
stash with a message ; name a stash ; include a message with stash => git stash push -m {quote|'<message>'} ## shown by list
parts of changes to stash ; stash interactively ; pick changes to stash => git stash push -p ## asks
file from a stash ; checkout a specific file from stash ; restore single file of a stash => git checkout stash@{0} -- {file} || git checkout -p stash@{0} -- {file} ## -p asks
conflict after stash pop ; resolve conflict from stash pop => git checkout --theirs {file} && git add {file} ## then git stash drop
when was a file added ; date a file was added to repository ; commit that added a file => git log --follow --diff-filter=A -- {file} ## who and when
files added in a time span ; new files since a date in git => git log --diff-filter=A --name-only --pretty= --since='<date>' --until='<date>' ## names
count words in repository => git ls-files | xargs wc -w ## tracked ones
skip hooks ; commit without hooks ; ignore pre-commit hook => git commit --no-verify ## once
count of commits on a branch ; count commits => git rev-list --count {branch|HEAD} ## all reachable
whitespace errors in diff ; highlight whitespace in diff ; trailing whitespace in diff => git diff --check ## where
run git in another directory ; git command from outside the repo => git -C {dir|<directory>} status ## -C
create branch with switch ; new branch with git switch => git switch -c {branch|<branch>} ## from here
global gitignore ; configure global ignore file => git config --global core.excludesFile ~/.gitignore ## for all repositories
is a file tracked ; check if file is under version control => git ls-files --error-unmatch {file} ## by its status
grep another branch ; search text on another branch => git grep {text|'<text>'} {branch|<branch>} ## tracked files
commits that touch certain lines ; history of some lines ; log of a line range => git log -L <number>,<number>:{file} ## with diffs
lost commit ; access a lost commit ; find a commit that is on no branch => git reflog || git fsck --lost-found ## ninety days
unstage with restore ; git restore staged => git restore --staged {file|.} ## changes stay
bisect log ; show good and bad of bisect => git bisect log ## so far
skip a commit when bisecting => git bisect skip ## cannot be tested
untracked files only ; list untracked files => git ls-files --others --exclude-standard ## ignored ones not
ignored files ; list ignored files => git status --ignored || git check-ignore -v {file|*} ## which rule
fixup commit ; commit as fixup of another => git commit --fixup {commit|<commit>} ## then rebase -i --autosquash
autosquash fixups => git rebase -i --autosquash {commit|<commit>} ## in order
verbose commit ; show diff when writing commit message => git commit -v ## below it
show commits on a graph of one branch => git log --oneline --graph ## this branch
short log since last tag ; changelog since tag => git log --oneline $(git describe --tags --abbrev=0)..HEAD ## newest first
rename remote ; change name of a remote => git remote rename <old> <new> ## its branches too
default branch of a repository ; change default branch name => git config --global init.defaultBranch {branch|main} ## new ones
push to another branch name ; push local branch to differently named remote branch => git push origin {branch|<branch>}:{branch2|<branch>} ## local, remote
push only one commit => git push origin {commit|<commit>}:{branch|main} ## and those before
force push safely => git push --force-with-lease ## refuses when others pushed
edit an older commit ; change a commit that is not the last => git rebase -i {commit|<commit>}^ ## edit there
split a commit => git rebase -i {commit|<commit>}^ ## edit, then git reset HEAD~1
reorder commits => git rebase -i HEAD~{n|<number>} ## move the lines
sign commits => git commit -S ## GPG
verify signature of a commit => git verify-commit {commit|HEAD} ## GPG
patch from commits ; create patch files => git format-patch -{n|1} ## one each
apply a mailed patch => git am {file|<patch>} ## as commits
worktree ; second working copy ; checkout two branches at once => git worktree add {dir|<directory>} {branch|<branch>} ## another directory
change the url of a remote ; update the url of a remote ; point remote to another repository => git remote set-url origin {url|<url>} ## git remote -v shows
unstage parts interactively ; interactively unstage changes => git restore --staged -p {file|} ## asks for each part
diffs in git log ; show file diffs in log ; log with patches => git log -p ## newest first
last commit of a file ; last commit a file appeared in => git log -1 -- {file} ## --all everywhere
absolute path of the top level directory of a project ; root of the git project => git rev-parse --show-toplevel ## its path
checkout only subdirectories ; pull only a specific directory ; clone only part of a repository => git clone --filter=blob:none --sparse {url|<url>} || git sparse-checkout set {dir|<directory>} ## then git sparse-checkout set
show all git worktrees ; which worktrees exist => git worktree list ## with their branches
remove a worktree ; delete a git worktree => git worktree remove {dir|<directory>} ## must be clean
work on two branches at the same time ; have several branches checkout simultaneously => git worktree add {dir|<directory>} {branch|<branch>} ## a second directory of the same repository
automate git bisect with a script ; run bisect automatically ; bisect with a test script => git bisect run {script|<script>} ## status 0 is good, 1 is bad
stop bisecting ; quit git bisect ; end a bisect session => git bisect reset ## back to where you were
find the commit that broke the build ; find a regression in the history => git bisect start && git bisect bad && git bisect good <commit> ## then say good or bad each time
mark the current commit as bad => git bisect bad ## goes on with the next
mark current commit as good in bisect => git bisect good
remember how conflicts were resolved ; reuse recorded conflict resolution ; avoid resolving the same conflict again => git config --global rerere.enabled true ## replays known resolutions
add a note to a commit ; attach a comment to an existing commit without changing it => git notes add -m '{text|<text>}' {commit|<commit>} ## shown by git log
undo a patch ; reverse apply a patch ; unapply a patch file with git => git apply -R {file|<file>} ## -R turns it round
check if a patch applies cleanly ; test a patch without applying it ; dry run of git apply => git apply --check {file|<file>} ## changes nothing
apply a patch made by git format-patch ; import commits from patch files => git am {file|<file>} ## with author and message
save uncommitted changes as a patch ; generate patch from working tree => git diff > {file|changes.patch} ## git apply takes it
show changed words instead of lines ; diff by words => git diff --word-diff || git diff --color-words ## within the lines
diff of one file ; see changes of a single file ; what did i change in a file ; show uncommitted changes of a file => git diff {file|<file>} ## not yet staged
diff between two commits ; show differences between two revisions => git diff {commit|<commit>} {commit2|<commit>} ## old first
compare a file with the version in another branch => git diff {branch|<branch>} {branch2|<branch>} -- {file|<file>} ## old first
compare a file to its version n commits ago => git diff {commit|<commit>} {commit2|<commit>} -- {file|<file>} || git diff HEAD~{n|1} -- {file|<file>} ## old first
changes between branch and where it started ; diff of a branch since it forked ; changes on a branch since it diverged from main ; what did a branch change => git diff {branch|main}...{branch2|HEAD} ## since they parted
changed files between branches ; which files changed between two branches ; files changed compared to main => git diff --name-only {branch|<branch>} {branch2|<branch>} ## names only
names of files that changed between revisions => git diff --name-only {commit|<commit>} {commit2|<commit>} || git diff --name-status {commit|<commit>} {commit2|<commit>} ## --name-status says how
show added modified and deleted status of changed files ; list changed files with their status => git diff --name-status ## A, M or D
list deleted files ; show files that were deleted in working tree => git ls-files -d || git diff --name-only --diff-filter=D ## deleted, not committed
find when a file was deleted ; show history of a deleted file ; search for a deleted file in history => git log --diff-filter=D -- {file|<file>} || git log --all --full-history -- {file|<file>} ## the deleting commit is on top
list all files that were ever deleted ; all deleted files in the history => git log --diff-filter=D --summary --pretty= ## over the whole history
find when a file was added ; which commit created a file ; who added a file and when ; first commit of a file => git log --diff-filter=A -- {file|<file>} ## the commit that added it
show conflicted files => git diff --name-only --diff-filter=U ## still in conflict
diff with more context ; show more lines around changes in diff => git diff -U{n|10} ## lines of context
diff that shows whole functions => git diff -W ## -W is function context
ignore whitespace in diff ; git diff ignore whitespace => git diff -w ## -w ignores all blanks
find whitespace errors before committing ; check for trailing whitespace in changes => git diff --check ## also says conflict markers
use a graphical diff tool ; open diff in external tool ; view differences with a visual tool => git difftool ## diff.tool says which
compare two files that are not in git ; git diff outside a repository ; use git diff on two arbitrary files => git diff --no-index {file|<file>} {file2|<file>} ## need not be in a repository
git output without less ; stop git from using less => git --no-pager {command|diff} || git config --global core.pager cat ## the second for good
history of a branch without merged commits ; log of first parent only ; show only mainline history => git log --first-parent ## merged branches stay out
list merges => git log --merges ## merges only
hide merges in log => git log --no-merges ## no merges
commits that differ between two branches on both sides ; commits unique to each branch ; symmetric difference of branches => git log --left-right --oneline {branch|<branch>}...{branch2|<branch>} ## < and > say the side
log of one author ; commits of a given author => git log --author='{name|<name>}' || git log --author="$(git config user.name)" ## part of the name is enough
log for a time period ; commits made today ; what was committed this week => git log --since='{date|1 week ago}' || git log --since='<date>' --until='<date>' ## --until is the end
log with graph of all branches ; show branches as a tree ; draw commit graph ; visualize the whole commit tree => git log --graph --oneline --all || git log --graph --oneline --decorate --all ## one line each
last commit only => git log -1 || git show ## -1 is one
last n commits on one line each ; one line per commit => git log --oneline -n {n|10} || git log --oneline ## hash and title
log with changed files ; show which files each commit changed ; history with list of files ; git log names of changed files => git log --name-only || git log --stat ## --stat counts lines
history with changes ; show patch of each commit => git log -p ## -p is patch
see all changes made to a file over time => git log -p --follow {file|<file>} || git log --follow {file|<file>} ## --follow over renames
commits that touched a folder => git log -- {dir|<directory>} ## commits that changed it
oldest commits first ; login reverse order ; show the first commits first => git log --reverse ## oldest first
search the diffs of all commits ; search code in the whole git history ; find a deleted line of code in history ; grep through the history of code => git log -S '{text|<text>}' || git log -G '{text|<text>}' || git grep {text|<text>} $(git rev-list --all) ## commits that added or removed it
timestamp of head => git log -1 --format=%cd || git show -s --format=%ci {commit|HEAD} ## %ci is ISO
author of a commit ; who made a commit ; show only the author of the last commit => git log -1 --format='%an <%ae>' || git show -s --format='%an <%ae>' {commit|<commit>} ## name and mail
message of the last commit ; show title of a commit => git log -1 --format=%B || git show -s --format=%B {commit|<commit>} ## %s is the title alone
hash of the commit before last ; commit id of parent => git rev-parse HEAD~1 || git rev-parse HEAD^ ## HEAD~n goes n back
full hash from a short hash ; expand a short commit id => git rev-parse {commit|<commit>} ## the full id
name of checkout branch in a script => git branch --show-current || git rev-parse --abbrev-ref HEAD ## nothing when detached
default branch of the remote ; is it main or master ; find the default branch name => git symbolic-ref --short refs/remotes/origin/HEAD || git remote show origin ## origin/main or origin/master
use main instead of master ; change the initial branch name => git config --global init.defaultBranch {branch|main} ## for git init
rename the master branch => git branch -m master main ## then push it
human readable name for a commit ; describe a commit relative to the nearest tag ; latest tag reachable from head => git describe --tags --abbrev=0 || git describe --tags ## the last tag behind it
which remote branch does my branch track => git branch -vv ## in brackets
set upstream of current branch ; track a remote branch => git branch -u origin/{branch|<branch>} || git branch --set-upstream-to=origin/{branch|<branch>} ## pull and push know it then
stop tracking a remote branch ; remove the upstream of a branch ; unset upstream => git branch --unset-upstream ## the branch stays
move a branch to another commit ; point a branch at a different commit without checkout => git branch -f {branch|<branch>} {commit|<commit>} ## not the current branch
branch from a specific commit ; start a branch from a previous commit => git switch -c {branch|<branch>} {commit|<commit>} || git branch {branch|<branch>} {commit|<commit>} ## starts there
checkout a tag as a branch => git switch -c {branch|<branch>} {tag|<tag>} || git checkout -b {branch|<branch>} {tag|<tag>} ## starts at the tag
turn a stash into a branch ; apply stash to a new branch => git stash branch {branch|<branch>} ## and drops the stash
create a branch that starts from a remote branch ; checkout a remote branch as a local one with tracking => git switch -c {branch|<branch>} origin/{branch|<branch>} || git checkout --track origin/{branch|<branch>} ## tracks it
delete branches that no longer exist on the remote ; clean up branches deleted on remote => git fetch --prune && git branch -vv | awk '/: gone]/{print $1}' | xargs git branch -d || git fetch --prune ## -D for unmerged ones
branches already merged => git branch --merged || git branch -a --merged {branch|main} ## -a the remote ones too
push current branch without typing its name => git push origin HEAD || git push -u origin HEAD ## HEAD is the current branch
push automatically sets upstream ; avoid set-upstream on first push ; make git push work on new branches by default => git config --global push.autoSetupRemote true ## git 2.37 and newer
push commits together with tags ; push a commit and its tag at once => git push --follow-tags ## annotated tags only
push every branch to remote => git push --all origin ## tags apart
push a single tag => git push origin {tag|<tag>} ## --tags pushes all
force push without overwriting other people's work ; push after rebase => git push --force-with-lease ## refuses when others pushed
push up to a specific commit ; push all but the last commit => git push origin {commit|<commit>}:{branch|<branch>} || git push origin HEAD~{n|1}:{branch|<branch>} ## up to that commit
list commits not pushed yet ; view outgoing commits ; commits that are ahead of origin => git log @{u}.. || git log origin/{branch|main}..HEAD || git push --dry-run ## @{u} is the upstream
see incoming commits before pulling ; commits on the remote that i do not have ; preview git pull => git fetch && git log ..@{u} ## @{u} is the upstream
how many commits ahead or behind ; compare branch to upstream => git fetch && git status -sb || git rev-list --left-right --count HEAD...@{u} ## ahead and behind
make git pull rebase instead of merge => git config --global pull.rebase true ## git pull --rebase once
pull only when it is a fast forward ; refuse to create merge commits on pull => git pull --ff-only ## else it stops
pull without committing local changes => git pull --rebase --autostash || git stash && git pull && git stash pop ## put away and back
pull from another branch ; pull from a different remote branch into current => git pull origin {branch|<branch>} ## fetch and merge
abort a pull => git reset --hard ORIG_HEAD || git merge --abort ## before the pull
get tags from remote => git fetch --tags || git fetch --tags --force ## --force replaces moved ones
fetch a single branch ; fetch one remote branch only => git fetch origin {branch|<branch>} ## nothing else
unshallow repository => git fetch --unshallow ## all history
keep branch history on merge => git merge --no-ff {branch|<branch>} ## a merge commit always
merge only if fast forward is possible => git merge --ff-only {branch|<branch>} ## else it stops
squash a branch into one commit while merging ; combine all commits of a branch into one when merging => git merge --squash {branch|<branch>} && git commit ## one commit
merge and prefer their changes ; resolve all conflicts with theirs ; merge overwrite with other branch => git merge -X theirs {branch|<branch>} || git checkout --theirs . ## theirs is the other branch
merge and prefer my changes ; resolve all conflicts with ours => git merge -X ours {branch|<branch>} || git checkout --ours . ## ours is the current branch
merge two git repositories => git merge --allow-unrelated-histories {branch|<branch>} || git pull origin {branch|main} --allow-unrelated-histories ## they share no commit
test merge before committing ; see merge result first => git merge --no-commit --no-ff {branch|<branch>} ## git merge --abort undoes
get a file from another branch => git checkout {branch|<branch>} -- {file|<file>} || git restore --source={branch|<branch>} {file|<file>} ## staged at once
test if branch merges cleanly => git merge-tree --write-tree HEAD {branch|<branch>} || git merge --no-commit --no-ff {branch|<branch>} ## changes nothing
show the common base version of a conflict ; conflict markers with base => git config --global merge.conflictStyle diff3 ## zdiff3 in newer versions
take their version of a conflicted file => git checkout --theirs {file|<file>} ## then git add
mark a conflict as resolved ; continue after resolving conflicts => git add {file|<file>} && git commit || git rebase --continue ## the second in a rebase
move a branch to another base ; change the parent branch ; branch off from the wrong branch => git rebase --onto {branch|<branch>} {branch2|<branch>} || git rebase {branch|<branch>} ## new base, old base
update feature branch with main => git fetch origin && git rebase origin/{branch|main} || git rebase {branch|main} ## your commits on top
interactive rebase including the root => git rebase -i --root ## from the very first
continue rebase after conflict => git rebase --continue ## after git add
skip a commit during rebase => git rebase --skip ## leaves that commit out
remove an old commit => git rebase -i {commit|<commit>}^ || git rebase --onto {commit|<commit>}^ {commit|<commit>} ## drop in the list
fix an older commit ; add changes to an older commit ; amend a commit that is not the last ; fixup a previous commit => git commit --fixup={commit|<commit>} && git rebase -i --autosquash {commit|<commit>}^ || git rebase -i {commit|<commit>}^ ## edit in the list
include more changes in previous commit ; amend last commit with staged changes => git add {file|<file>} && git commit --amend --no-edit || git commit --amend --no-edit ## same message
commit with another date ; change the date of a commit ; commit in the past ; set commit timestamp ; backdate a commit => GIT_COMMITTER_DATE='{date|<date>}' git commit --amend --no-edit --date='{date|<date>}' || git commit --date='{date|<date>}' ## both dates
correct name and email of last commit => git commit --amend --author='<author>' --no-edit || git commit --amend --reset-author --no-edit ## --reset-author takes yours
commit all changes including new files ; stage everything and commit ; commit everything ; commit all of it => git add -A && git commit -m '{text|<message>}' || git commit -am '{text|<message>}' ## -a leaves new files out
commit only some changes in a file => git add -p {file|<file>} ## y, n or s for each part
commit with sign off ; add signed-off-by line => git commit -s -m '{text|<message>}' ## -s
sign commits with gpg ; create a signed commit => git commit -S -m '{text|<message>}' || git config --global commit.gpgsign true ## the second for good
commit without running hooks ; bypass commit hooks => git commit --no-verify -m '{text|<message>}' || git push --no-verify ## pre-commit and commit-msg
commit with a multi line message ; add a description to a commit => git commit -m '{text|<title>}' -m '<body>' || git commit ## the second opens an editor
make git use my editor => git config --global core.editor '{name|<editor>}' ## vim, nano, code --wait
undo staged changes of one file ; remove one file from the index => git restore --staged {file|<file>} || git reset {file|<file>} ## the changes stay
discard part of the changes in a file ; revert hunks interactively ; undo only some changes of a file => git restore -p {file|<file>} || git checkout -p {file|<file>} ## y or n for each part
undo all changes since last commit => git reset --hard || git checkout -- . || git restore . ## also what is staged
throw away changes that are not staged ; undo unstaged modifications => git restore . || git checkout -- . ## staged ones stay
discard changes in a directory ; reset a folder to the last commit => git restore {dir|<directory>} || git checkout -- {dir|<directory>} ## below it
sync branch exactly with origin ; throw away local commits and take the remote => git fetch origin && git reset --hard origin/{branch|<branch>} || git reset --hard @{u} ## local commits are lost
delete untracked and ignored files ; restore a pristine working copy ; clean everything not under version control => git clean -fdx ## ignored ones too
which gitignore rule matches ; show which rule ignores a file => git check-ignore -v {file|<file>} ## names the line
add an ignored file anyway ; force add a file that is in gitignore ; add a file despite gitignore => git add -f {file|<file>} ## -f
make git forget about a file ; apply gitignore to committed files => git rm --cached {file|<file>} || git rm -r --cached . ## stays on disk
make git ignore changes of a file ; stop showing changes of a tracked file => git update-index --skip-worktree {file|<file>} || git update-index --assume-unchanged {file|<file>} ## --no-skip-worktree undoes
see changes of an ignored tracked file again ; track changes of a file again => git update-index --no-assume-unchanged {file|<file>} || git update-index --no-skip-worktree {file|<file>} ## seen again
list files marked as assume unchanged ; show skip-worktree files => git ls-files -v | grep '^[a-zS]' ## small letters and S
ignore a file only on my machine ; ignore files locally without gitignore ; personal gitignore of one repository => echo '{file|<file>}' >> .git/info/exclude ## never committed
ignore files in all repositories ; ignore ds_store everywhere => git config --global core.excludesFile ~/.gitignore ## for every repository
stage only modified and deleted files ; stage changes but not new files => git add -u ## no new files
stage deleted files ; commit files deleted by hand ; remove missing files from git ; stage all deletions => git add -u || git rm $(git ls-files -d) ## deletions too
mark a new file without staging its content ; intent to add => git add -N {file|<file>} ## git diff sees it
set executable bit in the repository => git update-index --chmod=+x {file|<file>} || git add --chmod=+x {file|<file>} ## also on Windows
rename a file to lower case in git => git mv {file|<file>} {file2|<file>} ## even where case does not matter
normalize line endings of all files ; renormalize line endings after gitattributes ; fix crlf in repository => git add --renormalize . ## then commit
stop git from converting line endings ; disable autocrlf ; line ending conversion off => git config --global core.autocrlf false ## as they are
convert line endings on commit => git config --global core.autocrlf input ## LF in the repository
stash but keep the index => git stash push --keep-index ## the index stays
stash some parts of a file ; stash only some changes => git stash push -p ## y or n for each part
give a stash a name => git stash push -m '{text|<message>}' ## seen in git stash list
apply an older stash ; pop a stash by its number => git stash apply stash@{{n|<number>}} || git stash pop stash@{{n|<number>}} ## apply keeps it
drop a single stash => git stash drop stash@{{n|0}} ## that one
apply one file of a stash ; restore only one file from stash => git checkout stash@{{n|0}} -- {file|<file>} ## others stay there
show changes of a stash ; diff of stash => git stash show -p || git stash show -p stash@{{n|0}} ## as a diff
undo a stash apply ; reverse an applied stash => git stash show -p | git apply -R ## takes it back
clone into an existing folder => git clone {url|<url>} . ## must be empty
clone all branches ; mirror a repository ; make a full copy of a repository with all refs => git clone --mirror {url|<url>} ## bare, all refs
copy a repository to another remote ; move a repository to a new server with all branches ; duplicate a repository => git push --mirror {url|<url>} ## from a mirror clone
specify which ssh key git uses => GIT_SSH_COMMAND='ssh -i {file|<key>}' git clone {url|<url>} || git config core.sshCommand 'ssh -i {file|<key>}' ## the second for this repository
clone a repository without the large files ; clone without blobs ; partial clone => git clone --filter=blob:none {url|<url>} ## fetched when needed
bundle a repository into one file ; transfer a repository offline => git bundle create {file|repo.bundle} --all ## git clone reads it
bare repository ; create a bare repository on a server => git init --bare {dir|<directory>} ## no working tree
include another repository as a submodule => git submodule add {url|<url>} {dir|<directory>} ## recorded in .gitmodules
download submodules after cloning => git submodule update --init --recursive || git submodule update --remote ## --remote takes newer ones
run a command in every submodule ; execute command in all submodules => git submodule foreach '{command|<command>}' ## one after the other
where is a git setting defined ; which file sets a git option => git config --list --show-origin || git config --list ## with its file
unset a git setting => git config --global --unset {name|<name>} ## without --global in this repository
see my git username and email ; show configured name and email ; which email does git use => git config user.name && git config user.email ## as used here
change git username ; set email for commits ; configure git identity => git config --global user.name '<name>' && git config --global user.email '<mail>' ## without --global for one repository
different email for one repository ; set git user only for this project => git config user.email '<mail>' ## only here
shorten git commands ; make a shortcut for a git command => git config --global alias.{name|<name>} '{command|<command>}' ## git <name>
edit the git config file ; open gitconfig in editor => git config --global --edit ## ~/.gitconfig
use git behind a proxy ; configure git to use a proxy => git config --global http.proxy http://{host|<host>}:{port|<port>} ## --unset takes it away
git clone with self signed certificate => git -c http.sslVerify=false clone {url|<url>} || git config http.sslVerify false ## only where you trust the server
use ssh instead of https for github ; change remote url from https to ssh => git remote set-url origin git@{host|<host>}:<user>/<repository>.git ## git remote -v shows it
show umlauts in filenames of git status ; git quotes non ascii filenames => git config --global core.quotepath false ## as they are
prune automatically on fetch => git config --global fetch.prune true ## gone branches vanish
turn off git colors => git config --global color.ui false
verify a signed commit ; show commit signatures => git log --show-signature -1 || git verify-commit {commit|<commit>} ## needs the public key
move a tag to another commit ; update a tag => git tag -f {tag|<tag>} {commit|<commit>} && git push -f origin {tag|<tag>} ## others fetch it with --force
add a tag to a specific commit ; tag a past commit => git tag -a {tag|<tag>} {commit|<commit>} -m '<message>' || git tag {tag|<tag>} {commit|<commit>} ## then push it
rename a tag => git tag {tag2|<new>} {tag|<old>} && git tag -d {tag|<old>} ## also on the remote
list tags with dates ; sort tags by date => git tag --sort=-creatordate || git for-each-ref --sort=creatordate --format='%(refname:short) %(creatordate)' refs/tags ## newest first
list tags by version number => git tag --sort=-v:refname ## newest first
commits between two tags ; changelog between tags ; commits since the last release => git log {tag|<tag>}..{tag2|HEAD} --oneline || git log $(git describe --tags --abbrev=0)..HEAD --oneline ## titles
show a file as it was in another commit ; cat a file at a revision ; see a file at a specific commit => git show {commit|<commit>}:{file|<file>} || git show {branch|<branch>}:{file|<file>} ## changes nothing
save an old version of a file under another name => git show {commit|<commit>}:{file|<file>} > {file2|<file>} ## the current one stays
list files of a commit ; list the files in a branch ; list files at a revision ; files in another branch => git ls-tree -r --name-only {commit|HEAD} ## whole tree
restore a deleted file ; get back a file deleted in the working tree ; recover a deleted file that was committed ; undelete a file => git restore {file|<file>} || git checkout {commit|<commit>}^ -- {file|<file>} ## the second from history
restore a file to a specific revision ; reset one file to an older version ; revert a single file to a previous commit => git checkout {commit|<commit>} -- {file|<file>} || git restore --source={commit|<commit>} {file|<file>} ## others stay
contributors of a repository ; list all authors ; who contributed most ; all committers => git shortlog -sne || git log --format='%aN' | sort -u ## with counts
statistics of a repository => git log --shortstat --author='{name|<name>}' || git log --numstat ## per commit
how many lines does the project have in git => git ls-files | xargs wc -l || cloc . ## tracked files
disk usage of git objects => git count-objects -vH || du -sh .git ## size-pack
reduce the size of .git => git gc --prune=now --aggressive || git gc ## repacks
largest files in git history ; which files make my repository big => git rev-list --objects --all | git cat-file --batch-check='%(objecttype) %(objectname) %(objectsize) %(rest)' | sort -k3 -n | tail ## size in column 3
purge a secret from git history ; remove sensitive file from all commits => git filter-repo --invert-paths --path {file|<file>} || git filter-branch --index-filter 'git rm --cached --ignore-unmatch {file|<file>}' HEAD ## rewrites every commit
split a folder into its own repository ; extract subdirectory with history => git filter-repo --subdirectory-filter {dir|<directory>} || git subtree split -P {dir|<directory>} -b {branch|<branch>} ## with its history
delete all history ; start over with a fresh history but keep files ; make the current commit the only one ; remove all commit history => git checkout --orphan {branch|<branch>} && git add -A && git commit -m '<message>' ## then replace main by it
detached head back to branch ; return from detached head => git switch {branch|-} || git checkout {branch|-} ## - is the branch before
commit went to wrong branch => git switch {branch|<branch>} && git cherry-pick {commit|<commit>} || git branch {branch|<branch>} && git reset --hard HEAD~{n|1} ## the second for a new branch
take my changes to another branch ; transfer uncommitted work to a branch => git switch -c {branch|<branch>} || git checkout -b {branch|<branch>} ## changes come along
move uncommitted changes to an existing branch ; bring local changes to another branch => git stash && git switch {branch|<branch>} && git stash pop ## put away and back
copy many commits to current branch => git cherry-pick {commit|<commit>}^..{commit2|<commit>} ## ^ includes the first
apply a commit without committing => git cherry-pick -n {commit|<commit>} ## only staged
cherry pick a merge commit => git cherry-pick -m 1 {commit|<commit>} ## against the first parent
which commits were already picked ; commits not yet applied upstream ; has a commit been cherry picked => git cherry -v {branch|main} ## + is missing there
revert without editing the message => git revert --no-edit {commit|<commit>} ## usual message
delete the latest commits ; go back n commits => git reset --hard HEAD~{n|<number>} || git reset --soft HEAD~{n|<number>} ## --soft keeps the changes
delete the last commit on the remote ; remove a commit from github ; undo last pushed commit => git reset --hard HEAD~1 && git push --force-with-lease || git revert HEAD && git push ## the second keeps history
go to the next commit ; step through commits ; walk forward in history => git checkout $(git rev-list --topo-order HEAD..{branch|main} | tail -n 1) ## one further
annotate a file ; show last change of each line ; git blame for some lines => git blame {file|<file>} || git blame -L {n|<start>},{n2|<end>} {file|<file>} ## -L some lines
blame ignoring whitespace ; git blame without whitespace changes => git blame -w {file|<file>} ## -w
blame ignoring moves ; blame a moved line => git blame -w -C {file|<file>} ## -C moved code
history of head ; every action of mine in git => git reflog ## the newest first
go back to the state of yesterday ; checkout by date ; see the repository as it was at a date ; checkout the version of a certain date => git checkout $(git rev-list -n 1 --before='{date|<date>}' HEAD) || git checkout 'HEAD@{yesterday}' ## a detached HEAD
search tracked files for text ; grep only in files under version control ; search text in repository files => git grep -n {text|<text>} ## faster than grep -r
grep a branch without checkout => git grep {text|<text>} {branch|<branch>} ## no checkout
export a clean copy without git folder ; checkout files to another directory ; git export => git archive HEAD | tar -x -C {dir|<directory>} || git checkout-index -a -f --prefix={dir|<directory>}/ ## tracked files
zip a repository ; archive of the latest version as zip ; create a zip of a branch => git archive -o {file|repo.zip} {branch|HEAD} ## tracked files
download a single file from a github repository ; get one file without cloning => curl -O {url|<url>} || git archive --remote={url|<url>} HEAD {file|<file>} | tar -x ## the raw address
view repository on github => gh browse || gh repo view --web ## needs gh
checkout a pull request locally ; test someone's pull request ; fetch a pull request => gh pr checkout {n|<number>} || git fetch origin pull/{n|<number>}/head:{branch|<branch>} ## by number
new github repo => gh repo create {name|<name>} ## asks the rest
fork a repository => gh repo fork {url|<repository>} --clone ## and clones it
add a second remote ; add another remote => git remote add {name|upstream} {url|<url>} ## then git fetch
where does origin point to => git remote -v || git remote get-url {name|origin} ## fetch and push
details of a remote ; information about origin => git remote show {name|origin} ## branches and state
test the connection to github ; check ssh access to github => ssh -T git@github.com ## greets you
clear saved git credentials ; remove stored password ; make git ask for the password again ; change saved github password => git credential reject || git config --global --unset credential.helper ## asks again
cache git password => git config --global credential.helper store || git config --global credential.helper cache ## store is a plain file
run a local git web server ; browse repository in browser with gitweb => git instaweb ## needs a web server
check the repository for corruption ; verify the integrity of a repository => git fsck --full || git fsck ## lists damaged objects
which commits changed count of lines of code of a function ; track the evolution of a function => git log -L {n|<start>},{n2|<end>}:{file|<file>} || git log -L :<function>:{file|<file>} ## with diffs
what is the difference between my branch and its remote counterpart ; diff local and remote branch => git diff @{u} || git diff {branch|<branch>} origin/{branch|<branch>} ## fetch first
`
