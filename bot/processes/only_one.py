"""One ``carm run`` for a folder: a second one would take over the file with ports and token that the first one's Rasa server reads."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import BotError
from bot.settings import refusing


class AlreadyRunning(BotError):
    """Another ``carm run`` has the folder."""

    code = "already_running"


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Have a folder for oneself. The system gives it back when this process ends, however it ends. Raises ``AlreadyRunning``."""
    path = var / "run" / "lock"
    with refusing():
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.open("w", encoding="ascii")
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(folder=var, hint="stop the other carm run, or set CARM_VAR_DIR and the ports") from None
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP):  # a shared disk without locks is no reason not to run
                raise
        yield
