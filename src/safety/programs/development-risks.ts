// Build tools, compilers' drivers, test runners, linters and formatters.

import { type Call, type Rules, always, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { joinWords } from '../lines/command-words.ts'

const runsProject = always('remote-code', 'runs code that the project defines')

/** The rule of a checker that only reads unless told to fix. Its configuration may be code of the project. */
function checks(fixing: RegExp, isCode: boolean): (call: Call) => void {
  return (call) => {
    if (fixing.test(call.text)) call.add('writes', 'changes files')
    if (isCode) call.add('remote-code', 'runs configuration or plug-ins of the project')
  }
}

export const DEVELOPMENT: Rules = {
  ...each('make gmake bmake mk remake', (call) => {
    const { has, values } = readOptions(call.args, {
      short: 'CfjIloW',
      long: ['directory', 'file', 'makefile', 'eval', 'jobs'],
    })
    if (has('v', 'version')) return
    for (const code of values('eval')) call.runCode(code.replaceAll(/\$\(shell ([^)]*)\)/g, '$1'))
    call.add('remote-code', 'runs what the Makefile says')
    const targets = call.args.filter((word) => !word.value.startsWith('-')).map((word) => word.value)
    if (has('n', 'dry-run', 'just-print')) return
    if (targets.some((target) => /^(?:install|uninstall)$/.test(target))) call.add('writes', 'installs files')
  }),
  ...each('cmake', (call) => {
    const { operands } = readOptions(call.args, { short: 'BSDGPTA' })
    const first = call.args[0]?.value ?? ''
    if (first === '-E') {
      const verb = operands[0]?.value ?? call.args[1]?.value ?? ''
      if (/^(?:echo|cat|compare_files|environment|md5sum|sha256sum|capabilities)$/.test(verb)) {
        if (verb === 'environment') call.add('credential-touching', 'dumps the environment')
        return
      }
      if (/^(?:rm|remove|remove_directory)$/.test(verb)) label(call, 'writes destructive', 'deletes files')
      else if (/^(?:env|time|chdir)$/.test(verb)) call.run(call.args.slice(2))
      else call.add('writes', 'changes files')
      return
    }
    label(call, 'writes remote-code', 'runs what the project says')
  }),
  ...each(
    'ninja meson bazel bazelisk buck buck2 scons just task rake invoke inv fab tox nox pytest py.test nose2 unittest jest vitest mocha ava karma jasmine rspec minitest cucumber phpunit behat ctest gulp grunt ant mvn mvnw gradle gradlew sbt mill lein-x gotestsum cargo-nextest pre-commit lefthook husky act earthly dagger doit waf b2 xmake xcodebuild fastlane tilt skaffold-x phpstan psalm artisan manage.py django-admin flask uvicorn gunicorn hypercorn rails puma foreman honcho overmind hivemind celery jupyter streamlit gradio locust-x alembic prisma knex sequelize typeorm drizzle-kit dbt airflow',
    (call) => {
      if (
        call.args.length > 0 &&
        call.args.every((word) =>
          /^(?:--?version|-V|--help|-h|--list|-l|-T|--tasks|--summary|--collect-only|--co|tasks|--list-tests|-n|--dry-run|dependencies)$/.test(
            word.value,
          ),
        )
      ) {
        if (
          /^(?:tasks|dependencies|--tasks|-T|--collect-only|--co)$/.test(call.args[0]?.value ?? '') ||
          call.name === 'rake'
        )
          runsProject(call)
        return
      }
      runsProject(call)
      const text = joinWords(call.args)
      if (
        /^(?:uvicorn|gunicorn|hypercorn|puma|jupyter|streamlit|gradio)$/.test(call.name) ||
        /\b(?:runserver|serve|server)\b/.test(text)
      )
        call.add('network', 'opens a port')
      if (/\b(?:install|deploy|publish|upload)\b/.test(text))
        label(
          call,
          /\b(?:deploy|publish|upload)\b/.test(text) ? 'writes network' : 'writes',
          'installs or publishes what it builds',
        )
      if (/\b(?:db:drop|db:reset|migrate reset|db push --force-reset|flush|clean --expunge)\b/.test(text))
        label(call, 'writes destructive', 'drops stored data')
      else if (/\b(?:migrate|db:migrate|upgrade head|db:seed|makemigrations)\b/.test(text))
        call.add('writes', 'changes the database')
      else if (
        /^(?:ninja|bazel|mvn|gradle|gradlew|ant|xcodebuild|sbt|mill)$/.test(call.name) &&
        /\b(?:build|package|compile|assemble|clean|verify)\b|^$/.test(text)
      )
        call.add('writes', 'writes build results')
    },
  ),
  cargo(call) {
    const words = readOptions(call.args, {
      short: 'pF',
      long: ['package', 'features', 'manifest-path', 'bin', 'example', 'target', 'color'],
    }).operands.map((word) => word.value)
    const verb = (words[0] ?? '').startsWith('+') ? (words[1] ?? '') : (words[0] ?? '')
    const { has } = readOptions(call.args)
    if (/^(?:tree|metadata|pkgid|version|locate-project|help|verify-project|read-manifest|)$/.test(verb)) return
    if (/^(?:search|info|audit|outdated|deny)$/.test(verb)) call.add('network', 'asks the registry')
    else if (/^(?:build|b|check|c|clippy|test|t|run|r|bench|doc|rustc|fix|nextest|miri|expand|watch)$/.test(verb)) {
      label(call, 'remote-code', 'runs build scripts and code of the project')
      call.add('writes', 'writes build results')
    } else if (verb === 'fmt') {
      if (!has('check')) call.add('writes', 'formats files')
    } else if (/^(?:install|update|fetch|add|generate-lockfile|vendor|upgrade|binstall)$/.test(verb)) {
      label(call, 'writes network', 'downloads crates')
      if (/install/.test(verb)) call.add('remote-code', 'builds and installs a program')
    } else if (/^(?:publish|yank|owner|login|logout)$/.test(verb)) {
      if (has('dry-run')) label(call, 'remote-code writes', 'builds the package')
      else label(call, 'writes network', 'changes what the registry holds')
      if (/^log/.test(verb)) call.add('credential-touching', 'changes the stored token')
      if (verb === 'yank') call.add('destructive', 'withdraws a published version')
    } else if (/^(?:clean|new|init|remove|rm|uninstall)$/.test(verb)) call.add('writes', 'changes the project')
    else call.add('remote-code', 'runs an extension of cargo')
  },
  rustup(call) {
    const text = joinWords(call.args)
    if (/^(?:show|--version|which|toolchain list|target list|component list|doc|help|completions)/.test(text)) return
    if (/^run\b/.test(text)) call.run(call.args.slice(2))
    else if (
      /^(?:default|override|set|toolchain (?:uninstall|remove)|target remove|component remove|self uninstall)/.test(
        text,
      )
    )
      call.add('writes', 'changes toolchains')
    else label(call, 'writes network', 'downloads toolchains')
  },
  go(call) {
    const [verb, ...rest] = readOptions(call.args, { short: 'C' }).operands.map((word) => word.value)
    const text = joinWords(call.args)
    if (/^(?:version|list|doc|help)$/.test(verb ?? '') || /^mod (?:graph|why|verify)/.test(text)) return
    if (verb === 'env') {
      if (/\s-[wu]\b/.test(call.text)) call.add('writes', 'changes settings')
      return
    }
    if (/^(?:run|generate|test)$/.test(verb ?? '') || (verb === 'tool' && rest.length > 0)) {
      call.add('remote-code', 'runs code of the project')
      if (verb === 'run' && rest.some((word) => /@/.test(word))) call.add('network', 'downloads a module')
      if (verb === 'generate') call.add('writes', 'may write files')
    } else if (/^(?:get|install)$/.test(verb ?? '') || /^mod (?:download|tidy|vendor)/.test(text)) {
      label(call, 'writes network', 'downloads modules')
    } else if (verb === 'vet') call.doubt()
    else if (/^(?:build|fmt|clean|mod|work|fix|telemetry|bug)$/.test(verb ?? '')) call.add('writes', 'writes files')
    else call.doubt()
  },
  ...each('dotnet', (call) => {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:--info|--version|--list-sdks|--list-runtimes|list)$/.test(verb)) return
    if (/^(?:run|test|watch|msbuild|exec|script|build|publish|pack|vstest)$/.test(verb)) {
      call.add('remote-code', 'runs what the project says')
      if (/^(?:build|publish|pack|msbuild)$/.test(verb)) call.add('writes', 'writes build results')
    } else if (/^(?:new|clean|sln|remove|reference|format)$/.test(verb)) call.add('writes', 'changes the project')
    else label(call, 'writes network', 'downloads packages')
  }),
  deno(call) {
    const [verb, ...rest] = call.args.map((word) => word.value)
    if (/^(?:--version|-V|info|types|doc|help|lint|check|completions)$/.test(verb ?? '') && !/https?:/.test(call.text))
      return
    if (verb === 'fmt') {
      if (!rest.includes('--check')) call.add('writes', 'formats files')
    } else if (verb === 'eval') call.doubt()
    else if (/^(?:install|add|upgrade|cache|update|outdated)$/.test(verb ?? ''))
      label(call, 'writes network', 'downloads modules')
    else if (/^(?:compile|bundle|init|clean|uninstall|remove)$/.test(verb ?? '')) call.add('writes', 'writes files')
    else {
      call.add('remote-code', 'runs a program')
      if (/https?:\/\/|jsr:|npm:/.test(call.text)) call.add('network', 'downloads modules')
    }
  },
  ...each('eslint stylelint tslint standard xo biome rome oxlint', (call) => {
    const isCode = /^(?:eslint|stylelint|tslint|xo|standard)$/.test(call.name)
    checks(/--fix(?!-dry)|--write|--apply|\s-o\b|--output-file/, isCode)(call)
  }),
  prettier: checks(/\s-w\b|--write\b/, true),
  ...each(
    'black isort autopep8 yapf ruff gofmt goimports rustfmt clang-format shfmt stylua oxfmt dprint swiftformat ktlint google-java-format scalafmt mdformat terraform-fmt-x taplo sqlfluff djlint autoflake pyupgrade docformatter rubocop standardrb buildifier nixfmt alejandra cmake-format',
    (call) => {
      const { has, operands } = readOptions(call.args, { short: 'ci', long: ['config', 'line-length'] })
      const isInPlace =
        /^(?:gofmt|goimports|shfmt|autopep8|yapf|clang-format|autoflake|docformatter|cmake-format)$/.test(call.name)
      if (call.name === 'ruff') {
        const verb = operands[0]?.value ?? ''
        if ((verb === 'format' && !has('check', 'diff')) || has('fix', 'fix-only') || verb === 'clean')
          call.add('writes', 'changes files')
        return
      }
      if (/^(?:rubocop|standardrb|ktlint|taplo|sqlfluff|djlint)$/.test(call.name)) {
        if (
          has('a', 'A', 'autocorrect', 'auto-correct', 'fix', 'F', 'format', 'reformat', 'autocorrect-all') ||
          /^(?:fmt|format|fix)$/.test(operands[0]?.value ?? '')
        )
          call.add('writes', 'changes files')
        else call.doubt()
        return
      }
      if (
        isInPlace
          ? has('w', 'i', 'in-place', 'inplace', 'write') || /\s-w\b|\s-i\b/.test(call.text)
          : !has('check', 'diff', 'check-only', 'c', 'l', 'list', 'd', 'version')
      )
        call.add('writes', 'formats files')
    },
  ),
  ...each(
    'shellcheck hadolint yamllint jsonlint markdownlint vale codespell mypy pyright flake8 pylint pydocstyle bandit pycodestyle vulture radon cppcheck clang-tidy golangci-lint staticcheck govulncheck tflint checkov trivy grype syft gitleaks trufflehog semgrep snyk actionlint dive cspell proselint commitlint luacheck php-cs-fixer phpcs tidy htmlhint lighthouse ansible-lint kubeval kubeconform kube-linter conftest editorconfig-checker knip depcheck madge size-limit publint are-the-types-wrong',
    (call) => {
      if (/--fix\b|--write\b|\s-w\b|\s-m\b|--write-changes|--output-file|\s-o\b/.test(call.text))
        call.add('writes', 'changes files')
      if (
        !/^(?:shellcheck|hadolint|yamllint|jsonlint|markdownlint|codespell|flake8|pycodestyle|pydocstyle|bandit|cppcheck|tidy|actionlint|proselint)$/.test(
          call.name,
        )
      )
        call.add('network', 'asks a service or registry')
    },
  ),
  ...each(
    'jupytext nbconvert mkdocs sphinx-build hugo jekyll hexo zola eleventy doxygen typedoc jsdoc cargo-doc bumpversion semantic-release standard-version changesets gitversion release-it goreleaser twine',
    (call) => {
      label(call, 'writes', 'writes files')
      if (/serve|deploy|publish|upload|release/.test(call.text)) call.add('network', 'opens a port or publishes')
      if (!/^(?:hugo|zola|doxygen|twine)$/.test(call.name)) call.add('remote-code', 'runs configuration of the project')
    },
  ),
  ...each('ctags etags cscope gtags global ccls clangd', (call) => {
    if (/^(?:ctags|etags|gtags|cscope)$/.test(call.name) && !/\s-(?:x|f\s*-)/.test(call.text))
      call.add('writes', 'writes an index')
  }),
  ...each('autoconf automake autoreconf libtool pkg-config configure', (call) => {
    if (call.name !== 'pkg-config') label(call, 'writes remote-code', 'runs what the project says')
  }),
  ...each('strip objcopy install_name_tool codesign patchelf upx', always('writes', 'changes a program file')),
  ...each('adb fastboot idevice_id xcrun simctl', (call) => {
    const text = joinWords(call.args)
    if (
      /^(?:devices|version|get-state|logcat|shell (?:ls|ps|getprop|dumpsys|pm list)|simctl list|--find|--show-sdk-path|help|get-serialno)/.test(
        text,
      )
    ) {
      if (/logcat -c/.test(text)) label(call, 'writes destructive', 'clears the log')
      return
    }
    if (/^shell\b/.test(text)) call.runCode(text.replace(/^shell\s+/, ''))
    label(call, 'writes', 'changes a device')
    if (/\b(?:erase|wipe|-w|format|uninstall|flash|rm|factory)\b/.test(text))
      call.add('destructive', 'erases data on a device')
  }),
}
