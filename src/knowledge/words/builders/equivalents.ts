// Other programs that do the same as a command: whoever knows one of them best, or has it installed, finds it among the proposals.

const FILE = String.raw`(\S+)`

const re = (source: string): RegExp => new RegExp(`^${source}$`)

/** A command, and what says the same; `$1` and `$2` are its operands. */
const ROWS: readonly (readonly [command: RegExp, others: readonly string[]])[] = [
  [re(`realpath ${FILE}`), ['readlink -f $1']],
  [re(String.raw`realpath ([\w.-]+)`), ['ls -d "$$PWD"/$1']],
  [re(`tar -xzf ${FILE}`), ['gzip -dc $1 | tar -xf -']],
  [re(`tar -xjf ${FILE}`), ['bzip2 -dc $1 | tar -xf -']],
  [re(String.raw`rm (?:-f )?(\*\.\w+)`), ['find . -maxdepth 1 -name "$1" -delete']],
  [re(String.raw`chmod -R ([\w+=-]+) ${FILE}`), ['find $2 -exec chmod $1 {} +']],
  [re(`stat -c %s ${FILE}`), ['wc -c < $1', 'du -b $1', 'ls -l $1']],
  [re(String.raw`ip(?: -4)?(?: -br)? addr show ${FILE}`), ['ifconfig $1']],
  [re(String.raw`ip(?: -br)? (?:addr|link)`), ['ifconfig -a']],
  [re(String.raw`ip route`), ['route -n', 'netstat -rn']],
  [re(String.raw`ss (-\w+)`), ['netstat $1']],
  [re(`pkill ${FILE}`), ['killall $1']],
  [re(`pgrep ${FILE}`), ['pidof $1', 'ps -C $1 -o pid=']],
  [re(String.raw`sed -n '(\d+),(\d+)p' ${FILE}`), ['head -n $2 $3 | tail -n +$1', "awk 'NR >= $1 && NR <= $2' $3"]],
  [re(String.raw`tail -n \+(\d+) ${FILE}`), ["awk 'NR >= $1' $2"]],
  [re(String.raw`head -n (\d+) ${FILE}`), ['sed $1q $2']],
  [re(String.raw`cut -d(\S) -f(\d+) ${FILE}`), ["awk -F$1 '{print $$$2}' $3"]],
  [re(String.raw`awk '\{print \$(\d+)\}' ${FILE}`), ["cut -d' ' -f$1 $2"]],
  [re(String.raw`wget ((?:https?|ftp):\S+)`), ['curl -O $1']],
  [re(String.raw`curl -L?O ((?:https?|ftp):\S+)`), ['wget $1']],
  [re(String.raw`dig \+short ([\w.-]+)`), ['host $1', 'nslookup $1']],
  [re(String.raw`mount`), ['findmnt', 'df -h']],
  [re(`which ${FILE}`), ['command -v $1', 'type -a $1', 'whereis $1']],
  [re(`man ${FILE}`), ['$1 --help', 'info $1']],
  [re(`zcat ${FILE}`), ['gzip -dc $1']],
  [re(`bzcat ${FILE}`), ['bzip2 -dc $1']],
  [re(`find ${FILE} -maxdepth 1 -type d`), ['ls -d $1/*/']],
  [re(`find ${FILE} -type d`), ['tree -d $1']],
  [re(`find ${FILE} -type f`), ['ls -R $1', 'tree $1']],
  [re(String.raw`tr '(\w|[ ,;:_-])' '(\w|[ ,;:_-])' < ${FILE}`), ["sed 's/$1/$2/g' $3"]],
  [re(String.raw`tr -d '(\w|[ ,;:_-])' < ${FILE}`), ["sed 's/$1//g' $2"]],
  [re(String.raw`sed 's/([^/']+)/([^/']*)/g' ${FILE}`), ["perl -pe 's/$1/$2/g' $3"]],
  [re(String.raw`sed -i 's/([^/']+)/([^/']*)/g' ${FILE}`), ["perl -pi -e 's/$1/$2/g' $3"]],
  [re(`rsync -av? ${FILE} ${FILE}`), ['cp -a $1 $2']],
  [re(`scp ${FILE} ${FILE}`), ['rsync -a $1 $2']],
  [re(`screen -S ${FILE}`), ['tmux new -s $1']],
  [re(`xxd ${FILE}`), ['od -t x1 $1', 'hexdump -C $1']],
  [re(`traceroute ${FILE}`), ['mtr $1', 'tracepath $1']],
  [re(`md5sum ${FILE}`), ['openssl md5 $1']],
  [re(String.raw`uname -m`), ['arch']],
  [re(String.raw`whoami`), ['id -un']],
  [re(String.raw`pwd`), ['echo "$$PWD"']],
  [re(String.raw`seq (\d+) (\d+)`), ['echo {$1..$2}']],
  [re(String.raw`diff -q ${FILE} ${FILE}`), ['cmp $1 $2']],
  [re(String.raw`ps aux \| grep ${FILE}`), ['pgrep -a $1']],
]

/** Commands that do the same with another program; empty when none is known. A blank of the command stays a blank. */
export const findEquivalents = (command: string): string[] =>
  ROWS.flatMap(([words, others]) => (words.test(command) ? others.map((other) => command.replace(words, other)) : []))
