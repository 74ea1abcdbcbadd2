// Profiles of programs for text. The form of a row: profile-row.ts.

export const TEXT_PROFILES = String.raw`
print|show|display|view content|contents => cat {allFile!} ## to the screen
concatenate|join files|file|contents? print|show|to? => cat {allFile!} ## one behind the other
print|show|display|view nonprinting|non-printing|control characters file|data? => cat -v {file} ## ^ and M- for what cannot be printed
print|show|display|number|add|prefix|prepend line_numbers|line_number|number|numbers every|each|all|content|contents line|lines|file? => cat -n {file} ## each line with its number
=number|=numbers|=numbering|add|prefix line|lines number|numbers|each|every|non-blank|input|stdin|zero|justify|justified => nl {file?} ## numbers what is not blank
=number|=numbers|=numbering every|each|all line|lines => nl -ba {file?} ## blank lines, too
add|prepend prefix|text every|each non-blank line => nl -s {text!} {file?} | cut -c7- ## before what is not blank
reverse_order|reverse|backwards|bottom|reversed lines|line|order|file|contents print|show|display? => tac {file} ## the last line first
reverse|backwards|reverted each|every|string|text|character|characterwise|characters|characters_of|word line|file|string|content? => rev {file} ## the last character first
last_match|last_occurrence|after_the_last|from_the_end|after_last print|show|line|lines|grep|find? file? => tac {file!} | grep -m 1 {text!} ## from the end
reverse file separator|delimiter|deliminators|comma => tac -s {sep!} {file!} ## the last part first
wrap|limit|break|fold|format each|every|line|lines|text|long? characters|width|columns|character => fold -w {n!} {file?} ## no line is longer
wrap|fold|break line|lines|text|each? at|only spaces|space|words characters|width|maximum => fold -s -w {n!} {file?} ## -s breaks at spaces
each|every characters|bytes|byte|character of|in|send|print? file|stdin|input? as|input|send|series|groups|to print|send|list|group => fold -w {n=1} {file?} ## one piece a line
format|display|print|show table|columns file|fields|stdin|contents|values|entries? separated|delimited|by? => column -t «-s {sep}» {file?} ## columns below one another
tab|tab_separated|tab_delimited|tab-separated format|display|print|show table|columns => column -t -s $'\t' {file?} ## cut at tabs
columns fill|filled|width|rows format|display|print|show file|list|entries? => column -x «-c {chars}» {file?} ## rows before columns
merge|paste|combine|join lines|line|files|each|corresponding side_by_side|parallel|from|in|with? => paste {allFile!} ## line by line, tabs between
print|show each line in files|parallel|file|parallel separated|separate? by? tab|tabs|space|parallel => paste «-d {sep}» {allFile!} ## line by line
merge|join|concatenate|print|convert|replace|put all|each|every|newlines|lines|new_line single|one|comma|separated|with line|list|row? space|comma|semicolon|colon|character|separator? => paste -sd {sep=,} {file} ## all lines in one
every two|three|second|other|pair|pairs|couple lines|line single|one|concatenate|join|merge|write|print|combine line? separated|space|comma? => paste -d ' ' - - < {file} ## pairs of lines
sum|add|calculate numbers|number|column|all|each|total|lines? mathematically|line|file|input? => paste -sd+ {file} | bc ## one sum
join|merge|combine lines|files|data|information|line common|first|second|matches|share|field|fields fields? column? word? both? data? => join «-t {sep}» <(sort {left!}) <(sort {right!}) ## by the first field; both must be sorted
comma-separated|comma_separated join|merge lines|data|information|field|fields common|match|first|files|whose|both => join -t, <(sort {left!}) <(sort {right!}) ## by the first field
colon-separated|colon_separated join|merge|output lines|data|information|field|fields common|match|first|files|whose|both => join -t: <(sort {left!}) <(sort {right!}) ## by the first field
join|output|omit|print lines|line first|field|word does_not|not|omit|unpairable|omitting appear|match|exist second|another? => join -v 1 <(sort {left!}) <(sort {right!}) ## what has no partner
common|equal|identical|same lines|line|files|strings|content print|show|list|output|extract|find|write sorted? file? => comm -12 <(sort {left!}) <(sort {right!}) ## lines of both
common|equal count lines => comm -12 <(sort {left!}) <(sort {right!}) | wc -l ## how many lines both have
common files|filenames|file directory|directories|directory_and print|list|show|find => comm -12 <(ls {left!}) <(ls {right!}) ## names in both
unique|distinct|only|unmatched lines|line|strings compared|against|comparing|not_in sorted? file? => comm -23 <(sort {left!}) <(sort {right!}) ## lines of the first alone
lines|line|strings print|show|extract|list|output not|missing|absent|except exist|exists|present|appear|found|not_in|are_not sorted? contents? any? other? another? file? => comm -23 <(sort {left!}) <(sort {right!}) ## lines of the first alone
lines|line not|only|unique either|other|both|one appear|exist? => comm -3 <(sort {left!}) <(sort {right!}) ## lines of only one of both
files|file directory|directories not_in|that_are_not|missing|only list|print|show|find => comm -23 <(ls {left!} | sort) <(ls {right!} | sort) ## names of the first alone
difference|differences|compare files|file|line_by_line|lines|content|contents|directories|directory|unified|between? side? context? => diff {left!} {right!} ## line by line
files|file differ|different|differing print|show|list|which|find directory|directories|recursively|subdirectories? => diff -qr {left!} {right!} ## which files are not the same
output|outputs|results|result difference|differences|compare|differ commands|command|program|programs|of? => diff <({cmd!}) <({text!}) ## of two commands
compare|difference|differences|differ sorted|sort files|contents|lines|list? => diff <(sort {left!}) <(sort {right!}) ## of their sorted lines
sort file|lines|contents|standard_input|stdin|list|input|numerically|alphabetically? alphabetical|alphabetic? order? => sort {file?} ## to the screen
sort column|field|word|value|entry|key lines|file|separated|delimited|by? second? => sort «-t {sep}» -k{n=1},{n=1} {file?} ## by that field
sort lines|contents|file in-place|in_place|place|itself => sort -o {file!} {file!} ## -o may be the file itself
replace contents|content sorted|sort unique|uniq => sort -u -o {file!} {file!} ## sorted, each line once
count|counts|occurrences|frequency|number unique|each|every|distinct|duplicate|repeated|same line|lines|entry|string|value|strings|entries sort|sorted|prefixed? => sort {file?} | uniq -c ## how often each line is there
count|counts|occurrences unique|each|distinct|duplicate line|lines|entry|entries|string sort|sorted|most most|frequent|frequency|descending|least => sort {file?} | uniq -c | sort -rn ## the most frequent first
random line|lines|entry print|select|pick|choose|show|get file|from? => sort -R {file} | head -n {n=1} ## in no order
sort|shuffle random|randomly|random_order lines|file|list? => sort -R {file} ## in no order
unique|uniq|distinct|duplicate lines|line|entries|strings|values print|show|remove|list|only|delete|preserving => sort -u {file} ## each line once
adjacent|adjascent|consecutive|repeating|repeated duplicate|duplicates|lines|line remove|omit|print|delete|only? => uniq {file} ## one of each run
first lines|line print|show|display|view|output|read|get|returns|extract|return => head -n {lines=1} {file?} ## from the top
first bytes|characters|byte|chars print|show|display|view|output|read|get|returns|extract|return => head -c {bytes!} {file?} ## from the top
all_but|except|excluding|without last lines|line print|show|display|remove|output => head -n -{n=1} {file} ## without the end
last lines|line print|show|display|view|output|get|extract => tail -n {lines=1} {file} ## the end
last bytes|characters print|show|display|view => tail -c {bytes!} {file} ## the end
starting|from|starts|beginning|begin line_number|line|at_line|with_line print|show|display|contents|output|view? number? file? => tail -n +{n!} {file} ## from that line on
skip|skipping|excluding|except|without|but|omit|ignore first lines|line print? show? display? all? contents? => tail -n +{after=2} {file} ## all but the first
skip|skipping|excluding|except|without|omit|ignore header print? show? display? contents? => tail -n +2 {file} ## all but the first
appended|new|grows|=follow|=follows|=following|as_it_grows|appear|live|monitor data|lines|log|file|output|content|entries? print|show|display|file|output|watch => tail -f {file} ## waits for more
dump|hexdump|octal|hex|hexadecimal|hexdumped display|print|dump|show|read|convert|view file|contents|input|bytes|characters|stdin|content|string|text? => od -A x -t x1z {file} ## in hexadecimal, with the text
printable_characters|backslash_escapes|character_dump|backslash|escapes|named_characters show|display|print|dump|list|convert|contents|output? file|stdin|standard_input? => od -c {file?} ## characters, and escapes for others
floating_point|double dump|display|values? => od -t fD {file?} ## as numbers of eight bytes
first bytes hex|hexadecimal|octal|dump print|display|show|file? => od -A x -t x1 -N {bytes!} {file} ## so many bytes
convert|translate|change|transform|turn to_lower|to_lowercase|into_lower|into_lowercase|=lowercase characters|case|letters|text|string|contents|all|file|letter? upper? uppercase? => tr '[:upper:]' '[:lower:]' < {file} ## capitals become small
convert|translate|change|transform|turn to_upper|to_uppercase|into_upper|into_uppercase|=uppercase characters|case|letters|text|string|contents|all|file|letter? lower? lowercase? => tr '[:lower:]' '[:upper:]' < {file} ## small ones become capitals
remove|delete|strip carriage returns|return|characters? file? all? => tr -d '\r' < {file} ## the ends of lines of Windows
remove|delete|strip newlines|newline|linefeed|=\n from|file|characters|all? => tr -d '\n' < {file} ## all in one line
replace|translate|substitute|convert|change newlines|newline with|by|to? file? => tr '\n' {text} < {file} ## one character for another
replace|translate|squeeze|convert sequential|consecutive|repeated|multiple|sequence spaces|space|tabs|whitespace|blanks single|one? space? file? => tr -s ' ' < {file} ## one for many
delete|remove all? spaces|whitespace|digits|punctuation|characters from|file|stdin|input => tr -d '[:space:]' < {file} ## those characters alone
columns|column|field|fields|section|sections print|extract|cut|get|display|take|second|third|first|fourth|show separated|delimited|comma|space|tab|colon|whitespace|file|data|text => cut -d{sep!} -f{allFields!} {file} ## that field
columns|column|field|fields print|extract|cut|get|display|take|show only? file|data|text|each|line|output => awk '{print @{allColumns!}}' {file} ## that field
fields|field|column|columns print|extract|get|display|show whitespace|white|white_space separated|delimited? file|data|text? => awk '{print @{n!}}' {file} ## that field
replace|substitute|change all|every|each|instances|occurrences|string|first? in|file|with => sed -i 's/{text!}/{text2!}/g' {file!} ## in the file itself
delete|remove lines|line matching|containing|match|contain|pattern|with|contains|containing => sed -i '/{text!}/d' {file!} ## in the file itself
lines|line print|output|display|show|view|extract through|between|to|from numbers|number? => sed -n '{n!},{n2!}p' {file} ## from there to there
line number print|output|show|display|get|extract only? => sed -n '{n!}p' {file!} ## that line alone
add|append|insert text|string|line|prefix|suffix? end|suffix of? every|each|all line|lines => sed 's/$/{text!}/' {file} ## behind each
add|append|insert|prepend|put|prefix text|string|line? beginning|start|front|before|prefix of? every|each|all line|lines => sed 's/^/{text!}/' {file} ## before each
print|show|search|find|display|output|filter lines|strings|line|string containing|matching|contain|match|with|contains|matches|like in|from|file|of => grep {text!} {file!} ## the lines that hold it
not|exclude|excluding|without|omit|out|except|filter lines|strings|line containing|matching|match|contain|with|pattern|starting print|show|display|filter|output|remove? file? => grep -v {text!} {file!} ## the lines that do not hold it
recursively|recursion strings|text|string|pattern|word|lines find|finds|search|searches|print|all files|file|directory|folder|current? => grep -rn {text!} {dir=.} ## in all files below
count|number lines|line file|files|of|all|each? => wc -l {allFile!} ## the lines of each
count|number =word|=words file|files|of|all|each? => wc -w {allFile!} ## the words of each
count|number characters|=character|letters file|files|of|all|each? => wc -m {allFile!} ## the characters of each
count|number bytes|byte file|files|of|all|each? => wc -c {allFile!} ## the bytes of each
md5|md5sum|md5sums|md5_sum calculate|compute|print|find|show|get|of|digest|hash file? => md5sum {allFile!} ## the sum, then the name
md5|md5sum|md5sums|md5_sum string|text|password|of? => printf '%s' {text!} | md5sum ## without a newline
md5|md5sum|md5sums|md5_sum string|text|password stored|saved|held|kept|of variable? => printf '%s' {text!} | md5sum ## without a newline
md5|md5sum|md5sums|md5_sum only hash|digest|sum file? => md5sum {file!} | cut -d' ' -f1 ## the sum alone
md5|md5sum|md5sums|md5_sum duplicate|same|identical files|contents|content|hash|hashes => md5sum {allFile!} | sort | uniq -w32 -D ## those with the same sum
output write|print|save|send|append|copy|format|display => {cmd!} ## its output
stdin|standard_input write|copy|save|send stdout|standard_output|console|screen|terminal file? append? => tee {file!} ## to both
print|generate|output|create|show|list numbers|number|sequence from|to|between to|through|and? => seq {n!} {n2!} ## one a line
print|generate numbers|number leading|padded|zeros|zero|padding from? to? => seq -w {n!} {n2!} ## of one width
print|generate numbers separated|single|one space|spaces|comma|colon|line? from? to? => seq -s {sep=' '} {n!} {n2!} ## in one line
random|randomly|shuffle|shuffled numbers|list from|to|between? sorted|sort|generate|print|list? => seq {n=1} {n2!} | sort -R ## in no order
answer|respond|reply|answering|say yes|prompts|prompt|=y|=n|questions|repeatedly all|to|any|every|each? => yes {text=y} | {cmd!} ## the same answer each time
continuously|infinitely|constantly|repeatedly|endlessly|forever|bypass print|send|write|output|answer => yes {text?} ## without end
print|output|write|show times|lines|copies|repeat of? => yes {text!} | head -n {n!} ## so many times
append|add|=appends line|text|string? end? to|file? => echo {text!} >> {file!} ## behind what is there
write|print|output|echo text|string? to|in|into|file? => echo {text!} | tee {file!} ## to the screen and the file
=write|=writes stdout|standard_output|screen|terminal|console text|string? => echo {text!} ## to the screen
print|echo|output|display text|string|message? stdout|standard_output|screen|terminal|console? => echo {text!} ## to the screen
continuously|repeatedly send|answer newline? input? program|command|script|to => yes {text=y} | {cmd!} ## the same answer each time
clipboard copy|save|put|send content|contents file? => cat {file!} | xclip -selection clipboard ## for pasting elsewhere
number each|every line right-justified|justify|justified|zero|padded|padding width? non-blank? => nl -ba -n rz «-w {n}» {file?} ## with zeros in front
=number|=numbers|=numbering left justify|justified line|each? non-blank? => nl -n ln {file?} ## at the left
line_numbers|line_number add|put|print each|every|non-blank line? starting number? with? => nl «-v {n}» {file} ## what is not blank
add prefix number|like|and non-blank|every|each line => nl -s {text} {file?} ## between number and line
search line number|line_number in? file? => nl -ba {file!} | grep {text} ## lines with their numbers
each line|lines first|common|same field|word both? same|matches|match|common|share output? other? fields? => join <(sort {left!}) <(sort {right!}) ## by the first field; both must be sorted
merge|join|match lines|data second field|common|where|both => join -j 2 <(sort -k 2 {left!}) <(sort -k 2 {right!}) ## by the second field
second field|column matches|match first field of? merge|output|join lines? => join -1 2 -2 1 {left!} {right!} ## of the one, and of the other
comma-separated|comma_separated line|lines|data|information field|common|first|matches both? each? => join -t, <(sort {left!}) <(sort {right!}) ## by the first field
include|including|extra|unmatched|unpairable join|merge data|lines|information comma-separated? => join -a1 -a2 <(sort {left!}) <(sort {right!}) ## also those without a partner
grep|search from|from_the bottom|end|last => tac {file} | grep {text} ## from the end
partially? duplicate lines column|field keeping|keep last occurrence => tac {file} | sort -u -k {n=2} ## the last of each
after|from last|final match|occurrence print|show|delete lines? until? end? => tac {file} | sed '/{text!}/q' | tac ## from its last line on
word|words line|lines reverse both|order => tac {file} ## the last line first
histogram|unique|list|top character|characters stdin|used|file displayable? showing|non-displayables|backslash|escapes? => od -cvAnone -w1 {file?} | sort -b | uniq -c ## one character a line
byte|decimal|integer print|generate|read random|device|integer|number bytes? byte? hexadecimal? octal? decimal? from? => od -An -N {bytes=2} -i {file!} ## as a number
hexadecimal|hex =string|=text convert|print|show bytes? space? separated? => echo {text!} | od -A n -t x1 ## in hexadecimal
hexdumped|hex_dump|hex|dump page|view|search|units contents? => od -x {file!} ## in units of two bytes
dump|display|values floating|double size? => od -t fD {file?} ## as numbers of eight bytes
differ|differing|different count|number rows|lines|areas file? => diff {left!} {right!} | grep -c '^[<>]' ## how many lines
sorted|sort difference|differences|differ|display|print then? whether? => diff <(sort {left!}) <(sort {right!}) ## of their sorted lines
minimal|whitespace|unified|context|tab_expansion difference|differences|compare|changes directory|directories|files ignore|ignoring|lines? => diff {left!} {right!} ## line by line
list|listing files difference|differences|compare directory|directories|between => diff <(ls {left!}) <(ls {right!}) ## names in one of both
fields|field second|third|fourth|first space|white_space|whitespace|space_separated print|show stdin|file? separated? columns? column? => tr -s ' ' < {file} | cut -d' ' -f{n!} ## blanks made one
columns|column data separated whitespaces|whitespace|more print|show fourth? => tr -s ' ' < {file} | cut -d' ' -f{n!} ## blanks made one
non-punctuation|non-digit|non-alphanumeric|non-letters characters|all replace|delete|remove newlines|with? => tr -sc '[:alnum:]' '\n' < {file} ## all else
random number|digits|digit print|generate leading? zeroes? n-digit? => tr -dc '0-9' < /dev/urandom | head -c {n=10} ## digits alone
random|alphanumeric characters|string|characters_from print|generate|first? => tr -dc 'a-zA-Z0-9' < /dev/urandom | head -c {n=32} ## letters and digits alone
sum|add numbers from|between to|and calculate|all? => seq -s+ {n!} {n2!} | bc ## one sum
numbers padding|padded|zero|width print|generate from|to? => seq -f '%0{chars}g' {n!} {n2!} ## of one width
filename|filenames headers|header|beginning print|concatenate|concatenates files|file contents? => head -n 99999 {allFile!} ## each below its name
truncate|truncates|remove|delete last_line file|line? => head -n -1 {file!} ## without the end
around|lines_around line|number print|show => head -n {n!} {file} | tail -n 20 ## up to it
delete|remove first_line|header file? => tail -n +2 {file!} ## without the beginning
common|same|appear|exist lines|line both files|file? => comm -12 <(sort {left!}) <(sort {right!}) ## lines of both
=awk script|commands|program|code execute|run|filter|use|apply|written|through contents? format? output? => awk -f {awk!} {allFile?} ## -f reads the program from a file
=sed script|commands|program execute|run|filter|use|apply|written|through contents? output? => sed -f {awk!} {allFile?} ## -f reads the script from a file
longest line|lines length|print|show|display|contents|number? => awk '{print length, @0}' {file} | sort -nr | head -n 1 ## its length first
last word|field|column print|show|get|display each|every line|lines => awk '{print $NF}' {file} ## NF is the number of fields
last word print|show|get|display file? => awk 'END {print $NF}' {file} ## of the last line that is not empty
=count|=counts|count_of|counting lines|line ignore|ignoring|non-blank|non-empty|excluding|without|skipping blank|empty|whitespace|spaces|non-blank|non-empty file? only? => grep -c '[^[:space:]]' {file} ## lines with something in them
lines|line tab|tabs character? contain|containing|with|have print|output|show|find => grep $'\t' {file} ## the sign itself
line|lines containing|matching|with|contain|match everything|all|rest after|following|below|until_the_end print|show|output|display end? file? => sed -n '/{text!}/,$p' {file} ## from there to the end
sort|filter|print|keep|list unique|distinct line|lines|entries|values column|field|value|first|second matching? comma? separated? => sort -u «-t {sep}» -k{n=1},{n=1} {file} ## one line for each value
replace|substitute|change backup suffix|extension|=.bak|file create|creating|make|making|and|with all|every|each|instances|occurrences|string? => sed -i{suffix!} 's/{text!}/{text2!}/g' {file!} ## the old file keeps that ending
delete|remove lines|line matching|containing|contain|match|with backup suffix|extension make|create? => sed -i{suffix!} '/{text!}/d' {file!} ## the old file keeps that ending
every|each three|=3 lines|line single|one|concatenate|join|merge|write|print|combine|separated line? => paste -d {sep=' '} - - - < {file} ## three lines in one
every two|second|other|pair|pairs lines|line single|one|concatenate|join|merge|write|print|combine separated comma|colon|semicolon|tab|dash => paste -d {sep!} - - < {file} ## pairs of lines
numbers|number from|to without space|spaces|separator|separating|newline print|output|generate => seq -s '' {n!} {n2!} ## all in one
replace newline|newlines with|by space|spaces|comma line|file|one|single? => paste -sd {sep=' '} {file} ## all lines in one
display|print|show|write|put one|single line all|whole|entire|file|newlines|contents replace? spaces? space? => paste -sd {sep=' '} {file} ## all lines in one
count|numbers|number descending|backwards|=down from|to print? generate? reverse? => seq {n!} -1 {n2!} ## one a line
answer|answering|respond|reply|say prompts|prompt|questions|question|request|requests|confirmation all|any|each|every|to? => yes {answer?} | {cmd!} ## the same answer each time
continuously|constantly|repeatedly|endlessly|forever write|append|output|print file background? process? => yes {text} > {file!} ## without end
write|save|output lines file|into|to copies? => yes {text!} | head -n {lines!} > {to!} ## the same line so many times
expand|convert|replace tabs|tab spaces|space file? to|with|by => expand {file} ## columns stay below one another
convert|replace spaces|space tabs|tab to|with|by => unexpand -a {file} ## columns stay below one another
shuffle|randomize|permute|randomly lines|line|words|order file|stdin|input? => shuf {file} ## in no order
random =number|=integer between|from|range generate|print|show|pick|get => shuf -i {n!}-{n2!} -n 1 ## both may come
translate|replace|convert|substitute|change characters|character in? string? text? all? every? each? instances? occurrences? => tr {text!} {text2!} < {file} ## sign by sign
compare bytes|binary|byte_by_byte|byte files|file => cmp {left!} {right!} ## the first byte that differs
checksum|sha256|sha256sum|=sha-256 calculate|compute|print|find|show|get|of|digest|hash file? => sha256sum {allFile!} ## the sum, then the name
checksum|sha1|sha1sum|=sha-1 calculate|compute|print|find|show|get|of|digest|hash sha1|=sha-1 file? => sha1sum {allFile!} ## the sum, then the name
encode|decode base64 string|file|text? => base64 {file} ## -d decodes
lines|line|words common|both|appear|exist files|file count? number? many? how? => comm -12 <(sort {left!}) <(sort {right!}) | wc -l ## how many
mail|email|e-mail subject send|with to|address message|body|file|content|contents|in? => mail -s {subject!} «-a {attachment}» {address} < {file} ## the file is the text
sum|total column|field|columns|fields numbers? values? calculate? print? add? all? => awk «-F{sep}» '{s += @{n!}} END {print s}' {file} ## one sum
average|mean column|field|columns|fields numbers? values? calculate? print? all? => awk «-F{sep}» '{s += @{n!}} END {print s / NR}' {file} ## the sum by the number of lines
maximum|largest|highest value|number column|field print|show|find? => awk «-F{sep}» '@{n!} > m {m = @{n!}} END {print m}' {file} ## the largest so far is kept
first last field|word|column print|show|display each? every? => awk '{print @1, $NF}' {file} ## NF is the number of fields
=duplicate|=duplicates|=duplicated|=repeated lines|line|entries|values print|show|list|display|find only? => sort {file} | uniq -d ## one of each
even|odd numbers|number from|to|between print|list|generate => seq {n!} 2 {n2!} ## every second
=search|=grep|=look recursively|recursion for|in|below? all? files? => grep -rn {text!} {dir=.} ## in all files below
`
