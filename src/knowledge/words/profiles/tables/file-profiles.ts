// Profiles of programs for files, folders, archives and disks. The form of a row: profile-row.ts.

export const FILE_PROFILES = String.raw`
group_ownership|owner_group change|set|give|assign -user -=find ; group change of file|files|directory|everything -owner -user -find -permission => chgrp {owner} {allPath} ## the new group, then what gets it
owner|=user change|set|give|assign|modify -group -find -password => chown {owner} {allPath} ## the new owner, then what gets it
owner|=user group change|set|give|assign -find => chown {user!}:{group!} {allPath} ## owner and group
owner|=user group change|set|give|assign -find -ownership => chown {owner!}:{owner} {allPath} ## owner and group of one name
permission set|change|give|modify -find => chmod {mode!} {allPath} ## the new mode
execute|executable|execution permission|make|allow|add|give make|add|allow|set|give|all? users? -find -remove => chmod +x {allPath!} ## all may run it
write permission add|give|allow|set group -find -read => chmod g+w {allPath} ## the group may write
write permission add|give|allow|set =user|owner -find -read -group => chmod u+w {allPath} ## the owner may write
write permission add|give|allow|set everyone|all_users|others -find -read -group => chmod a+w {allPath} ## all may write
read execute permission add|give|allow|set -find -group -write => chmod +rx {allPath} ## all may read and run it
read write permission add|give|allow|set -find -group => chmod +rw {allPath} ## read and write
permission remove|revoke write others|other -find => chmod o-w {allPath} ## others may no longer write
create|make directory|directories -temporary -symlink -archive -file -tree? -find -rsync -remote -host => mkdir {allPath!} ## makes them
create|make parent|intermediate|missing|full_path directory|path|directories -temporary -symlink -copy -find => mkdir -p {allPath!} ## -p makes what is missing of the path
temporary directory create|make -find -=tree => mktemp -d ## prints its name
temporary file create|make -find => mktemp ## prints its name
empty directory remove|delete -=all -find -file -every -content|contents => rmdir {allPath!} ## only while it is empty
directory remove if_empty => rmdir {allPath!} ## only while it is empty
symlink create|make|add|set|point -hard -find -rsync -copy => ln -s {target!} {called!} ## the target, then the link
symlink create|make|add|set -hard -find -rsync -copy => ln -s {target!} {into!} ## the link has the name of the target
symlink create|make|add|set|point -hard -find -rsync -copy => ln -s {target} {link?} ## the target, then the link
hard_link create|make|add -symlink -find => ln {target!} {called?} ## the file, then its other name
resolve|follow|canonical|canonicalize symlink|path|link absolute? full? path? -find -create -make -copy -chown -move -rename -dirname => readlink -f {path} ## the path without links
absolute|real|canonical|true path|directory_name|filenames|file|directory|name print|show|convert relative? -find -create -move -rename -save -variable -all => readlink -f {path!} ## the path without links
target|points_to symlink|link print|show|find? -create -directory -copy -=modify => readlink {path} ## what the link leads to
copy -remote -host -ssh -clipboard -user -newest -find -rsync -md5sum -line -port -content -docker -=server => cp {allPath} {to!} ## the sources, then the destination
copy directory|recursively|everything|all -remote -host -ssh -find -rsync -user -port => cp -r {allPath} {to!} ## with all that is in it
move -remote -host -ssh -find -rsync -window -line -docker => mv {allPath} {to!} ## the sources, then the destination
rename -remote -host -all -every -window -session -title -each => mv {from!} {to!} ## the old name, then the new one
swap|exchange files|file|name old|new? => mv {file!} {file!}.tmp && mv {file2!} {file!} && mv {file!}.tmp {file2!} ## through a third name
rename all|every|each|recursively extension|suffix|filenames|ending|files? replace|change? -find -directory => rename 's/{text!}/{text2!}/' {glob=*} ## a substitution in each name
remove|delete -line -from -character -duplicate -=user -package -alias -variable -column -extension -word -all -every -each -user -find -key -cron -host -entry -suffix -job -space|spaces -whitespace -newlines -link -session -branch -empty -array -permission -file_type -digits -component|components -old -oldest -repository => rm {allPath!} ## they are gone
remove|delete all|every|top-level files|file like|match|matching|glob? -find -recursively -directory -line -except -excluding -old -empty -but => rm {allGlob!} ## they are gone
remove|delete recursively|directory|content|contents|everything directory|content|folder|if? -line -find -empty -except -=like -match -excluding -named -every -all -rsync -from -components -name -path -slash -part|parts -last => rm -r {allPath!} ## with all that is in it
overwrite random|zero|zeroes|zeros|securely|shred -print => shred {file} ## its old content cannot be read any more
timestamp|modification_time|access_time set|change|update|adjust of? same_as|same|that_of|reference -find -copy -line => touch -r {ref!} {allFile!} ## the times of the first
timestamp|modification_time|access_time|date set|change|update|adjust -find -print -show -line -system -format -rsync => touch «-d {date}» {allFile} ## the present time, or that of -d
create|make|make_sure empty|blank|new|exists file|files? -directory -find -archive -symlink -line -temporary -remote -host -ssh -key => touch {allFile!} ## empty, or with a new time
file_type|type_of_file|=mime file? description|type print|show|determine|display? -find -each -table -move => file {allPath} ## by its content
file_information|long_listing|detailed_listing of|for? command|executable|file => ls -l {path!} ## owner, mode, size and time
list|print|show files|file|directory|content current? directory? long_list_format|long_format|long_listing|details|long -find -count -each => ls -l {path?} ## owner, mode, size and time
list|print files|directory|content including? hidden -find -recursively -remove -copy -move -tar -process => ls -a {path?} ## those with a dot, too
list|print|show directory|directories|subdirectories current_directory|folder only|trailing|slash? -find -tree -size -recursively -permission -path -each -stack -process -under -file -files -below -usage -working -of -symlink -named -tmux -name -with -history -level => ls -d */ ## directories alone
print_working_directory|current_working_directory|=cwd|physical_directory|working_directory print|show|display -find -list -variable -copy -file -tree -files -full -true -absolute -with? -host -ls -split => pwd ## where you are
print|show|display|list directory_tree|tree|as_tree|tree-like directory|files|recursively|current? -process -find -named -processes -usb -file_type -git -copy -create -make -modified -lines -extension => tree {dir?} ## as a tree
basename|base_name|last_part|last_component|remove_containing_directories|omit_containing_directories|strip_directory of? path? file? suffix|extension? -rename -symlink -create -all -link -find => basename {path} {suffix?} ## the name without its directories
output|print|get file_name|filenames|name from|of path|full_path -find -all -without -list -each -directory => basename {path!} {suffix?} ## the name without its directories
directory|folder path|name|part of|from|containing|contains path|file print|show|get? -all -find -list -size -disk -create -current -usage => dirname {path!} ## the path without its last part
disk_usage|disk_space_used|used_disk_space|size of|for|all? directory|files|folder|subdirectories|contents print|show|report|find|display|estimate? -file_system -filesystem -available -free -partition -inode -disk_usage_of_file_system -=root -powers -find_all => du -sh {path=.} ## one sum for each, in readable units
size of all|top-level|every|each files|directory|folders|subdirectories current? -file_system -filesystem -find -empty => du -sh * ## one sum for each
apparent_size print|show|display|find file|directory|target? total? => du -sh --apparent-size {path?} ## as long as they are, not as much as they take
largest|biggest files|directories|directory|folders|top sort|sorted? size|sizes? =du? -process -memory => du -ah {dir=.} | sort -rh | head -n {n=10} ## the largest first
directory size|sizes|usage|disk sort|sorted|descending|ascending|largest|order -find_all -memory -process => du -h --max-depth=1 {dir=.} | sort -rh ## the largest first
file_system|file_systems|filesystem disk|usage|space|available|free|inode|inodes|mount_point|containing|used|of print|report|show|display|determine|calculate? type? -mount -find -remount -proc -tmpfs -loop -read -label => df {path?} ## what is used and what is free
disk_space|free_space|space available|free|left|used|amount print|report|show|display device? -file -directory -largest -find => df -h {path?} ## what is used and what is free
name|device file_system|filesystem containing|contains|on path|file|directory => df {path!} | tail -n 1 | cut -d ' ' -f 1 ## its device
mount file_system|filesystem|device|directory|partition|image|disk|drive on|at|to? -remount -print -check -list -bind -show -display -all -find -unmount -label -count -determine => mount «-t {fs}» {from} {to} ## the device, then where it is to be seen
mount partition|file_system|device label => mount -L {label!} {to!} ## by its label
bind mount|remount|subtree|directory recursively? -print -find -key -keys => mount --bind {from!} {to!} ## one tree in two places
recursively bind => mount --rbind {from!} {to!} ## with what is mounted below
remount file_system|filesystem|subtree|root? read|write|permission? -bind => mount -o remount {path!} ## with new options
remount read write permission? -bind => mount -o remount,rw {path!} ## writable again
remount read_only|=read-only -bind => mount -o remount,ro {path!} ## no longer writable
mount fstab|=/etc/fstab entry|using -without => mount {path!} ## as /etc/fstab says
mount|mounted|mounts print|list|show|display|check|find file_system|filesystem|disk|drive|point|information|network? -=mount_the -df -containing -space -usage -remount -determine => mount | grep {text} ## what is mounted
unmount|umount => sudo umount {path} ## takes it out of the tree
create|make|archive archive|tar|tarball|tar_archive compressed|gzip -list -extract -split -=find -update -decompress -docker -using => tar -czf {archive} {allPath} ## c makes, z packs, f is the archive
create|make archive|tar|tarball -compressed -list -extract -split -gzip -decompress -docker => tar -cf {archive} {allPath} ## c makes, f is the archive
extract|unpack|untar archive|tar|tarball|tgz? -list -rpm -line -between -zip -string -field -text -count -column -create -number -host -=from_file -second -first -matching -=any -print -page -sort -=split => tar -xvf {archive!} «-C {to}» ## x unpacks, v names each file
list|view|print|show content|contents|files|folders|file of|in archive|tar|tarball -create -extract -gzip -decompressed -uncompressed -unzip -zip -count -sum => tar -tvf {archive!} ## t lists it
compress|gzip file|files? -list -archive -bzip2 -data -rsync -test -count -decompress -directory -sort -print -transmission -tar -copy -using_bzip2 -folder -split -integrity -number -search -contents -unzip -=view -ssh -each_line -xz => gzip {allFile} ## each gets the ending .gz
decompress|uncompress|unzip|gunzip file|files? -tar -untar -archive -count -search -view -list -extract -stdout -standard -print -split -send -merge -input -find -bzip2 -lines -contents -line -=and -as -to -with -test -move -every => gunzip {allFile!} ## the ending goes away, too
decompress|uncompress|unzip file|files? untar|tar|archive|expand|unarchive|extract -=zip -bzip2 -string -replace => gunzip -c {archive!} | tar -xvf - ## the archive out of its packing
decompress|uncompress|unzip stdout|standard_output|to_standard_output -bzip2 => gzip -dc {file!} ## to standard output
compressed|gzip|gzipped|uncompressed|decompressed|unzip file|files|content|contents? count lines|line => zcat {allFile!} | wc -l ## without unpacking it on disk
compressed|gzip|gzipped|uncompressed|decompressed|unzip|unzipped print|view|show|display|send|contents|content|use -test -size -lines -list -bzip2 => zcat {allFile!} ## without unpacking it on disk
unzip|decompress|uncompress|compressed|gzip|gzipped search|find|grep|match|lines_matching|extract -test -tar => zcat {allFile!} | grep {text!} ## without unpacking it on disk
unzip|decompress|uncompress|compressed|gzip|gzipped|decompressed first lines|line => zcat {allFile!} | head -n {lines!} ## without unpacking it on disk
unzip|decompress|uncompress|compressed|gzip|gzipped|decompressed split|chunks|every|merge lines|line => zcat {allFile!} | split -l {lines!} - {prefix?} ## into files of so many lines
test|check|verify integrity|corrupt|corrupted|valid compressed|file|gzip|archive? -bzip2 -tar_file => gunzip -t {file!} ## silent where it is whole
compressed_size|compression_ratio|uncompressed_size print|show|list => gunzip -l {file!} ## sizes and ratio
bzip2|bz2 compress|archive file|files? -decompress -extract -untar -tar_archive -unpack => bzip2 {allFile} ## each gets the ending .bz2
compress verbosely|keeping|original files|file -gzip -recursively -=every => bzip2 {allFile=*} ## each gets the ending .bz2
bzip2|bz2|=compressed integrity|test|check|verify file => bzip2 -t {file} ## silent where it is whole
bzip2|bz2 decompress|extract|unpack|uncompress -tar -archive => bunzip2 {allFile} ## the ending goes away, too
bzip2|bz2|bzip2-compressed extract|untar|unpack tar|archive|tarball|file => tar -xvjf {archive!} ## j is bzip2
split -line_in -merge -compressed -string -column -field -list_of -words -unzip -gzipped -=on -=by -screen -into_lines -sentences -decompress -branch -pane -window -result -output -array -variable -string => split «-l {lines}» «-b {bytes}» «-n {pieces}» {file?} {prefix?} ## x or the prefix begins the names
shared_memory_segments|semaphores|ipc list|show|print|information => ipcs ## queues, memory and semaphores
extract|unpack rpm -list => rpm2cpio {file!} | cpio -idmv ## into this directory
usb_devices|usb list|show|display|print => lsusb ## the devices on the bus
`
