// Names that shells know without PATH, and the packages of programs.

/** Builtins and keywords of zsh and bash that people type. */
export const BUILTINS: ReadonlySet<string> = new Set(
  'cd pwd echo printf export alias unalias set unset source eval exec exit logout history fc jobs fg bg kill wait disown read trap type hash umask ulimit test true false pushd popd dirs declare local typeset readonly shift getopts return break continue let command builtin time help bind complete shopt setopt unsetopt autoload zle bindkey whence rehash if then else fi for while until do done case esac function select'.split(
    ' ',
  ),
)

/** Builtins of fish that no other shell has. */
const FISH_BUILTINS: ReadonlySet<string> = new Set(
  'and or not begin switch block contains count math string random status argparse emit functions funcsave funced abbr commandline fish_config fish_indent fish_add_path fish_key_reader psub set_color isatty vared cdh prevd nextd dirh'.split(
    ' ',
  ),
)

/** True for a name that the shell runs itself. A shell that is not named has what bash and zsh have. */
export const isBuiltin = (name: string, shell = ''): boolean =>
  BUILTINS.has(name) || (shell === 'fish' && FISH_BUILTINS.has(name))

/** Packages by program, where the names differ: Debian's, then Homebrew's when that is a third name. */
const PACKAGES: Record<string, string> = {
  rg: 'ripgrep',
  fd: 'fd-find',
  bat: 'bat',
  ag: 'silversearcher-ag',
  http: 'httpie',
  convert: 'imagemagick',
  identify: 'imagemagick',
  mogrify: 'imagemagick',
  magick: 'imagemagick',
  ifconfig: 'net-tools',
  netstat: 'net-tools',
  route: 'net-tools',
  arp: 'net-tools',
  dig: 'dnsutils',
  nslookup: 'dnsutils',
  host: 'bind9-host',
  ping: 'iputils-ping',
  nc: 'netcat-openbsd',
  ip: 'iproute2',
  ss: 'iproute2',
  ps: 'procps',
  top: 'procps',
  free: 'procps',
  pgrep: 'procps',
  pkill: 'procps',
  killall: 'psmisc',
  fuser: 'psmisc',
  pstree: 'psmisc',
  psql: 'postgresql-client',
  pg_dump: 'postgresql-client',
  mysql: 'default-mysql-client',
  mysqldump: 'default-mysql-client',
  'redis-cli': 'redis-tools',
  sqlite3: 'sqlite3',
  python3: 'python3',
  python: 'python-is-python3',
  pip: 'python3-pip',
  pip3: 'python3-pip',
  virtualenv: 'virtualenv',
  cal: 'ncal',
  ncal: 'ncal',
  pigz: 'pigz',
  fdupes: 'fdupes',
  'zlib-flate': 'qpdf',
  qpdf: 'qpdf',
  pdftk: 'pdftk-java',
  pdfseparate: 'poppler-utils',
  pdfimages: 'poppler-utils',
  pdfinfo: 'poppler-utils',
  pdftoppm: 'poppler-utils',
  pdfgrep: 'pdfgrep',
  img2pdf: 'img2pdf',
  tesseract: 'tesseract-ocr',
  jpegoptim: 'jpegoptim',
  import: 'imagemagick',
  qrencode: 'qrencode',
  ffplay: 'ffmpeg',
  mediainfo: 'mediainfo',
  'yt-dlp': 'yt-dlp',
  arecord: 'alsa-utils',
  amixer: 'alsa-utils',
  cpulimit: 'cpulimit',
  mpstat: 'sysstat',
  pidstat: 'sysstat',
  lshw: 'lshw',
  inxi: 'inxi',
  acpi: 'acpi',
  hddtemp: 'hddtemp',
  xrandr: 'x11-xserver-utils',
  'arp-scan': 'arp-scan',
  'speedtest-cli': 'speedtest-cli',
  autossh: 'autossh',
  sshfs: 'sshfs',
  aria2c: 'aria2',
  multitail: 'multitail',
  pcregrep: 'pcregrep',
  xmllint: 'libxml2-utils',
  csvlook: 'csvkit',
  csvjson: 'csvkit',
  datamash: 'datamash',
  cloc: 'cloc',
  uuidgen: 'uuid-runtime',
  uchardet: 'uchardet',
  unix2dos: 'dos2unix',
  envsubst: 'gettext-base',
  hexdump: 'bsdextrautils',
  column: 'bsdextrautils',
  at: 'at',
  mail: 'mailutils',
  mutt: 'mutt',
  extundelete: 'extundelete',
  testdisk: 'testdisk',
  rpm2cpio: 'rpm2cpio',
  debsums: 'debsums',
  'apt-file': 'apt-file',
  ebtables: 'ebtables',
  mongodump: 'mongo-tools',
  lynx: 'lynx',
  java: 'default-jre',
  javac: 'default-jdk',
  node: 'nodejs',
  go: 'golang-go',
  'g++': 'g++',
  cc: 'build-essential',
  ab: 'apache2-utils',
  htpasswd: 'apache2-utils',
  vim: 'vim',
  nvim: 'neovim',
  emacs: 'emacs',
  crontab: 'cron',
  xxd: 'xxd',
  '7z': 'p7zip-full',
  rename: 'rename',
  ssh: 'openssh-client',
  scp: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  gpg: 'gnupg',
  locate: 'plocate',
  whois: 'whois',
  traceroute: 'traceroute',
  mtr: 'mtr-tiny',
  lsb_release: 'lsb-release',
  ffprobe: 'ffmpeg',
  pdftotext: 'poppler-utils',
  pdfunite: 'poppler-utils',
  exiftool: 'libimage-exiftool-perl',
  iostat: 'sysstat',
  sar: 'sysstat',
  sensors: 'lm-sensors',
  inotifywait: 'inotify-tools',
  batcat: 'bat',
  gdb: 'gdb',
  adb: 'adb',
  docker: 'docker.io',
  'docker-compose': 'docker-compose',
  aws: 'awscli',
  'notify-send': 'libnotify-bin',
  'xdg-open': 'xdg-utils',
  man: 'man-db',
  dot: 'graphviz',
  gs: 'ghostscript',
  cargo: 'cargo',
  rustc: 'rustc',
  lsusb: 'usbutils',
  lspci: 'pciutils',
  smartctl: 'smartmontools',
  make: 'make',
  cmake: 'cmake',
  setfacl: 'acl',
  getfacl: 'acl',
  iperf3: 'iperf3',
  speedtest: 'speedtest-cli',
  ts: 'moreutils',
  sponge: 'moreutils',
  wg: 'wireguard-tools',
  sshpass: 'sshpass',
  dos2unix: 'dos2unix',
  brctl: 'bridge-utils',
  ethtool: 'ethtool',
  mosquitto_sub: 'mosquitto-clients',
  ansible: 'ansible',
  composer: 'composer',
  php: 'php-cli',
  ruby: 'ruby-full',
  gem: 'ruby-full',
  perl: 'perl',
  lua: 'lua5.4',
  R: 'r-base',
  Rscript: 'r-base',
  mvn: 'maven',
  ant: 'ant',
  gradle: 'gradle',
}

/** Programs whose package has their name. */
const SAME_NAME: ReadonlySet<string> = new Set(
  (
    'htop tree jq curl wget git zip unzip rsync tmux screen ncdu nmap tcpdump strace ltrace ffmpeg fzf figlet cowsay lolcat neofetch ' +
    'pandoc socat telnet ftp lynx w3m whois bc parallel pv entr ranger mc nano zsh fish ufw iotop iftop nethogs glances btop atop ' +
    'valgrind gcc clang ninja-build meson autoconf automake libtool bison flex direnv shellcheck yamllint aria2 rclone restic ' +
    'borgbackup certbot nginx redis postgresql podman buildah gh hub tig subversion mercurial jo yq lsof file less bzip2 xz-utils ' +
    'zstd cpio unrar rar p7zip sudo cron fail2ban wireguard openvpn nload bmon vnstat hdparm parted gparted stow time dos2unix ' +
    'duf exa hexyl hyperfine tldr toilet fortune cmatrix espeak sox mpv vlc inkscape gimp graphviz gnuplot octave texlive ' +
    'pipx poetry ruff black flake8 mypy tox ipython3 sqlite3 moreutils patch diffutils make cmake gdb ansible expect dialog whiptail ' +
    'xclip xsel wl-clipboard scrot maim rofi i3 feh zathura mutt irssi weechat dstat sysbench stress htpdate chrony'
  ).split(' '),
)

/** The Debian or Homebrew package of a program; null when it is unknown. */
export function findPackage(program: string): string | null {
  return PACKAGES[program] ?? (SAME_NAME.has(program) ? program : null)
}

/** All programs with a known package. */
export function packagedPrograms(): Iterable<string> {
  return [...Object.keys(PACKAGES), ...SAME_NAME]
}

/** npm packages that people run by name and that `npx` finds. */
export const NPX_PROGRAMS: ReadonlySet<string> = new Set(
  'eslint prettier tsc jest vitest mocha webpack vite next nuxt ng vue rollup esbuild tsx ts-node nodemon playwright cypress prisma tailwindcss turbo nx lerna babel http-server serve create-react-app create-next-app create-vite degit npm-check-updates ncu standard stylelint husky lint-staged rimraf concurrently pm2 netlify vercel wrangler firebase'.split(
    ' ',
  ),
)

/** The command that installs a package on this system. */
export function installCommand(name: string, has: (program: string) => boolean): string {
  if (process.platform === 'darwin') return `brew install ${name}`
  if (has('apt') || has('apt-get')) return `sudo apt install ${name}`
  if (has('dnf')) return `sudo dnf install ${name}`
  if (has('pacman')) return `sudo pacman -S ${name}`
  if (has('apk')) return `sudo apk add ${name}`
  if (has('zypper')) return `sudo zypper install ${name}`
  return `sudo apt install ${name}`
}
