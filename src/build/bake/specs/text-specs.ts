// Text: searching, cutting, sorting, editing streams.

export const TEXT_SPECS = `
# cat | print files, concatenated
-n --number  number all output lines
-b --number-nonblank  number nonempty output lines
-A --show-all  show nonprinting characters, tabs and line ends
-s --squeeze-blank  suppress repeated empty lines
-e  show nonprinting characters and $ at line ends
-E --show-ends  show $ at the end of each line
-T --show-tabs  show tabs as ^I
-v --show-nonprinting  show nonprinting characters
# tac | print files in reverse, last line first
# less | page through text
-N --LINE-NUMBERS  show line numbers
-S --chop-long-lines  cut long lines instead of wrapping
-R --RAW-CONTROL-CHARS  show colors
-F --quit-if-one-screen  exit if the text fits on one screen
-i --ignore-case  ignore case in searches
-X --no-init  do not clear the screen
+F  follow: keep reading as the file grows
# more | page through text
# head | print the first lines of files
-n --lines=N  print the first n lines instead of 10; -n all but the last
-c --bytes=N  print the first n bytes
-q --quiet --silent  never print headers with file names
-v --verbose  always print headers with file names
# tail | print the last lines of files
-n --lines=N  print the last n lines instead of 10; +n starts at line n
-f --follow  output appended data as the file grows (follow)
-F  follow by name, and retry when the file is replaced
-c --bytes=N  print the last n bytes
-q --quiet --silent  never print headers with file names
-v --verbose  always print headers with file names
-s --sleep-interval=N  seconds between checks
--pid=PID  with -f, end when this process dies
-r  print in reverse order (BSD)
# wc | count lines, words and bytes
-l --lines  print the count of lines
-w --words  print the count of words
-c --bytes  print the count of bytes
-m --chars  print the count of characters
-L --max-line-length  print the length of the longest line
# sort | sort lines of text
-r --reverse  reverse the order
-n --numeric-sort  compare by numeric value
-h --human-numeric-sort  compare human readable numbers such as 2K 1G
-u --unique  output only the first of equal lines
-k --key=KEY  sort by this field
-t --field-separator=SEP  separator between fields
-f --ignore-case  ignore case
-o --output=FILE  write the result to this file
-V --version-sort  natural sort of version numbers
-M --month-sort  compare by month name
-R --random-sort  shuffle, equal lines together
-c --check  check whether the input is sorted
-m --merge  merge files that are already sorted
-g --general-numeric-sort  compare by general numeric value
-b --ignore-leading-blanks  ignore leading blanks
-d --dictionary-order  consider only blanks and alphanumerics
-s --stable  stable sort
-z --zero-terminated  lines end with a null character
-S --buffer-size=SIZE  size of the memory buffer
-T --temporary-directory=DIR  directory for temporary files
# uniq | report or drop repeated adjacent lines
-c --count  prefix lines with the count of occurrences
-d --repeated  print only duplicate lines, one for each group
-D  print all duplicate lines
-u --unique  print only unique lines
-i --ignore-case  ignore case
-f --skip-fields=N  do not compare the first n fields
-s --skip-chars=N  do not compare the first n characters
-w --check-chars=N  compare no more than n characters
# cut | print selected parts of each line
-d --delimiter=CHAR  separator between fields instead of tab
-f --fields=LIST  print only these fields
-c --characters=LIST  print only these characters
-b --bytes=LIST  print only these bytes
-s --only-delimited  skip lines without the delimiter
--complement  print everything but the selection
--output-delimiter=STRING  separator in the output
# paste | merge lines of files side by side
-d --delimiters=LIST  use these characters instead of tabs
-s --serial  paste one file at a time instead of in parallel
# join | join lines of two files on a common field
# comm | compare two sorted files line by line
-1  suppress lines unique to the first file
-2  suppress lines unique to the second file
-3  suppress lines that appear in both files
# column | format input into columns
-t --table  make a table, aligning columns
-s --separator=CHARS  characters that separate input columns
# tr | translate, squeeze or delete characters
-d --delete  delete characters instead of translating
-s --squeeze-repeats  replace repeated characters with a single one
-c -C --complement  use the complement of the first set
-t --truncate-set1  truncate the first set to the length of the second
# rev | reverse the characters of each line
# nl | number the lines of files
-b --body-numbering=STYLE  which lines to number: a all, t nonempty
# fold | wrap lines to a width
-w --width=N  use this width instead of 80
-s --spaces  break at spaces
# fmt | reformat paragraphs
-w --width=N  maximum line width
# pr | paginate files for printing
# expand | convert tabs to spaces
-t --tabs=N  tabs n characters apart
# unexpand | convert spaces to tabs
# shuf | shuffle lines, or pick random ones
-n --head-count=N  output at most n lines
-i --input-range=LO-HI  treat each number of the range as a line
-e --echo  treat each argument as a line
-r --repeat  lines can be repeated
# seq | print a sequence of numbers
-s --separator=STRING  separate numbers with this string
-w --equal-width  pad with leading zeros
-f --format=FORMAT  use this printf format
# printf | format and print data
# echo | print a line of text
-n  do not print the trailing newline
-e  interpret backslash escapes
-E  do not interpret backslash escapes
# yes | print a string again and again
# grep | print lines that match a pattern
-r --recursive  search directories recursively
-R --dereference-recursive  search recursively, following all symbolic links
-i --ignore-case -y  ignore case
-n --line-number  print the line number with each line
-v --invert-match  select lines that do not match
-l --files-with-matches  print only the names of files with matches
-L --files-without-match  print only the names of files without matches
-c --count  print only a count of matching lines per file
-w --word-regexp  match only whole words
-x --line-regexp  match only whole lines
-o --only-matching  print only the matched part of a line
-E --extended-regexp  the pattern is an extended regular expression
-F --fixed-strings  the pattern is a fixed string, not a regular expression
-P --perl-regexp  the pattern is a Perl regular expression
-G --basic-regexp  the pattern is a basic regular expression
-e --regexp=PATTERN  use this pattern for matching
-f --file=FILE  take patterns from this file
-q --quiet --silent  print nothing; exit at the first match
-s --no-messages  suppress error messages about missing files
-A --after-context=N  print n lines after each match
-B --before-context=N  print n lines before each match
-C --context=N  print n lines around each match
-m --max-count=N  stop after n matching lines
-H --with-filename  print the file name with each line
-h --no-filename  do not print file names
-a --text  treat a binary file as text
-I  ignore binary files
-b --byte-offset  print the byte offset of each line
-z --null-data  lines end with a null character
-Z --null  print a null character after file names
--include=GLOB  search only files that match
--exclude=GLOB  skip files that match
--exclude-dir=GLOB  skip directories that match
--color=WHEN  highlight matches
--line-buffered  flush output on every line
# egrep | grep with extended regular expressions
# fgrep | grep for fixed strings
# sed | edit text as a stream: substitute, delete, print lines
-i --in-place  edit files in place
-n --quiet --silent  suppress automatic printing of each line (quiet)
-e --expression=SCRIPT  add this script to the commands
-f --file=FILE  add the commands of this script file
-E -r --regexp-extended  use extended regular expressions
-s --separate  consider files as separate, not as one stream
-z --null-data  lines end with a null character
-u --unbuffered  flush the output often
-l --line-length=N  line wrap length for the l command
# awk gawk mawk | run a pattern-action program over the fields of each line
-F --field-separator=SEP  use this input field separator
-v --assign=VAR  assign a variable before the program runs
-f --file=FILE  read the program from this file
# xargs | build and run command lines from standard input
-0 --null  input items end with a null character, not white space
-n --max-args=N  use at most n arguments per command line
-I -i=REPLACE  replace this string in the command with each input item
-P --max-procs=N  run up to n processes at a time, in parallel
-p --interactive  prompt before running each command
-t --verbose  print the command line before running it
-r --no-run-if-empty  do not run the command if the input is empty
-d --delimiter=CHAR  input items end with this character
-L --max-lines=N  use at most n input lines per command line
-a --arg-file=FILE  read items from this file
-s --max-chars=N  limit the length of the command line
-E=EOF  stop at this end-of-file string
# parallel | run commands in parallel
-j --jobs=N  run up to n jobs at a time
# tee | copy standard input to files and to standard output
-a --append  append to the files, do not overwrite
-i --ignore-interrupts  ignore interrupt signals
# strings | print the printable strings in binary files
-n --bytes=N  minimum length of a string
# xxd | make a hex dump or reverse it
-r -revert  reverse: convert a hex dump to binary
-p -ps -postscript -plain  plain hex dump
-l -len=N  stop after n octets
# hexdump | display a file in hexadecimal
-C  canonical: hex and ASCII
-n=LENGTH  only the first n bytes
# od | dump a file in octal or other formats
-x  hexadecimal 2-byte units
-c  printable characters or escapes
-t --format=TYPE  output format
-A --address-radix=RADIX  output format for offsets
-N --read-bytes=N  limit to this many bytes
-j --skip-bytes=N  skip this many bytes first
# iconv | convert text from one character encoding to another
-f --from-code=ENC  encoding of the input
-t --to-code=ENC  encoding of the output
-l --list  list known encodings
# dos2unix | convert DOS line endings to Unix
# unix2dos | convert Unix line endings to DOS
# jq | filter and transform JSON
-r --raw-output  print strings without quotes
-c --compact-output  compact output, one value a line
-s --slurp  read all inputs into one array
-n --null-input  do not read any input
-e --exit-status  exit status follows the last output
-S --sort-keys  sort the keys of objects
--arg=NAME  set a variable to a string
# yq | filter and transform YAML
# bc | calculator language
-l --mathlib  load the math library
# expr | evaluate an expression
# factor | print the prime factors of numbers
# numfmt | convert numbers to and from human readable form
--to=UNIT  scale the output: iec, si
--from=UNIT  scale the input
# look | show lines that begin with a string
# tsort | topological sort
# wdiff | compare files word by word
# sponge | soak up input before writing to a file
# rg ripgrep | search directories recursively for a pattern, fast
-i --ignore-case  ignore case
-n --line-number  show line numbers
-l --files-with-matches  print only the names of files with matches
-v --invert-match  select lines that do not match
-w --word-regexp  match only whole words
-t --type=TYPE  search only files of this type
-g --glob=GLOB  include or exclude files by glob
-F --fixed-strings  the pattern is a literal string
-uu  search hidden and ignored files too
--hidden  search hidden files
`
