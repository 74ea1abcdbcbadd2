// The names of files that other programs run or obey. Writing one of them does something later, elsewhere, with the user's rights. Each row
// is a part of a regular expression for the end of a path, from a slash on, without case.

/** Files that command the shell, git, editors, agents and CI. An approval of a kind of command does not extend to them. */
const CONTROL_ROWS = [
  // Version control: configuration and hooks.
  String.raw`\.git/(?:config(?:\.worktree)?|hooks(?:/.*)?|info/attributes|modules/.*/(?:config|hooks/.*))`,
  String.raw`\.gitmodules|\.gitconfig|\.config/git/.*`,
  String.raw`\.husky/.*|\.?git[-_]?hooks/.*|\.cargo-husky/hooks/.*`,
  String.raw`\.hg/hgrc(?:-not-shared)?|\.?hgrc|\.jj/(?:.*/)?config\.toml|\.jjconfig\.toml|\.config/(?:hg|jj)/.*|\.sl/config`,
  // Editors: tasks, debuggers, language servers and what opens with a folder.
  String.raw`\.envrc|\.(?:vscode|idea|cursor|nova|helix|theia|fleet|zed|vs)/.*|\.cursorrules`,
  String.raw`\.devcontainer/.*|\.devcontainer\.json|\.gitpod\.ya?ml|\.gitpod\.Dockerfile|\.replit|\.idx/.*|\.codesandbox/.*`,
  String.raw`[^/]+\.sublime-(?:project|workspace|build)|\.lvimrc|\.lazy\.lua|\.neoconf\.json`,
  // Continuous integration.
  String.raw`\.github/(?:workflows|actions)/.*|\.(?:gitea|forgejo)/(?:workflows|actions)/.*`,
  String.raw`\.gitlab-ci\.yml|\.circleci/.*|\.travis\.yml|[^/]*Jenkinsfile[^/]*|\.jenkins/.*|\.drone\.(?:ya?ml|jsonnet|star)|\.buildkite/.*`,
  String.raw`azure-pipelines[\w.-]*\.ya?ml|\.azure-pipelines/.*|\.azuredevops/.*|\.cirrus\.(?:ya?ml|star)|\.builds?\.ya?ml|\.builds/.*`,
  String.raw`buildspec[\w.-]*\.ya?ml|\.(?:tekton|semaphore|teamcity|harness|buddy|zuul\.d)/.*|bamboo-specs/.*|\.?zuul\.ya?ml`,
  String.raw`\.?wercker\.ya?ml|\.scrutinizer\.ya?ml|codeship-(?:steps|services)\.ya?ml|codemagic\.ya?ml|\.?bitrise\.ya?ml|screwdriver\.ya?ml`,
  // Agents: what they are told, and their hooks, plugins and servers.
  String.raw`(?:AGENTS|CLAUDE)(?:\.[\w-]+)?\.md|\.?mcp\.json|\.rules`,
  String.raw`\.(?:kimi|kimi-code|claude|codex|agents?|pi|qwen|kiro|amazonq|junie|augment|trae|factory|opencode|crush|goose|kilocode)/.*`,
  String.raw`\.(?:clinerules|qoder|iflow|codebuddy|openhands|zencoder|tabnine|amp|warp|codeium)(?:/.*)?|\.?(?:opencode|crush)\.jsonc?`,
  String.raw`\.augment-guidelines|\.goosehints|\.(?:roo|kilocode)modes|\.roorules[\w-]*`,
  // A home: start-up files of shells and sessions.
  String.raw`\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|bash_aliases|zshrc|zshenv|zprofile|zlogin|zlogout)`,
  String.raw`\.(?:inputrc|xprofile|xinitrc|tmux\.conf|vimrc|pam_environment)|fish/config\.fish|\.ssh/.*`,
  String.raw`\.config/(?:fish|zsh|bash|nvim|environment\.d|autostart|systemd)/.*|Library/Launch(?:Agents|Daemons)/.*`,
  // The system.
  String.raw`etc/(?:profile|bash\.bashrc|zsh/.*|crontab|cron\.[^/]+/.*|sudoers(?:\.d/.*)?|ld\.so\.preload|profile\.d/.*|systemd/.*)`,
]

/** Files by which a project's own tools run something. A command may name them, as `git add Makefile` does. */
const PROJECT_ROWS = [
  String.raw`\.git(?:/.*)?`,
  // Builds and tasks.
  String.raw`(?:GNU)?makefile|[^/]+\.mk|\.?justfile|Taskfile\.ya?ml|\.?(?:Rake|Vagrant|Brew|Proc|Guard|Tilt|Earth|Danger|Fast)file`,
  String.raw`(?:grunt|gulp)file(?:\.[\w.]+)?|conftest\.py|sitecustomize\.py|usercustomize\.py|[^/]+\.pth|noxfile\.py|tox\.ini|nodemon\.json`,
  String.raw`\.mvn/.*|mvnw(?:\.cmd)?|gradlew(?:\.bat)?|gradle/wrapper/.*|init\.gradle(?:\.kts)?|\.gradle/(?:init\.d/.*|gradle\.properties)`,
  String.raw`\.mavenrc|\.sbt(?:opts|rc)|\.bazelrc|\.bazeliskrc|\.buckconfig|\.cargo/config(?:\.toml)?|[^/]+\.xcscheme|\.run/.*|\.settings/.*|\.project`,
  String.raw`Procfile\.[\w-]+|Gemfile|gems\.rb|setup\.py|build\.rs|(?:BUILD|WORKSPACE|MODULE)(?:\.bazel)?|[^/]+\.(?:bzl|rake|gemspec)`,
  String.raw`(?:dodo|fabfile)\.py|binding\.gyp|default\.nix|PKGBUILD|SCons(?:truct|cript)|wscript|(?:Thor|Cap|Pod|Danger)file(?:\.[jt]s)?`,
  String.raw`CMakeLists\.txt|CMake(?:User)?Presets\.json|[^/]+\.(?:cmake|gradle|gradle\.kts|sbt)|(?:pom|build)\.xml|meson\.build|meson(?:\.|_)options(?:\.txt)?`,
  String.raw`configure(?:\.ac|\.in)?|autogen\.sh|makefile\.(?:am|in|inc)|Tupfile|build\.(?:ninja|zig)|xmake\.lua|premake\d\.lua|Snakefile|[^/]+\.smk`,
  String.raw`(?:Jake|Cake)file(?:\.[cm]?js)?|magefiles?(?:\.go|/.*)|mix\.exs|Package\.swift|project\.clj|(?:deps|bb|shadow-cljs)\.edn|rebar\.config|shard\.yml`,
  String.raw`(?:pixi|hatch)\.toml|(?:mprocs|process-compose|skaffold)\.ya?ml|\.?air\.toml|cdk\.json|firebase\.json|netlify\.toml|wrangler\.(?:toml|jsonc?)`,
  String.raw`conanfile\.py|Setup\.l?hs|Directory\.(?:Build|Packages)\.(?:props|targets)|[^/]+\.(?:[cfv]s|vb|vcx)proj|gradle\.properties|Jam(?:root|file)`,
  String.raw`\.autoenv(?:\.[\w-]+)?|\.ycm_extra_conf\.py|serverless\.(?:ya?ml|json|[jt]s)|Pulumi(?:\.[\w-]+)?\.ya?ml`,
  // Containers, which see the folders that they name.
  String.raw`(?:[\w-]+\.)?(?:Docker|Container)file(?:\.[\w-]+)?|(?:[\w-]+\.)*(?:docker-|podman-)?compose(?:[.-][\w-]+)*\.ya?ml|docker-bake[\w.-]*\.(?:hcl|json)`,
  // Programs of the project, which an activated environment or a script runs by their names alone.
  String.raw`(?:\.?venv|\.?env|\.tox/[^/]+|\.nox/[^/]+)/(?:bin|Scripts)/.*|node_modules/\.bin/.*`,
  // Configuration that is code, or names code, of linters, bundlers and test programs.
  String.raw`\.storybook/.*|\.trunk/.*|\.changeset/config\.json|(?:jest|babel)\.config\.json|cypress\.json|[^/]+\.workspace\.[cm]?[jt]s|\.vscode-test\.[cm]?js`,
  String.raw`[^/]+\.config\.[cm]?[jt]sx?|\.(?!nvmrc)[\w-]+rc(?:\.(?:[cm]?[jt]s|json5?|ya?ml|toml))?|\.pnp\.(?:[cm]?js|loader\.mjs)`,
  String.raw`(?:karma|wdio|protractor)\.conf\.[cm]?[jt]s|rust-toolchain(?:\.toml)?|pylintrc|\.?pylintrc\.toml|\.?mypy\.ini|\.?pytest\.(?:ini|toml)`,
  String.raw`\.flake8|\.clangd|compile_commands\.json|\.(?:rubocop|solargraph|haml-lint|golangci)\.ya?ml|phpunit\.xml(?:\.dist)?|rector\.php`,
  String.raw`phpstan(?:\.dist)?\.neon(?:\.dist)?|\.php-cs-fixer(?:\.dist)?\.php|\.(?:credo|formatter)\.exs|\.lsp\.json|\.projectile|\.rpmmacros`,
  // Hooks.
  String.raw`\.pre-commit-(?:config|hooks)\.ya?ml|\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.overcommit\.yml|\.huskyrc[^/]*`,
  String.raw`\.lintstagedrc[^/]*|lint-staged\.config\.[^/]+|\.simple-git-hooks\.[^/]+|\.lfsconfig|prek\.toml|hk\.pkl|captainhook\.json`,
  // Package managers, and managers of tools and environments.
  String.raw`\.yarnrc(?:\.yml)?|\.yarn/(?:plugins|releases)/.*|\.pnpmfile\.[cm]?js|bunfig\.toml|\.gemrc|\.bundle/config|pip\.(?:conf|ini)|\.condarc`,
  String.raw`\.tool-versions|\.?mise(?:\.[\w-]+)*\.toml|\.?mise/.*|\.direnvrc|\.terraformrc|\.?ansible\.cfg`,
  String.raw`(?:flake|shell|devenv)\.nix|(?:flake|devenv)\.lock|devenv\.ya?ml|devbox\.json`,
  // Debuggers, interpreters and other programs that read a file of the folder in which they start.
  String.raw`\.(?:gdbinit|gdbearlyinit|lldbinit|exrc|nvimrc|nvim\.lua|dir-locals\.el|pdbrc|perldb|rdbgrc|byebugrc|rspec)(?:\.py)?|\.mocharc\.[^/]+`,
  String.raw`\.(?:Rprofile|Renviron|irbrc|pryrc|pythonrc(?:\.py)?|ghci|iex\.exs|octaverc|psqlrc|sqliterc|ripgreprc|curlrc|wgetrc)`,
  String.raw`\.ipython/.*|\.jupyter/.*|\.julia/config/.*|[^/]+\.code-workspace|\.tmuxinator\.ya?ml|\.tmuxp\.(?:ya?ml|json)`,
  // Continuous integration and agents whose files commands name often.
  String.raw`\.woodpecker(?:\.ya?ml|/.*)|bitbucket-pipelines\.yml|\.?appveyor\.yml|cloudbuild\.ya?ml|\.gitlab/.*|\.github/.*\.(?:ya?ml|md)`,
  String.raw`(?:GEMINI|QWEN|COPILOT|WARP|AGENT|CONVENTIONS)\.md|SKILL\.md|\.(?:windsurf|cline|goose|roo)rules|\.(?:gemini|windsurf|continue|aider[^/]*|roo)(?:/.*)?`,
  String.raw`\.(?:ruler|cody|devin|jules|aiassistant|lingma|void|pearai|sourcegraph|bolt)(?:/.*)?`,
  // A home: other shells, desktops, completions and programs.
  String.raw`\.(?:ksh|mksh|csh|tcsh|xonsh|screen|gvim|nano)rc|\.login|\.logout|\.xsession(?:rc)?|\.emacs(?:\.d/.*)?|\.elvish/.*|\.n?vim/.*`,
  String.raw`\.config/(?:nushell|elvish|xonsh|direnv|tmux|ranger|lf|emacs|vim|mise)/.*|\.zsh/.*|\.oh-my-zsh/.*|\.zfunc/.*`,
  String.raw`\.bash_completion(?:\.d/.*)?|site-functions/.*|bash-completion/.*|vendor_(?:completions|conf|functions)\.d/.*`,
  String.raw`\.local/bin/.*`,
]

/** The files by which the tools of one language or trade run something, by family. */
const FAMILY_ROWS = [
  // Perl, Scala and other languages of the JVM.
  String.raw`(?:Makefile|Build)\.PL|cpanfile|dist\.ini|minil\.toml|build\.(?:sc|mill(?:\.(?:scala|ya?ml))?)|\.mill-[\w-]+|\.jvmopts|\.bsp/.*|bleep\.ya?ml`,
  String.raw`project/(?:build\.properties|[^/]+\.scala)|\.scala(?:fix|fmt)\.conf|buildSrc/.*|jreleaser\.(?:ya?ml|toml|json)|jbang-catalog\.json|ivy\.xml|pom\.(?:ya?ml|groovy|scala|kts)`,
  String.raw`build\.(?:clj|boot)|(?:user|profiles)\.clj|tests\.edn|figwheel-main\.edn|[^/]+\.cljs\.edn|\.(?:lein|clojure|boot)(?:/.*)?|\.nrepl\.edn`,
  // PHP.
  String.raw`artisan|(?:castor|deploy|robofile|ecs|scoper\.inc)\.php|\.castor/.*|(?:grumphp|codeception|behat|phpspec)(?:\.dist)?\.ya?ml(?:\.dist)?|infection\.json5?(?:\.dist)?`,
  String.raw`(?:psalm|\.?phpcs|phpmd)\.xml(?:\.dist)?|\.user\.ini|php\.ini|\.htaccess|(?:box|phpbench)\.json(?:\.dist)?|bin/console`,
  // Python.
  String.raw`(?:tasks|manage|pavement|duties|locustfile|hatch_build|pdm_build|conf|[\w.-]+\.conf)\.py|setup\.cfg|buildout\.cfg|scrapy\.cfg|alembic\.ini|(?:alembic|migrations)/env\.py`,
  String.raw`[^/]+\.spec|Pipfile|(?:uv|pdm|poetry|pants|poe_tasks|pyinfra)\.(?:toml|ya?ml|json)|invoke\.(?:ya?ml|json)|asv\.conf\.json|(?:jupyter|ipython)_\w*config\.(?:py|json)`,
  String.raw`(?:mkdocs|dbt_project|meltano|prefect)\.ya?ml|\.readthedocs\.ya?ml|dvc\.ya?ml|\.dvc/config(?:\.local)?|MLproject|nextflow\.config|[^/]+\.nf`,
  // Node: monorepos, frameworks, tests.
  String.raw`(?:rush|lerna|angular|\.angular-cli|nest-cli|vercel|now|eas|ecosystem|pm2|typedoc|jsdoc|wails|renovate)\.json5?|common/config/rush/.*|pnpm-workspace\.ya?ml`,
  String.raw`\.moon/.*|moon\.ya?ml|tauri\.conf\.json5?|Tauri\.toml|electron-builder\.(?:ya?ml|json5?|toml)|codegen\.ya?ml|(?:bsconfig|rescript)\.json|spago\.(?:ya?ml|dhall)|packages\.dhall`,
  String.raw`[^/]+\.conf\.[cm]?[jt]s|stryker\.conf\.json|\.eleventy\.[cm]?js|gatsby-(?:node|config|browser|ssr)\.[cm]?[jt]sx?|ember-cli-build\.[cm]?js|testem\.(?:[cm]?js|json)`,
  String.raw`plopfile\.[cm]?[jt]s|cucumber\.(?:[cm]?js|json|ya?ml)|nightwatch\.json|karate-config\.js|\.markdownlint(?:-cli2)?\.(?:[cm]?js|jsonc|ya?ml)|esy\.json`,
  // Releases and packages.
  String.raw`\.?goreleaser\.ya?ml|(?:release|release-plz|cliff|Cross|Trunk|Dioxus|dist-workspace)\.toml|\.bumpversion\.(?:cfg|toml)|\.?cz\.(?:toml|json|ya?ml)|\.release-it\.[^/]+`,
  String.raw`(?:nfpm|snapcraft|melange|apko|AppImageBuilder)\.ya?ml|snap/.*\.ya?ml|debian/.*|APKBUILD|[^/]+\.(?:ebuild|podspec|nuspec|rockspec|opam|gemfile)|\.packit\.ya?ml|\.copr/.*`,
  // Clouds, on this machine and elsewhere.
  String.raw`\.(?:ddev|docksal|warden|platform|upsun|okteto|ebextensions|elasticbeanstalk|chalice|kamal|s2i|dagger)/.*|\.lando(?:\.[\w-]+)*\.ya?ml|(?:[\w-]+\.)?garden\.ya?ml`,
  String.raw`(?:devspace|werf[\w-]*|okteto|render|heroku|apprunner|atlantis|devfile|cloud-init|helmfile)\.ya?ml(?:\.gotmpl)?|helmfile\.d/.*|\.platform\.app\.ya?ml|dagger\.json`,
  String.raw`(?:fly|railway|nixpacks|samconfig)\.toml|railway\.json|zappa_settings\.(?:json|toml|py)|terragrunt\.(?:hcl|stack\.hcl)|[^/]+\.(?:pkr\.hcl|pkr\.json|nomad|nomad\.hcl|tm\.hcl)`,
  String.raw`waypoint\.hcl|supervisord\.conf|config/deploy(?:\.[\w-]+)?\.(?:ya?ml|rb)|Singularity(?:\.[\w-]+)?|mkosi\.(?:conf|\w+)(?:\.d/.*)?|\.ko\.ya?ml|distrobox(?:-assemble)?\.ini`,
  // Task runners and build systems.
  String.raw`mask(?:file)?\.md|Makefile\.[\w-]+|Taskfile\.dist\.ya?ml|[^/]+\.(?:just|make)|bacon\.toml|(?:Toast|Bake|Run|Robo)file|(?:toast|tusk|lets|dobi|dev|run)\.ya?ml|\.ahoy\.ya?ml`,
  String.raw`\.plzconfig[\w.-]*|\.buckconfig[\w.-]*|BUCK|TARGETS|Kbuild|[^/]+\.(?:pro|pri|prf|qbs|targets|proj|cake|gpr|nimble|nims|asd)|platformio\.ini|west\.ya?ml|build\.fsx|\.nuke/.*`,
  String.raw`(?:dotnet-tools|launchSettings|global|omnisharp)\.json|nuget\.config|paket\.dependencies|dub\.(?:json|sdl)|alire\.toml|lakefile\.(?:lean|toml)|(?:nim|[\w-]+\.nim)\.cfg`,
  String.raw`build\.zig\.zon|buf\.gen\.ya?ml|sqlc\.ya?ml|\.golangci\.(?:ya?ml|toml|json)|\.config/nextest\.toml|(?:manifest|guix|channels)\.scm|latexmkrc|arara\.ya?ml|book\.toml|Doxyfile`,
  // OCaml, Haskell, Erlang, Elixir, Swift, Dart.
  String.raw`dune(?:-project|-workspace)?|myocamlbuild\.ml|_tags|_oasis|\.ocamlinit|cabal\.project(?:\.[\w.]+)?|stack\.ya?ml|hie\.ya?ml|\.hspec`,
  String.raw`rebar\.config\.script|erlang\.mk|(?:relx|elvis|sys)\.config(?:\.src|\.script)?|vm\.args(?:\.src)?|\.erlang|Emakefile|config/[\w-]+\.exs|rel/.*`,
  String.raw`Package@swift-[\d.]+\.swift|(?:Project|Workspace|Tuist)\.swift|Tuist/.*|\.swiftpm/.*|[^/]+\.(?:pbxproj|xcconfig)|[^/]+\.xcworkspace/.*|(?:Mint|Cart|App|Match|Deliver|Gym|Snap|Scan|Plugin)file`,
  String.raw`fastlane/.*|ci_scripts/.*|project\.ya?ml|\.sourcery\.ya?ml|(?:build|analysis_options|melos)\.ya?ml|hook/build\.dart|tool/grind\.dart`,
  // Ruby, R, Julia, MATLAB.
  String.raw`config\.ru|config/(?:puma|unicorn|spring)\.rb|Steepfile|Appraisals|(?:Berks|Puppet)file|\.?kitchen\.ya?ml|bin/(?:rails|rake|setup|dev|bundle|spring|rspec)`,
  String.raw`\.simplecov|\.rspec-local|(?:spec|rails)_helper\.rb|test_helper\.(?:rb|exs)|_(?:targets|drake)\.R|renv/activate\.R|packrat/init\.R|Makevars(?:\.\w+)?|(?:configure|cleanup)(?:\.win)?`,
  String.raw`\.lintr|_(?:quarto|bookdown|pkgdown)\.ya?ml|Rprofile\.site|startup\.(?:jl|m)|(?:finish|matlabrc|pathdef|buildfile)\.m|deps/build\.jl|docs/make\.jl`,
  // Test programs and checks with rules or plugins that are code.
  String.raw`[^/]+\.runsettings|\.busted|sgconfig\.ya?ml|\.tflint\.hcl|\.ansible-lint(?:\.ya?ml)?|\.(?:mega-linter|checkov)\.ya?ml|qodana\.ya?ml|\.gitlint|\.luarc\.jsonc?`,
  // Editors, terminals, desktops and git's companions.
  String.raw`coc-settings\.json|\.nvim/.*|[^/]+\.sublime-(?:settings|commands|keymap)|\.ctags(?:\.d/.*)?|\.?Session\.vim|Eask|Cask|\.phpactor\.(?:json|ya?ml)`,
  String.raw`\.?wezterm\.lua|\.(?:hyper|finicky|phoenix)\.js|\.(?:xmonad|byobu|hammerspoon|i3|luarocks)/.*|\.p10k\.zsh|\.X(?:resources|defaults)|\.config/starship\.toml`,
  String.raw`\.config/(?:kitty|alacritty|foot|ghostty|wezterm|zellij|i3|i3status|sway|hypr|awesome|qtile|polybar|waybar|rofi|dunst|sxhkd|bspwm|openbox|herbstluftwm|niri|river|karabiner|yabai|skhd)/.*`,
  String.raw`\.config/(?:lazygit|gh|gh-dash|atuin|navi|sheldon|bat|broot|yazi|nnn|vifm|mc|containers|helix|kak|micro)/.*|\.lazygit\.ya?ml`,
  // Continuous integration.
  String.raw`\.ci/.*|\.vela\.ya?ml|\.gocd\.ya?ml|\.onedev-buildspec\.yml|\.lgtm\.yml`,
]

const endsWith = (rows: readonly string[]) => new RegExp(String.raw`(?:^|/)(?:${rows.join('|')})$`, 'i')
export const CONTROL = endsWith(CONTROL_ROWS)
export const PROJECT_CONTROL = endsWith([...PROJECT_ROWS, ...FAMILY_ROWS])
