// Development tools and media: only what the completion specs lack or say badly.

export const TOOL_SPECS = `
# git | the version control system
> status | show changed, staged and untracked files
-s --short  short format
-b --branch  show branch information
--ignored  show ignored files too
> add | add file contents to the index (stage them)
-A --all  all changes
-p --patch  choose hunks interactively
-u --update  only tracked files
-f --force  allow ignored files
-n --dry-run  change nothing
> commit | record staged changes in the repository
-m --message=MESSAGE  use this commit message
-a --all  stage every modified and deleted file first
--amend  replace (amend) the last commit
--no-edit  use the existing commit message without opening an editor
-v --verbose  show the diff in the editor
-n --no-verify  skip the hooks
--allow-empty  allow a commit without changes
> checkout | switch branches or restore files of the working tree
-b=BRANCH  create a new branch and switch to it
-f --force  throw away local changes
> switch | switch branches
-c --create=BRANCH  create a new branch and switch to it
-d --detach  switch to a commit
> restore | restore files of the working tree
--staged  unstage: restore the index
-s --source=TREE  restore from this commit
> reset | move the current branch, and unstage or discard changes
--hard  reset the index and the working tree: discards all local changes
--soft  keep the index and the working tree
--mixed  reset the index, keep the working tree
> clean | delete untracked files from the working tree
-f --force  do it: without this git refuses
-d  remove untracked directories too
-x  remove ignored files too
-X  remove only ignored files
-n --dry-run  show what would be removed, remove nothing
-i --interactive  interactive
> push | send commits to a remote repository
-f --force  force: overwrite the remote ref even if that loses commits
--force-with-lease  force, but refuse if the remote ref has changed meanwhile
-u --set-upstream  set the upstream of the branch
-d --delete  delete remote refs
--tags  push all tags
--all  push all branches
> pull | fetch from a remote and integrate
--rebase -r  rebase instead of merging
--ff-only  only fast-forward
--autostash  stash local changes around it
> fetch | download objects and refs from a remote
--all  all remotes
-p --prune  remove refs that no longer exist on the remote
> rebase | reapply commits on top of another base
-i --interactive  interactive: edit the list of commits
--continue  continue after resolving a conflict
--abort  abort and return to the original branch
--skip  skip the current commit
--onto=BASE  the new base
> merge | join two or more histories
--abort  abort the merge
--no-ff  always make a merge commit
--squash  squash into one change
> branch | list, create or delete branches
-d --delete  delete a merged branch
-D  delete a branch even if it is not merged
-a --all  list remote branches too
-r --remotes  list remote branches
-m --move  rename a branch
-v --verbose  show the last commit of each
> log | show the history of commits
--oneline  one line per commit
--graph  draw the history as a graph
-p --patch  show the diff of each commit
--stat  show changed files
-n --max-count=N  only the last n commits
--all  all branches
--author=PATTERN  only commits by this author
--since=DATE  only newer commits
--decorate  show names of refs
-S=STRING  commits that change the number of occurrences of a string
--follow  follow renames of a file
> diff | show changes
--staged --cached  staged changes
--stat  only a summary
--name-only  only file names
-w --ignore-all-space  ignore white space
> stash | put changes away
> tag | list, create or delete tags
-a --annotate  make an annotated tag
-d --delete  delete a tag
-l --list  list tags
-m --message=MESSAGE  message of the tag
> show | show a commit or another object
> blame | show who changed each line of a file
> cherry-pick | apply commits of another branch
> revert | make a commit that undoes another
> remote | manage remotes
-v --verbose  show URLs
> clone | copy a repository
--depth=N  only the last n commits
--recursive --recurse-submodules  with submodules
-b --branch=BRANCH  check out this branch
> bisect | find the commit that introduced a bug, by halving
> submodule | manage submodules
> worktree | manage additional working trees
> reflog | show where HEAD has been
> config | read or change configuration
--global  the user's configuration
--list -l  list everything
> grep | search in tracked files
> rm | remove files from the working tree and the index
--cached  only from the index
-r  recursively
-f --force  force
> mv | move or rename a tracked file
> init | create a repository
> describe | name a commit after the nearest tag
> shortlog | summarise the log by author
> archive | make an archive of the files
> gc | clean up and optimise the repository
> fsck | verify the objects of the repository
> apply | apply a patch to files
> am | apply patches from mail
> format-patch | prepare patches for mail
> ls-files | list tracked files
> rev-parse | resolve revisions
> cat-file | show an object
> difftool | show changes in a diff tool
> mergetool | resolve conflicts in a merge tool
# docker | containers
> system | manage Docker
> ps | list containers
-a --all  stopped ones too
-q --quiet  only ids
> run | run a command in a new container
-d --detach  in the background
-i --interactive  keep standard input open
-t --tty  allocate a terminal
-p --publish=HOST:CONTAINER  publish a port on the host
-v --volume=HOST:CONTAINER  mount a volume
-e --env=VAR  set an environment variable
--rm  remove the container when it exits
--name=NAME  name of the container
--network=NETWORK  connect to this network
-w --workdir=DIR  working directory
-u --user=USER  user name or id
--restart=POLICY  when to restart
> exec | run a command in a running container
-i --interactive  keep standard input open
-t --tty  allocate a terminal
> build | build an image from a Dockerfile
-t --tag=NAME  name and tag of the image
-f --file=FILE  name of the Dockerfile
--no-cache  do not use the cache
> logs | show the output of a container
-f --follow  follow the output
--tail=N  only the last n lines
> compose | applications of several containers
# kubectl | control Kubernetes clusters
-n --namespace=NAME  the namespace
-f --filename=FILE  the file that describes the resource
-A --all-namespaces  all namespaces
-o --output=FORMAT  output format
-l --selector=QUERY  select by label
-w --watch  watch for changes
-it  interactive terminal
# ffmpeg | convert audio and video
-i=FILE  input file
-c -codec=CODEC  codec for all streams (copy keeps the stream)
-c:v -codec:v -vcodec=CODEC  video codec
-c:a -codec:a -acodec=CODEC  audio codec
-b:v=RATE  video bitrate
-b:a=RATE  audio bitrate
-r=RATE  frame rate
-s=SIZE  frame size
-ss=TIME  start time
-t=DURATION  duration
-to=TIME  end time
-vf=FILTER  video filter
-af=FILTER  audio filter
-vn  no video
-an  no audio
-y  overwrite output files without asking
-n  never overwrite output files
-f=FORMAT  format
-crf=N  quality: lower is better
-preset=NAME  encoding speed against compression
-map=STREAM  choose streams
# ffprobe | show information about audio and video
# convert magick | convert, resize and edit images
-resize=SIZE  resize
-quality=N  compression quality
-rotate=DEGREES  rotate
-crop=GEOMETRY  crop
-density=DPI  resolution
-strip  remove metadata
# mogrify | edit images in place
# identify | show the format and size of images
# exiftool | read and write metadata
# pdftotext | convert PDF to text
# pdftk | edit PDF documents
# pdfunite | merge PDF documents
# qpdf | transform PDF documents
# gs | PostScript and PDF interpreter
# sox | edit sound files
# yt-dlp youtube-dl | download videos
# pip pip3 | install Python packages
> install | install packages
-r --requirement=FILE  install from this requirements file
-U --upgrade  upgrade to the newest version
-e --editable=DIR  install in editable mode from a project directory
--user  install to the user's home
> uninstall | remove packages
> list | list installed packages
> freeze | print installed packages in requirements format
> show | show details of a package
# python python3 | Python interpreter
-m=MODULE  run a module as a script
-c=CODE  run this code
-i  interactive afterwards
-V --version  print the version
-u  unbuffered output
# node | JavaScript runtime
-e --eval=CODE  run this code
-p --print=CODE  run this code and print the result
-v --version  print the version
--watch  restart when files change
--inspect  enable the debugger
# perl | Perl interpreter
-e=CODE  run this code
-p  loop over the input and print each line
-n  loop over the input
-i  edit files in place
-l  handle line ends
-a  split each line
# ruby | Ruby interpreter
-e=CODE  run this code
# bash sh zsh dash | shell
-c=COMMAND  run this command
-x  print commands before running them
-e  exit when a command fails
-n  check syntax only
-l --login  login shell
-i  interactive
-s  read commands from standard input
# fish | shell
-c=COMMAND  run this command
# java | run a Java program
-jar=FILE  run this archive
-cp -classpath=PATH  where to find classes
-version  print the version
# javac | compile Java
# gcc g++ cc clang | compile C and C++
-o=FILE  write to this file
-c  compile, do not link
-Wall  enable warnings
-g  debug information
-O2  optimise
-l=LIBRARY  link with this library
-I=DIR  look for headers here
-L=DIR  look for libraries here
-std=STANDARD  language standard
-E  preprocess only
-S  compile to assembly only
# psql | PostgreSQL terminal
-U --username=NAME  user
-d --dbname=NAME  database
-h --host=HOST  host
-p --port=PORT  port
-c --command=SQL  run this command
-f --file=FILE  run the commands of this file
-l --list  list databases
# pg_dump | dump a PostgreSQL database
# pg_restore | restore a PostgreSQL dump
# createdb | create a PostgreSQL database
# dropdb | delete a PostgreSQL database
# mysql mariadb | MySQL terminal
-u --user=NAME  user
-p --password  ask for the password
-h --host=HOST  host
-e --execute=SQL  run this statement
-D --database=NAME  database
# mysqldump | dump a MySQL database
-u --user=NAME  user
-p --password  ask for the password
--all-databases  all databases
# mysqladmin | administer MySQL
# sqlite3 | SQLite terminal
# redis-cli | Redis terminal
-h=HOST  host
-p=PORT  port
# mongosh mongo | MongoDB terminal
# mongodump | dump a MongoDB database
# tmux | terminal multiplexer
> attach attach-session a at | attach to a session
-t=SESSION  target session
> new new-session | start a session
-s=NAME  name of the session
-d  detached
> ls list-sessions | list sessions
> kill-session | end a session
-t=SESSION  target session
> detach detach-client | detach from the session
> split-window | split a pane
# screen | terminal multiplexer
-S=NAME  name of the session
-r=NAME  resume a session
-ls -list  list sessions
-d  detach
-x  attach to a session that is attached elsewhere
# vim vi nvim | text editor
+  start at this line
-R  read-only
-d  show differences between files
-O  open files side by side
# nano | simple text editor
# emacs | text editor
# ed | line editor
# hg | Mercurial version control
# ctags | index source code
# valgrind | find memory errors
--leak-check=KIND  search for leaks
# perf | performance analysis
# cmake | generate build files
-S=DIR  source directory
-B=DIR  build directory
# ninja | build system
# meson | build system
# autoconf | make configure scripts
# pkg-config | compiler flags of libraries
# hyperfine | benchmark commands
# fzf | fuzzy finder
# fd fdfind | find files, simply
-e --extension=EXT  only files with this extension
-t --type=TYPE  file type
-H --hidden  include hidden files
# bat batcat | print files with syntax highlighting
# exa eza | list files
# tldr | short examples of commands
# ansible | run tasks on many machines
# vagrant | development machines
# terraform | infrastructure as code
# make-kpkg | build kernel packages
# rclone | copy files to and from cloud storage
# gh | GitHub from the command line
# uuidgen | make a UUID
# pwgen | make passwords
# cowsay | a talking cow
# figlet | large letters
# fortune | a random saying
# sl | steam locomotive
# units | convert units
# espeak | speak text
# say | speak text (macOS)
# open | open a file or application (macOS)
# asciinema | record a terminal
# virtualenv | make isolated Python environments
# crontab | edit the table of scheduled jobs
`
