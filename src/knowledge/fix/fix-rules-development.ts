// Corrections about development tools: node, Python, Go, Rust, Java, C, make, Docker, Kubernetes, databases.

import { exists } from '../../workspace/folder-entries.ts'
import { findPackageTool, readPackageScripts, readTargets } from '../../workspace/project-scripts.ts'
import { join } from 'node:path'

import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { findPackage, installCommand } from '../index/known-programs.ts'
import { putAfter, putAfterProgram, putBefore, replaceWord, withSudo } from './failed-command.ts'
import type { Failure } from './failed-command.ts'
import { findMeantModule, isStandardModule } from './python-modules.ts'
import type { Rule } from './fix-rules.ts'

/** Python modules whose package has another name. */
const PYTHON_PACKAGES: Record<string, string> = {
  cv2: 'opencv-python',
  PIL: 'pillow',
  yaml: 'pyyaml',
  sklearn: 'scikit-learn',
  bs4: 'beautifulsoup4',
  dotenv: 'python-dotenv',
  dateutil: 'python-dateutil',
  Crypto: 'pycryptodome',
  serial: 'pyserial',
  MySQLdb: 'mysqlclient',
  psycopg2: 'psycopg2-binary',
  jwt: 'pyjwt',
  git: 'gitpython',
  magic: 'python-magic',
  docx: 'python-docx',
  fitz: 'pymupdf',
  OpenSSL: 'pyopenssl',
  usb: 'pyusb',
  zmq: 'pyzmq',
  wx: 'wxpython',
  telegram: 'python-telegram-bot',
  skimage: 'scikit-image',
  attr: 'attrs',
  gi: 'pygobject',
  discord: 'discord.py',
  rest_framework: 'djangorestframework',
}

/** C libraries that people forget to link, by their symbols, and the Debian packages of headers. */
const C_LIBRARIES: readonly [RegExp, string][] = [
  [/\b(?:sqrt|pow|sin|cos|tan|exp|log|floor|ceil|fmod|atan2?|round|cbrt|hypot|log10|log2)[fl]?\b/, '-lm'],
  [/\b(?:pthread_\w+|sem_(?:init|wait|post))\b/, '-lpthread'],
  [/\b(?:dlopen|dlsym|dlclose)\b/, '-ldl'],
  [/\bcurl_\w+/, '-lcurl'],
  [/\bsqlite3_\w+/, '-lsqlite3'],
  [/\b(?:initscr|printw|wrefresh|endwin)\b/, '-lncurses'],
  [/\b(?:readline|add_history)\b/, '-lreadline'],
  [/\b(?:SSL_|EVP_|SHA256_|MD5_)\w+/, '-lssl -lcrypto'],
  [/\b(?:deflate|inflate|compress|gzopen)\w*/, '-lz'],
  [/\b(?:clock_gettime|shm_open|timer_create)\b/, '-lrt'],
  [/\bSDL_\w+/, '-lSDL2'],
  [/\bgl[A-Z]\w+/, '-lGL'],
  [/\bstd::/, '-lstdc++'],
]
const HEADER_PACKAGES: Record<string, string> = {
  'curl/curl.h': 'libcurl4-openssl-dev',
  'openssl/ssl.h': 'libssl-dev',
  'Python.h': 'python3-dev',
  'zlib.h': 'zlib1g-dev',
  'sqlite3.h': 'libsqlite3-dev',
  'ncurses.h': 'libncurses-dev',
  'readline/readline.h': 'libreadline-dev',
  'SDL2/SDL.h': 'libsdl2-dev',
  'ffi.h': 'libffi-dev',
  'libpq-fe.h': 'libpq-dev',
  'mysql.h': 'libmysqlclient-dev',
  'jpeglib.h': 'libjpeg-dev',
  'png.h': 'libpng-dev',
  'X11/Xlib.h': 'libx11-dev',
  'gtk/gtk.h': 'libgtk-3-dev',
  'stdio.h': 'build-essential',
}

const sub = (f: Failure): string => f.operands[0]?.value ?? ''
const addDependency = (f: Failure, name: string): string[] => {
  const tool = findPackageTool(f.cwd)
  return tool === 'npm' ? [`npm install ${name}`, 'npm install'] : [`${tool} add ${name}`, `${tool} install`]
}
const packageOfModule = (module: string): string =>
  module.startsWith('@') ? module.split('/').slice(0, 2).join('/') : (module.split('/')[0] ?? module)
/** The line with a mistyped module renamed; null where it does not stand in the line. */
function renameModule(f: Failure, module: string, meant: string): string | null {
  const word = f.args.find(({ text }) => new RegExp(`(?<![\\w.])${module}(?!\\w)`).test(text))
  return word ? replaceWord(f, word, word.text.replace(new RegExp(`(?<![\\w.])${module}(?!\\w)`, 'g'), meant)) : null
}
const containerName = (f: Failure): string => f.operands.at(-1)?.value ?? '<container>'

export const DEV_RULES: readonly Rule[] = [
  {
    why: 'the module is not installed',
    confidence: 0.93,
    says: /Cannot find (?:module|package) ['"]([^'"./][^'"]*)['"]|Module not found:[^\n]*Can't resolve ['"]([^'"./][^'"]*)['"]|Failed to resolve import ["']([^"'./][^"']*)["']/,
    to: (f, said) => {
      const name = said.slice(1).find(Boolean) ?? ''
      return /^node:|^\/|^[A-Z]:/.test(name) ? null : addDependency(f, packageOfModule(name))
    },
  },
  {
    why: 'type declarations are missing',
    confidence: 0.86,
    says: /Could not find a declaration file for module ['"]([^'"]+)['"]|npm i --save-dev (@types\/\S+?)[`'"\s]/,
    to: (_, said) => `npm install -D ${said[2] ?? `@types/${(said[1] ?? '').replace(/^@/, '').replace('/', '__')}`}`,
  },
  {
    why: 'the module is not installed in this Python, or mistyped',
    confidence: 0.94,
    says: /(?:ModuleNotFoundError|ImportError): No module named ['"]?([\w.]+)/,
    to: (f, said) => {
      const module = (said[1] ?? '').split('.')[0] ?? ''
      if (exists(join(f.cwd, `${module}.py`)) || isStandardModule(module)) return null
      const meant = PYTHON_PACKAGES[module] === undefined ? findMeantModule(module) : null
      if (meant !== null) return renameModule(f, module, meant)
      const name = PYTHON_PACKAGES[module] ?? module.replaceAll('_', '-')
      return [`pip install ${name}`, `python3 -m pip install ${name}`, `pip3 install ${name}`]
    },
  },
  {
    for: 'python python3',
    why: 'the module is mistyped, or run with -m and not installed',
    confidence: 0.9,
    says: /No module named ([\w.]+)/,
    to: (f, said) => {
      const module = (said[1] ?? '').split('.')[0] ?? ''
      if (module === 'pip') return ['sudo apt install python3-pip', 'python3 -m ensurepip --upgrade']
      if (module === 'venv' || module === 'ensurepip') return 'sudo apt install python3-venv'
      const meant = PYTHON_PACKAGES[module] === undefined ? findMeantModule(module) : null
      if (meant !== null || isStandardModule(module)) return meant === null ? null : renameModule(f, module, meant)
      return /\/python|^\S*python\S*: No module/m.test(f.output)
        ? [`pip install ${PYTHON_PACKAGES[module] ?? module}`]
        : null
    },
  },
  {
    for: 'python python3 python2',
    why: 'that is Python 2 syntax, or the other way round',
    confidence: 0.7,
    says: /Missing parentheses in call to 'print'/,
    to: (f) => replaceWord(f, f.program, 'python2'),
  },
  {
    for: 'pip pip3',
    why: 'there is no package of that name; the module may be called otherwise',
    confidence: 0.8,
    says: /No matching distribution found for (\S+)/,
    to: (f, said) => {
      const name = said[1] ?? ''
      const known = PYTHON_PACKAGES[name]
      const word = f.operands.find((item) => item.value === name)
      if (known !== undefined && word) return replaceWord(f, word, known)
      return /\.txt$/.test(name) && word ? replaceWord(f, word, `-r ${word.text}`) : null
    },
  },
  {
    for: 'pip pip3',
    why: 'a requirements file is given with -r',
    confidence: 0.93,
    to: (f) => {
      const file = f.operands.find((word) => /requirements.*\.txt$/.test(word.value))
      return file && sub(f) === 'install' && !f.args.some((word) => /^-r|--requirement/.test(word.value))
        ? replaceWord(f, file, `-r ${file.text}`)
        : null
    },
  },
  {
    for: 'pip pip3',
    why: 'pip may not write to the system: install for yourself',
    confidence: 0.91,
    says: /permission denied|Consider using the `?--user`? option/i,
    to: (f) => (sub(f) === 'install' ? [f.segment.replace('install', 'install --user'), withSudo(f)] : null),
  },
  {
    for: 'npm yarn pnpm',
    why: 'there is no package.json here: this makes one',
    confidence: 0.86,
    says: /ENOENT[^\n]*package\.json|Could not read package\.json|Couldn't find a package\.json|No package\.json|ERR_PNPM_NO_IMPORTER/i,
    to: (f) => [`${f.name} init${f.name === 'pnpm' ? '' : ' -y'}`, 'ls'],
  },
  {
    for: 'npm',
    why: 'dependency versions conflict: this accepts older peer rules',
    confidence: 0.92,
    says: /ERESOLVE|unable to resolve dependency tree|--legacy-peer-deps/i,
    to: (f) => [putAfter(f, '--legacy-peer-deps'), putAfter(f, '--force')],
  },
  {
    for: 'npm yarn pnpm',
    why: 'there is no such script; this lists them',
    confidence: 0.6,
    says: /Missing script|Command ["'][^"']+["'] not found|NO_SCRIPT|no such script/i,
    to: (f) => (readPackageScripts(f.cwd).length > 0 ? `${f.name} run` : null),
  },
  {
    for: 'npm',
    why: 'ci needs a lock file',
    confidence: 0.93,
    says: /can only install (?:packages )?with an existing package-lock|package-lock\.json.*(?:in sync|not)/i,
    to: () => 'npm install',
  },
  {
    for: 'npm',
    why: 'global packages need another prefix or root',
    confidence: 0.9,
    says: /EACCES/,
    to: (f) => (/ (?:-g|--global)\b/.test(f.failed) ? [withSudo(f), 'npm config set prefix ~/.npm-global'] : null),
  },
  {
    for: 'npm',
    why: 'the registry has no such package; this searches it',
    confidence: 0.7,
    says: /404 Not Found[^\n]*registry|E404/i,
    to: (f) => (f.operands[1] ? `npm search ${f.operands[1].text}` : null),
  },
  {
    for: 'npm',
    why: 'you are not logged in to the registry',
    confidence: 0.88,
    says: /ENEEDAUTH|need auth|E401|must be logged in/i,
    to: () => 'npm login',
  },
  {
    for: 'npm yarn pnpm node npx vite next webpack',
    why: 'a tool of the project is missing: install the dependencies',
    confidence: 0.92,
    says: /(?:sh|bash): (?:\d+: |line \d+: )?(\S+?): (?:command )?not found|node_modules[^\n]*(?:missing|not found)|['"]?(\S+)['"]? is not recognized/i,
    to: (f) => (/^(?:npm|yarn|pnpm)$/.test(f.name) ? `${f.name} install` : null),
  },
  {
    for: 'node npm npx yarn',
    why: 'the old OpenSSL provider is needed by this version',
    confidence: 0.88,
    says: /ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::unsupported/,
    to: (f) => `NODE_OPTIONS=--openssl-legacy-provider ${f.segment}`,
  },
  {
    for: 'node npm npx',
    why: 'the program needs more memory than node takes by itself',
    confidence: 0.86,
    says: /JavaScript heap out of memory/,
    to: (f) => `NODE_OPTIONS=--max-old-space-size=4096 ${f.segment}`,
  },
  {
    for: 'node npm npx yarn pnpm',
    why: 'another version of node is needed',
    confidence: 0.72,
    says: /EBADENGINE|Unsupported engine|The engine "node" is incompatible|requires? (?:a )?node(?:\.js)? (?:version )?[>^v\d]/i,
    to: () => ['nvm install --lts', 'nvm use', 'node --version'],
  },
  {
    for: 'java',
    why: 'java takes a class name, without its ending',
    confidence: 0.95,
    says: /Could not find or load main class (\S+)/,
    to: (f) => {
      const word = f.operands[0]
      if (!word) return null
      if (/\.class$/.test(word.value)) return replaceWord(f, word, word.value.replace(/\.class$/, ''))
      if (/\.jar$/.test(word.value)) return replaceWord(f, word, `-jar ${word.text}`)
      return exists(join(f.cwd, `${word.value}.java`)) ? [`javac ${word.text}.java && ${f.segment}`] : null
    },
  },
  {
    for: 'java',
    why: 'an archive is run with -jar',
    confidence: 0.92,
    to: (f) => {
      const word = f.operands[0]
      return word && /\.jar$/.test(word.value) && !f.args.some((item) => item.value === '-jar')
        ? replaceWord(f, word, `-jar ${word.text}`)
        : null
    },
  },
  {
    for: 'javac',
    why: 'javac takes files with their ending',
    confidence: 0.9,
    says: /Class names, .*are only accepted if annotation/,
    to: (f) => (f.operands[0] ? replaceWord(f, f.operands[0], `${f.operands[0].text}.java`) : null),
  },
  {
    for: 'gcc g++ cc clang clang++ make',
    why: 'a library is not linked',
    confidence: 0.93,
    says: /undefined reference to [`'"‘]?([\w:~]+)/,
    to: (f, said) => {
      const row = C_LIBRARIES.find(([pattern]) => pattern.test(said[1] ?? ''))
      if (f.name === 'make') return null
      if (row?.[1] === '-lstdc++' && f.name === 'gcc') return replaceWord(f, f.program, 'g++')
      return row ? putAfter(f, row[1]) : null
    },
  },
  {
    for: 'gcc g++ cc clang make cmake pip pip3 npm cargo',
    why: 'the headers of a library are not installed',
    confidence: 0.88,
    says: /fatal error: ['"]?([\w./+-]+\.h(?:pp)?)['"]?: No such file|fatal error: '([\w./]+)' file not found/,
    to: (f, said) => {
      const name = HEADER_PACKAGES[said[1] ?? said[2] ?? '']
      return name === undefined ? null : installCommand(name, f.programs.has)
    },
  },
  {
    for: 'make cmake cargo npm pip pip3 gem go',
    why: 'a program needed for building is missing',
    confidence: 0.88,
    says: /(?:make: |\/bin\/sh: (?:\d+: )?|env: ['‘]?|linker [`'])([\w+-]+)['’`]?: (?:Command not found|not found|No such file)|linker [`']cc[`'] not found/i,
    to: (f, said) => {
      const program = said[1] ?? 'cc'
      const name = /^(?:cc|gcc|g\+\+|make|c\+\+)$/.test(program) ? 'build-essential' : findPackage(program)
      return name === null ? null : installCommand(name, f.programs.has)
    },
  },
  {
    for: 'make',
    why: 'there is no makefile here',
    confidence: 0.86,
    says: /no makefile found/i,
    to: (f) => {
      const out: string[] = []
      if (exists(join(f.cwd, 'configure'))) out.push('./configure && make')
      if (exists(join(f.cwd, 'CMakeLists.txt'))) out.push('cmake -B build && cmake --build build', 'cmake .')
      if (exists(join(f.cwd, 'package.json'))) out.push('npm run build')
      if (exists(join(f.cwd, 'justfile'))) out.push('just')
      return out.length > 0 ? out : ['ls', 'cmake .', './configure']
    },
  },
  {
    for: 'make',
    why: 'there is no such target; these are defined',
    confidence: 0.45,
    says: /No rule to make target/i,
    to: (f) =>
      readTargets(f.cwd, 'make')
        .slice(0, 2)
        .map((target) => `make ${quoteWord(target)}`),
  },
  {
    for: 'cmake',
    why: 'cmake must run where CMakeLists.txt is',
    confidence: 0.8,
    says: /does not appear to contain CMakeLists/i,
    to: (f) => (exists(join(f.cwd, '../CMakeLists.txt')) ? 'cmake ..' : null),
  },
  {
    for: 'go',
    why: 'there is no module here: this makes one',
    confidence: 0.94,
    says: /go\.mod file not found|cannot find main module|not in a module|outside (?:a|of) module/i,
    to: () => ['go mod init', 'go mod init <module>'],
  },
  {
    for: 'go',
    why: 'a dependency is not in go.mod yet',
    confidence: 0.92,
    says: /no required module provides package ([\w./-]+)|missing go\.sum entry|updates to go\.(?:mod|sum) needed/i,
    to: (_, said) => (said[1] === undefined ? 'go mod tidy' : [`go get ${said[1]}`, 'go mod tidy']),
  },
  {
    for: 'go',
    why: 'run takes the files of the program',
    confidence: 0.85,
    says: /go: no go files listed|no Go files in/i,
    to: (f) => [`${f.segment} .`, 'go run main.go'],
  },
  {
    for: 'cargo',
    why: 'there is no Cargo.toml here',
    confidence: 0.85,
    says: /could not find `?Cargo\.toml/i,
    to: () => ['cargo init', 'cargo new <name>'],
  },
  {
    for: 'cargo',
    why: 'the subcommand comes with a crate of its own',
    confidence: 0.6,
    says: /no such (?:sub)?command: `([\w-]+)`/i,
    to: (f, said) =>
      /did you mean|similar name/i.test(f.output) || f.output.includes('help:')
        ? null
        : `cargo install cargo-${said[1]}`,
  },
  {
    for: 'rustup cargo rustc',
    why: 'the target or toolchain is not installed',
    confidence: 0.86,
    says: /can't find crate for `(?:std|core)`[\s\S]*?the `?([\w-]+)`? target may not be installed|toolchain '([\w.-]+)' is not installed/i,
    to: (_, said) => (said[1] !== undefined ? `rustup target add ${said[1]}` : `rustup toolchain install ${said[2]}`),
  },
  {
    for: 'bundle rails rake',
    why: 'gems are missing',
    confidence: 0.9,
    says: /Could not find (?:gem )?\S+.*in (?:any of the sources|locally)|Run `bundle install`|Bundler::GemNotFound/i,
    to: () => 'bundle install',
  },
  {
    for: 'gem',
    why: 'gem may not write to the system: install for yourself',
    confidence: 0.88,
    says: /don't have write permissions/i,
    to: (f) => [putAfter(f, '--user-install'), withSudo(f)],
  },
  {
    for: 'composer php',
    why: 'dependencies are not installed',
    confidence: 0.85,
    says: /vendor\/autoload\.php|Class ["'][^"']+["'] not found/i,
    to: () => 'composer install',
  },
  {
    for: 'docker docker-compose',
    why: 'the container name is taken: start it, or remove it first',
    confidence: 0.94,
    says: /container name "?\/?([\w.-]+)"? is already in use/i,
    to: (f, said) => [
      `docker rm -f ${said[1]} && ${f.segment}`,
      `docker start ${said[1]}`,
      `docker rm ${said[1]} && ${f.segment}`,
    ],
  },
  {
    for: 'docker',
    why: 'the container still runs',
    confidence: 0.94,
    says: /container is running|You cannot remove a running container|stop the container before/i,
    to: (f) => [`docker rm -f ${containerName(f)}`, `docker stop ${containerName(f)} && docker rm ${containerName(f)}`],
  },
  {
    for: 'docker',
    why: 'a container still uses the image',
    confidence: 0.9,
    says: /image is (?:being used by|referenced)|conflict: unable to (?:remove|delete)/i,
    to: (f) => [`docker rmi -f ${containerName(f)}`, 'docker ps -a', 'docker container prune'],
  },
  {
    for: 'docker docker-compose podman',
    why: 'the daemon does not run: start it',
    confidence: 0.93,
    says: /Cannot connect to the Docker daemon|Is the docker daemon running|docker\.sock: connect: (?:no such file|connection refused)/i,
    to: () =>
      process.platform === 'darwin' ? ['open -a Docker'] : ['sudo systemctl start docker', 'sudo service docker start'],
  },
  {
    for: 'docker docker-compose',
    why: 'your user may not talk to the daemon',
    confidence: 0.94,
    says: /permission denied while trying to connect to the Docker|dial unix \/var\/run\/docker\.sock: connect: permission denied/i,
    to: (f) => [withSudo(f), 'sudo usermod -aG docker $USER'],
  },
  {
    for: 'docker',
    why: 'there is no such container; this lists them',
    confidence: 0.84,
    says: /No such container|is not running/i,
    to: (f) =>
      /is not running/i.test(f.output)
        ? [`docker start ${f.operands[1]?.text ?? '<container>'}`, 'docker ps -a']
        : ['docker ps -a', 'docker ps'],
  },
  {
    for: 'docker',
    why: 'the image is not to be had under this name',
    confidence: 0.75,
    says: /pull access denied|manifest (?:for \S+ )?(?:not found|unknown)|repository does not exist|No such image/i,
    to: (f) => [
      'docker login',
      `docker search ${(f.operands.at(-1)?.value ?? '').replace(/:.*$/, '')}`,
      'docker images',
    ],
  },
  {
    for: 'docker',
    why: 'build needs a directory: usually this one',
    confidence: 0.95,
    says: /"?docker (?:buildx )?build"? requires (?:exactly )?1 argument/i,
    to: (f) => `${f.failed.trim()} .`,
  },
  {
    for: 'docker',
    why: 'the shell is not in the image; sh usually is',
    confidence: 0.92,
    says: /exec: "?(?:\/bin\/)?bash"?: (?:executable file not found|stat|no such file)|"bash": executable file not found/i,
    to: (f) => {
      const word = f.operands.find((item) => /(?:^|\/)bash$/.test(item.value))
      return word ? replaceWord(f, word, 'sh') : null
    },
  },
  {
    for: 'docker',
    why: 'a terminal needs -it',
    confidence: 0.8,
    says: /the input device is not a TTY/i,
    to: (f) => f.failed.replace(/ -it\b/, ' -i').replace(/ -ti\b/, ' -i'),
  },
  {
    for: 'docker docker-compose',
    why: 'there is no compose file here',
    confidence: 0.7,
    says: /no configuration file provided|Can't find a suitable configuration file/i,
    to: () => ['ls', 'docker compose -f <file> up'],
  },
  {
    for: 'docker',
    why: 'the network or volume does not exist yet',
    confidence: 0.9,
    says: /network (\S+) (?:declared as external, but could not be found|not found)|No such (network|volume): (\S+)/i,
    to: (_, said) => `docker ${said[2] ?? 'network'} create ${said[1] ?? said[3]}`,
  },
  {
    for: 'docker',
    why: 'compose became a subcommand of docker',
    confidence: 0.85,
    says: /'compose' is not a docker command|unknown command: compose/i,
    to: (f) => f.failed.replace(/docker compose/, 'docker-compose'),
  },
  {
    for: 'kubectl',
    why: 'no cluster answers: see which one is configured',
    confidence: 0.82,
    says: /The connection to the server \S+ was refused|no configuration has been provided|Unable to connect to the server/i,
    to: () => ['kubectl config get-contexts', 'kubectl cluster-info', 'minikube start'],
  },
  {
    for: 'kubectl',
    why: 'there is no such resource kind; this is the nearest',
    confidence: 0.9,
    says: /doesn't have a resource type "([\w.-]+)"/i,
    to: (f, said) => {
      const word = f.operands.find((item) => item.value === said[1])
      const near = nearestKind(said[1] ?? '')
      return word && near !== null ? replaceWord(f, word, near) : 'kubectl api-resources'
    },
  },
  {
    for: 'kubectl',
    why: 'it may be in another namespace',
    confidence: 0.8,
    says: /\(NotFound\)|namespaces? "([^"]+)" not found|No resources found/i,
    to: (f) => {
      const kind = f.operands[1]?.value ?? 'pods'
      return /namespaces? "/.test(f.output)
        ? 'kubectl get namespaces'
        : [`kubectl get ${kind.replace(/\/.*$/, '')} -A`, `kubectl get ${kind.replace(/\/.*$/, '')}`]
    },
  },
  {
    for: 'kubectl',
    why: 'it exists already: apply changes it',
    confidence: 0.88,
    says: /AlreadyExists/i,
    to: (f) => (sub(f) === 'create' && /-f/.test(f.failed) ? f.failed.replace('create', 'apply') : null),
  },
  {
    for: 'terraform',
    why: 'the directory is not initialised',
    confidence: 0.94,
    says: /terraform init|Could not load plugin|Backend initialization required|Missing required provider|Module not installed/i,
    to: () => 'terraform init',
  },
  {
    for: 'terraform',
    why: 'the state is locked',
    confidence: 0.8,
    says: /Error acquiring the state lock[\s\S]*?ID:\s+([\w-]+)/i,
    to: (_, said) => `terraform force-unlock ${said[1]}`,
  },
  {
    for: 'psql createdb pg_dump pg_restore',
    why: 'the database or role does not exist, or the server is down',
    confidence: 0.84,
    says: /database "([^"]+)" does not exist|role "([^"]+)" does not exist|Peer authentication failed|could not connect to server|connection to server .*failed/i,
    to: (f, said) => {
      if (said[1] !== undefined) return [`createdb ${said[1]}`, 'psql -l']
      if (said[2] !== undefined) return [`sudo -u postgres createuser -s ${said[2]}`, `sudo -u postgres ${f.segment}`]
      return /Peer/.test(f.output)
        ? [`sudo -u postgres ${f.segment}`]
        : ['sudo systemctl start postgresql', 'sudo service postgresql start']
    },
  },
  {
    for: 'mysql mysqldump mysqladmin',
    why: 'a password is needed, or the server is down',
    confidence: 0.84,
    says: /Access denied for user '([^']+)'|Can't connect to (?:local )?(?:MySQL|server)/i,
    to: (f, said) =>
      said[1] !== undefined
        ? [/ (?:-u|--user)/.test(f.failed) ? putAfter(f, '-p') : putAfterProgram(f, '-u root -p'), withSudo(f)]
        : ['sudo systemctl start mysql', 'sudo service mysql start'],
  },
  {
    for: 'redis-cli',
    why: 'the server does not run',
    confidence: 0.86,
    says: /Could not connect to Redis/i,
    to: () => ['redis-server', 'sudo systemctl start redis-server'],
  },
  {
    for: 'mongosh mongo',
    why: 'the server does not run',
    confidence: 0.84,
    says: /ECONNREFUSED|couldn't connect to server/i,
    to: () => 'sudo systemctl start mongod',
  },
  {
    for: 'gh',
    why: 'you are not logged in',
    confidence: 0.94,
    says: /gh auth login|not logged in(?:to)?/i,
    to: () => 'gh auth login',
  },
  {
    for: 'aws',
    why: 'credentials are missing or too old',
    confidence: 0.9,
    says: /Unable to locate credentials|ExpiredToken|token .*expired|SSO session/i,
    to: (f) =>
      /SSO|expired/i.test(f.output)
        ? ['aws sso login', 'aws configure']
        : [`aws configure`, putBefore(f, 'AWS_PROFILE=<profile> ')],
  },
  {
    for: 'gcloud',
    why: 'you are not logged in',
    confidence: 0.9,
    says: /gcloud auth login|do not currently have an active account/i,
    to: () => 'gcloud auth login',
  },
  {
    for: 'conda',
    why: 'conda must be set up in this shell first',
    confidence: 0.9,
    says: /Run 'conda init'|not been properly configured to use 'conda activate'/i,
    to: (f) => `conda init ${f.shell}`,
  },
  {
    for: 'npx',
    why: 'npx could not find the program of the package',
    confidence: 0.7,
    says: /could not determine executable to run/i,
    to: (f) => (f.operands[0] ? `npm install -D ${f.operands[0].text}` : null),
  },
  {
    for: 'rails rake',
    why: 'migrations are pending',
    confidence: 0.9,
    says: /Migrations are pending|PendingMigrationError/i,
    to: () => 'bin/rails db:migrate',
  },
  {
    for: 'python python3 manage.py',
    why: 'migrations are pending',
    confidence: 0.85,
    says: /unapplied migration|no such table/i,
    to: () => 'python manage.py migrate',
  },
]

const KINDS =
  'pods pod services service deployments deployment nodes node namespaces namespace configmaps secrets ingress ingresses jobs cronjobs statefulsets daemonsets replicasets events pv pvc persistentvolumes persistentvolumeclaims serviceaccounts roles rolebindings all endpoints crd hpa svc deploy ns po cm'.split(
    ' ',
  )

function nearestKind(typed: string): string | null {
  let best: string | null = null
  let least = Infinity
  for (const kind of KINDS) {
    const distance = sortedDistance(typed, kind)
    if (distance < least) {
      least = distance
      best = kind
    }
  }
  return least <= 2 ? best : null
}

/** Similarity by common letters, mostly without their order: enough to tell twenty kinds apart. */
function sortedDistance(a: string, b: string): number {
  const left = [...a].toSorted().join('')
  const right = [...b].toSorted().join('')
  let same = 0
  for (const letter of new Set(left)) same += Math.min(left.split(letter).length, right.split(letter).length) - 1
  return Math.max(a.length, b.length) - same + (a[0] === b[0] ? 0 : 0.5) + Math.abs(a.length - b.length) * 0.1
}
