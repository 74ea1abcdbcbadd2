// Profiles of programs for files, folders, archives and disks. The form of a row: profile-row.ts.

export const FILE_PROFILES = String.raw`
group_ownership|owner_group change|set|give|assign ; group change of file|files|directory|everything => chgrp {owner} {allPath} ## the new group, then what gets it
owner|ownership|user_of|onwer change|set|give|assign|modify => chown {owner} {allPath} ## the new owner, then what gets it
owner|=user group change|set|give|assign => chown {user!}:{group!} {allPath} ## owner and group
owner|=user group change|set|give|assign => chown {owner!}:{owner} {allPath} ## owner and group of one name
permission set|change|give|modify => chmod {mode!} {allPath} ## the new mode
execute|executable|execution permission|make|allow|add|give make|add|allow|set|give|all? users? => chmod +x {allPath!} ## all may run it
write permission|access add|give|allow|set group => chmod g+w {allPath} ## the group may write
write permission add|give|allow|set =user|owner => chmod u+w {allPath} ## the owner may write
write permission add|give|allow|set everyone|all_users|others => chmod a+w {allPath} ## all may write
read execute permission add|give|allow|set => chmod +rx {allPath} ## all may read and run it
read write permission add|give|allow|set => chmod +rw {allPath} ## read and write
permission remove|revoke write others|other => chmod o-w {allPath} ## others may no longer write
create|make directory|directories => mkdir {allPath!} ## makes them
create|make parent|intermediate|missing|full_path|directory_tree directory|path|directories|tree => mkdir -p {allPath!} ## -p makes what is missing of the path
temporary directory create|make => mktemp -d ## prints its name
temporary file create|make => mktemp ## prints its name
empty directory remove|delete => rmdir {allPath!} ## only while it is empty
directory remove if_empty => rmdir {allPath!} ## only while it is empty
symlink create|make|add|set|point => ln -s {target!} {called!} ## the target, then the link
symlink create|make|add|set|point => ln -s {target} {link?} ## the target, then the link
hard_link create|make|add => ln {target!} {called?} ## the file, then its other name
resolve|follow|canonical|canonicalize symlink|path|link absolute? full? path? => readlink -f {path} ## the path without links
absolute|real|canonical|true path|directory_name|filenames|file|directory|name print|show|convert relative? => readlink -f {path!} ## the path without links
absolute|full|real|canonical|resolve|resolved|true path|location|symlinks|symlink executable|command|binary|program|interpreter print|show|display|get|resolving? all? any? => readlink -f $(which {cmd!}) ## where it really lies
target|points_to symlink|link print|show|find? => readlink {path} ## what the link leads to
copy => cp {allPath} {to!} ## the sources, then the destination
copy directory|recursively|everything|all => cp -r {allPath} {to!} ## with all that is in it
move => mv {allPath} {to!} ## the sources, then the destination
rename => mv {from!} {to!} ## the old name, then the new one
swap|exchange files|file|name old|new? => mv {file!} tmp && mv {file2!} {file!} && mv tmp {file2!} ## through a third name
rename all|every|each|recursively extension|suffix|filenames|ending|files? replace|change? => rename 's/{text!}/{text2!}/' {glob=*} ## a substitution in each name
remove|delete => rm {allPath!} ## they are gone
remove|delete all|every|top-level files|file like|match|matching|glob? => rm {allGlob!} ## they are gone
remove|delete recursively|directory|content|contents|everything directory|content|folder|if? => rm -r {allPath!} ## with all that is in it
timestamp|modification_time|access_time set|change|update|adjust of? same_as|same|that_of|reference => touch -r {ref!} {allFile!} ## the times of the first
timestamp|modification_time|access_time|date set|change|update|adjust => touch «-d {date}» {allFile} ## the present time, or that of -d
create|make|make_sure empty|blank|new|exists file|files? => touch {allFile!} ## empty, or with a new time
file_type|type_of_file|=mime file? description|type print|show|determine|display? => file {allPath} ## by its content
file_information|long_listing|detailed_listing of|for? command|executable|file => ls -l {path!} ## owner, mode, size and time
list|print|show files|file|directory|content current? directory? long_list_format|long_format|long_listing|details|long => ls -l {path?} ## owner, mode, size and time
list|print files|directory|content including? hidden => ls -a {path?} ## those with a dot, too
list|print|show directory|directories|subdirectories current_directory|folder only|trailing|slash? => ls -d */ ## directories alone
print_working_directory|current_working_directory|=cwd|physical_directory|working_directory print|show|display => pwd ## where you are
print|show|display|list directory_tree|tree|as_tree|tree-like directory|files|recursively|current? => tree {dir?} ## as a tree
basename|base_name|last_part|last_component|remove_containing_directories|omit_containing_directories|strip_directory of? path? file? suffix|extension? => basename {path} {suffix?} ## the name without its directories
output|print|get file_name|filenames|name from|of path|full_path => basename {path!} {suffix?} ## the name without its directories
directory|folder path|name|part of|from|containing|contains path|file print|show|get? => dirname {path!} ## the path without its last part
disk_usage|disk_space_used|used_disk_space|size of|for|all? directory|files|folder|subdirectories|contents print|show|report|find|display|estimate? => du -sh {path=.} ## one sum for each, in readable units
size of all|top-level|every|each files|directory|folders|subdirectories current? => du -sh * ## one sum for each
apparent_size print|show|display|find file|directory|target? total? => du -sh --apparent-size {path?} ## as long as they are, not as much as they take
largest|biggest directories|directory|folders|subdirectories sort|sorted? size|sizes? top? under? => du -h {dir=.} | sort -rh | head -n {n=10} ## the largest first
largest|biggest files|top sort|sorted? size|sizes? =du? => find {dir=.} -type f -exec du -h {} + | sort -rh | head -n {n=10} ## the largest first
directory size|sizes|usage|disk sort|sorted|descending|ascending|largest|order => du -h --max-depth=1 {dir=.} | sort -rh ## the largest first
file_system|file_systems|filesystem disk|usage|space|available|free|inode|inodes|mount_point|containing|used|of print|report|show|display|determine|calculate? type? => df {path?} ## what is used and what is free
disk_space|free_space|space available|free|left|used|amount print|report|show|display device? => df -h {path?} ## what is used and what is free
name|device file_system|filesystem containing|contains|on path|file|directory => df {path!} | tail -n 1 | cut -d' ' -f1 ## its device
mount file_system|filesystem|device|directory|partition|image|disk|drive on|at|to? => mount «-t {fs}» {from} {to} ## the device, then where it is to be seen
mount partition|file_system|device label => mount -L {label!} {to!} ## by its label
bind mount|remount|subtree|directory recursively? => mount --bind {from!} {to!} ## one tree in two places
recursively bind => mount --rbind {from!} {to!} ## with what is mounted below
remount file_system|filesystem|subtree|root? read|write|permission? => mount -o remount {path!} ## with new options
remount read write permission? => mount -o remount,rw {path!} ## writable again
remount read_only|=read-only => mount -o remount,ro {path!} ## no longer writable
mount fstab|=/etc/fstab entry|using => mount {path!} ## as /etc/fstab says
mount|mounted|mounts print|list|show|display|check|find file_system|filesystem|disk|drive|point|information|network? => mount | grep {text} ## what is mounted
unmount|umount => sudo umount {path} ## takes it out of the tree
create|make|archive archive|tar|tarball|tar_archive compressed|gzip => tar -czf {archive} {allPath} ## c makes, z packs, f is the archive
create|make archive|tar|tarball => tar -cf {archive} {allPath} ## c makes, f is the archive
=extract|=extracts|=unpack|=untar|=unarchive archive|tar|tarball|tgz? => tar -xvf {archive!} «-C {to}» ## x unpacks, v names each file
list|view|print|show content|contents|files|folders|file of|in archive|tar|tarball => tar -tvf {archive!} ## t lists it
compress|=gzip file? => gzip {allFile} ## each gets the ending .gz
=decompress|=uncompress|=unzip|=gunzip file? => gunzip {allFile!} ## the ending goes away, too
=decompress|=uncompress|=unzip|=gunzip|=zcat =untar|tar|=expand|=unarchive|=extract => gunzip -c {archive!} | tar -xvf - ## the archive out of its packing
=decompress|=uncompress|=unzip stdout => gzip -dc {file!} ## to standard output
compressed|gzip|gzipped|=uncompressed|=decompressed|=unzip count lines => zcat {allFile!} | wc -l ## without unpacking it on disk
compressed|gzip|gzipped|gzip-compressed|=uncompressed|=decompressed|=unzip|=unzipped print|send|content|use|file => zcat {allFile!} ## without unpacking it on disk
compressed|gzip|gzipped|=unzip|=decompress|=uncompress search|=grep|match|lines_matching|=extract => zcat {allFile!} | grep {text!} ## without unpacking it on disk
compressed|gzip|gzipped|=unzip|=decompress|=decompressed first lines => zcat {allFile!} | head -n {lines!} ## without unpacking it on disk
compressed|gzip|gzipped|=unzip|=decompress|=uncompressed split|chunks|every|merge lines => zcat {allFile!} | split -l {lines!} - {prefix?} ## into files of so many lines
test|check|verify integrity|corrupt|corrupted compressed|file|gzip? => gunzip -t {file!} ## silent where it is whole
compressed_size|compression_ratio|uncompressed_size print? => gunzip -l {file!} ## sizes and ratio
bzip2|bz2 compress|archive file? tool? => bzip2 {allFile} ## each gets the ending .bz2
bzip2|bz2|compressed integrity test|check|verify file? => bzip2 -t {file} ## silent where it is whole
bzip2|bz2|bzip2-compressed =decompress|=uncompress|=unpack => bunzip2 {allFile} ## the ending goes away, too
bzip2|bz2|bzip2-compressed extract tar|archive|tarball file? => tar -xvjf {archive!} ## j is bzip2
split file? files? pieces? content? equal? size? about? chunks? contents? most? prefix? => split «-l {lines}» «-b {bytes}» «-n {pieces}» «-a {length}» {file?} {prefix?} ## x or the prefix begins the names
shared_memory_segments|semaphores|ipc list|show|print|information => ipcs ## queues, memory and semaphores
extract|unpack rpm => rpm2cpio {file!} | cpio -idmv ## into this directory
usb_devices|usb list|show|display|print => lsusb ## the devices on the bus
copy symlinks|links|symlink attributes|preserving|following|without source? files? all? => cp -a {allPath!} {to!} ## links stay links
copy not|except|without|unless exists|exist|overwriting|already existing? files? destination? => cp -n {allPath!} {to!} ## what is there stays
copy symlinks|symlink|links|duplicate instead|creating|creating_symbolic files? real? each? recursively? directory? tree? => cp -rs {from!} {to!} ## a link for each file
make copy|duplicate entire|contents|directory|of? called|named|in? => cp -r {from!} {new} ## with all that is in it
copy linked_to|linked|target file => cp --remove-destination $(readlink {file!}) {file!} ## in place of the link
move hidden files|all => mv {from!}/.[!.]* {to!} ## those with a dot
move all|files everything|directories? current? => mv * {to!} ## what has no dot
backup|make_a_backup rename|move exists|if => mv -b {from!} {to!} ## the old one gets a ~
clobbering|overwriting without|no move|rename => mv -n {allPath!} {to!} ## what is there stays
rename|change filenames|extension|suffix|suffixes|names lowercase|lower|uppercase|lowerase => rename 'y/A-Z/a-z/' {glob=*} ## capitals become small
add|prepend|append beginning|name|prefix rename|renaming => rename 's/^/{text!}/' {file!} ## in each name
make_sure|exists|create file timestamp|exist|exists update? current? => touch {allFile!} ## empty, or with a new time
timestamp|time adjust|subtract|subtracting|add|shift hours|minutes|days file? => touch -d "$(date -r {file!}) - {n!} hours" {file!} ## counted from its own time
same|=one timestamp set|change|as => touch -r {ref!} {file!} ## the times of the first
list|print subdirectories|directories|directory no|without|removing|removed|trailing slash current? => ls -d */ | tr -d / ## directories alone
list|print files|directory comma|semicolon|space|spaces|delimiter separated|separating|values|value current? list? => ls -m ## names in one line
list|print recently|newest|latest|most_recent file|files|directory modified? single? long? listing? => ls -t | head -n {n=1} ## the newest first
filters|filter|only directories|directory long|listing|file? => ls -l {dir?} | grep '^d' ## directories alone
full_path|absolute_path list|print|prints files current? folder? => ls -d "$PWD"/* ## with the path before each
sizes|used|usage 1k|1gb|gb|blocks|terabytes|megabytes file_systems|file_system|filesystem|disk report|print => df -h {path?} ## in readable units
percentage|amount space used|available print|show|filesystem|of? => df {path!} ## the fifth column is the share
mounted file_systems|file_system|filesystems info|all|print|grand? total? => df ## each with its place
archive|tar_archive|compressed_archive list|print folders|files|sorted|unique|directories compressed? => tar -tf {archive!} ## t lists it
archive create|make split|chunks files? compressed? prefix? => tar -cz {allPath!} | split -b {bytes} - {prefix} ## pieces of one archive
file_type command|program|executable print|show|display|determine of? => file $(which {cmd!}) ## by its content
remove|delete =file|=files => rm {allPath!} ## they are gone
login_shell change|set|make|use user|default|current? => chsh -s $(which {cmd!}) ## from the next login on
copy make|create file|directory named|called|as|to|in => cp {path!} {new!} ## one more of it
symlink create|make|add|set|force|forcibly in|into|inside|under => ln -s {target!} {into!} ## the link has the name of the target
overwrite|shred|erase|wipe random|securely|times|passes|zeros|zeroes|content|contents|data => shred «-n {times}» {file} ## its old content cannot be read any more
recreate|replicate|duplicate|copy directory_structure|directory_tree|hierarchy|tree full|relative|path|fully-defined|parents => cp --parents {allPath!} {to!} ## with the directories above
inode|inodes number|numbers file|directory print|show|list|display => ls -i {path?} ## the number before each name
print|show|display|list file_status|metadata|statistics|access_time|birth_time file|directory => stat {path!} ## all that is known of it
shrink|truncate|extend|resize file size|bytes|to => truncate -s {bytes!} {file!} ## cut, or filled with zeros
duplicate|copy image|disk|drive|device|partition blocks?|block? => dd if={from!} of={to!} bs=4M ## block by block
print|show|display pci|pci_devices|=pci device|devices|list|show|information? => lspci ## the devices on the bus
hardware information|details|list|configuration|summary print|show|list|display => lshw ## all of the machine
bios|dmi|smbios|motherboard|serial_number print|show|display|get|dump|list => sudo dmidecode ## what the firmware says
header elf|executable|binary|object print|show|display|all => readelf -h {file!} ## how it is built
printable|text strings binary|executable|object|file print|show|find|extract => strings {file!} ## texts of four signs and more
symbols object|library|binary|executable print|show|list|display => nm {file!} ## names and addresses
disassemble file|binary|executable|object => objdump -d {file!} ## as instructions
format|pretty|pretty-print|indent|reformat xml file|document? => xmllint --format {file!} ## one element a line
watch|wait|monitor change|changes|modified|modification|events directory|file|folder returning|before|until|is => inotifywait {path!} ## ends with the first event
write|flush buffers|buffer|cached|caches|pending disk|memory|data => sync ## all that waits
location|locate|find database|index file|files|name => locate {text!} ## as of the last updatedb
compressed|gzip|gzipped|=uncompressed|=decompressed|=unzip|=unzipped|=uncompress|=decompress send|pipe|pass|feed to|into|through contents? content? output? command? program? stdin? => zcat {file!} | {cmd!} ## without unpacking it on disk
compressed|gzip|gzipped|=uncompressed|=decompressed|=unzip|=unzipped|=uncompress|=decompress use|input command|program|contents|content|input of? to? as? => zcat {allFile!} ## without unpacking it on disk
permission remove|revoke|take write group others|other|everyone_else => chmod go-w {allPath} ## nobody but the owner may write
permission remove|revoke|take write group => chmod g-w {allPath} ## the group may no longer write
mount nfs|=nfs share|export|directory|filesystem|file_system|on|at? => sudo mount -t nfs {remote!} {to!} ## from that server
size|sizes|usage|space each|every|all =subdirectory|=subdirectories|subfolders|=directories|=folders print? show? display? => du -h --max-depth=1 {dir=.} ## each directory by itself
name|basename|base_name without|strip|stripping|minus extension|suffix|ending print|show|get|output? path? => basename {path!} {suffix!} ## without that end
compress|gzip stdout|standard_output file? to? => gzip -c {file!} ## the file stays as it is
`
