// Files and directories: GNU options of the programs every system has.

export const CORE_SPECS = `
# ls | list directory contents
-a --all  list hidden entries too, those that start with a dot
-A --almost-all  list hidden entries, but not . and ..
-l  long listing: mode, owner, size and modification time
-h --human-readable  print sizes in human readable units such as 1K 234M 2G
-t  sort by modification time, newest first
-S  sort by file size, largest first
-r --reverse  reverse the order of the sort
-R --recursive  list subdirectories recursively
-d --directory  list directories themselves, not their contents
-1  one entry per line
-i --inode  print the inode number of each file
-s --size  print the allocated size of each file, in blocks
-F --classify  append an indicator (one of */=>@|) to entries
-X  sort alphabetically by extension
-v  natural sort of version numbers
-u  with -lt: sort by, and show, access time
-c  with -lt: sort by, and show, status change time
-U  do not sort; list in directory order
-n --numeric-uid-gid  long listing with numeric user and group ids
-g  long listing without the owner
-o  long listing without the group
-p  append / to directories
-L --dereference  follow symbolic links: show what they point to
-Z --context  print the security context
-C  list entries in columns
-m  separate entries with commas
-q --hide-control-chars  print ? instead of nongraphic characters
-b --escape  print escapes for nongraphic characters
-B --ignore-backups  do not list entries that end with ~
-I --ignore=PATTERN  do not list entries matching the pattern
-Q --quote-name  enclose entry names in double quotes
--color=WHEN  color the output: always, auto or never
--sort=WORD  sort by word: none, size, time, version, extension
--time=WORD  which time to show or sort by: atime, ctime, birth
--time-style=STYLE  format of the times in a long listing
--full-time  long listing with full date and time
--group-directories-first  list directories before files
--si  like -h, with powers of 1000
# cp | copy files and directories
-a --archive  copy recursively and preserve everything: same as -dR --preserve=all
-r -R --recursive  copy directories recursively
-p  preserve mode, ownership and timestamps
--preserve=ATTRS  preserve the given attributes
-f --force  if a destination file cannot be opened, remove it and try again
-i --interactive  prompt before overwriting
-n --no-clobber  do not overwrite an existing file
-u --update  copy only when the source is newer than the destination, or it is missing
-v --verbose  print what is being done: each file name
-l --link  make hard links instead of copying
-s --symbolic-link  make symbolic links instead of copying
-L --dereference  follow symbolic links in the source
-P --no-dereference  never follow symbolic links in the source
-d  copy links as links and preserve them
-t --target-directory=DIR  copy all sources into this directory
-T --no-target-directory  treat the destination as a normal file
-x --one-file-system  stay on this file system
-b --backup  make a backup of each existing destination file
--parents  recreate the full source path under the directory
--reflink=WHEN  make a copy-on-write clone
--sparse=WHEN  control the creation of sparse files
# mv | move or rename files and directories
-f --force  do not prompt before overwriting
-i --interactive  prompt before overwriting
-n --no-clobber  do not overwrite an existing file
-u --update  move only when the source is newer than the destination, or it is missing
-v --verbose  print what is being done: each file name
-b --backup  make a backup of each existing destination file
-t --target-directory=DIR  move all sources into this directory
-T --no-target-directory  treat the destination as a normal file
# rm | remove (delete) files and directories, permanently
-r -R --recursive  remove directories and their contents recursively
-f --force  ignore nonexistent files and never prompt: force
-i  prompt before every removal
-I  prompt once before removing more than three files, or recursively
-d --dir  remove empty directories
-v --verbose  print what is being removed
--one-file-system  do not cross into other file systems
--preserve-root  do not remove /
--no-preserve-root  do not treat / specially: dangerous
# rmdir | remove empty directories
-p --parents  remove the directory and its empty parents
-v --verbose  print each directory removed
--ignore-fail-on-non-empty  do not complain about directories that are not empty
# mkdir | make directories
-p --parents  make parent directories as needed, no error if they exist
-m --mode=MODE  set the permission mode
-v --verbose  print each directory made
# touch | create empty files, or change file timestamps
-a  change only the access time
-m  change only the modification time
-c --no-create  do not create files
-d --date=STRING  use this date instead of the current time
-r --reference=FILE  use the times of this file
-t=STAMP  use this [[CC]YY]MMDDhhmm[.ss] stamp
-h --no-dereference  affect the symbolic link itself
# ln | make links between files
-s --symbolic  make a symbolic link instead of a hard link
-f --force  remove existing destination files
-n --no-dereference  treat a link to a directory as a file
-v --verbose  print each link made
-r --relative  make symbolic links relative to the link's place
-i --interactive  prompt before removing a destination
-T --no-target-directory  treat the link name as a normal file
-b --backup  back up existing destinations
# chmod | change the permission mode of files
-R --recursive  change files and directories recursively
-v --verbose  print each file processed
-c --changes  report only when a change is made
-f --silent --quiet  suppress most error messages
--reference=FILE  use the mode of this file
# chown | change the owner and group of files
-R --recursive  change files and directories recursively
-v --verbose  print each file processed
-c --changes  report only when a change is made
-h --no-dereference  change the symbolic link itself
-f --silent --quiet  suppress most error messages
--from=OWNER:GROUP  change only if the current owner and group match
--reference=FILE  use the owner and group of this file
# chgrp | change the group ownership of files
-R --recursive  change files and directories recursively
-v --verbose  print each file processed
-c --changes  report only when a change is made
-h --no-dereference  change the symbolic link itself
--reference=FILE  use the group of this file
# umask | show or set the mode mask of new files
-S  print the mask symbolically
-p  print it in a form that can be reused as input
# stat | display file or file system status: size, mode, times
-c --format=FORMAT  use this format instead of the default
-f --file-system  display file system status instead of file status
-L --dereference  follow links
-t --terse  print in terse form
--printf=FORMAT  like -c, interpreting backslash escapes
# file | determine the type of files
-b --brief  do not print file names
-i --mime  print the mime type
-L --dereference  follow symbolic links
-z  look inside compressed files
# find | search for files in a directory tree
-name=PATTERN  file name matches the shell pattern
-iname=PATTERN  like -name, ignoring case
-path=PATTERN  whole path matches the shell pattern
-ipath=PATTERN  like -path, ignoring case
-regex=PATTERN  whole path matches the regular expression
-iregex=PATTERN  like -regex, ignoring case
-regextype=TYPE  syntax of regular expressions
-type=TYPE  file type: f regular file, d directory, l symbolic link
-size=N  file uses n units of space (c bytes, k KiB, M MiB, G GiB); + more than, - less than
-empty  file or directory is empty
-mtime=N  modified n*24 hours ago; - within, + more than
-mmin=N  modified n minutes ago; - within, + more than
-atime=N  last accessed n*24 hours ago
-amin=N  last accessed n minutes ago
-ctime=N  status changed n*24 hours ago
-cmin=N  status changed n minutes ago
-newer=FILE  modified more recently than this file
-newermt=DATE  modified after this date
-perm=MODE  permission bits match; - all of them, / any of them
-user=NAME  owned by this user
-group=NAME  owned by this group
-nouser  owner does not exist
-nogroup  group does not exist
-links=N  has n hard links
-inum=N  has this inode number
-samefile=FILE  is the same file (inode) as this one
-lname=PATTERN  is a symbolic link whose target matches
-maxdepth=N  descend at most n levels of directories
-mindepth=N  skip the first n levels
-depth  process a directory's contents before the directory itself
-mount -xdev  do not descend into other file systems
-prune  do not descend into the directory
-not !  negate the next test
-and -a  both tests hold
-or -o  either test holds
-print  print the path
-print0  print the path followed by a null character, for xargs -0
-printf=FORMAT  print with this format
-ls  list the file like ls -dils
-delete  delete the file found
-exec=COMMAND  run the command on each file found; {} is the file, ended by ; or +
-execdir=COMMAND  like -exec, from the directory of the file
-ok=COMMAND  like -exec, but ask first
-quit  exit at once
-readable  file is readable
-writable  file is writable
-executable  file is executable, or directory is searchable
-follow  follow symbolic links
-daystart  measure times from the beginning of today
-L  follow symbolic links
-H  follow symbolic links on the command line only
-P  never follow symbolic links
# du | estimate disk usage of files and directories
-s --summarize  print only a total for each argument (summary)
-h --human-readable  print sizes in human readable units such as 1K 234M 2G
-a --all  count files too, not just directories
-c --total  print a grand total
-d --max-depth=N  print totals only down to this depth
-x --one-file-system  skip directories on other file systems
-k  block size of 1K
-m  block size of 1M
-b --bytes  apparent size in bytes
-L --dereference  follow symbolic links
-0 --null  end each line with a null character
--apparent-size  print apparent sizes rather than disk usage
--exclude=PATTERN  exclude files that match
-t --threshold=SIZE  exclude entries smaller than this size
--time  show the last modification time
-S --separate-dirs  do not include the size of subdirectories
# df | show free and used disk space of file systems
-h --human-readable  print sizes in human readable units such as 1K 234M 2G
-a --all  include pseudo file systems
-i --inodes  list inode information instead of block usage
-k  block size of 1K
-m  block size of 1M
-T --print-type  print the type of each file system
-t --type=TYPE  only file systems of this type
-x --exclude-type=TYPE  exclude file systems of this type
-l --local  local file systems only
-P --portability  POSIX output format
--total  print a grand total
# realpath | print the resolved absolute path
-e --canonicalize-existing  all parts of the path must exist
-m --canonicalize-missing  no part of the path needs to exist
-s --strip --no-symlinks  do not expand symbolic links
--relative-to=DIR  print the path relative to this directory
# readlink | print the target of a symbolic link
-f --canonicalize  follow every symbolic link and print the absolute path
-e --canonicalize-existing  like -f, all parts must exist
-n --no-newline  do not print the trailing newline
# mktemp | create a temporary file or directory with a unique name
-d --directory  create a directory, not a file
-u --dry-run  only print a name
-p --tmpdir=DIR  create it in this directory
-t  interpret the template relative to a temporary directory
# truncate | shrink or extend the size of a file
-s --size=SIZE  set or adjust the size
-c --no-create  do not create files
-r --reference=FILE  use the size of this file
# shred | overwrite a file to hide its contents, and optionally delete it
-u  delete the file after overwriting
-n --iterations=N  overwrite n times
-z --zero  finish with zeros to hide the shredding
-v --verbose  show progress
-f --force  change permissions to allow writing
# dd | convert and copy a file, block by block
# split | split a file into pieces
-b --bytes=SIZE  put this many bytes in each piece
-l --lines=N  put this many lines in each piece
-n --number=CHUNKS  make this many pieces
-d --numeric-suffixes  use numeric suffixes instead of letters
-a --suffix-length=N  suffixes of this length
--additional-suffix=SUFFIX  append this suffix to file names
# csplit | split a file into sections at context lines
# install | copy files and set attributes
# locate | find files by name in a prebuilt database
-i --ignore-case  ignore case
-r --regex  search by regular expression
-l --limit=N  at most n results
-c --count  print the number of matches
# updatedb | update the database that locate searches
# tree | list a directory as a tree
-L=N  descend at most n levels of directories
-d  directories only
-a  include hidden files
-I=PATTERN  do not list files that match the pattern
-h  human readable sizes
-f  print the full path of each file
-s  print the size of each file
-p  print permissions
-D  print modification dates
--du  report the size of directories
# getfacl | show the access control list of a file
# setfacl | set the access control list of a file
-m --modify=ACL  modify the list
-x --remove=ACL  remove entries from the list
-R --recursive  apply recursively
-b --remove-all  remove all extended entries
# chattr | change file attributes such as immutable
-R  recursively
# lsattr | list file attributes
# basename | strip directory and suffix from a file name
-s --suffix=SUFFIX  remove this trailing suffix
-a --multiple  treat every argument as a name
# dirname | strip the last component from a file name
# rename | rename many files by a pattern
-n --nono  dry run: print names, do not rename
-v --verbose  print the names of files renamed
-f --force  overwrite existing files
# fallocate | allocate space for a file
-l --length=SIZE  length in bytes
# cmp | compare two files byte by byte
-s --quiet --silent  print nothing; the exit status tells
-l --verbose  print every differing byte
# diff | compare files line by line
-u --unified  output unified context
-r --recursive  compare subdirectories recursively
-q --brief  report only whether files differ
-y --side-by-side  output in two columns, side by side
-i --ignore-case  ignore case differences
-w --ignore-all-space  ignore all white space
-b --ignore-space-change  ignore changes in the amount of white space
-B --ignore-blank-lines  ignore blank lines
-N --new-file  treat absent files as empty
-c --context  output copied context
-s --report-identical-files  report when two files are the same
-x --exclude=PATTERN  exclude files that match
--color=WHEN  color the output
--suppress-common-lines  do not output lines both have in common
# patch | apply a diff file to originals
-p --strip=N  strip n leading components from file names
-R --reverse  undo: apply the patch in reverse
-i --input=FILE  read the patch from this file
-b --backup  back up the original of each file
--dry-run  print what would happen, change nothing
# tar | create, list or extract an archive
-c --create  create a new archive
-x --extract --get  extract files from an archive
-t --list  list the contents of an archive
-r --append  append files to the end of an archive
-u --update  append files newer than the copy in the archive
-f --file=FILE  use this archive file
-v --verbose  verbosely list files processed
-z --gzip  filter the archive through gzip
-j --bzip2  filter the archive through bzip2
-J --xz  filter the archive through xz
--zstd  filter the archive through zstd
-a --auto-compress  choose the compression by the archive's suffix
-C --directory=DIR  change to this directory first
-p --preserve-permissions --same-permissions  keep the permissions of extracted files
-k --keep-old-files  do not replace existing files
-h --dereference  follow symbolic links
-O --to-stdout  extract files to standard output
-P --absolute-names  do not strip leading / from file names
-m --touch  do not restore modification times
-w --interactive  ask for confirmation of every action
-T --files-from=FILE  get the names of files from this file
-X --exclude-from=FILE  exclude patterns listed in this file
-d --diff --compare  find differences between archive and file system
-W --verify  verify the archive after writing it
--exclude=PATTERN  exclude files that match
--strip-components=N  strip n leading components from file names
--wildcards  use wildcards in member names
--delete  delete members from the archive
-A --catenate --concatenate  append tar files to an archive
# gzip | compress files (.gz)
-d --decompress --uncompress  decompress
-k --keep  keep the input files
-c --stdout --to-stdout  write to standard output, keep the original files
-f --force  overwrite the output file
-l --list  list the compressed file's contents
-r --recursive  operate recursively on directories
-t --test  test the integrity of the compressed file
-v --verbose  print name and percentage reduction
-1 --fast  compress faster
-9 --best  compress better
# gunzip | decompress .gz files
-k --keep  keep the input files
-c --stdout  write to standard output
-f --force  overwrite the output file
-t --test  test the compressed file
-r --recursive  operate recursively on directories
# zcat | print compressed files without unpacking them
# zgrep | search compressed files for a pattern
-i --ignore-case  ignore case
# zless | page through a compressed file
# bzip2 | compress files (.bz2)
-d --decompress  decompress
-k --keep  keep the input files
-c --stdout  write to standard output
-z --compress  compress
-v --verbose  be verbose
# bunzip2 | decompress .bz2 files
-k --keep  keep the input files
# xz | compress files (.xz)
-d --decompress  decompress
-k --keep  keep the input files
-c --stdout  write to standard output
-z --compress  compress
-T --threads=N  use n threads
-9  best compression
-l --list  list information about .xz files
# unxz | decompress .xz files
# zstd | compress files (.zst)
-d --decompress  decompress
-k --keep  keep the input files
-o=FILE  write to this file
-T --threads=N  use n threads
# unzstd | decompress .zst files
# zip | package and compress files into a .zip archive
-r --recurse-paths  recurse into directories recursively
-e --encrypt  encrypt with a password
-9  compress better
-u --update  update changed and new files only
-q --quiet  quiet
-d --delete  delete entries from the archive
-x --exclude=PATTERN  exclude files that match
-j --junk-paths  store just file names, not directories
-m --move  delete the files after archiving them
-s --split-size=SIZE  make a split archive
-v --verbose  verbose
# unzip | extract files from a .zip archive
-l  list the archive's files without extracting
-d=DIR  extract into this directory
-o  overwrite files without prompting
-n  never overwrite existing files
-q  quiet
-t  test the archive
-p  extract to standard output (pipe)
-j  junk paths: do not make directories
-P=PASSWORD  use this password
-v  list verbosely
# 7z 7za | file archiver with high compression
> a | add files to an archive
> x | extract with full paths
> e | extract without paths
> l | list the contents of an archive
> t | test the integrity of an archive
# rar | create and manage .rar archives
# unrar | extract files from .rar archives
> x | extract with full paths
> e | extract without paths
> l | list the contents of an archive
# cpio | copy files to and from archives
-i --extract  extract
-o --create  create
-d --make-directories  create leading directories
-t --list  list the contents
# ar | create and modify static library archives
# md5sum | print or check MD5 checksums
-c --check  read checksums from a file and check them
# sha1sum | print or check SHA1 checksums
-c --check  read checksums from a file and check them
# sha256sum | print or check SHA256 checksums
-c --check  read checksums from a file and check them
# sha512sum | print or check SHA512 checksums
-c --check  read checksums from a file and check them
# cksum | print CRC checksums and byte counts
# base64 | encode or decode base64
-d --decode  decode
-w --wrap=COLS  wrap encoded lines after this many characters
# inotifywait | wait for changes to files
-m --monitor  keep listening for events
-r --recursive  watch directories recursively
-e --event=EVENT  listen for these events only
# cd | change the current directory
# pwd | print the current directory
-P  resolve symbolic links
-L  use PWD from the environment
# pushd | push a directory on the stack and change to it
# popd | remove the top directory from the stack and change to it
# dirs | show the directory stack
`
