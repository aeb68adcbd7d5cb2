"""A worker at its work: what the checks ask of it, and what comes back."""
from __future__ import annotations

import base64
import builtins
import contextlib
import io
import os
import random
import selectors
import signal
import subprocess
import tempfile
import time

import cloudpickle
import psutil
import torch
from torch import Tensor, nn

from .. import calls
from ..calls import SECONDS
from ..trials import Wrong
from . import box, wire
from .proxies import Other, Remote, RemoteModule, Through, made_module, mirror

LESSON_SECONDS = 300         # for all of them together
SETUP_SECONDS = 180          # the first import of torch after a restart reads a gigabyte
ENDED = "your code ended the process in which it ran: does it exit, or need too much memory?"


class Died(Wrong):
    """An answer that ended its worker, did not come to an end, or sent what cannot be read: there
    is no sense in trying it on other inputs."""


class Session:
    """A worker that has run a lesson's set-up, and a learner's cells since. Used in `with`."""

    def __init__(self, setup: list[str], sealed: bool):
        self.setup, self.sealed = setup, sealed
        self.done: list[str] = []              # cells to run again after a restart
        self.left = float(LESSON_SECONDS)
        self.deaths = 0                        # how often it had to be begun again
        self._folder = tempfile.TemporaryDirectory(prefix="course-score-")
        self._process: subprocess.Popen | None = None
        self._waiting = 0
        self._rest = b""

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_) -> None:
        self.end()
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def begin(self) -> None:
        """Starts the worker and has it run the set-up; does not wait for that."""
        self._process, self._waiting, self._rest = box.start(self.sealed, self._folder.name), 0, b""
        for source in self.setup:
            self._send({"op": "run", "source": source, "kind": "setup"})
            self._waiting += 1

    def end(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        self._process = None

    def run(self, source: str) -> None:
        """Executes a cell. Raises what it raises, or Died."""
        self._ready()
        reply = self._ask({"op": "run", "source": source, "kind": "answer"})
        self.done.append(source)
        with self._distrust():
            _raise(reply)

    def thing(self, name: str):
        """What a name stands for in the worker: a value, or a proxy. Raises NameError."""
        self._ready()
        reply = self._ask({"op": "describe", "name": name})
        if reply.get("missing"):
            raise NameError(f"name '{name}' is not defined")
        with self._distrust():
            _raise(reply)
            tensors = [wire.unpack(packed) for packed in reply["tensors"]]
            found = wire.decode(reply["result"], lambda said: tensors[said["k"]],
                                lambda said: self._thing(said, tensors, []))
        if isinstance(found, Remote):                         # by name it outlives a restart
            found.target = {"name": name}
        return found

    def _thing(self, said: dict, tensors: list[Tensor], parts: list):
        if said["is"] == "part":
            return parts[said["k"]]
        if said["is"] == "function":
            return Remote(self, {"thing": int(said["thing"])}, str(said["name"]))
        if said["is"] == "module":
            return made_module(self, said, tensors)
        return Other(str(said.get("name", "")))

    def call(self, target: dict, arguments: tuple, named: dict, module: RemoteModule | None = None):
        """Calls a function or module of the worker's and brings back what came of it."""
        self._ready()
        message = _Message(self)
        request = {"op": "call", "target": target}
        if module is not None:
            request |= {"state": message.state(module), "mode": module.mode()}
        request["pickle"] = message.pickle((arguments, named, calls.forbidden()))
        rng, default = torch.get_rng_state(), torch.get_default_device()
        request["settings"] = {
            "grad": torch.is_grad_enabled(), "meta": default.type == "meta",
            "rng": base64.b64encode(rng.numpy().tobytes()).decode(),
            "seed": random.getrandbits(32)}
        request["tensors"] = [wire.pack(t) for t in message.tensors]
        request["grads"] = [None if t.grad is None else wire.pack(t.grad)
                            for t in map(_quiet, message.tensors)]
        parts = wire.parts((arguments, named))
        reply = self._ask(request)
        with self._distrust():
            return self._outcome(reply, message.tensors, parts)

    def _outcome(self, reply: dict, given: list[Tensor], parts: list):
        for name in reply.get("used", []):
            calls.was_used(str(name)[:80])
        if "rng" in reply:
            state = bytearray(base64.b64decode(reply["rng"]))
            torch.set_rng_state(torch.frombuffer(state, dtype=torch.uint8))
        if "changed" in reply:
            mirror(reply, given, parts, self._thing)
        _raise(reply)
        found = [wire.unpack(packed) for packed in reply["tensors"]]
        outputs = sorted((packed["output"], k) for k, packed in enumerate(reply["tensors"])
                         if "output" in packed)
        if outputs:
            inputs = [t for t in given if t.requires_grad]
            made = Through.apply(self, reply["graph"], [found[k].detach() for _, k in outputs],
                                  *inputs)
            for (_, k), t in zip(outputs, made, strict=True):
                found[k] = t
        return wire.decode(reply["result"],
                           lambda said: given[said["given"]] if "given" in said
                           else found[said["k"]],
                           lambda said: self._thing(said, found, parts))

    def gradients(self, graph: int, grads: list[Tensor]) -> list[Tensor | None]:
        reply = self._ask({"op": "gradients", "graph": graph,
                           "grads": [wire.pack(g.contiguous()) for g in grads]})
        with self._distrust():
            _raise(reply)
            return [None if g is None else wire.unpack(g) for g in reply["grads"]]

    @contextlib.contextmanager
    def _distrust(self):
        """What goes wrong with a reply is the answer's fault. Errors that it tells of are let
        through."""
        try:
            yield
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RuntimeError,
                ArithmeticError, wire.Malformed) as odd:
            if isinstance(odd, Told):
                raise
            raise self._died("what your code returns cannot be read "
                             f"({type(odd).__name__}: {odd}).") from None

    def _ready(self) -> None:
        """Starts a worker where there is none, and brings it to where the last one was."""
        fresh = self._process is None
        if fresh:
            self.begin()
        while self._waiting:
            self._waiting -= 1
            reply = self._receive(SETUP_SECONDS)
            if "error" in reply:
                raise RuntimeError("the lesson's set-up cell stopped: "
                                   f"{reply['error']['kind']}: {reply['error']['text']}")
        if fresh:
            for source in self.done:
                self._ask({"op": "run", "source": source, "kind": "answer"})

    def _died(self, why: str) -> Died:
        self.end()
        self.deaths += 1
        return Died(why)

    def _ask(self, request: dict, seconds: float = SECONDS) -> dict:
        self._send(request)
        return self._receive(seconds)

    def _send(self, request: dict) -> None:
        try:
            self._process.stdin.write(wire.line(request))
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._died(ENDED) from None

    def _receive(self, seconds: float) -> dict:
        """The next line. Ends the worker where none comes in time, or too long a one."""
        begun = time.monotonic()
        try:
            return wire.read(self._line(min(seconds, self.left)))
        except wire.Malformed as odd:
            raise self._died(f"what your code returns cannot be read: {odd}.") from None
        except Died as died:
            raise self._died(str(died)) from None
        except BaseException:
            self.end()
            raise
        finally:
            self.left = max(1.0, self.left - (time.monotonic() - begun))

    def _line(self, seconds: float) -> bytes:
        end, pieces, size = time.monotonic() + seconds, [self._rest], len(self._rest)
        channel = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(channel, selectors.EVENT_READ)
            while b"\n" not in pieces[-1]:
                if not selector.select(min(1.0, max(0.0, end - time.monotonic()))):
                    if time.monotonic() > end:
                        raise Died(calls.TOO_LONG.format(seconds))
                    if _memory(self._process) > box.MEMORY:
                        raise Died(f"your code needs more than {box.MEMORY / 1e9:.0f} GB "
                                   "of memory.")
                    continue
                piece = os.read(channel.fileno(), 1 << 20)
                size += len(piece)
                if not piece:
                    raise Died(ENDED)
                if size > wire.LONGEST:
                    raise Died("your code returns more than can be looked at.")
                pieces.append(piece)
        text, _, self._rest = b"".join(pieces).partition(b"\n")
        return text


class _Message:
    """The pickled part of a request. Tensors go by themselves, the learner's things by reference;
    classes and functions of a lesson or check go by value."""

    def __init__(self, session: Session):
        self.session = session
        self.tensors: list[Tensor] = []
        self._places: dict[int, int] = {}

    def place(self, t: Tensor) -> int:
        if id(t) not in self._places:
            self._places[id(t)] = len(self.tensors)
            self.tensors.append(t)
        return self._places[id(t)]

    def state(self, module: nn.Module) -> list:
        return [[name, self.place(t)] for name, t in wire.tensors_of(module).items()]

    def pickle(self, value) -> str:
        message = self

        class Pickler(cloudpickle.Pickler):
            def persistent_id(self, x):
                if isinstance(x, Tensor):
                    return "tensor", message.place(x)
                if isinstance(x, Remote):
                    return "thing", x.target
                if isinstance(x, RemoteModule):
                    return "module", x._target, message.state(x), x.mode()
                return None
        out = io.BytesIO()
        Pickler(out).dump(value)
        return base64.b64encode(out.getvalue()).decode()


class Told(Exception):
    """Marks errors of a learner's code; `their_line` is the line they came from."""


def _raise(reply: dict) -> None:
    """Raises the error that a reply tells of: of its own name, and of the built-in class that it
    belongs to."""
    if "error" not in reply:
        return
    said = reply["error"]
    built_in = getattr(builtins, str(said["built_in"]), Exception)
    if not (isinstance(built_in, type) and issubclass(built_in, Exception)):
        built_in = Exception
    if issubclass(built_in, UnicodeError | OSError):                # take arguments of their own
        built_in = Exception
    made = type(str(said["kind"]), (Told, built_in), {"__str__": lambda self: self.text})
    error = made(str(said["text"])) if said["text"] else made()
    error.text, error.their_line = _plain(said["text"]), _plain(said["line"])
    raise error


def _plain(text) -> str:
    """Text that does nothing to a terminal."""
    return "".join(c for c in str(text) if c.isprintable() or c in "\n\t")


def _quiet(t: Tensor) -> Tensor:
    """A tensor whose .grad can be asked for without a warning."""
    return t if t.is_leaf else t.detach()


def _memory(process: subprocess.Popen) -> int:
    """Bytes that a process and those below it hold."""
    total = 0
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(process.pid)
        for p in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += p.memory_info().rss
    return total
