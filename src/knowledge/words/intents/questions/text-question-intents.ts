// Questions about text as people ask them: grep, sed, awk, sorting, counting, JSON and CSV.

export const TEXT_QUESTIONS = `
grep recursively ; search recursively for a string ; grep all files in a directory ; grep in all subdirectories ; recursive grep => grep -rn {text} {dir|.} ## -n line numbers
grep only show filenames ; grep list only filenames ; show only the filenames with grep ; print only names of matching files ; grep without showing the lines => grep -rl {text} {dir|.} || grep -l {text} {file|<files>} ## -l names
grep without filenames ; grep hide filenames ; grep do not print filenames ; suppress filenames in grep output => grep -h {text} {file|<files>} ## -h no names
grep with filenames ; grep show filenames ; print filenames and line number with grep => grep -Hn {text} {file|<file>} ## -H names
grep case insensitive ; ignore case in grep ; case insensitive search in files => grep -i {text} {file|<file>} ## any case
grep for whole word ; grep exact word ; match exact string with grep ; grep only whole words => grep -w {text} {file|<file>} ## not inside words
grep for exact line ; grep whole line match => grep -x {text} {file|<file>} ## the whole line
grep invert match ; grep lines not containing a string ; show lines that do not contain a word ; exclude lines with grep ; grep exclude a word ; grep everything except ; lines not matching pattern ; filter out lines containing a string => grep -v {text} {file|<file>} ## -v inverts
grep exclude multiple strings ; grep lines that do not match several words ; exclude several patterns with grep => grep -vE '{text|<text>}|{text2|<text>}' {file|<file>} ## | is or
find files that do not contain a string ; grep files not containing a pattern ; list files without match ; grep when file does not contain the string ; files missing a string ; show files that don't contain text => grep -rL {text} {dir|.} || grep -L {text} {file|<files>} ## -L names without it
grep for multiple strings ; grep two patterns with or ; grep multiple words ; search for several strings at once ; match either of two patterns ; grep or condition => grep -E '{text|<text>}|{text2|<text>}' {file|<file>} || grep -e {text} -e {text2} {file|<file>} ## | is or
grep for two words in one line ; grep lines with both words ; grep with and condition ; match two strings on the same line ; grep lines containing two patterns ; find lines that contain all of several words => grep {text} {file|<file>} | grep {text2} || awk '/{text|<text>}/ && /{text2|<text>}/' {file|<file>} ## both
grep count matches ; count lines matching ; count of lines containing a string ; count matching lines with grep => grep -c {text} {file|<file>} ## lines
count occurrences of a word in a file ; count occurrences of a string ; how many times does a word appear ; count of occurrences of text in file ; count all matches not lines => grep -o {text} {file|<file>} | wc -l ## each match
count occurrences of a character ; count a character in a file ; how often does a character occur => grep -o {text} {file|<file>} | wc -l || tr -cd '<character>' < {file|<file>} | wc -c ## each one
grep context lines ; show lines around a match ; grep lines before and after match ; print surrounding lines ; show n lines around grep match => grep -C {n|3} {text} {file|<file>} ## -B before, -A after
grep lines after match ; show n lines after each match ; print the line after a match => grep -A {n|1} {text} {file|<file>} ## -A after
grep lines before match ; show n lines before each match ; print line before the match => grep -B {n|1} {text} {file|<file>} ## -B before
grep line numbers ; show line count of matches ; find the line count of a string => grep -n {text} {file|<file>} ## -n numbers
grep only the match ; show only the matching part ; print only matched text ; grep only part of line ; extract matching pattern not whole line ; can grep show only words that match => grep -oE {text|'<pattern>'} {file|<file>} || grep -oP {text|'<pattern>'} {file|<file>} ## -o
extract text between two strings ; get text between two words ; print string between two patterns ; grep between two strings ; extract substring between delimiters => grep -oP '(?<={text|<start>}).*?(?={text2|<end>})' {file|<file>} || sed -n 's/.*{text|<start>}\\(.*\\){text2|<end>}.*/\\1/p' {file|<file>} ## without the two
grep only first match ; stop after first match ; grep show only the first occurrence ; grep limit count of results => grep -m {n|1} {text} {file|<file>} ## -m lines
grep in files of one type ; grep only certain file extensions ; grep recursively in files with extension ; search only in some file types ; grep with include => grep -rn --include='*.{ext|<extension>}' {text} {dir|.} ## a pattern
grep exclude directory ; exclude directories in grep ; grep recursively except a folder ; grep ignoring node_modules ; grep skip a directory ; grep -r exclude => grep -rn --exclude-dir={dir|<directory>} {text} . ## its name
grep exclude files ; exclude files from grep ; grep without some file types => grep -rn --exclude='{glob|*.<extension>}' {text} . ## a pattern
grep ignore binary files ; grep skip binary files ; exclude binary files in grep => grep -rnI {text} {dir|.} ## -I skips
grep binary file as text ; binary file matches in grep ; force grep to treat file as text => grep -a {text} {file|<file>} ## -a is text
grep for a literal string ; grep without regex ; grep fixed string with special characters ; escape special characters in grep ; search for a dot or brackets literally => grep -F {text} {file|<file>} ## -F no pattern
grep for a string that begins with a dash ; grep a pattern with leading hyphen ; grep for -- or dashes => grep -- {text} {file|<file>} || grep -e {text} {file|<file>} ## -- ends the options
grep for a tab ; search for tab character => grep -P '\\t' {file|<file>} ## perl's patterns
grep lines that start with a string ; lines beginning with a word ; match beginning of line => grep '^{text}' {file|<file>} ## ^ is the beginning
grep lines that end with a string ; lines ending with a word ; match end of line => grep '{text}$' {file|<file>} ## $ is the end
grep empty lines ; find blank lines ; count blank lines => grep -c '^\\s*$' {file|<file>} || grep -n '^$' {file|<file>} ## blanks too
show file without comments ; print file excluding comments and blank lines ; remove comments and empty lines ; grep without comments ; display config file without comments ; view only uncommented lines => grep -vE '^\\s*(#|$)' {file|<file>} ## # and blank lines
grep non-ascii characters ; find non ascii characters in a file ; search for unicode characters => grep -nP '[^\\x00-\\x7F]' {file|<file>} ## with line numbers
grep patterns from a file ; grep using a list of strings in a file ; search for many words from file => grep -Ff {file|<patterns>} {file2|<file>} ## one a line
grep in colors ; highlight matches but show all lines ; highlight text without filtering ; colorize matching text and print everything => grep --color=always -E '{text|<text>}|$' {file|<file>} ## $ matches each line
grep multiline ; match pattern across lines ; search over multiple lines => grep -Pzo '{text|<pattern>}' {file|<file>} || pcregrep -M {text|'<pattern>'} {file|<file>} ## -z the whole file
extract email addresses ; find emails in a file ; grep email addresses => grep -oE '[[:alnum:]._%+-]+@[[:alnum:].-]+\\.[a-z]{2,}' {file|<file>} ## each one
extract ip addresses ; grep ip addresses from a file ; find all ip in log => grep -oE '([0-9]{1,3}\\.){3}[0-9]{1,3}' {file|<file>} ## each one
extract urls ; find links in a file ; grep urls from html => grep -oE 'https?://[^"'"'"' >]+' {file|<file>} ## each one
extract numbers from a file ; get only numbers from string ; grep digits ; extract a number from text => grep -oE '[0-9]+' {file|<file>} ## each one
find long lines ; lines longer than n characters ; print lines longer than => awk 'length > {n|80}' {file|<file>} ## characters
grep a login realtime ; grep a continuous stream ; tail -f and grep ; filter a live log ; follow a log and filter => tail -f {file|<file>} | grep --line-buffered {text} ## line by line
replace a string in a file ; find and replace in a file ; replace text in a file ; substitute a word in file ; change a string in a file with sed ; sed replace text in place => sed -i 's/{text|<old>}/{text2|<new>}/g' {file|<file>} ## g is every one
replace a string in multiple files ; find and replace in all files ; find and replace text within a directory ; replace text recursively in all files ; replace a string in all files of a directory ; recursive search and replace ; replace word in many files ; replace text in all files of folder => grep -rl {text} . | xargs sed -i 's/{text|<old>}/{text2|<new>}/g' || find . -type f -exec sed -i 's/{text|<old>}/{text2|<new>}/g' {} + ## only files that hold it
replace only the first occurrence ; sed replace first match only ; replace first occurrence in a file ; substitute only the first match => sed -i '0,/{text|<old>}/s//{text2|<new>}/' {file|<file>} ## GNU sed
replace only the last occurrence ; sed replace last match => tac {file|<file>} | sed '0,/{text|<old>}/s//{text2|<new>}/' | tac ## of the file
replace nth occurrence ; replace the second occurrence on a line => sed 's/{text|<old>}/{text2|<new>}/{n|2}' {file|<file>} ## of each line
replace whole line containing a string ; replace entire line matching pattern ; change a line that contains text ; replace the line with sed => sed -i 's/.*{text|<text>}.*/{text2|<line>}/' {file|<file>} || sed -i '/{text|<text>}/c\\{text2|<line>}' {file|<file>} ## the whole line
replace a specific line ; replace line by number ; change the nth line of a file => sed -i '{n|<number>}s/.*/{text|<line>}/' {file|<file>} || sed -i '{n|<number>}c\\{text|<line>}' {file|<file>} ## that line
replace text with slashes in sed ; use sed with slashes ; replace a path with sed ; different delimiter in sed ; escape slash in sed => sed -i 's|{text|<old>}|{text2|<new>}|g' {file|<file>} ## any sign parts
use a variable in sed ; environment variable substitution in sed ; replace with shell variable in sed => sed -i "s/<old>/$var/g" {file|<file>} ## double quotes
replace case insensitive with sed ; ignore case in sed ; sed case insensitive => sed -i 's/{text|<old>}/{text2|<new>}/gI' {file|<file>} ## I any case
sed in place ; edit file in place with sed ; save changes of sed to the same file => sed -i 's/{text|<old>}/{text2|<new>}/g' {file|<file>} || sed -i.bak 's/{text|<old>}/{text2|<new>}/g' {file|<file>} ## -i.bak keeps a copy
sed in place with backup ; keep a backup with sed => sed -i.bak 's/{text|<old>}/{text2|<new>}/g' {file|<file>} ## file.bak
sed in place on mac ; sed -i without backup => sed -i '' 's/{text|<old>}/{text2|<new>}/g' {file|<file>} ## BSD sed wants a suffix
replace newlines with spaces ; replace newlines with commas ; remove newlines from a file ; replace a newlines with sed ; join all lines into one ; convert lines to a single line ; delete newlines from text => tr '\\n' ' ' < {file|<file>} || paste -sd' ' {file|<file>} ## one line
join lines with a comma ; convert lines to comma separated ; combine lines with separator ; turn a column into comma separated list => paste -sd, {file|<file>} ## one line
replace commas with newlines ; split comma separated string into lines ; convert comma list to lines => tr ',' '\\n' < {file|<file>} ## a line each
replace spaces with newlines ; put each word on a newlines ; one word per line => tr -s '[:space:]' '\\n' < {file|<file>} ## a line each
replace multiple spaces with one ; squeeze spaces ; collapse repeated whitespace ; merge several spaces into one => tr -s ' ' < {file|<file>} || sed -E 's/ +/ /g' {file|<file>} ## one each
convert tabs to spaces ; replace tabs with spaces => expand -t {n|4} {file|<file>} ## to the terminal
convert spaces to tabs ; replace spaces with tabs => unexpand -a {file|<file>} || sed 's/ \\+/\\t/g' {file|<file>} ## to the terminal
delete lines containing a string ; remove lines matching a pattern ; delete all lines that contain a word ; remove lines with specific text ; sed delete matching lines ; delete lines in a text file that contain a specific string => sed -i '/{text}/d' {file|<file>} || grep -v {text} {file|<file>} ## in place
delete lines not containing a string ; keep only matching lines ; remove lines that do not contain a word ; delete all lines not matching pattern => sed -i '/{text}/!d' {file|<file>} || grep {text} {file|<file>} ## in place
delete a specific line ; delete line by number ; remove nth line from file ; delete a line number with sed => sed -i '{n|<number>}d' {file|<file>} ## in place
delete a range of lines ; remove lines x to y ; delete lines between two numbers => sed -i '{n|<number>},{n2|<number>}d' {file|<file>} ## both ends
delete first line ; remove the first line of a file ; remove header line ; skip the first line ; print all but the first line => sed -i '1d' {file|<file>} || tail -n +2 {file|<file>} ## in place
delete first n lines ; remove first lines of a file ; skip first n lines => sed -i '1,{n|<number>}d' {file|<file>} || tail -n +{n+1|<number>} {file|<file>} ## tail begins at that line
delete last line ; remove the last line of a file ; print all but the last line => sed -i '$d' {file|<file>} || head -n -1 {file|<file>} ## in place
delete last n lines ; remove last lines of a file ; print all but last n lines => head -n -{n|<number>} {file|<file>} ## to the terminal
delete empty lines ; remove blank lines from a file ; delete all blank lines ; strip empty lines => sed -i '/^\\s*$/d' {file|<file>} || grep -v '^\\s*$' {file|<file>} ## in place
collapse blank lines ; squeeze multiple blank lines into one => cat -s {file|<file>} ## one each
delete lines after a match ; remove everything after a pattern ; delete all lines after matching line => sed '/{text}/q' {file|<file>} ## the match stays
delete lines before a match ; remove everything before a pattern ; print from match to end of file => sed -n '/{text}/,$p' {file|<file>} ## the match stays
delete lines between two patterns ; remove text between two patterns ; delete block between markers => sed -i '/{text|<start>}/,/{text2|<end>}/d' {file|<file>} ## both go too
print lines between two patterns ; extract lines between two markers ; select lines between two patterns ; get text block between two strings => sed -n '/{text|<start>}/,/{text2|<end>}/p' {file|<file>} || awk '/{text|<start>}/{f=1;next} /{text2|<end>}/{f=0} f' {file|<file>} ## sed with both
remove trailing whitespace ; strip whitespace at end of lines ; delete trailing spaces from files => sed -i 's/[ \\t]*$//' {file|<file>} ## in place
remove leading whitespace ; strip spaces at beginning of lines ; delete indentation => sed -i 's/^[ \\t]*//' {file|<file>} ## in place
remove all whitespace ; delete all spaces from a file ; strip all whitespace from string => tr -d '[:space:]' < {file|<file>} ## newlines too
trim whitespace from a string ; strip leading and trailing whitespace from variable => echo "$var" | xargs || sed 's/^[ \\t]*//;s/[ \\t]*$//' {file|<file>} ## quotes go too with xargs
remove first characters of each line ; delete first n characters of lines ; cut off first character => sed -E 's/^.{{n|1}}//' {file|<file>} || cut -c 2- {file|<file>} ## of each line
remove {text} from the end of every line ; delete a word at the end of each line => sed -i 's/{text|<text>}$//' {file|<file>} ## $ is the end
remove {text} from the beginning of every line ; delete a prefix of each line => sed -i 's/^{text|<text>}//' {file|<file>} ## ^ is the beginning
remove last character of each line ; delete last character of a string ; cut off the last character => sed 's/.$//' {file|<file>} || echo "\${var%?}" ## each line
remove the last comma ; delete trailing comma ; remove last character of file => sed -i '$ s/,$//' {file|<file>} || truncate -s -1 {file|<file>} ## last line
remove non printable characters ; strip control characters ; delete non ascii characters => tr -cd '\\11\\12\\15\\40-\\176' < {file|<file>} ## ASCII stays
remove ansi color codes ; strip escape sequences from output ; remove color from log => sed -E 's/\\x1b\\[[0-9;]*[A-Za-z]//g' {file|<file>} ## to the terminal
remove quotes from a string ; strip double quotes ; delete quotes from file => tr -d '"' < {file|<file>} || sed -i 's/"//g' {file|<file>} ## double ones
remove a character from a file ; delete all occurrences of a character ; remove specific characters from string => tr -d {text|'<character>'} < {file|<file>} ## each one
remove carriage returns ; convert dos line endings to unix ; remove ^M from file ; convert crlf to lf ; windows to unix line endings ; strip \\r from file => sed -i 's/\\r$//' {file|<file>} || dos2unix {file|<file>} ## in place
convert unix line endings to windows ; convert lf to crlf => unix2dos {file|<file>} || sed -i 's/$/\\r/' {file|<file>} ## in place
check line endings of a file ; does file have dos line endings ; find files with windows line endings => file {file|<file>} || grep -rlI $'\\r' . ## CRLF is said
remove bom from file ; strip utf-8 bom => sed -i '1s/^\\xEF\\xBB\\xBF//' {file|<file>} ## three bytes
remove html tags ; strip html from file => sed 's/<[^>]*>//g' {file|<file>} ## to the terminal
insert a line at a line number ; add a line at a specific line ; insert text at line => sed -i '{n|<number>}i {text|<text>}' {file|<file>} ## before it
insert a line at the beginning of a file ; prepend a line to a file ; add text to the beginning of a file ; add a header line => sed -i '1i {text|<text>}' {file|<file>} ## in place
insert a line after a match ; add a line after a pattern ; sed insert after matching line ; append text after a match => sed -i '/{text|<pattern>}/a {text2|<text>}' {file|<file>} ## a appends
insert a line before a match ; add a line before a pattern => sed -i '/{text|<pattern>}/i {text2|<text>}' {file|<file>} ## i inserts
append a line to a file ; add text to the end of a file ; append text to file ; add a line at end of file ; append to a file => echo {text|'<text>'} >> {file|<file>} ## >> keeps what is there
append a line only if it does not exist ; add line to file if not already there ; append if missing => if ! grep -qxF {text|'<line>'} {file|<file>}; then echo {text|'<line>'} >> {file|<file>}; fi ## only once
append text to a file as root ; echo to a file with sudo ; redirect with sudo ; append a line to a root owned file ; write to a file with sudo => echo {text|'<text>'} | sudo tee -a {file|<file>} ## tee runs as root
append text to the end of each line ; add a string to end of every line => sed -i 's/$/{text|<text>}/' {file|<file>} ## $ is the end
add text to the beginning of each line ; prepend string to every line ; add prefix to each line => sed -i 's/^/{text|<text>}/' {file|<file>} ## ^ is the beginning
comment out a line ; comment lines matching pattern ; uncomment a line with sed => sed -i '/{text|<text>}/s/^/#/' {file|<file>} || sed -i '/{text|<text>}/s/^#//' {file|<file>} ## the second uncomments
print a specific line ; get the nth line of a file ; print line by number ; show a particular line of a file ; display line number n => sed -n '{n|<number>}p' {file|<file>} ## that one
print a range of lines ; show lines x to y ; extract lines from n to m ; print lines between two line numbers ; display specific lines of a file ; cut certain lines from file => sed -n '{n|<number>},{n2|<number>}p' {file|<file>} ## both ends
print every nth line ; every second line ; print odd lines => awk 'NR % {n|2} == 0' {file|<file>} || sed -n '1~2p' {file|<file>} ## counted from 1
print first line of each file ; show first lines of many files => head -n {n|1} {file|<files>} ## with names
print last line ; get last line of a file ; show only the last line => tail -n 1 {file|<file>} ## the last
print first n lines ; show the top of a file ; first lines of file => head -n {n|10} {file|<file>} ## 10 without -n
print last n lines ; show the end of a file ; last lines of file => tail -n {n|10} {file|<file>} ## 10 without -n
follow a file as it grows ; watch a log file ; tail a login realtime ; monitor a log continuously ; see log updates live => tail -f {file|<file>} || less +F {file|<file>} ## -F when it is rotated
tail several files ; follow multiple log files => tail -f {file|<file>} {file2|<file>} || multitail {file|<file>} {file2|<file>} ## with names
print a column ; print the nth column ; awk print column ; get a specific column ; extract a column from a file ; print column {n} of a file ; print the {n} column => awk '{print \${n|1}}' {file|<file>} || cut -d' ' -f{n|1} {file|<file>} ## blanks part
print the last column ; awk print last field ; get the last field ; last word of each line => awk '{print $NF}' {file|<file>} ## NF is the number of fields
print all but the first column ; print all columns except the first ; awk print from second column to end ; print from nth column to the end ; remove first column => cut -d' ' -f2- {file|<file>} || awk '{$1=""; print substr($0, 2)}' {file|<file>} ## from there on
print all columns except the last ; remove last column ; delete the last field => awk 'NF{NF--}; 1' {file|<file>} ## one less
print several columns ; select multiple columns ; cut several columns => awk '{print $1, $3}' {file|<file>} || cut -d' ' -f1,3 {file|<file>} ## numbers
print a column with a delimiter ; cut by a delimiter ; split by delimiter and get field ; get field by separator ; print column of colon separated file => cut -d{text|'<delimiter>'} -f{n|1} {file|<file>} || awk -F{text|'<delimiter>'} '{print \${n|1}}' {file|<file>} ## -d parts
use multiple delimiters in awk ; awk with two separators => awk -F'[{text|<characters>}]' '{print $1}' {file|<file>} ## any of them
use a tab as delimiter ; cut by tab ; awk with tab separator => awk -F'\\t' '{print \${n|1}}' {file|<file>} || cut -f{n|1} {file|<file>} ## cut's own
cut with multiple spaces ; cut columns with several blanks ; use space as delimiter with cut => tr -s ' ' < {file|<file>} | cut -d' ' -f{n|1} || awk '{print \${n|1}}' {file|<file>} ## awk takes them as one
swap two columns ; reorder columns => awk '{print $2, $1}' {file|<file>} ## as named
filter rows by column value ; print lines where a column equals ; awk where column is ; lines where field is greater than => awk '\${n|<number>} == "{text|<value>}"' {file|<file>} ## also > and <
use a variable in awk ; pass shell variable to awk ; use bash variables in awk => awk -v var="$var" '$1 == var' {file|<file>} ## -v sets it
sum a column ; add up numbers in a column ; sum numbers in a file ; total of a column ; sum values of a column with awk ; add up a list of numbers ; shell command to sum integers one per line => awk '{s+=\${n|1}} END {print s}' {file|<file>} || paste -sd+ {file|<file>} | bc ## the total
average of a column ; mean of numbers ; calculate average with awk => awk '{s+=\${n|1}} END {print s/NR}' {file|<file>} ## of all lines
max of a column ; find the maximum value ; largest number in file ; minimum of a column => sort -n -k{n|1} {file|<file>} | tail -n 1 || awk 'NR==1||$1>m{m=$1} END {print m}' {file|<file>} ## head for the least
group by and count ; count unique values in a column ; count occurrences of each value ; frequency of each line ; count duplicate lines ; histogram of values ; count how many times each line appears => sort {file|<file>} | uniq -c | sort -rn || awk '{c[$1]++} END {for (k in c) print c[k], k}' {file|<file>} ## most first
sum by group ; group by and sum with awk => awk '{s[$1]+=$2} END {for (k in s) print k, s[k]}' {file|<file>} ## first column groups
word frequency ; most common words in a file ; count each word => tr -cs '[:alpha:]' '\\n' < {file|<file>} | sort | uniq -c | sort -rn | head ## most first
count lines ; count count of lines in a file ; count of lines => wc -l {file|<file>} || wc -l < {file|<file>} ## < without the name
count lines in many files ; count lines of code recursively ; count of lines in all files ; count all lines of code in a directory ; count lines in all files of directory => find . -name '*.{ext|<extension>}' -exec cat {} + | wc -l || cloc {dir|.} ## the total
count words ; count of words in a file => wc -w {file|<file>} ## words
count characters ; count of characters in file ; length of file => wc -m {file|<file>} ## -c bytes
length of each line ; print line length ; find longest line => awk '{print length}' {file|<file>} || wc -L {file|<file>} ## -L the longest
count columns ; count of columns in a file ; count of fields per line => awk '{print NF; exit}' {file|<file>} ## of the first line
count non blank lines ; count lines that are not empty => grep -c '[^[:space:]]' {file|<file>} ## with something
number lines ; add line numbers ; show line numbers of a file => nl -ba {file|<file>} || cat -n {file|<file>} ## blank ones too
sort a file ; sort lines alphabetically ; sort in place ; sort a file and save it => sort {file|<file>} || sort -o {file|<file>} {file|<file>} ## -o may be itself
sort numerically ; sort numbers ; sort by number => sort -n {file|<file>} ## 9 before 10
sort in reverse ; sort descending => sort -r {file|<file>} || sort -rn {file|<file>} ## -n numbers
sort by column ; sort by second column ; sort on nth field ; sort by the nth column ; sort a file by a column => sort -k{n|2},{n|2} {file|<file>} || sort -k{n|2}n {file|<file>} ## n for numbers
sort by column numerically ; numerically sort by the {n} word of each line ; sort numerically on second column ; sort by a numeric column => sort -k{n|2},{n|2}n {file|<file>} || sort -n -k{n|2} {file|<file>} ## n for numbers
sort by two columns ; sort by multiple columns ; sort by one column then by another => sort -k{n|1},{n|1} -k{n2|2},{n2|2}n {file|<file>} ## in this order
sort with delimiter ; sort csv by column ; sort by column with a separator => sort -t, -k{n|2},{n|2} {file|<file>} ## -t parts
sort by length ; sort lines by line length => awk '{print length, $0}' {file|<file>} | sort -n | cut -d' ' -f2- ## shortest first
sort human readable sizes ; sort sizes like 10K 2M => sort -h {file|<file>} ## K, M, G
sort by version ; sort version numbers => sort -V {file|<file>} ## 1.9 before 1.10
sort by date ; sort log by date => sort -k1,1 {file|<file>} || sort -t/ -k3n -k2n -k1n {file|<file>} ## ISO dates sort as text
sort ip addresses => sort -t. -k1,1n -k2,2n -k3,3n -k4,4n {file|<file>} || sort -V {file|<file>} ## by number
sort but keep the header ; sort except first line ; sort file without header => (head -n 1 {file|<file>}; tail -n +2 {file|<file>} | sort) ## the header stays
remove duplicate lines ; delete duplicate lines from a file ; unique lines of a file ; get only unique lines => sort -u {file|<file>} || awk '!seen[$0]++' {file|<file>} ## awk keeps the order
remove duplicate lines without sorting ; remove duplicates but keep order ; unique lines without sort ; delete duplicates preserving order => awk '!seen[$0]++' {file|<file>} ## the first stays
remove duplicates by column ; unique by a field ; delete rows with duplicate column => awk '!seen[\${n|1}]++' {file|<file>} || sort -u -k{n|1},{n|1} {file|<file>} ## the first stays
show only duplicate lines ; find duplicate lines in a file ; print repeated lines => sort {file|<file>} | uniq -d ## one of each
show only lines that occur once ; print lines that are not repeated => sort {file|<file>} | uniq -u ## single ones
reverse the order of lines ; print a file backwards ; show file from last line to first => tac {file|<file>} ## last first
reverse a string ; reverse characters of each line => rev {file|<file>} || echo {text|<text>} | rev ## each line
shuffle lines ; randomize the lines of a file ; put lines in random order ; randomly sort file => shuf {file|<file>} || sort -R {file|<file>} ## all of them
random line from a file ; pick a random line ; select n random lines => shuf -n {n|1} {file|<file>} ## that many
lines in both files ; common lines of two files ; intersection of two files ; lines that appear in two files => comm -12 <(sort {file|<file>}) <(sort {file2|<file>}) || grep -Fxf {file|<file>} {file2|<file>} ## in both
lines in one file but not in another ; find lines in file1 that are not in file2 ; remove lines of one file from another ; remove the lines which appear in file b from file a ; difference of two files as sets ; delete lines that exist in another file => grep -vxFf {file2|<file>} {file|<file>} || comm -23 <(sort {file|<file>}) <(sort {file2|<file>}) ## only in the first
compare two files ; difference between two files ; diff two files ; show differences of files => diff -u {file|<file>} {file2|<file>} || diff -y {file|<file>} {file2|<file>} ## - old, + new
diff output of two commands ; compare output of two commands => diff <(<command>) <(<command>) ## without files
diff ignoring whitespace ; compare files ignoring blanks ; ignore whitespace in diff => diff -w {file|<file>} {file2|<file>} || diff -B {file|<file>} {file2|<file>} ## -B blank lines
diff with color ; colored diff => diff --color -u {file|<file>} {file2|<file>} || git diff --no-index {file|<file>} {file2|<file>} ## red and green
show only the differing lines ; diff only show changed lines => diff --changed-group-format='%>' --unchanged-group-format='' {file|<file>} {file2|<file>} ## of the second
merge two files line by line ; combine two files side by side ; paste files as columns ; join two files as columns => paste {file|<file>} {file2|<file>} ## tab between
join two files on a column ; merge two files by a common field ; merge files on key => join <(sort {file|<file>}) <(sort {file2|<file>}) ## the first column
concatenate files ; merge multiple files into one ; combine text files into one ; join several text files => cat {file|<files>} > {file2|<file>} ## in this order
concatenate files with newlines between ; merge files with a separator => awk 'FNR==1 && NR>1 {print ""} 1' {file|<files>} ## a blank line between
join every two lines ; merge every two lines into one ; combine pairs of lines ; put two lines on one line => paste -d' ' - - < {file|<file>} ## a dash a line
split a file ; split a large file into smaller parts ; split a file by lines ; split text file into files with equal lines ; divide a file into pieces => split -l {n|1000} {file|<file>} {name|part_} ## -b for bytes
split a file by size ; split file into chunks of size ; split a binary file => split -b {size|100M} {file|<file>} {name|part_} ## cat joins them
split a file into n parts ; split file into a count of equal pieces => split -n l/{n|<number>} {file|<file>} {name|part_} ## whole lines
split a file at a pattern ; split file on a delimiter ; split one file into many by pattern => csplit -z {file|<file>} '/{text|<pattern>}/' '{*}' ## xx00, xx01
join split files ; merge split files back ; combine parts of split file => cat {file|<part>}* > {file2|<file>} ## in order
uppercase text ; convert a string to upper case ; convert file to uppercase => tr '[:lower:]' '[:upper:]' < {file|<file>} || echo "\${var^^}" ## bash for variables
lowercase text ; convert a string to lower case ; convert file to lowercase ; convert text to lowercase => tr '[:upper:]' '[:lower:]' < {file|<file>} || echo "\${var,,}" ## bash for variables
capitalize first letter ; uppercase first character of each word => sed 's/\\b./\\u&/g' {file|<file>} || echo "\${var^}" ## GNU sed
wrap long lines ; fold text to width ; wrap text at column => fold -s -w {n|80} {file|<file>} || fmt -w {n|80} {file|<file>} ## at blanks
align columns ; format output as table ; make text into columns => column -t {file|<file>} || column -t -s, {file|<file>} ## -s parts
transpose a file ; swap rows and columns => awk '{for (i=1; i<=NF; i++) a[i]=a[i] (NR==1?"":" ") $i} END {for (i=1; i in a; i++) print a[i]}' {file|<file>} || datamash transpose < {file|<file>} ## rows to columns
view csv as table ; view csv file => column -s, -t < {file|<file>.csv} | less -S ## no quotes known
convert csv to tsv ; replace commas with tabs => tr ',' '\\t' < {file|<file>} ## no quotes known
convert csv to json => python3 -c 'import csv,json,sys; print(json.dumps(list(csv.DictReader(sys.stdin))))' < {file|<file>.csv} || csvjson {file|<file>.csv} ## the header names
convert json to csv => jq -r '.[] | [.<key>, .<key>] | @csv' {file|<file>.json} ## chosen keys
pretty print json ; format json ; display json readable ; indent json file => jq . {file|<file>.json} || python3 -m json.tool {file|<file>.json} ## indented
minify json ; compact json to one line => jq -c . {file|<file>.json} ## no blanks
get a value from json ; parse json ; extract a field from json ; read json value ; get key from json with jq => jq -r '.{name|<key>}' {file|<file>.json} ## -r without quotes
get all keys of json ; list keys of json object => jq 'keys' {file|<file>.json} ## sorted
filter json array ; select objects from json array ; jq filter by value ; jq select where => jq '.[] | select(.<key> == "{text|<value>}")' {file|<file>.json} ## each that fits
length of json array ; count elements in json ; count items in json array with jq => jq 'length' {file|<file>.json} ## or '.key | length'
update a value in json ; change json value with jq ; edit json => jq '.<key> = "{text|<value>}"' {file|<file>.json} > <file>.json ## a new file
merge two json files ; combine json files with jq => jq -s '.[0] * .[1]' {file|<file>.json} {file2|<file>.json} ## the second wins
validate json ; check if json is valid => jq empty {file|<file>.json} || python3 -m json.tool {file|<file>.json} > /dev/null ## status tells
pretty print xml ; format xml ; indent xml file => xmllint --format {file|<file>.xml} ## indented
get a value from xml ; xpath on command line ; parse xml => xmllint --xpath {text|'<path>'} {file|<file>.xml} ## an XPath
convert yaml to json => yq -o=json . {file|<file>.yaml} || python3 -c 'import sys,yaml,json; print(json.dumps(yaml.safe_load(sys.stdin)))' < {file|<file>.yaml} ## mikefarah's yq
convert json to yaml => yq -P . {file|<file>.json} ## mikefarah's yq
url encode a string ; urlencode text => jq -rn --arg x {text|'<text>'} '$x|@uri' ## percent signs
url decode a string ; decode percent encoding => python3 -c 'import sys,urllib.parse; print(urllib.parse.unquote(sys.argv[1]))' {text|'<text>'} ## to text
base64 encode a string ; encode to base64 => echo -n {text|'<text>'} | base64 ## -w0 one line
base64 decode a string ; decode base64 => echo {text|'<text>'} | base64 -d ## to bytes
convert decimal to hex ; number to hexadecimal => printf '%x\\n' {n|<number>} ## %X capitals
convert hex to decimal ; hexadecimal to number => echo $((16#{text|<hex>})) || printf '%d\\n' 0x{text|<hex>} ## bash
convert string to hex ; text to hexadecimal => echo -n {text|'<text>'} | xxd -p ## bytes
convert hex to ascii ; hex string to text => echo {text|'<hex>'} | xxd -r -p ## to bytes
generate a sequence of numbers ; print numbers from 1 to n ; sequence with leading zeros => seq {n|1} {n2|10} || seq -w 1 {n2|10} ## -w leading zeros
print a character n times ; repeat a character ; repeat a string n times => printf '{text|<character>}%.0s' {1..{n|10}} ## bash
get first character of a string ; first letter of variable => echo "\${var:0:1}" ## offset, length
show invisible characters ; display tabs and line endings ; see whitespace characters in file => cat -A {file|<file>} ## $ ends a line, ^I is a tab
print without newlines ; echo without newlines => printf '%s' {text|'<text>'} || echo -n {text|'<text>'} ## no newline
text in quotes ; print only the text in quotes ; extract text between quotes ; get string inside double quotes ; extract quoted strings => grep -oP '"\\K[^"]*(?=")' {file|<file>} ## without the quotes
extract text between parentheses ; get text inside brackets => grep -oP '\\(\\K[^)]*(?=\\))' {file|<file>} ## without them
extract one column of a csv file ; get a column from a csv ; print csv column ; cut a field of comma separated file => cut -d, -f{n|1} {file|<file>.csv} || awk -F, '{print \${n|1}}' {file|<file>.csv} ## no quotes known
filter csv rows by column value ; search in a csv column => awk -F, '\${n|1} == "{text|<value>}"' {file|<file>.csv} ## no quotes known
sort a csv by a column => sort -t, -k{n|2},{n|2} {file|<file>.csv} ## -t parts
remove a column from a csv ; delete a csv column => cut -d, -f{n|2} --complement {file|<file>.csv} ## no quotes known
awk print lines where field is not empty ; lines where a column is not empty ; rows with empty column => awk '\${n|3} != ""' {file|<file>} ## == for empty ones
print the last field of a path ; last field separated by slash ; text after last slash => awk -F/ '{print $NF}' {file|<file>} ## -F parts
text before a character ; remove everything after a character ; remove all text after a character ; cut string at a character ; delete everything after a delimiter => cut -d{text|'<character>'} -f1 {file|<file>} || sed 's/{text|<character>}.*//' {file|<file>} ## || echo "\${var%%<character>*}" for a variable
text after a character ; remove everything before a character ; delete everything up to a string ; get string after a pattern => sed 's/.*{text|<text>}//' {file|<file>} || cut -d{text|'<character>'} -f2- {file|<file>} ## greedy
count of unique values of a field ; count unique values of a column ; count distinct values in a column ; unique values of a field in a tab delimited file => cut -f{n|1} {file|<file>} | sort | uniq -c | sort -rn || cut -f{n|1} {file|<file>} | sort -u | wc -l ## tab parts
count of unique lines ; count unique lines => sort -u {file|<file>} | wc -l ## different ones
md5 hash of a string ; generate md5 of a string ; sha256 of a string ; hash a string => echo -n {text|'<text>'} | md5sum || echo -n {text|'<text>'} | sha256sum ## -n no newline
add timestamps to output ; prepend date to each line of output ; add a timestamp to each line of a log ; print time before each line => <command> | ts '%F %T' || <command> | while IFS= read -r line; do echo "$(date '+%F %T') $line"; done ## ts is in moreutils
replace newlines literally ; convert newlines to \\n ; escape newlines => awk '{printf "%s\\\\n", $0}' {file|<file>} || sed -z 's/\\n/\\\\n/g' {file|<file>} ## one line
replace with newlines in sed ; insert newlines with sed ; add a newlines after a pattern => sed 's/{text|<text>}/&\\n/g' {file|<file>} ## GNU sed
insert a line above or below a pattern ; insert line before and after match ; sed insert above pattern => sed '/{text|<pattern>}/i {text2|<text>}' {file|<file>} || sed '/{text|<pattern>}/a {text2|<text>}' {file|<file>} ## i above, a below
insert a blank line after each line ; double space a file ; add empty line between lines => sed G {file|<file>} ## after each
insert contents of a file into another ; insert a file at a line ; sed insert file => sed '{n|<number>}r {file2|<file>}' {file|<file>} ## behind that line
print lines not starting with a character ; exclude lines starting with => grep -v '^{text|<text>}' {file|<file>} ## ^ is the beginning
print paragraph containing a string ; grep paragraph ; grep blocks separated by blank lines => awk -v RS= '/{text|<text>}/' {file|<file>} ## blank lines part
print matching line and next line ; print the line following a match only => awk 'f{print; f=0} /{text|<text>}/{f=1}' {file|<file>} || grep -A1 {text|<text>} {file|<file>} ## only the next
print first match and everything after ; print from pattern to end => sed -n '/{text|<text>}/,$p' {file|<file>} ## with the match
print everything until a pattern ; print lines up to a match => sed '/{text|<text>}/q' {file|<file>} ## with the match
print last match ; grep last occurrence ; get last occurrence of a string => grep {text|<text>} {file|<file>} | tail -n 1 ## the last line
print nth match ; get the second match of grep => grep -m{n|2} {text|<text>} {file|<file>} | tail -n 1 ## that one
print only ascii or printable text => tr -cd '[:print:]\\n' < {file|<file>} ## the rest goes
print columns in reverse order ; reverse fields => awk '{for (i=NF; i>0; i--) printf "%s ", $i; print ""}' {file|<file>} ## last first
print a line with the largest value in a column ; line with the maximum => sort -k{n|1},{n|1}nr {file|<file>} | head -n 1 ## that column
print second to last column ; second last field => awk '{print $(NF-1)}' {file|<file>} ## NF is the last
print file in reverse lines ; cat a file backwards => tac {file|<file>} ## last first
print lines with more than n fields ; lines with a certain count of columns => awk 'NF > {n|<number>}' {file|<file>} ## also ==
print the length of the longest line => wc -L {file|<file>} ## characters
calculate difference between lines ; subtract columns => awk '{print $1 - $2}' {file|<file>} ## each line
calculate percentile or median ; median of a column ; standard deviation of numbers => sort -n {file|<file>} | awk '{a[NR]=$1} END {print a[int((NR+1)/2)]}' || datamash mean 1 sstdev 1 < {file|<file>} ## the middle one
convert columns to rows ; convert rows to columns ; put column into a row => paste -sd' ' {file|<file>} || xargs < {file|<file>} ## one line
convert space separated to lines => tr ' ' '\\n' < {file|<file>} ## a line each
convert fixed width to csv ; convert spaces to csv => tr -s ' ' ',' < {file|<file>} ## squeezes blanks
remove spaces at beginning and end of lines ; trim each line => sed 's/^[ \\t]*//;s/[ \\t]*$//' {file|<file>} ## both ends
remove everything except digits ; keep only numbers in a string ; strip non numeric characters => tr -cd '0-9\\n' < {file|<file>} ## digits stay
remove punctuation ; strip special characters from text ; remove all special characters from string => tr -d '[:punct:]' < {file|<file>} ## all of it
remove first and last character ; strip first and last line of file => sed '1d;$d' {file|<file>} || echo "\${var:1:-1}" ## the second for a variable
remove lines that occur more than once ; delete all duplicated lines completely => sort {file|<file>} | uniq -u ## only single ones
remove lines shorter than n ; delete short lines => awk 'length >= {n|<number>}' {file|<file>} ## characters
remove words from a file ; delete a word from text => sed -i 's/\\b{text|<word>}\\b//g' {file|<file>} ## whole words
remove comments from a source file ; strip c comments => sed '/^\\s*#/d' {file|<file>} || gcc -fpreprocessed -dD -E -P {file|<file>} ## the second for C
replace tabs and multiple spaces with a single space => tr -s '[:blank:]' ' ' < {file|<file>} ## blanks
replace text only on lines that match ; sed replace on matching lines ; replace on lines containing another string => sed -i '/{text|<pattern>}/s/{text2|<old>}/<new>/g' {file|<file>} ## only those
replace between two line numbers ; sed replace on a range of lines => sed -i '{n|<number>},{n2|<number>}s/{text|<old>}/{text2|<new>}/g' {file|<file>} ## both ends
replace with a multi line string ; replace a string with contents of a file => sed -e '/{text|<text>}/{r {file2|<file>}' -e 'd}' {file|<file>} ## in its place
replace uppercase with lowercase in sed => sed 's/.*/\\L&/' {file|<file>} ## GNU sed
replace dots with commas ; change decimal separator => tr '.' ',' < {file|<file>} ## each one
replace last character of line ; add comma at end of each line except last => sed '$!s/$/,/' {file|<file>} ## not the last
replace placeholders in a template with variables ; substitute environment variables in a file ; envsubst a file => envsubst < {file|<file>} > {file2|<file>} ## $NAME
set a value in a config file ; change a value in an ini file ; replace value of a key in config ; update a property in file => sed -i 's/^{name|<key>}=.*/{name|<key>}={text|<value>}/' {file|<file>} ## key=value
read a value from an ini file ; get value of key from config file ; parse a properties file => sed -n 's/^{name|<key>}=//p' {file|<file>} ## key=value
view a file page by page ; scroll through a file ; page through output => less {file|<file>} ## q ends
view a large file ; open a huge text file ; look at a very large log => less {file|<file>} ## reads as needed
view file without wrapping lines ; less without line wrap => less -S {file|<file>} ## arrows scroll
view colored output in less ; keep colors with less => <command> --color=always | less -R ## -R
view csv ; command line csv viewer ; show csv nicely => column -s, -t < {file|<file>.csv} | less -S || csvlook {file|<file>.csv} ## csvlook is in csvkit
check if a file contains a string in a script ; test if string exists in file ; check whether a line exists in a file => grep -q {text|<text>} {file|<file>} && echo yes ## -q says nothing
check for tabs in a file ; find mixed line endings ; find trailing whitespace => grep -nP '\\t' {file|<file>} || grep -n ' $' {file|<file>} ## with line numbers
compare two sorted files ; set difference of two files => comm -3 <(sort {file|<file>}) <(sort {file2|<file>}) ## only in one of them
compare two strings ignoring case ; compare csv files => diff <(sort {file|<file>}) <(sort {file2|<file>}) ## order aside
count fields in csv ; count of commas per line => awk -F, '{print NF}' {file|<file>.csv} ## each line
count word occurrences for each word ; word count per word => tr -s '[:space:]' '\\n' < {file|<file>} | sort | uniq -c | sort -rn ## most first
count lines that match in many files ; count of matches per file => grep -rc {text|<text>} {dir|.} | grep -v ':0$' ## without none
generate lorem or test lines ; create a file with n lines => seq {n|100} > {file|<file>} ## numbers
get every line between line numbers repeated ; extract every nth line => sed -n '1~{n|2}p' {file|<file>} ## GNU sed
number lines ; number the lines of a file ; prefix each line with its number => nl -ba {file|<file>} || cat -n {file|<file>} ## blank ones too
print a file in reverse order ; print lines in reverse order ; reverse order of lines in a file => tac {file|<file>} ## last first
delete lines that start with a character ; delete lines beginning with a hash ; remove all comment lines from a file ; delete all lines beginning with a # => sed -i '/^{text|#}/d' {file|<file>} ## in place
line count of the first match ; print the line count of the first occurrence => grep -n -m1 {text|'<text>'} {file|<file>} | cut -d: -f1 ## only the number
extract lines between two line numbers and save to a file ; copy a range of lines to a new file ; save lines from n to m to another file => sed -n '{n|<number>},{n2|<number>}p' {file|<file>} > {file2|<file>} ## both ends
print lines between two patterns including them ; print every line between two patterns inclusive => sed -n '/{text|<start>}/,/{text2|<end>}/p' {file|<file>} ## both are printed
add a newlines at the end of a file ; add newlines at end of file if missing ; ensure file ends with newlines => sed -i -e '$a\\' {file|<file>} || echo >> {file|<file>} ## only if missing
cut with a multi character delimiter ; cut by a string ; use cut with multiple character delimiter => awk -F {text|'<delimiter>'} '{print \${n|2}}' {file|<file>} ## cut knows one
unique lines of two files ; merge two files without duplicates ; combine two lists and remove duplicates => sort -u {file|<file>} {file2|<file>} ## sorted
print the nth word of each line ; print the nth word of every line ; get the first word of each line => awk '{print \${n|1}}' {file|<file>} ## blanks part
print a range of columns ; print columns from n to m ; awk print a range of fields => cut -d' ' -f{n|2}-{n2|5} {file|<file>} || awk '{for (i={n|2}; i<={n2|5}; i++) printf "%s ", $i; print ""}' {file|<file>} ## both ends
replace a column of a csv ; change the values of a column ; replace the nth column with awk => awk -F, -v OFS=, '{\${n|3}="{text|<value>}"} 1' {file|<file>} ## a new file
add a header to a csv ; add a header line to a file ; insert column names => sed -i '1i {text|<header>}' {file|<file>} ## in place
first n characters of a string ; get first n characters ; cut a string to n characters => cut -c1-{n|5} {file|<file>} || echo "\${var:0:{n|5}}" ## the second for a variable
last n characters of a string ; get last n characters => echo "\${var: -{n|3}}" ## mind the blank
leading zeros from a number ; trim leading zeros ; remove leading zeros => echo $((10#$var)) || sed 's/^0*//' {file|<file>} ## base 10
cat files with their names ; print multiple files with their names ; show filenames when printing several files => head -n -0 <files> || tail -n +1 <files> ## ==> name <==
lines with exactly n characters ; print only lines of a certain length => grep -E '^.{{n|5}}$' {file|<file>} || awk 'length == {n|5}' {file|<file>} ## characters
grep two patterns in any order ; grep two patterns in different order ; match lines with both words in any order => grep {text|'<text>'} {file|<file>} | grep {text2|'<text>'} ## both
difference of two files ignoring order ; compare two files regardless of line order => diff <(sort {file|<file>}) <(sort {file2|<file>}) ## sorted
sort by the last column ; sort lines by the number at the end ; sort by last field => awk '{print $NF, $0}' {file|<file>} | sort -n | cut -d' ' -f2- ## the last field
first bytes of a file ; see the first n bytes of a file => head -c {n|100} {file|<file>} ## bytes
last bytes of a file => tail -c {n|100} {file|<file>} ## bytes
lines that start with a number ; grep lines beginning with a digit => grep '^[0-9]' {file|<file>} ## ^ is the beginning
nth line from the end ; get line counted from the end of a file => tail -n {n|<number>} {file|<file>} | head -n 1 ## the last is 1
everything after the second field ; print everything after a field ; print from the third field on => cut -d' ' -f{n|3}- {file|<file>} ## from there on
multiply a column ; multiply a column by a number => awk '{\${n|1} *= {n2|2}} 1' {file|<file>} ## each line
duplicate words in a file ; find repeated words => tr -cs '[:alpha:]' '\\n' < {file|<file>} | sort | uniq -d ## one of each
lines that end with a backslash ; join lines ending with a backslash => sed -e :a -e '/\\\\$/N; s/\\\\\\n//; ta' {file|<file>} ## continued ones
replace multiple patterns at once ; several replacements in one sed => sed -e 's/<old>/<new>/g' -e 's/<old>/<new>/g' {file|<file>} ## one -e each
count words in a pdf ; count of words in a pdf => pdftotext {file|<file>} - | wc -w ## text only
line endings of a file ; find the line endings of a text file ; check if file has dos or unix line endings ; detect crlf => file {file} || cat -A {file} ## says CRLF
print only the matching part ; grep only the match ; grep output only the matched text ; show just what matched => grep -o {text|'<pattern>'} {file} || grep -oE '<pattern>' {file} ## -o
ignore lines that contain a word ; grep exclude lines with a word ; lines not containing a text ; grep everything except ; filter out lines with a word => grep -v {text|'<text>'} {file} ## -v
match one pattern but not another ; grep lines with one word and without another ; lines containing a but not b => grep '<text>' {file} | grep -v '<text>' ## two filters
only first match of grep ; stop after the first match ; grep show just the first result => grep -m 1 {text|'<text>'} {file} ## -m
count all matches in a file not lines ; total matches with grep ; occurrences of a word in a file ; number every match not just lines ; grep count occurrences instead of lines => grep -o {text|'<text>'} {file} | wc -l ## each match a line
grep several words ; grep multiple patterns ; search for any of several strings ; grep with or => grep -E '<text>|<text>' {file} || grep -e '<text>' -e '<text>' {file} ## any of them
grep whole words ; match only whole word ; grep exact word => grep -w {text|'<word>'} {file} ## -w
grep in gz files ; search compressed logs ; grep compressed files ; search inside gzip file => zgrep {text|'<text>'} {file|*.gz} ## unpacks while reading
grep with surrounding lines ; context around a match ; grep show lines before and after => grep -C {n|3} {text|'<text>'} {file} ## -A after, -B before
grep only certain file types ; grep recursive in files with extension ; search only in some extensions => grep -rn --include='*.{ext|<extension>}' {text|'<text>'} . ## by ending
grep excluding a directory ; recursive grep ignore folder ; grep without node_modules => grep -rn --exclude-dir={dir|<directory>} {text|'<text>'} . ## a name
list files that match a text ; only filenames of matches ; which files contain a string => grep -rl {text|'<text>'} . ## names
files matching sorted by time ; grep results ordered by modification date ; newest file that contains a text => grep -rl '<text>' . | xargs ls -lt ## newest first
grep a variable ; use shell variable in grep pattern => grep -- "$<variable>" {file} ## double quotes
grep literal string with special characters ; grep without regex ; search for fixed string with dots => grep -F {text|'<text>'} {file} ## no pattern
grep binary files as text ; binary file matches ; force grep to treat file as text => grep -a {text|'<text>'} {file} ## -a
grep for a tab character ; search for tabs in file => grep -P '\\t' {file} ## -P knows \\t
grep lines that start with a word ; lines beginning with text => grep '^<text>' {file} ## ^ begins
grep non-ascii characters ; find non-ascii characters in a file => grep -nP '[^\\x00-\\x7F]' {file} ## with numbers
grep for ip addresses ; extract ip addresses from a file => grep -oE '([0-9]{1,3}\\.){3}[0-9]{1,3}' {file} ## only the addresses
extract email addresses ; find all emails in a file => grep -oE '[[:alnum:]._%+-]+@[[:alnum:].-]+' {file} ## only the addresses
extract urls from a file ; get all links in html => grep -oE 'https?://[^" ]+' {file} ## only the links
print every nth line ; show every third line ; each second line of a file => awk 'NR % {n|<number>} == 0' {file} || sed -n '0~{n|<number>}p' {file} ## counted
print lines between two line numbers ; lines from number to number ; extract a range of lines ; middle lines of a file => sed -n '<number>,<number>p' {file} ## from, to
print a single line by number ; show the nth line ; get a specific line of a file => sed -n '{n|<number>}p' {file} ## one line
print all but the last line ; skip the last lines ; remove the last n lines => head -n -{n|1} {file} ## from the end
skip the first line ; print all but the first line ; file without header => tail -n +2 {file} ## from the second
delete first n lines in place ; remove the first lines of a file => sed -i '1,{n|<number>}d' {file} ## in place
delete a line by its number ; remove specific line from file ; delete nth line => sed -i '{n|<number>}d' {file} ## in place
delete last line of a file ; remove the last line => sed -i '$d' {file} ## in place
delete lines matching a word ; remove lines containing a string => sed -i '/{text|<text>}/d' {file} ## in place
delete lines after a match ; remove everything after a line that matches ; truncate file at pattern => sed -i '/{text|<pattern>}/q' {file} ## the match stays
delete from pattern to end of file => sed -i '/{text|<pattern>}/,$d' {file} ## the match too
delete everything after a pattern in each line ; remove the rest of the line after a character ; cut each line at a text ; strip text after a word on every line => sed 's/{text|<pattern>}.*//' {file} ## to the end of the line
delete everything before a pattern in each line ; remove the beginning of each line up to a character => sed 's/.*{text|<pattern>}//' {file} ## up to it
sed edit the line after a match ; replace the next line after a pattern ; change line following a match => sed -i '/<pattern>/{n;s/.*/<text>/}' {file} ## n is the next one
sed with slashes in the pattern ; sed use another delimiter ; replace a path with sed ; sed string containing slashes => sed -i 's|<old>|<new>|g' {file} ## any sign may part
sed with a variable ; use shell variable in sed => sed -i "s|<old>|$<variable>|g" {file} ## double quotes
sed case insensitive replace => sed -i 's/<old>/<new>/Ig' {file} ## I
sed replace only on lines that match ; substitute only in certain lines => sed -i '/<pattern>/s/<old>/<new>/' {file} ## on those
sed replace only first occurrence in each line => sed 's/<old>/<new>/' {file} ## without g
sed in place with backup ; keep a backup when editing with sed => sed -i.bak 's/<old>/<new>/g' {file} ## writes .bak
replace nth occurrence on a line => sed 's/<old>/<new>/{n|2}' {file} ## the number
insert text before a line that matches => sed -i '/<pattern>/i <text>' {file} ## i before
append a line after match ; add text below a line => sed -i '/<pattern>/a <text>' {file} ## a after
insert at line number ; add a line at a certain position => sed -i '{n|<number>}i <text>' {file} ## before it
append text to top of file ; prepend a line ; add a header line to a file ; put text at the beginning of file => sed -i '1i <text>' {file} ## before the first
append to each line ; add text to the end of every line ; suffix for all lines => sed -i 's/$/{text|<text>}/' {file} ## $ ends
prefix each line ; add text to the beginning of every line => sed -i 's/^/{text|<text>}/' {file} ## ^ begins
comment out a line ; comment lines matching a pattern => sed -i '/{text|<pattern>}/s/^/#/' {file} ## with #
uncomment a line ; remove comment sign from a line => sed -i '/{text|<pattern>}/s/^#\\s*//' {file} ## without #
trim whitespace of each line ; strip leading and trailing whitespace ; remove spaces at both ends of lines ; trim leading and trailing spaces from each line => sed 's/^[[:space:]]*//;s/[[:space:]]*$//' {file} ## both ends
collapse multiple spaces ; squeeze repeated spaces into one => tr -s ' ' < {file} ## -s
replace newlines by a comma ; join lines with a comma ; lines to comma separated list ; turn a column into a list => paste -sd, {file} ## one line
join lines with a space ; put all lines on one line ; merge all lines into a single one => paste -sd' ' {file} ## one line
split comma separated line into lines ; one item per line from a list => tr ',' '\\n' < {file} ## a line each
tabs to spaces ; convert tabs into spaces ; expand tabs => expand -t {n|4} {file} ## -t width
spaces to tabs ; convert leading spaces to tabs => unexpand -t {n|4} {file} ## -t width
show invisible characters ; display tabs and line ends ; see non-printing characters ; show tabs as visible signs => cat -A {file} || cat -T {file} ## ^I and $
wrap long lines ; fold text at 80 columns ; break lines at a width => fold -s -w {n|80} {file} || fmt -w {n|80} {file} ## at words
lines longer than n ; find long lines => awk 'length > {n|80}' {file} ## characters
length of the longest line ; longest line in a file => wc -L {file} ## characters
remove color codes ; strip ansi escape sequences ; remove color codes in output ; plain text without escape codes => <command> | sed 's/\\x1b\\[[0-9;]*m//g' || sed 's/\\x1b\\[[0-9;]*m//g' {file} ## escapes
lines by frequency ; sort lines by how often they occur ; most common lines ; count and sort duplicate lines => sort {file} | uniq -c | sort -rn ## most first
word frequency ; most frequent words in a text ; count how often each word occurs => tr -cs '[:alnum:]' '\\n' < {file} | sort | uniq -c | sort -rn ## most first
only duplicate lines ; print lines that occur more than once => sort {file} | uniq -d ## once each
only unique lines ; lines that occur exactly once => sort {file} | uniq -u ## once only
unique values in a column ; count distinct values of a column ; how many different values in a column => awk '{print \${n|<number>}}' {file} | sort -u | wc -l || cut -d, -f{n|<number>} {file} | sort -u | wc -l ## different ones
lines only in the first file ; lines in one file but not in another ; set difference of two files => grep -Fxvf {file2|<second>} {file|<first>} || comm -23 <(sort {file|<first>}) <(sort {file2|<second>}) ## not in the second
lines in both files ; intersection of two files => comm -12 <(sort {file}) <(sort {file2}) ## common
sort by several columns ; sort on two fields => sort -k1,1 -k2,2n {file} ## one after the other
sort csv by column ; sort comma separated file by third column => sort -t, -k{n|<number>},{n|<number>} {file} ## -n for numbers
sort numbers ; numeric sort => sort -n {file} ## by value
sort ip addresses => sort -V {file} ## by parts
sort version numbers ; natural sort => sort -V {file} ## 1.10 behind 1.9
random lines of a file ; pick a random line ; sample lines from a file => shuf -n {n|1} {file} ## without repeat
awk with other field separator ; awk comma as field separator ; awk split at a character ; set the delimiter in awk => awk -F{text|,} '{print $1}' {file} ## -F
awk several field separators => awk -F'[<characters>]' '{print $1}' {file} ## any of them
awk print last column ; last field of each line ; second to last column => awk '{print $NF}' {file} ## $(NF-1) before it
awk print from nth column to end ; all columns after the third => cut -d' ' -f{n|3}- {file} || awk '{$1=$2=""; print}' {file} ## from there
awk swap two columns ; change order of columns => awk '{print $2, $1}' {file} ## any order
awk line numbers ; print line numbers with awk ; number lines starting at zero => awk '{print NR-1, $0}' {file} || awk '{print NR, $0}' {file} ## NR counts from 1
awk filter by column value ; rows where a column is greater than ; print lines where field equals a value => awk '\${n|2} > <value>' {file} || awk '\${n|2} == "<value>"' {file} ## the whole line
awk sum of column by group ; group by and sum => awk '{s[$1]+=$2} END {for (k in s) print k, s[k]}' {file} ## by the first
awk average of column ; mean of numbers in a file => awk '{s+=\${n|1}} END {print s/NR}' {file} ## of all lines
maximum of a column ; largest number in a file ; minimum and maximum => sort -n {file} | tail -n 1 ## the last
transpose rows and columns => datamash transpose < {file} || rs -T < {file} ## tabs part
split a string by delimiter ; get the nth field of a string ; split text at a character and take one part ; nth element of a delimited string => cut -d'<delimiter>' -f{n|<number>} <<< "$<variable>" || cut -d'<delimiter>' -f{n|<number>} {file} ## counted from 1
text between two markers ; extract between two patterns ; lines between two words => sed -n '/<start>/,/<end>/p' {file} ## both too
text between parentheses ; extract text in quotes ; string between two characters => grep -oP '(?<=<start>).*?(?=<end>)' {file} ## without them
last part after a slash ; strip directory from a path ; get filenames from path => basename {path} || echo "\${<variable>##*/}" ## the last part
filenames without extension => basename {file} .<extension> || echo "\${<variable>%.*}" ## without the ending
follow a log with filter ; tail and grep a log ; tail -f and highlight ; watch log for a word => tail -f {file|<log>} | grep --line-buffered {text|'<text>'} || tail -f {file|<log>} | grep --color -E '<text>|$' ## as it grows
tail multiple files ; follow several logs at once => tail -f {file} {file2} ## headings name them
last lines of log since a time ; log entries of the last minutes ; grep the last five minutes of a log => journalctl --since '5 minutes ago' || awk -v d="$(date -d '5 minutes ago' '+%F %T')" '$0 >= d' {file|<log>} ## by time
concatenate files with a header between ; cat many files with their names ; print filenames before each file => tail -n +1 <files> || head -n -0 <files> ## ==> name <==
concatenate files with a newlines between ; join files with separator line => awk 'FNR==1 && NR>1 {print ""} 1' <files> ## a blank line
csv to json => python3 -c 'import csv,json,sys; print(json.dumps(list(csv.DictReader(sys.stdin))))' < {file|<file>.csv} || csvjson {file|<file>.csv} ## by its header
json to csv => jq -r '.[] | [.<key>, .<key>] | @csv' {file} ## choose the keys
csv as a table ; view csv in columns ; format csv nicely => column -s, -t < {file|<file>.csv} ## less -S for wide ones
encoding of a file ; detect charset of a file ; which encoding does a text have => file -i {file} || uchardet {file} ## a guess
convert a file to utf-8 ; change encoding of a file ; from latin1 to utf-8 ; convert file encoding => iconv -f <encoding> -t UTF-8 {file} -o {file2|<target>} ## file -i shows the old
urlencode a string ; percent encode text => jq -rn --arg x '<text>' '$x|@uri' || python3 -c 'import sys,urllib.parse; print(urllib.parse.quote(sys.argv[1]))' '<text>' ## by jq
urldecode a string ; decode percent encoding ; decode url encoded text => python3 -c 'import sys,urllib.parse; print(urllib.parse.unquote(sys.argv[1]))' '<text>' ## one text
hex to decimal ; convert hexadecimal number => printf '%d\\n' 0x<hex> || echo $((16#<hex>)) ## 0x in front
decimal to hex ; convert number to hexadecimal => printf '%x\\n' <number> ## small letters
binary file to c array ; dump file as c source ; c header from binary file => xxd -i {file} ## a C array
hex dump to binary ; convert hex back to binary => xxd -r -p {file|<hex>} > {file2|<target>} ## -p plain
replace a byte in a binary file ; patch a byte at an offset => printf '\\x<hex>' | dd of={file} bs=1 seek=<offset> conv=notrunc ## one byte
copy part of a file with dd ; extract bytes from a file ; read only some bytes of a file => dd if={file} of={file2|<target>} bs=1 skip=<offset> count={n|<number>} || tail -c +<offset> {file} | head -c {n|<number>} ## bytes
fill a line with a character ; repeat a character n times => printf '%0.s{text|-}' {1..<number>} ## counted
awk skip blank lines ; ignore empty lines in awk ; awk without empty lines => awk NF {file} ## NF is 0 there
join every two lines ; concatenate every other line with the next ; merge pairs of lines => paste -d' ' - - < {file} ## two a line
print the paragraph of a match ; grep whole paragraph ; show paragraph containing a text ; awk paragraph mode ; entire paragraph on pattern match => awk -v RS= '/{text|<text>}/' {file} ## blank lines part
search a pattern over several lines ; multiline grep ; multiline pattern ; match across lines => grep -Pzo '<pattern>' {file} || pcregrep -M '<pattern>' {file} ## \\n in the pattern
regex with grep ; grep extended regex ; use regex pattern matching with grep ; grep perl regex => grep -E '<pattern>' {file} || grep -P '<pattern>' {file} ## -P of Perl
several line numbers with sed ; print certain lines by number ; sed print specific lines not a range => sed -n '<number>p;<number>p' {file} ## each p
minimum maximum and average of numbers ; median of a list of numbers ; statistics of numbers ; mean and median of a column => datamash min 1 max 1 mean 1 median 1 < {file} ## of column 1
mean of a column ; average of numbers in a column => awk '{s+=\${n|1}} END {print s/NR}' {file} ## of all lines
multiply columns and sum => awk '{s+=$1*$2} END {print s}' {file} ## products
only the number from wc ; wc without filenames ; just the line count ; get just the integer from wc => wc -l < {file} ## no name
characters in a file ; count bytes of a file ; count of characters => wc -m {file} || wc -c {file} ## bytes with -c
words in a file ; word count => wc -w {file} ## words
cat with line numbers ; show a file with line numbers ; display file numbered => cat -n {file} || nl {file} ## each line
less with line numbers ; line numbers in less => less -N {file} ## -N
less with colors ; keep colors in less ; colored output in pager ; get colors in less => less -R {file} || <command> | less -R ## -R
less without wrapping ; chop long lines in less => less -S {file} ## arrow keys
less exit if output fits on the screen => less -F {file} ## -F
less follow a file => less +F {file} ## Ctrl-C stops
open file at a line => vim +{n|<number>} {file} || less +{n|<number>} {file} ## + number
reverse each line ; reverse the characters of a line ; reverse a string => rev {file} || rev <<< {text|'<text>'} ## characters
print file backwards ; file in reverse order of lines ; print lines in reverse => tac {file} ## last line first
sort in numerical order ; sort by number => sort -n {file} ## -r reverse
sort human readable sizes => sort -h {file} ## 2K, 1G
sort and write to the same file ; sort in place => sort -o {file} {file} ## -o
sort ignoring case => sort -f {file} ## -f
sort by month => sort -M {file} ## names
sort numbers on one line ; sort words of a line => tr ' ' '\\n' < {file} | sort -n | paste -sd' ' ## line by line
colored diff ; colorize diff output ; diff with colors => diff --color=always -u {file} {file2} || colordiff {file} {file2} ## -u unified
unified diff ; diff as a patch ; create a patch file => diff -u {file} {file2} > {file3|<patch>} || diff -u {file} {file2} ## patch applies it
diff ignoring whitespace ; compare files without blanks => diff -w {file} {file2} ## -B blank lines
diff two commands ; compare output of two commands => diff <(<command>) <(<command>) ## both run
watch differences ; highlight changes between runs ; watch what changes in output => watch -d <command> ## marked
base64 without newlines ; base64 on one line ; base64 encoding without newlines => base64 -w 0 {file} ## -w 0
encode file as base64 => base64 {file} ## -d decodes
decode base64 => base64 -d {file} || echo '<text>' | base64 -d ## -d
random hex string ; hex token of a length ; generate random hexadecimal => openssl rand -hex {n|10} ## two signs a byte
encoding detection ; auto detect file encoding => file -i {file} || uchardet {file} ## a guess
ripgrep several patterns ; rg multiple values => rg -e '<text>' -e '<text>' ## any of them
ripgrep in hidden and ignored files => rg -uuu {text|'<text>'} ## all files
ripgrep exclude directory => rg -g '!<directory>' {text|'<text>'} ## a glob
ripgrep only filenames => rg -l {text|'<text>'} ## names
ripgrep certain file type => rg -t {ext|<type>} {text|'<text>'} ## --type-list
fd find by extension => fd -e {ext|<extension>} ## below here
fd exclude a file => fd -E '<pattern>' ## a glob
replace in many files ; search and replace in a project => grep -rl '<old>' . | xargs sed -i 's/<old>/<new>/g' ## in place
strip html tags => sed 's/<[^>]*>//g' {file} ## roughly
xpath query ; value of an xml element ; xmllint xpath => xmllint --xpath '<xpath>' {file} ## one expression
validate xml ; check xml syntax => xmllint --noout {file} ## silent when well
number format with thousands separator => printf "%'d\\n" <number> ## by locale
pad a number with zeros => printf '%03d\\n' <number> ## three digits
seconds to hours minutes and seconds ; convert seconds to hh:mm:ss => date -u -d @{n|<number>} +%T ## below a day
week of the year ; calendar week => date +%V ## ISO
sort by the last field ; sort lines by last column value => awk '{print $NF, $0}' {file} | sort | cut -d' ' -f2- ## sort -n for numbers
line after a match ; print the line following a match ; next line after a pattern => sed -n '/<pattern>/{n;p}' {file} || grep -A 1 {text|'<text>'} {file} ## without the match
deduplicate keeping the order ; remove duplicates without changing order => awk '!seen[$0]++' {file} ## first ones stay
hex dump without offsets ; only hex characters of a file ; plain hex of a file => xxd -p {file} ## -c 0 one line
search for all words of a list in a file ; use a file of patterns with grep ; filter lines by a list of strings in another file ; find lines of one file that contain any word of another => grep -Ff {file|<patterns>} {file2|<file>} || grep -f {file|<patterns>} {file2|<file>} ## a pattern a line
lines of one file that are not in another ; show lines only in first file ; remove lines of one file that appear in another ; subtract one file from another => grep -Fvxf {file2|<file>} {file|<file>} || comm -23 <(sort {file|<file>}) <(sort {file2|<file>}) ## -v inverts, -x whole lines
find matching lines between two files => grep -Fxf {file|<file>} {file2|<file>} || comm -12 <(sort {file|<file>}) <(sort {file2|<file>}) ## whole lines
only check whether a file contains a string ; grep quietly ; if file contains string => grep -q {text|<text>} {file|<file>} && echo yes || grep -q {text|<text>} {file|<file>} ## the status says it
grep without error messages ; suppress no such file errors in grep ; grep ignore permission denied ; hide grep errors => grep -rs {text|<text>} . || grep -r {text|<text>} . 2>/dev/null ## -s is silent
first match only => grep -m {n|1} {text|<text>} {file|<file>} ## -m stops
grep exclude a directory ; grep recursively but skip some folders ; exclude node_modules from grep ; grep skip directories => grep -r --exclude-dir={dir|<directory>} {text|<text>} . ## may stand several times
grep exclude files by name ; grep skip certain file types ; exclude files from recursive grep ; grep all but log files => grep -r --exclude='{glob|*.<extension>}' {text|<text>} . ## a pattern
grep only files of a type ; search only in certain file types ; recursive grep in files with an extension ; grep only some extensions => grep -r --include='{glob|*.<extension>}' {text|<text>} . ## a pattern
show lines following a match ; grep and also the next lines => grep -A {n|1} {text|<text>} {file|<file>} ## -A is after
show lines preceding a match => grep -B {n|1} {text|<text>} {file|<file>} ## -B is before
grep for lines matching all of several words ; grep and condition ; grep lines with two strings => grep {text|<text>} {file|<file>} | grep {text2|<text>} || awk '/<text>/ && /<text>/' {file|<file>} ## one after the other
find lines containing tabs => grep -P '\\t' {file|<file>} || grep $'\\t' {file|<file>} ## -P knows \\t
grep a fixed string with dots and brackets ; escape regex in grep => grep -F '{text|<text>}' {file|<file>} ## -F takes it literally
search for a pattern that begins with a hyphen ; grep option like string => grep -e '{text|<text>}' {file|<file>} || grep -- '{text|<text>}' {file|<file>} ## -e says pattern
grep inverse and count ; count lines that do not match => grep -vc {text|<text>} {file|<file>} ## -c counts
grep count matches per file ; count of matching lines in each file ; count occurrences in several files => grep -c {text|<text>} {file|<files>} ## a count a file
count of times a string occurs => grep -o {text|<text>} {file|<file>} | wc -l ## also several in a line
grep with perl regex ; use lookahead in grep ; grep with lookbehind ; grep non greedy => grep -P '{text|<pattern>}' {file|<file>} ## Perl's patterns
text between two words on a line ; extract string between two words ; get text between two markers in a line ; extract substring between two patterns ; everything between quotes => grep -oP '(?<=<start>).*(?=<end>)' {file|<file>} || sed -n 's/.*<start>\\(.*\\)<end>.*/\\1/p' {file|<file>} ## only what is between
everything after a word on a line ; print what comes after a pattern ; get the rest of line after a string ; text after match only => grep -oP '(?<={text|<text>}).*' {file|<file>} || sed -n 's/.*{text|<text>}//p' {file|<file>} ## without the word
extract the value after an equals sign ; value from key=value file => grep -oP '(?<=^<key>=).*' {file|<file>} || sed -n 's/^<key>=//p' {file|<file>} || awk -F= '$1 == "<key>" {print $2}' {file|<file>} ## behind the =
find all links in a text ; get all urls from html => grep -oE 'https?://[^" >]+' {file|<file>} ## one a line
find all email addresses in a file => grep -oE '[[:alnum:]._%+-]+@[[:alnum:].-]+\\.[[:alpha:]]{2,}' {file|<file>} ## one a line
grep ip address => grep -oE '([0-9]{1,3}\\.){3}[0-9]{1,3}' {file|<file>} ## one a line
grep non-ascii => grep -nP '[^\\x00-\\x7F]' {file|<file>} ## with line numbers
remove non ascii characters ; strip unicode from a file ; delete non-printable characters ; remove control characters => LC_ALL=C tr -cd '\\11\\12\\15\\40-\\176' < {file|<file>} || iconv -c -t ascii {file|<file>} ## keeps tabs and line ends
lines that are exactly n characters ; lines exceeding a length => awk 'length > {n|80}' {file|<file>} ## < for shorter ones
find the longest line => awk 'length > m {m = length; l = $0} END {print l}' {file|<file>} || wc -L {file|<file>} ## wc -L tells its length
count of characters per line => awk '{print length}' {file|<file>} ## in characters
order lines by their length => awk '{print length, $0}' {file|<file>} | sort -n | cut -d' ' -f2- ## shortest first
select every other line => awk 'NR % {n|2} == 0' {file|<file>} || sed -n '1~{n|2}p' {file|<file>} ## 1~2 are the odd ones
show lines from n to m => sed -n '{n|<start>},{n2|<end>}p' {file|<file>} ## both included
extract line number n => sed -n '{n|<number>}p' {file|<file>} ## only that one
print from a line to the end ; everything from line n on ; print file starting at line => tail -n +{n|2} {file|<file>} ## + counts from the top
skip the first lines ; all but the first n lines => tail -n +{n+1|2} {file|<file>} ## from the next line on
drop the last line => head -n -{n|1} {file|<file>} || sed -i '$d' {file|<file>} ## the second in the file
strip the first line => sed -i '1d' {file|<file>} || tail -n +2 {file|<file>} ## in the file
remove all lines with a word => sed -i '/{text|<text>}/d' {file|<file>} || grep -v '{text|<text>}' {file|<file>} ## in the file
keep only lines that contain a string => sed -i '/{text|<text>}/!d' {file|<file>} || grep '{text|<text>}' {file|<file>} ## in the file
strip blank lines => sed -i '/^\\s*$/d' {file|<file>} || grep -v '^\\s*$' {file|<file>} ## also those of blanks
delete comments ; remove comment lines ; strip lines starting with hash => grep -vE '^\\s*(#|$)' {file|<file>} || sed -i '/^\\s*#/d' {file|<file>} ## the first prints only
delete everything before a pattern ; remove all lines up to a match => sed -i '1,/{text|<text>}/d' {file|<file>} ## the match too
delete a section of a file => sed -i '/<start>/,/<end>/d' {file|<file>} ## the markers too
print lines after a match ; everything after a pattern ; show rest of file from a match ; lines following a pattern to the end => sed -n '/{text|<text>}/,$p' {file|<file>} ## the match too
print lines before a match ; everything up to a pattern ; stop printing at a match => sed '/{text|<text>}/q' {file|<file>} ## the match too
print text between two patterns ; extract a section between start and end pattern ; print block between patterns => sed -n '/<start>/,/<end>/p' {file|<file>} || awk '/<start>/,/<end>/' {file|<file>} ## the markers too
lines between two patterns without the patterns ; extract between markers excluding the markers => sed -n '/<start>/,/<end>/{//!p}' {file|<file>} ## // is the marker
find on which line a text is => grep -n {text|<text>} {file|<file>} | cut -d: -f1 || grep -n {text|<text>} {file|<file>} ## numbers only
grep last match => grep {text|<text>} {file|<file>} | tail -n 1 ## the last one
replace the nth occurrence on each line ; replace second match in line => sed -i 's/{text|<text>}/{text2|<text>}/{n|2}' {file|<file>} ## the number behind the last /
search and replace in many files ; change a word in every file => grep -rl '{text|<text>}' . | xargs sed -i 's/{text|<text>}/{text2|<text>}/g' || find . -type f -exec sed -i 's/{text|<text>}/{text2|<text>}/g' {} + ## only files that have it
replace all occurrences of a word ; change a word in a file => sed -i 's/{text|<text>}/{text2|<text>}/g' {file|<file>} ## -i in the file
replace ignoring case ; case insensitive replace => sed -i 's/{text|<text>}/{text2|<text>}/gI' {file|<file>} ## I is any case
replace line matching a string => sed -i '/{text|<text>}/c\\<line>' {file|<file>} || sed -i 's/.*{text|<text>}.*/<line>/' {file|<file>} ## c is change
overwrite a specific line => sed -i '{n|<number>}s/.*/{text|<text>}/' {file|<file>} ## that line
use sed with paths => sed -i 's|{text|<old>}|{text2|<new>}|g' {file|<file>} ## | as delimiter
replace with the value of a variable => sed -i "s/<text>/$<variable>/g" {file|<file>} ## double quotes
replace newlines with commas ; newlines to comma => paste -sd, {file|<file>} || tr '\\n' ',' < {file|<file>} ## without one at the end
split words into lines => tr -s ' ' '\\n' < {file|<file>} ## -s squeezes
collapse repeated blanks => tr -s ' ' < {file|<file>} || sed -i 's/ \\+/ /g' {file|<file>} ## -s squeezes
strip all blanks => tr -d ' ' < {file|<file>} || tr -d '[:space:]' < {file|<file>} ## the second newlines too
trim leading spaces from each line => sed -i 's/^[ \\t]*//' {file|<file>} ## blanks and tabs
strip trailing spaces ; delete blanks at the end of lines => sed -i 's/[ \\t]*$//' {file|<file>} ## blanks and tabs
trim leading and trailing whitespace ; strip whitespace on both ends => sed 's/^[ \\t]*//;s/[ \\t]*$//' {file|<file>} || xargs < {file|<file>} ## both ends
strip double quotes ; delete quotation marks => tr -d '"' < {file|<file>} || sed -i 's/"//g' {file|<file>} ## everywhere
strip a character => tr -d '{text|<character>}' < {file|<file>} || sed 's/{text|<character>}//g' {file|<file>} ## every one
remove the first character of each line ; cut off first n characters ; delete the beginning of lines => cut -c{n|2}- {file|<file>} || sed 's/^.//' {file|<file>} ## from the second on
delete last character of every line => sed 's/.$//' {file|<file>} ## . is one character
first n characters of each line ; print only the beginning of lines ; truncate lines ; cut lines at a length => cut -c1-{n|80} {file|<file>} ## counted from 1
last n characters of each line ; end of each line => grep -oE '.{{n|5}}$' {file|<file>} || rev {file|<file>} | cut -c1-{n|5} | rev ## n characters
strip ^M => sed -i 's/\\r$//' {file|<file>} || dos2unix {file|<file>} ## in the file
convert unix to dos line endings ; add carriage returns => unix2dos {file|<file>} || sed -i 's/$/\\r/' {file|<file>} ## in the file
does a file have windows line endings => file {file|<file>} || grep -rlP '\\r$' . ## "with CRLF"
remove the byte order mark => sed -i '1s/^\\xEF\\xBB\\xBF//' {file|<file>} ## in the first line
remove ansi escape codes ; strip colors from output ; remove color codes from a log => sed 's/\\x1b\\[[0-9;]*[mK]//g' {file|<file>} ## colours and erasing
html to plain text => sed 's/<[^>]*>//g' {file|<file>} || html2text {file|<file>} ## what stands between < and >
unique lines in original order ; dedupe preserving order ; drop repeated lines => awk '!seen[$0]++' {file|<file>} ## the first of each stays
print unique lines only ; lines without duplicates => sort {file|<file>} | uniq -u ## those that have no double
count unique lines ; how often does each line occur => sort {file|<file>} | uniq -c | sort -rn ## most frequent first
count unique values in a column ; how many different values => sort -u {file|<file>} | wc -l || cut -f{n|1} {file|<file>} | sort -u | wc -l ## different ones
top words of a file => tr -cs '[:alpha:]' '\\n' < {file|<file>} | sort | uniq -c | sort -rn | head ## most frequent first
frequency of characters ; count each character in a file ; character histogram => fold -w1 {file|<file>} | sort | uniq -c | sort -rn ## most frequent first
count of characters of a text => wc -m {file|<file>} ## -c counts bytes
count of columns in a file ; count fields per line ; how many columns does a csv have => head -n 1 {file|<file>} | awk -F, '{print NF}' || awk '{print NF}' {file|<file>} ## of the first line
add text to the end of each line ; append a string to every line ; add suffix to lines => sed -i 's/$/{text|<text>}/' {file|<file>} ## $ is the end
insert at the top of a file => sed -i '1i {text|<text>}' {file|<file>} ## 1i before line 1
append a line only if it is missing ; add a line to a file unless it is already there ; add line if not exists => grep -qxF '{text|<text>}' {file|<file>} || echo '{text|<text>}' >> {file|<file>} ## -x whole line, -F literal
insert line above matching line => sed -i '/{text|<pattern>}/i {text2|<text>}' {file|<file>} ## i is before
add a line in the middle of a file => sed -i '{n|<number>}i {text|<text>}' {file|<file>} ## before that line
insert a file into another file ; include the contents of a file after a match => sed -i '/{text|<pattern>}/r {file2|<file>}' {file|<file>} ## r reads it
add a hash in front of matching lines => sed -i '/{text|<text>}/s/^/#/' {file|<file>} ## # in front
put quotes around each line ; wrap lines in quotes ; quote every line => sed 's/.*/"&"/' {file|<file>} ## & is the line
put quotes around each field of a csv => sed 's/[^,]*/"&"/g' {file|<file>} ## commas inside break it
select a column of a space separated file ; cut a column => awk '{print \${n|1}}' {file|<file>} || cut -d' ' -f{n|1} {file|<file>} ## counted from 1
select multiple columns => awk '{print \${n|1}, \${n2|3}}' {file|<file>} || cut -f{n|1},{n2|3} {file|<file>} ## in this order
drop the first column => cut -d' ' -f2- {file|<file>} || awk '{$1=""; print substr($0, 2)}' {file|<file>} ## -f2- from the second on
next to last field => awk '{print $(NF-1)}' {file|<file>} ## counted from the end
delete a column ; drop nth column => cut -d, -f{n|<number>} --complement {file|<file>} ## --complement is the rest
reverse the order of columns ; exchange columns => awk '{print $2, $1}' {file|<file>} || awk '{t = $1; $1 = $2; $2 = t; print}' {file|<file>} ## the second keeps the others
rearrange columns ; reorder columns of a csv => awk -F, -v OFS=, '{print $2, $1, $3}' {file|<file>} ## as you like
add a column ; append a column to a csv ; add a constant column => awk -v OFS=, '{print $0, "{text|<value>}"}' {file|<file>} || sed 's/$/,{text|<value>}/' {file|<file>} ## behind the last
sum of a column ; add up numbers in a column ; total of a column ; sum values ; add count of a file => awk '{s += \${n|1}} END {print s}' {file|<file>} ## s is the sum
average of a column ; mean of numbers ; calculate the average => awk '{s += \${n|1}} END {print s / NR}' {file|<file>} ## sum by number of lines
smallest value of a column => sort -n {file|<file>} | tail -n 1 || awk 'NR == 1 || \${n|1} > m {m = \${n|1}} END {print m}' {file|<file>} ## head -n 1 is the smallest
median of numbers ; calculate the median => sort -n {file|<file>} | awk '{a[NR] = $1} END {print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2}' || datamash median 1 < {file|<file>} ## the middle one
sum grouped by another column ; group by a column and sum ; sum values per key ; aggregate by first column => awk '{s[$1] += $2} END {for (k in s) print k, s[k]}' {file|<file>} ## key and sum
count by column value ; count of rows per value ; group by a column and count => awk '{n[\${n|1}]++} END {for (k in n) print k, n[k]}' {file|<file>} || cut -f{n|1} {file|<file>} | sort | uniq -c ## value and count
rows where a column is greater than a value ; filter lines by a numeric column ; select lines where column exceeds => awk '\${n|<column>} > {n2|<value>}' {file|<file>} ## also <, ==, !=
rows where a column equals a value ; select rows by value of a field => awk -F, '\${n|<column>} == "{text|<value>}"' {file|<file>} ## -F, cuts at commas
rows where a column matches a pattern ; grep in one column only ; search only a specific column => awk '\${n|<column>} ~ /{text|<text>}/' {file|<file>} ## !~ does not match
lines with a certain count of fields ; rows with missing columns ; find lines with wrong count of fields => awk -F, 'NF != {n|<number>}' {file|<file>} ## == for those that have it
join two files on a common column ; merge two csv files by key ; join files by first column ; match rows of two files => join -t, <(sort {file|<file>}) <(sort {file2|<file>}) || awk 'NR == FNR {a[$1] = $2; next} {print $0, a[$1]}' {file|<file>} {file2|<file>} ## both sorted
merge files line by line ; put files next to each other => paste {file|<file>} {file2|<file>} ## -d, for a comma
merge csv files with the same header ; concatenate csv files keeping one header ; combine csv files without repeating header => awk 'FNR == 1 && NR != 1 {next} {print}' {glob|*.csv} > {file|merged.csv} ## the header once
combine all files in a directory into one => cat {file|<files>} > {file2|<file>} || cat {glob|*} > {file|<file>} ## in this order
interleave two files ; alternate lines of two files => paste -d '\\n' {file|<file>} {file2|<file>} ## in turn
csv to tab separated => tr ',' '\\t' < {file|<file>} || csvformat -T {file|<file>} ## without quoted commas
view a csv => column -s, -t {file|<file>} || column -t {file|<file>} ## -t is table
sort by the nth column of a comma separated file => sort -t, -k{n|2},{n|2} {file|<file>} ## -n for numbers
sort numerically by a column ; sort by numeric field ; sort by number in second column => sort -k{n|2},{n|2} -n {file|<file>} ## -n as numbers
sort by two columns ; sort by first and then second column => sort -k1,1 -k2,2n {file|<file>} ## n as numbers
sort in reverse ; sort descending ; largest numbers first => sort -rn {file|<file>} ## -r turns round
sort without header ; sort a file but keep the header line ; sort csv except first line => (head -n 1 {file|<file>} && tail -n +2 {file|<file>} | sort) ## the header stays on top
sort filenames with numbers => sort -V {file|<file>} ## 1.9 before 1.10
sort du output => sort -h {file|<file>} || du -sh * | sort -h ## -h knows K, M, G
case insensitive sort => sort -f {file|<file>} ## -f folds
sort a file in place ; sort and overwrite the same file => sort -o {file|<file>} {file|<file>} ## -o may be the same
is a file sorted ; check if a file is sorted => sort -c {file|<file>} ## silent when it is
merge sorted files => sort -m {file|<file>} {file2|<file>} ## without sorting again
select n random lines => shuf -n {n|1} {file|<file>} ## -n says how many
random number in a range ; random integer => shuf -i {n|1}-{n2|100} -n 1 || echo $((RANDOM % {n2|100} + {n|1})) ## both included
make everything capital letters => tr '[:lower:]' '[:upper:]' < {file|<file>} || sed 's/.*/\\U&/' {file|<file>} ## prints
make everything small letters => tr '[:upper:]' '[:lower:]' < {file|<file>} || sed 's/.*/\\L&/' {file|<file>} ## prints
title case ; make first letter uppercase => sed 's/\\b./\\u&/g' {file|<file>} ## GNU sed
split a large file into parts ; cut a file into pieces of n megabytes => split -b {size|100M} {file|<file>} {name|part-} ## part-aa, part-ab …
divide a file into n pieces => split -n {n|<number>} {file|<file>} || split -n l/{n|<number>} {file|<file>} ## l/ keeps lines whole
split a file by count of lines ; split text file every n lines => split -l {n|1000} {file|<file>} {name|part-} ## part-aa, part-ab …
split into several files at each header => csplit -z {file|<file>} '/{text|<pattern>}/' '{*}' || awk '/{text|<pattern>}/ {n++} {print > "part" n}' {file|<file>} ## a new part at each
put split files together again ; rejoin split files ; reassemble parts => cat {glob|part-*} > {file|<file>} ## in order of names
split a csv by the value of a column ; write rows to different files by column => awk -F, '{print > $1 ".csv"}' {file|<file>} ## a file for each value
break lines at 80 characters ; word wrap a text file => fold -s -w {n|80} {file|<file>} || fmt -w {n|80} {file|<file>} ## -s between words
first and last line ; print first and last line of a file => sed -n '1p;$p' {file|<file>} ## 1 and $
file without the first and last line => sed '1d;$d' {file|<file>} ## both gone
diff two text files => diff -u {file|<file>} {file2|<file>} || diff {file|<file>} {file2|<file>} ## -u with context
diff ignoring whitespace ; diff ignore spaces => diff -w {file|<file>} {file2|<file>} ## -B blank lines too
diff ignoring case ; compare files case insensitively => diff -i {file|<file>} {file2|<file>} ## -i any case
check if two files are the same ; compare two binary files => cmp {file|<file>} {file2|<file>} || diff -q {file|<file>} {file2|<file>} ## silent when equal
diff two commands => diff <({command|<command>}) <(<command>) ## no files needed
differences of two lists ; items in one list but not in the other => comm -3 <(sort {file|<file>}) <(sort {file2|<file>}) || comm -23 <(sort {file|<file>}) <(sort {file2|<file>}) ## only in one
create a patch from two files => diff -u {file|<old>} {file2|<new>} > {name|changes}.patch ## patch takes it
create a patch of two directories ; diff directories into a patch => diff -ruN {dir|<old>} {dir2|<new>} > {name|changes}.patch ## -N new files too
apply a patch ; patch a file ; use a patch file => patch -p1 < {file|<file>} || patch {file2|<file>} < {file|<file>} ## -p1 cuts one folder off
undo a patch that was applied ; reverse a patch => patch -R -p1 < {file|<file>} ## -R turns it round
try a patch without changing anything ; dry run of patch => patch --dry-run -p1 < {file|<file>} ## changes nothing
show bytes of a file ; view binary file => xxd {file|<file>} || hexdump -C {file|<file>} || od -A x -t x1z {file|<file>} ## with text beside
convert hex dump back to a file ; reverse xxd => xxd -r -p {file|<file>} > {file2|<file>} || echo '{text|<hex>}' | xxd -r -p ## -p plain hex
text to hex ; convert ascii to hex => echo -n '{text|<text>}' | xxd -p ## two digits a byte
find text in a binary file ; extract strings from an executable => strings {file|<file>} ## four letters or more
check if file is utf-8 => file -i {file|<file>} || iconv -f utf-8 -t utf-8 {file|<file>} > /dev/null ## charset=
convert encoding to utf-8 ; change the encoding of a text file ; convert file to utf8 => iconv -f {name|ISO-8859-1} -t UTF-8 {file|<file>} > {file2|<file>} ## iconv -l lists them
list known encodings ; which encodings does iconv support => iconv -l ## names
encode in base64 => base64 {file|<file>} || base64 -w0 {file|<file>} ## -w0 on one line
url decode => python3 -c 'import sys, urllib.parse; print(urllib.parse.unquote(sys.argv[1]))' '{text|<text>}' ## %20 becomes a blank
decode html entities ; unescape html => python3 -c 'import html, sys; print(html.unescape(sys.stdin.read()))' < {file|<file>} ## &amp; becomes &
print a text in columns ; multi column output ; format a list into columns => column {file|<file>} || pr -3 -t {file|<file>} ## as many as fit
print a line of dashes ; draw a horizontal line => printf '%0.s-' {1..80} || printf -- '-%.0s' {1..80} ## 80 times
sequence of numbers with padding => seq -w {n|1} {n2|<number>} || printf '%03d\\n' {n|<number>} ## as wide as the largest
print a sequence of numbers ; count from 1 to => seq {n|1} {n2|10} || echo {{n|1}..{n2|10}} ## a line each
center or align text ; right align text ; pad a string with spaces => printf '%20s\\n' '{text|<text>}' ## %-20s to the left
print a multi line text ; write several lines to a file ; create file with multiple lines => printf '%s\\n' '<line>' '<line>' > {file|<file>} ## a line each
template with environment variables ; replace variables in a text file by their values => envsubst < {file|<file>} > {file2|<file>} ## $NAME and \${NAME}
convert a document to another format ; docx to markdown => pandoc {file|<file>} -o {file2|<file>} ## by the ending
count occurrences of each word in a column ; value counts of a csv column => cut -d, -f{n|1} {file|<file>} | sort | uniq -c | sort -rn ## most frequent first
print lines containing numbers greater than ; lines where any number is larger => awk '$1 > {n|<number>}' {file|<file>} ## of column 1
running total of a column ; cumulative sum => awk '{s += \${n|1}; print s}' {file|<file>} ## after each line
difference between consecutive lines ; subtract previous line value => awk 'NR > 1 {print $1 - p} {p = $1}' {file|<file>} ## from the line before
percentage of total for each line => awk '{a[NR] = $1; s += $1} END {for (i = 1; i <= NR; i++) print a[i], 100 * a[i] / s "%"}' {file|<file>} ## share of the sum
round numbers to two decimals ; format numbers in a column => awk '{printf "%.2f\\n", \${n|1}}' {file|<file>} ## two digits
format a number with commas => printf "%'d\\n" {n|<number>} || numfmt --grouping {n|<number>} ## by the locale
bytes to human readable ; convert bytes to megabytes ; human readable count of bytes => numfmt --to=iec {n|<number>} ## 1K, 1M
human readable sizes to bytes => numfmt --from=iec {size|<size>} ## 1K is 1024
combine consecutive lines => paste -d' ' - - < {file|<file>} || sed 'N;s/\\n/ /' {file|<file>} ## two and two
join lines ending with a backslash ; join continued lines => sed ':a;/\\\\$/{N;s/\\\\\\n//;ba}' {file|<file>} ## without the backslash
transpose a file ; rows to columns ; columns to rows => datamash -W transpose < {file|<file>} || awk '{for (i = 1; i <= NF; i++) a[i] = a[i] " " $i} END {for (i = 1; i <= NF; i++) print substr(a[i], 2)}' {file|<file>} ## rows become columns
edit a file in place with a backup ; sed with backup file => sed -i.bak 's/{text|<text>}/{text2|<text>}/g' {file|<file>} ## <file>.bak
replace across multiple lines ; multi line regex replace ; sed over newlines ; replace text that spans lines => perl -0pi -e 's/<pattern>/<text>/g' {file|<file>} || sed -z 's/<pattern>/<text>/g' {file|<file>} ## the whole file at once
grep across multiple lines ; multi line grep ; search pattern that spans several lines => grep -Pzo '(?s){text|<pattern>}' {file|<file>} || pcregrep -M '{text|<pattern>}' {file|<file>} ## -z is one line
monitor log for errors => tail -f {file|<file>} | grep --line-buffered {text|<text>} ## as it comes
follow a log from its beginning ; tail whole file and follow => tail -n +1 -f {file|<file>} || less +F {file|<file>} ## all, then what comes
log entries between two times ; extract a time range from a log ; lines of a log between two dates => awk '$0 >= "<start>" && $0 <= "<end>"' {file|<file>} || sed -n '/<start>/,/<end>/p' {file|<file>} ## times at the beginning
open a file at the end ; view the end of a large file in less => less +G {file|<file>} ## G is the end
search in less ; open less at a pattern ; open file at first match => less +/{text|<text>} {file|<file>} ## n goes on
wrap off in less => less -S {file|<file>} ## arrows go sideways
show count of lines in a file ; how many lines does a file have => wc -l < {file|<file>} || wc -l {file|<file>} ## without the name
`
