"""Compiling contracts/: `solc` finds the compiler and its settings, `contracts` runs it and keeps the result."""

from heyi.compiler.contracts import Artifact, CompilationError, Progress, compile_contracts
from heyi.compiler.solc import PROJECT_ROOT, CompilerUnavailableError

__all__ = ["PROJECT_ROOT", "Artifact", "CompilationError", "CompilerUnavailableError", "Progress", "compile_contracts"]
