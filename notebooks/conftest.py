"""What the run over the lessons leaves alone, and how it talks to their kernels.

A kernel is told five free ports and opens them a moment later. The lessons' sandboxes and clients
take ports all the while, so now and then one is gone by then and the kernel dies. Sockets that
are files are nobody else's.
"""

import atexit
import itertools
import os
import shutil
import tempfile
from typing import Any

import nbval.kernel
from jupyter_client.manager import KernelManager

collect_ignore = ["audit_example"]  # an application to audit, with tests of its own

_count = itertools.count()


def _manager_by_files(**options: Any) -> KernelManager:
    """Return a kernel's manager whose sockets are files in a folder of this process."""
    return KernelManager(transport="ipc", ip=f"{_folder}/{next(_count)}", **options)


# Windows has no such sockets.
if os.name == "posix":
    _folder = tempfile.mkdtemp(prefix="kernels-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    nbval.kernel.KernelManager = _manager_by_files
