"""Child processes that never outlive us: the kernel ends them as soon as the process that started them is gone."""

import os
import sys

__all__ = ["ending_with_parent"]


def ending_with_parent() -> list[str]:
    """Words to put before a command so that the kernel sends it SIGTERM as soon as its parent is gone.

    The parent is the thread that starts it, so that should be one which lives as long as the process. Only Linux knows
    this; elsewhere there are no words.

    A small Python program asks for that and then becomes the command, keeping the process id. (Popen's preexec_fn would
    run the same between fork and exec, which is not safe in a process with threads.)
    """
    if sys.platform != "linux":
        return []
    become = (
        "import ctypes, os, signal, sys\n"
        "PR_SET_PDEATHSIG = 1\n"
        "ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)\n"
        "if os.getppid() == int(sys.argv[1]):\n"  # else the parent has ended before the line above
        "    os.execvp(sys.argv[2], sys.argv[2:])"
    )
    return [sys.executable, "-I", "-S", "-c", become, str(os.getpid())]
