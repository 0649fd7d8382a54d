"""Contracts are compiled once, with Brownie's settings, and on any machine that has Node.js."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import solcx

from heyi.compiler import CompilationError, compile_contracts, solc
from heyi.compiler import contracts as compiler
from heyi.compiler.solc import CompilerUnavailableError, ensure_compiler

COUNTER = """
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Steps} from "./libraries/Steps.sol";

interface ICounter {
    function count() external returns (uint256);
}

contract Counter is ICounter {
    uint256 public total;

    function count() external returns (uint256) {
        total = Math.max(total, Steps.after_(total));
        return total;
    }
}
"""

STEPS = """
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

library Steps {
    function after_(uint256 value) external pure returns (uint256) {
        return value + 1;
    }
}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two files that shares settings, packages and compiler with this one."""
    executable = ensure_compiler()
    monkeypatch.setenv("SOLCX_BINARY_PATH", str(executable.parent))
    shutil.copy(solc.PROJECT_ROOT / "brownie-config.yaml", tmp_path)
    (tmp_path / "node_modules").symlink_to(solc.PROJECT_ROOT / "node_modules")
    (tmp_path / "scripts").symlink_to(solc.PROJECT_ROOT / "scripts")
    (tmp_path / "contracts" / "libraries").mkdir(parents=True)
    (tmp_path / "contracts" / "Counter.sol").write_text(COUNTER)
    (tmp_path / "contracts" / "libraries" / "Steps.sol").write_text(STEPS)
    return tmp_path


@pytest.fixture
def offline(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No compiler is installed and none can be downloaded; the list grows with each attempt."""
    attempts: list[str] = []

    def fail_to_download(version: str, executable: Path) -> bool:
        attempts.append(version)
        return False

    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SOLCX_BINARY_PATH")
    monkeypatch.setattr(solc, "_download", fail_to_download)
    return attempts


def test_artifacts_hold_what_a_deployment_needs(project: Path) -> None:
    artifacts = compile_contracts(root=project)

    assert list(artifacts) == ["Counter", "ICounter", "Steps"]  # the imported Math is not ours
    counter = artifacts["Counter"]
    assert {entry["name"] for entry in counter.abi} == {"count", "total"}
    assert 0 < counter.deployed_bytecode_size < len(counter.bytecode) // 2
    assert artifacts["Steps"].source_path == "contracts/libraries/Steps.sol"
    assert artifacts["ICounter"].bytecode == "0x"


def test_the_settings_are_those_of_brownie() -> None:
    settings = solc.read_settings()

    assert settings.version == "0.8.30"
    assert settings.for_solc()["evmVersion"] == "shanghai"
    assert settings.for_solc()["viaIR"] is True
    assert settings.for_solc()["optimizer"] == {"enabled": True, "runs": 200}
    assert settings.for_solc()["remappings"] == ["@openzeppelin/=node_modules/@openzeppelin/"]


def test_a_second_call_reads_what_the_first_has_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    first = compile_contracts(said.append, root=project)
    assert said[0] == "Compiling 2 Solidity files with solc 0.8.30 ..."
    assert said[-1].startswith("Compiled 3 contracts in ")

    said.clear()
    monkeypatch.setattr(compiler, "_run_solc", None)
    assert compile_contracts(said.append, root=project) == first
    assert said == []


def test_how_far_it_has_come_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(compiler, "TOLD_EVERY", 0.01)  # seconds, of which the compiler needs more
    compile_contracts(said.append, root=project)
    assert said[1] == "Compiled 0 of 2 files after 0 s ..."


def test_a_changed_source_is_compiled_anew(project: Path) -> None:
    before = compile_contracts(root=project)["Steps"]
    (project / "contracts" / "libraries" / "Steps.sol").write_text(STEPS.replace("value + 1", "value + 2"))
    assert compile_contracts(root=project)["Steps"].bytecode != before.bytecode


def test_a_changed_setting_is_compiled_anew(project: Path) -> None:
    before = compile_contracts(root=project)["Counter"]
    config = project / "brownie-config.yaml"
    config.write_text(config.read_text().replace("enabled: true", "enabled: false"))
    assert compile_contracts(root=project)["Counter"].bytecode != before.bytecode


def test_a_damaged_cache_is_replaced(project: Path) -> None:
    first = compile_contracts(root=project)
    (project / "build" / "heyi" / "contracts.json").write_text("{")
    assert compile_contracts(root=project) == first


def test_errors_are_those_of_the_compiler(project: Path) -> None:
    (project / "contracts" / "Counter.sol").write_text(COUNTER.replace("return total;", "return nothing;"))
    with pytest.raises(
        CompilationError, match=r"DeclarationError: Undeclared identifier.\n +--> contracts/Counter.sol"
    ):
        compile_contracts(root=project)


def test_warnings_are_told(project: Path) -> None:
    said: list[str] = []
    (project / "contracts" / "libraries" / "Steps.sol").write_text(STEPS.replace("pure", "view"))
    compile_contracts(said.append, root=project)
    assert any("can be restricted to pure" in line for line in said)


def test_one_name_in_two_files_is_refused(project: Path) -> None:
    (project / "contracts" / "Steps.sol").write_text(STEPS)
    with pytest.raises(CompilationError, match=r"Steps is defined in contracts/.*Steps\.sol and in contracts/"):
        compile_contracts(root=project)


def test_a_project_without_contracts_is_an_error(project: Path) -> None:
    shutil.rmtree(project / "contracts")
    with pytest.raises(CompilationError, match="There is no Solidity file in"):
        compile_contracts(root=project)


def test_without_a_download_the_compiler_of_npm_steps_in_and_says_so_once(
    project: Path, offline: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    executable = ensure_compiler(project)
    assert executable == project / ".solcx" / "solc-v0.8.30"
    assert ensure_compiler(project) == executable
    assert offline == ["0.8.30"]  # remembered, so tried once

    spoken = capsys.readouterr()
    assert spoken.out == ""
    assert len(spoken.err.splitlines()) == 1
    assert "the slower one from npm is used" in spoken.err
    assert solcx.install.get_executable("0.8.30") == executable  # as Brownie looks for it
    assert compile_contracts(root=project)["Counter"].deployed_bytecode_size > 0


def test_the_compiler_of_npm_speaks_the_command_line_of_solc(project: Path, offline: list[str]) -> None:
    executable = ensure_compiler(project)

    compiled = solcx.compile_source(STEPS, output_values=["abi", "bin"], solc_binary=executable, evm_version="shanghai")
    assert compiled["<stdin>:Steps"]["bin"].endswith("0033")  # the length of the metadata
    assert str(solcx.wrapper.get_solc_version(executable)) == "0.8.30"
    with pytest.raises(solcx.exceptions.UnknownOption):
        solcx.wrapper.solc_wrapper(solc_binary=executable, stdin="", gas=True)
    refused = subprocess.run(
        [executable, "--standard-json", "missing.json"], check=False, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert "no such file" in refused.stderr


def test_another_version_of_the_compiler_of_npm_is_refused(project: Path, offline: list[str]) -> None:
    config = project / "brownie-config.yaml"
    config.write_text(config.read_text().replace("0.8.30", "0.8.29"))
    with pytest.raises(
        CompilerUnavailableError, match=r"npm's compiler is 0\.8\.30, but brownie-config\.yaml asks for 0\.8\.29"
    ):
        ensure_compiler(project)


def test_without_node_the_message_asks_for_it(
    project: Path, offline: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(CompilerUnavailableError, match=r"install Node\.js"):
        ensure_compiler(project)


def test_a_download_site_that_does_not_answer_is_asked_once_and_shortly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is downloaded from a site that is silent, which may take as long as the network likes."""
    waited, run = [], subprocess.run

    def counted_run(*arguments: Any, timeout: float, **more: Any) -> Any:
        waited.append(timeout)
        return run(*arguments, timeout=timeout, **more)

    monkeypatch.setattr(solc, "REACHABLE_WITHIN", 0.01)
    monkeypatch.setattr(subprocess, "run", counted_run)
    assert not solc._download("0.8.30", tmp_path / "solc-v0.8.30")
    assert waited == [0.01]
    assert list(tmp_path.iterdir()) == []
