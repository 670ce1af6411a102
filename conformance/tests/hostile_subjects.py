"""Optimizers that harm the process that they run in, as source text."""

from __future__ import annotations

from textwrap import dedent, indent

# A learning rate at which a subject does what is in BEHAVIOURS; no probe has it.
SIGNAL = 0.125

SOURCE = """\
import ctypes, os, signal, sys, threading, time
import numpy as np

class Odd(BaseException):
    pass

class Mute(Exception):
    def __str__(self):
        raise SystemExit(0)

class SGD:
    def __init__(self, params, lr=1e-3):
        self.params = list(params)
        self.lr = lr
        self.t = 0

    def step(self):
        self.t += 1
        if self.lr == 0.125:
            self.misbehave()
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad

    def misbehave(self):
        {body}
"""


def write_hostile(behaviour: str) -> str:
    """Return the source of an SGD that behaves in this way where lr is ``SIGNAL``."""
    return SOURCE.replace("{body}", indent(dedent(behaviour), " " * 8).lstrip())


# What ends the process, and how the loss is described. Events count from 0, steps from 1.
LOSSES = {
    "os._exit(0)": r"event 0: the process exited with code 0$",
    "if self.t == 3: os._exit(0)": r"event 2: the process exited with code 0$",
    "if any(p.grad is None for p in self.params): os._exit(0)": r"event 3: .* code 0$",
    "print('last words', flush=True); os._exit(1)": "code 1; its last output was: last words$",
    "os.kill(os.getpid(), signal.SIGKILL)": r"terminated by SIGKILL$",
    "ctypes.string_at(0)": r"terminated by SIGSEGV$",
    "os.abort()": r"terminated by SIGABRT",
    "os.closerange(0, 256)": r"the process exited with code 70$",
}

# What exceeds a limit.
EXCESSES = {
    "time.sleep(10**6)": r"it did not return within 1 s$",
    "ctypes.PyDLL(None).sleep(10**6)": r"it did not return within 1 s$",
    "while True: print('x' * 10_000)": r"it wrote more than 1 MiB of output; its last .*xxx$",
    "self.kept = [np.ones(10**6) for _ in range(40)]; time.sleep(10**6)": r"used more than .* GiB",
}

# Exceptions, and how they are described.
EXCEPTIONS = {
    "sys.exit(0)": "raised SystemExit at event 0: 0",
    "raise Odd('odd')": "raised Odd at event 0: odd",
    "raise KeyboardInterrupt": "raised KeyboardInterrupt at event 0: ",
    "signal.signal(signal.SIGINT, signal.default_int_handler); raise KeyboardInterrupt": (
        "raised KeyboardInterrupt at event 0: "
    ),
    "raise Mute": "raised Mute at event 0: (its message cannot be read: SystemExit)",
    "raise ValueError('\\ud800')": "raised ValueError at event 0: \\ud800",
    "self.misbehave()": "raised RecursionError at event 0: maximum recursion depth exceeded",
}

# What changes the process and is kept in it: the subject computes what it should.
CHANGES = {
    "streams": """\
        for descriptor in (1, 2):
            try:
                os.close(descriptor)
            except OSError:
                pass
    """,
    "streams closed": "sys.stdout.close(); sys.stderr.close()",
    "output": "print('step', self.t)",
    "seeds": "np.random.seed(0); import random; random.seed(0)",
    "error state": "np.seterr(all='raise')",
    "place": "os.chdir('/'); os.environ.clear()",
    "NumPy": "np.array_equal = lambda *a, **k: True; np.isfinite = lambda x: np.ones_like(x, bool)",
    "threads": "threading.Thread(target=time.sleep, args=(1000,)).start()",
    "child": "if self.t == 1 and os.fork() == 0: time.sleep(1000)",
    "child that returns": "if self.t == 1 and os.fork() == 0: self.lr = 7.0",
    "child that leaves": "if self.t == 1 and os.fork() == 0: os.setsid(); time.sleep(1000)",
    "signals": "[signal.signal(n, signal.SIG_IGN) for n in (signal.SIGTERM, signal.SIGPIPE)]",
}
