"""What the file system below a directory can do, told from mountinfo as it is in the field."""

from __future__ import annotations

import pytest

from autovenv.base.mounts import is_shared, keeps_modes, runs_programs, shares

HEAD = "24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
WSL = "90 24 0:52 / /mnt/c rw,noatime - 9p C:\\134 rw,"
# Lines below HEAD; whether chmod has an effect in /mnt/c/work, and whether others change files there.
MOUNTS = {
    "none": ("", True, False),
    "wsl": (f"{WSL}dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,mmap", False, True),
    "wsl with metadata": (f"{WSL}aname=drvfs;path=C:\\;metadata;uid=1000,mmap", True, True),
    "usb": ("90 24 8:17 / /mnt/c rw,nosuid shared:9 master:2 - vfat /dev/sdb1 rw,fmask=0000,dmask=0000", False, False),
    "nfs": ("90 24 0:52 / /mnt rw - nfs4 server:/home rw,vers=4.2", True, True),
    "sshfs": ("90 24 0:52 / /mnt rw - fuse.sshfs me@there: rw,user_id=0", True, True),
    "smb": ("90 24 0:52 / /mnt rw - cifs //there/share rw", False, True),
    "a virtual machine's": ("90 24 0:52 / /mnt rw - virtiofs host rw", True, True),
    "local": ("90 24 0:52 / /mnt rw - btrfs /dev/sdb1 rw", True, False),
    "above": ("90 24 8:17 / /mnt rw - exfat /dev/sdb1 rw", False, False),
    "a name with a blank": ("90 24 8:17 / /mnt/c\\040drive rw - vfat /dev/sdb1 rw", True, False),
    "a name that begins alike": ("90 24 8:17 / /mn rw - vfat /dev/sdb1 rw", True, False),
    "local on usb": ("90 24 8:17 / /mnt rw - vfat /dev/sdb1 rw\n91 90 8:18 / /mnt/c rw - xfs /dev/sdb2 rw", True, False),
    "mounted when asked for": ("90 24 0:52 / /mnt rw - autofs systemd-1 rw,direct", True, True),
    "and then a disk": ("90 24 0:52 / /mnt rw - autofs systemd-1 rw,direct\n91 90 8:18 / /mnt rw - ext4 /dev/sdb2 rw", True, False),
    "local on a share": ("90 24 0:52 / /mnt rw - nfs4 server:/home rw\n91 90 8:18 / /mnt/c rw - ext4 /dev/sdb2 rw", True, True),
}


@pytest.mark.parametrize(("lines", "keeps", "shared"), MOUNTS.values(), ids=MOUNTS)
def test_whether_chmod_has_an_effect_and_others_change_files_unheard(lines, keeps, shared, tmp_path):
    table = tmp_path / "mountinfo"
    table.write_text(HEAD + lines + "\n" * bool(lines))
    assert keeps_modes("/mnt/c/work", str(table)) is keeps
    assert is_shared("/mnt/c/work", shares(str(table))) is shared


def test_a_mount_point_with_a_blank(tmp_path):
    table = tmp_path / "mountinfo"
    table.write_text(HEAD + "90 24 8:17 / /mnt/c\\040drive rw - vfat /dev/sdb1 rw\n")
    assert keeps_modes("/mnt/c drive/work", str(table)) is False


def test_a_system_that_does_not_tell(tmp_path):
    assert keeps_modes("/", str(tmp_path / "nothing")) is True


def test_what_is_not_there_yet_lies_where_its_directory_does(tmp_path):
    assert runs_programs(str(tmp_path / "a" / "b")) is runs_programs(str(tmp_path))
