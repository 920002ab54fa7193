"""The digest of an environment: the same in each window of a terminal, another one where an installation may come out otherwise."""

from __future__ import annotations

import pytest

from autovenv.daemon.known import digest_of

OF_A_WINDOW = {
    "GNOME Terminal": ("GNOME_TERMINAL_SCREEN", "VTE_VERSION"),
    "Konsole": ("KONSOLE_DBUS_SESSION", "SHELL_SESSION_ID", "WINDOWID"),
    "Alacritty": ("ALACRITTY_WINDOW_ID", "ALACRITTY_SOCKET"),
    "kitty": ("KITTY_WINDOW_ID", "KITTY_PID"),
    "WezTerm": ("WEZTERM_PANE", "WEZTERM_UNIX_SOCKET"),
    "Ghostty": ("GHOSTTY_RESOURCES_DIR",),
    "iTerm2": ("ITERM_SESSION_ID", "TERM_SESSION_ID", "COLORFGBG"),
    "Tilix": ("TILIX_ID",),
    "Terminator": ("TERMINATOR_UUID", "TERMINATOR_DBUS_NAME"),
    "Windows Terminal": ("WT_SESSION", "WT_PROFILE_ID"),
    "tmux": ("TMUX", "TMUX_PANE"),
    "screen": ("STY", "WINDOW"),
    "Zellij": ("ZELLIJ", "ZELLIJ_PANE_ID"),
    "an editor's": ("VSCODE_IPC_HOOK_CLI", "NVIM"),
    "ssh": ("SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"),
    "a desktop": ("DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN", "GIO_LAUNCHED_DESKTOP_FILE_PID"),
    "systemd": ("INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "MEMORY_PRESSURE_WATCH"),
    "a prompt": ("_P9K_TTY", "P9K_SSH", "STARSHIP_SESSION_KEY"),
    "PowerShell": ("PSModulePath", "POWERSHELL_UPDATECHECK"),
}
GIVEN = {"HOME": "/home/a", "PATH": "/usr/bin", "UV_INDEX_URL": "https://index.example/simple"}


@pytest.mark.parametrize("terminal", OF_A_WINDOW)
def test_windows_of_a_terminal_have_the_same_one(terminal):
    one, other = ({**GIVEN, **dict.fromkeys(OF_A_WINDOW[terminal], text)} for text in ("1", "2"))
    assert digest_of(one) == digest_of(other) == digest_of(GIVEN)


@pytest.mark.parametrize("name", ["UV_INDEX_URL", "PIP_INDEX_URL", "HTTPS_PROXY", "CFLAGS", "TOKEN", "PATH"])
def test_what_an_installer_may_read_makes_another_one(name):
    assert digest_of({**GIVEN, name: "other"}) != digest_of(GIVEN)
