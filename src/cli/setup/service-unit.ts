// The daemon as a service of the system, for users who want it to run always. Without one it starts on first use.

export function unitFile(bin: string, platform: NodeJS.Platform): string {
  return platform === 'darwin' ? launchdPlist(bin) : systemdUnit(bin)
}

/** The program is quoted, since systemd expands % and splits at blanks. */
function systemdUnit(bin: string): string {
  const program = `"${bin.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`
  return `# ~/.config/systemd/user/kimi.service, then: systemctl --user enable --now kimi
[Unit]
Description=kimi, the agent in your shell
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
ExecStart=${program} daemon run
Environment=KIMI_DAEMON_IDLE_EXIT=0
Restart=on-failure
RestartSec=1

[Install]
WantedBy=default.target`
}

function launchdPlist(bin: string): string {
  const program = bin.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/kimi.plist, then: launchctl load -w ~/Library/LaunchAgents/kimi.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>kimi</string>
  <key>ProgramArguments</key>
  <array><string>${program}</string><string>daemon</string><string>run</string></array>
  <key>EnvironmentVariables</key><dict><key>KIMI_DAEMON_IDLE_EXIT</key><string>0</string></dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
</dict>
</plist>`
}
