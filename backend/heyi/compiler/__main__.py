"""Compiles and says so: `python -m heyi.compiler`, for `make setup`."""

import sys
from functools import partial

from heyi.compiler.contracts import CompilationError, compile_contracts
from heyi.compiler.solc import CompilerUnavailableError

try:
    compile_contracts(progress=partial(print, flush=True))
except (CompilationError, CompilerUnavailableError) as error:
    sys.exit(str(error))
