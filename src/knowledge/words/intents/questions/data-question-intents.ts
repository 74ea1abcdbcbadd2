// Questions about data as people ask them: JSON, YAML, XML, dates and times.

export const DATA_QUESTIONS = `
json syntax check => jq empty {file|<file>} || python3 -m json.tool {file|<file>} > /dev/null ## silent when good
json on one line => jq -c . {file|<file>} ## -c
edit a json file in place ; set a json field => jq '.{name|<key>} = "{text|<value>}"' {file|<file>} > tmp.json && mv tmp.json {file|<file>} ## over a second file
add a field to json => jq '. + {"<key>": "<value>"}' {file|<file>} ## + joins objects
add a key to every object => jq 'map(. + {"<key>": "<value>"})' {file|<file>}
delete a key from json ; remove a field of json => jq 'del(.{name|<key>})' {file|<file>} ## del
get a json field ; json value without quotes => jq -r '.{name|<key>}' {file|<file>} ## -r without quotes
nested json value ; value of a nested key => jq -r '.<key>.<key>' {file|<file>} ## dots
key with a dash or dot in jq => jq '."<key>"' {file|<file>} ## quoted
elements of a json array => jq '.[]' {file|<file>}
iterate over a json array ; loop over json => jq -c '.[]' {file|<file>} | while read -r item; do echo "$item"; done ## one a line
one field of every array element ; extract a field from all objects ; list of names from json => jq -r '.[].{name|<key>}' {file|<file>} ## one a line
first or last element of a json array => jq '.[0]' {file|<file>} || jq '.[-1]' {file|<file>} ## from 0
count of elements => jq length {file|<file>} ## keys of an object
count objects in json => jq '.<key> | length' {file|<file>}
json where field equals => jq '.[] | select(.{name|<key>} == "{text|<value>}")' {file|<file>} ## == exactly
filter json by part of a string ; json field contains text => jq '.[] | select(.{name|<key>} | contains("{text|<text>}"))' {file|<file>}
regex in jq => jq '.[] | select(.{name|<key>} | test("{text|<text>}"))' {file|<file>} ## test is a regex
filter json by number ; json field greater than => jq '.[] | select(.{name|<key>} > {n|<number>})' {file|<file>} ## numbers
all paths of a json file => jq -c paths {file|<file>}
find a key anywhere in json ; search a key recursively in json => jq '.. | .{name|<key>}? // empty' {file|<file>} ## at any depth
sort a json array ; sort json by a field => jq 'sort_by(.{name|<key>})' {file|<file>} ## reverse behind it
group json by a field ; count objects by field in json => jq 'group_by(.{name|<key>}) | map({key: .[0].{name|<key>}, count: length})' {file|<file>} ## counts
unique values in json => jq unique {file|<file>}
remove duplicates from json array => jq 'unique_by(.{name|<key>})' {file|<file>} ## sorted
sum of a json field ; add up numbers in json => jq '[.[].{name|<key>}] | add' {file|<file>} ## add, max_by
maximum of a json field => jq 'max_by(.{name|<key>})' {file|<file>}
json array to csv with header => jq -r '(.[0] | keys_unsorted), (.[] | [.[]]) | @csv' {file|<file>} ## same keys in each
json to tsv => jq -r '.[] | [.<key>, .<key>] | @tsv' {file|<file>} ## tabs
two json fields on one line => jq -r '.[] | "\\(.<key>) \\(.<key>)"' {file|<file>}
join json arrays of several files => jq -s add {file|<files>}
lines to a json array ; text file to json array => jq -R . {file|<file>} | jq -s . ## escapes well
create json from bash variables => jq -n --arg <name> "$<name>" '{<name>: $<name>}'
pass a shell variable to jq ; variable in a jq filter => jq --arg v "$<variable>" '.[] | select(.{name|<key>} == $v)' {file|<file>} ## --argjson for numbers
compare two json files ; diff json ignoring order => diff <(jq -S . {file|<file>}) <(jq -S . {file2|<file>}) ## -S sorts keys
json to yaml ; convert yaml => yq -p json -o yaml {file|<file>} ## yq 4
yaml to json => yq -o json {file|<file>}
yaml value => yq '.{name|<key>}' {file|<file>} ## yq 4
edit yaml => yq -i '.{name|<key>} = "{text|<value>}"' {file|<file>}
validate yaml => yamllint {file|<file>}
xpath from the shell => xmllint --xpath '{text|<xpath>}' {file|<file>}
parse html ; css selector => pup '{text|<selector>}' < {file|<file>} || xmllint --html --xpath '{text|<xpath>}' {file|<file>} ## pup if installed
date in a format => date +%F ## %F is 2026-11-29
today as year month day => date +%Y%m%d
date and time for filenames ; timestamp for a filenames => date +%F_%H-%M-%S
sortable timestamp => date +%Y%m%d-%H%M%S ## no colons
iso 8601 with time ; rfc 3339 timestamp => date -Is ## -u is UTC
utc time in iso format => date -u +%Y-%m-%dT%H:%M:%SZ
milliseconds since epoch => date +%s%3N
epoch to date => date -d @{n|<number>} || date -u -d @{n|<number>} ## date -r on macOS
date in n days => date -d '{date|<date>} + {n|<number>} days' +%F
day of the week ; which weekday is a date ; name of the day => date -d '{date|<date>}' +%A || date +%u ## %u 1 is Monday
next friday ; next weekday => date -d 'next {text|friday}' +%F ## also 'next week'
difference of two dates ; time between two timestamps => echo $(( ($(date -d '{date|<date>}' +%s) - $(date -d '{date2|<date>}' +%s)) / 86400 )) ## in days
is a date valid => date -d '{date|<date>}' > /dev/null 2>&1 && echo valid ## seconds compare
compare two dates ; which date is later => [[ $(date -d '{date|<date>}' +%s) -gt $(date -d '{date2|<date>}' +%s) ]] && echo later
calendar of a year => cal {n|<year>}
calendar with week numbers => ncal -w
list all days between two dates => d={date|<date>}; while [ "$d" != {date2|<date>} ]; do echo "$d"; d=$(date -d "$d + 1 day" +%F); done ## both YYYY-MM-DD
countdown timer => for i in {{n|10}..1}; do echo "$i"; sleep 1; done || time read ## Enter stops
`
