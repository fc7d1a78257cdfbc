"""Long work in the background: it goes on when the page is left, and its progress can be looked at from any tab."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from web import errors

_lock = threading.Lock()
_jobs: dict[str, "Job"] = {}

Progress = Callable[[int, int, str], None]


@dataclass
class Job:
    """One piece of work. ``account`` started it; only they are shown the result."""

    name: str
    account: int
    done: int = 0
    total: int = 0
    doing: str = ""
    result: Any = None
    problem: str = ""
    finished: threading.Event = field(default_factory=threading.Event)

    def step(self, done: int, total: int, doing: str) -> None:
        """Say how far it has come."""
        self.done, self.total, self.doing = done, total, doing

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def start(name: str, account: int, work: Callable[[Progress], Any], told: tuple[type[Exception], ...] = ()) -> Job:
    """Begin ``work(progress)`` unless a job of this name is running, which is then returned.

    Exceptions of the kinds ``told`` show their own sentence; any other shows an error number.
    """
    with _lock:
        running = _jobs.get(name)
        if running and not running.finished.is_set():
            return running
        job = _jobs[name] = Job(name, account)
    threading.Thread(target=_run, args=(job, work, told), name=f"job {name}", daemon=True).start()
    return job


def look(name: str) -> Job | None:
    """The job of this name, running or finished and not yet put away."""
    return _jobs.get(name)


def put_away(name: str) -> None:
    """Forget a finished job and its result."""
    with _lock:
        job = _jobs.get(name)
        if job and job.finished.is_set():
            del _jobs[name]


def _run(job: Job, work: Callable[[Progress], Any], told: tuple[type[Exception], ...]) -> None:
    try:
        job.result = work(job.step)
    except told as problem:
        job.problem = str(problem)
    except Exception as error:  # the thread's last stop: whatever it is, the page must be told
        number = errors.note(error, f"job {job.name}")
        job.problem = f"没有完成，编号 {number}。请把编号告诉管理员。"
    finally:
        job.finished.set()
