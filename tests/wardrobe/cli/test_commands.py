"""The command as a whole: help, exit codes, and errors told without a traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import LOOKS, Otjang, process

COMMANDS = ["up", "add", "watch", "parse", "search", "looks", "garments", "doctor", "rebuild", "device", "account"]


@pytest.mark.parametrize("command", [[], *[[name] for name in COMMANDS], ["device", "add"], ["account", "create"]])
def test_every_command_explains_itself(otjang: Otjang, command: list[str]) -> None:
    ran = otjang(*command, "--help")
    assert ran.code == 0 and "Usage:" in ran.out
    assert "…" not in ran.out.split("Options")[-1] or command, "a help text was left open"


def test_the_overview_names_every_command_and_the_exit_codes(otjang: Otjang) -> None:
    ran = otjang("--help")
    assert all(name in ran.out for name in COMMANDS)
    assert "Exit codes: 0" in ran.told


def test_the_version_is_the_packages(otjang: Otjang) -> None:
    from importlib.metadata import version

    assert otjang("--version").out == f"otjang {version('otjang')}\n"


@pytest.mark.parametrize(
    "wrong", [["dance"], ["add"], ["garments", "--category", "wig"], ["search"], ["up", "--port", "x"]]
)
def test_wrong_use_is_exit_code_2(owned: Otjang, wrong: list[str]) -> None:
    ran = owned(*wrong)
    assert ran.code == 2 and "Traceback" not in ran.told


@pytest.mark.parametrize(
    "command", [["looks"], ["garments"], ["search", "jeans"], ["device", "list"], ["add", LOOKS[0]]]
)
def test_before_there_is_an_owner_every_command_says_how_to_make_one(otjang: Otjang, command: list[str]) -> None:
    ran = otjang(*command)
    assert ran.code == 2
    assert "no owner yet" in ran.told and "otjang account create" in ran.told


def test_an_error_is_told_in_korean_where_the_terminal_is_korean(otjang: Otjang) -> None:
    ran = otjang("looks", LC_ALL="ko_KR.UTF-8")
    assert any("가" <= letter <= "힣" for letter in ran.err) and "otjang account create" in ran.err


def test_with_debug_an_error_shows_where_it_arose(data_dir: Path) -> None:
    plain = process("looks", data_dir=data_dir)
    debug = process("--debug", "looks", data_dir=data_dir)
    assert plain.returncode == 2 and "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr and "AccountError" in debug.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: run the tests as another user")
def test_a_folder_that_may_not_be_written_is_told_by_its_name(otjang: Otjang, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o500)
    ran = otjang("looks")
    assert ran.code == 2 and str(data_dir) in ran.told and "OTJANG_DATA_DIR" in ran.told


def test_a_data_folder_that_is_a_file_is_told_by_its_name(otjang: Otjang, data_dir: Path) -> None:
    data_dir.write_text("not a folder")
    for command in (["looks"], ["up", "--port", "0"], ["doctor"]):
        ran = otjang(*command)
        assert ran.code == 2 and data_dir.name in ran.told and "OTJANG_DATA_DIR" in ran.told


def test_a_database_of_something_else_is_left_alone(otjang: Otjang, data_dir: Path) -> None:
    data_dir.mkdir()
    database = data_dir / "otjang.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    ran = otjang("looks")
    assert ran.code == 2 and "another program" in ran.told
    database.write_bytes(b"this is no database at all" * 100)
    ran = otjang("looks")
    assert ran.code == 2 and "not a database" in ran.told


def test_a_wrong_setting_is_told_with_its_name(otjang: Otjang) -> None:
    ran = otjang("looks", OTJANG_PORT="many")
    assert ran.code == 2 and "port" in ran.told and "Traceback" not in ran.told


def test_a_port_in_use_is_told_before_anything_is_opened(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = process("up", "--port", port, data_dir=data_dir)
    assert ran.returncode == 2
    assert f"Port {port} is in use." in ran.stderr and f"--port {port + 1}" in ran.stderr
    assert len(ran.stderr.splitlines()) == 2 and not data_dir.exists()


def test_an_address_that_is_not_this_machines_is_told(data_dir: Path) -> None:
    ran = process("up", "--host", "192.0.2.7", "--port", "0", data_dir=data_dir)
    assert ran.returncode == 2 and "192.0.2.7" in ran.stderr and "--host 0.0.0.0" in ran.stderr
