"""The process in which a learner's code runs: python -m course_utils.sealed.worker

It answers requests on its standard input, a line of JSON each, until that ends. What the code
prints goes nowhere. Of a request pickled parts are read, for they come from the checks; of an
answer there are none.
"""
from __future__ import annotations

import base64
import collections
import contextlib
import gc
import io
import linecache
import os
import pickle
import random
import sys
import traceback
import types
import warnings

import numpy as np
import torch
from torch import Tensor, nn

from ..calls import watched
from . import wire
from .tables import Before, Table, is_plain

ANSWER = "<answer "                # the first words of the file name of a learner's cell
GRAPHS = 64                        # so many calls can still be asked for gradients


class Worker:
    def __init__(self):
        self.names = {"__name__": "__main__", "get_ipython": lambda: Shell(self.names)}
        main = types.ModuleType("__main__")              # what pickle calls __main__ is theirs
        main.__dict__.update(self.names)
        self.names = main.__dict__
        sys.modules["__main__"] = main
        self.things: list = []
        self.graphs: collections.OrderedDict = collections.OrderedDict()
        self.cells = 0

    def answer(self, request: dict) -> dict:
        try:
            return getattr(self, "do_" + request["op"])(request)
        except BaseException as error:
            return {"error": _told(error)}

    def do_run(self, request: dict) -> dict:
        """Executes a cell. {"source", "kind": "setup" or "answer"}"""
        self.cells += 1
        name = f"{ANSWER if request['kind'] == 'answer' else '<set-up '}{self.cells}>"
        source = request["source"]
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, name, "exec"), self.names)
        return {}

    def do_describe(self, request: dict) -> dict:
        """What a name stands for. {"name"}"""
        if request["name"] not in self.names:
            return {"missing": True}
        table = Table([])
        said = self.encode(self.names[request["name"]], table, {})
        return {"result": said, "tensors": table.packed}

    def do_call(self, request: dict) -> dict:
        """Calls a function or module. {"target", "pickle", "tensors", "state", "settings"}"""
        tensors = [wire.unpack(packed) for packed in request["tensors"]]
        for t, grad in zip(tensors, request["grads"], strict=True):
            t.grad = wire.unpack(grad) if grad else None
        target = self.find(request["target"])
        if "state" in request:
            self.load(target, request["state"], request["mode"], tensors)
        arguments, named, forbid = self.unpickle(request["pickle"], tensors)
        before = Before(tensors, wire.parts((arguments, named)))
        settings, reply = request["settings"], {}
        state = torch.frombuffer(bytearray(base64.b64decode(settings["rng"])), dtype=torch.uint8)
        torch.set_rng_state(state)
        random.seed(settings["seed"])
        np.random.seed(settings["seed"])
        used: list[str] = []
        try:
            with contextlib.ExitStack() as stack:
                stack.enter_context(torch.set_grad_enabled(settings["grad"]))
                stack.enter_context(warnings.catch_warnings())
                warnings.simplefilter("ignore")
                if settings["meta"]:
                    stack.enter_context(torch.device("meta"))
                used = stack.enter_context(watched(forbid))
                result = target(*arguments, **named)
        except BaseException as error:
            reply["error"] = _told(error)
        else:
            table, outputs = Table(tensors), []
            reply["result"] = self.encode(result, table, before.places(), outputs)
            reply["tensors"] = table.packed
            if outputs:
                inputs = [t for t in tensors if t.requires_grad]
                reply["graph"] = self.keep(outputs, inputs)
        changed = Table(tensors)
        reply["changed"] = before.changes(changed, self)
        reply["new"] = changed.packed
        reply["used"] = used[:1]
        if not torch.equal(torch.get_rng_state(), state):
            reply["rng"] = base64.b64encode(torch.get_rng_state().numpy().tobytes()).decode()
        return reply

    def do_gradients(self, request: dict) -> dict:
        """Gradients of a call's outputs. {"graph", "grads"}"""
        outputs, inputs = self.graphs[request["graph"]]
        grads = [wire.unpack(packed) for packed in request["grads"]]
        found = torch.autograd.grad(outputs, inputs, grads, allow_unused=True, retain_graph=True)
        return {"grads": [None if g is None else wire.pack(g) for g in found]}

    def find(self, target: dict):
        return self.names[target["name"]] if "name" in target else self.things[target["thing"]]

    def keep(self, outputs: list[Tensor], inputs: list[Tensor]) -> int:
        number = next(reversed(self.graphs), -1) + 1
        self.graphs[number] = outputs, inputs
        if len(self.graphs) > GRAPHS:
            self.graphs.popitem(last=False)
        return number

    @torch.no_grad()
    def load(self, module: nn.Module, state: list, mode: list[bool], tensors: list[Tensor]) -> None:
        """Gives a module the tensors and the mode of its proxy; the tensors take its own ones'
        places in the table."""
        mine = wire.tensors_of(module)
        for name, k in state:
            own, given = mine[name], tensors[k]
            if own is given:
                continue
            if own.device == given.device and own.shape == given.shape:
                own.copy_(given)
                own.requires_grad_(given.requires_grad)
                own.grad = given.grad
                tensors[k] = own
            else:
                owner = module.get_submodule(name.rpartition(".")[0])
                setattr(owner, name.rpartition(".")[2], given)
        training, told = mode
        if told or module.training != training:
            module.train(training)

    def unpickle(self, data: str, tensors: list[Tensor]):
        worker = self

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, said):
                kind, *rest = said
                if kind == "tensor":
                    return tensors[rest[0]]
                thing = worker.find(rest[0])
                if kind == "module":
                    worker.load(thing, *rest[1:], tensors)
                return thing
        return Unpickler(io.BytesIO(base64.b64decode(data))).load()

    def encode(self, value, table: Table, places: dict, outputs: list | None = None):
        def thing(x):
            if id(x) in places:
                return {"is": "part", "k": places[id(x)]}
            if isinstance(x, nn.Module):
                return self.describe(x, table)
            if callable(x):
                self.things.append(x)
                name = getattr(x, "__name__", type(x).__name__)
                return {"is": "function", "thing": len(self.things) - 1, "name": str(name)[:80]}
            return {"is": "other", "name": type(x).__name__[:80]}
        return wire.encode(value, lambda t: table.say(t, outputs), thing)

    def describe(self, module: nn.Module, table: Table) -> dict:
        self.things.append(module)
        kept = module.state_dict().keys()
        kind = next((c.__name__ for c in type(module).__mro__
                     if c.__module__.startswith("torch.nn.modules") and c is not nn.Module), "")
        plain = {k: v for k, v in vars(module).items() if not k.startswith("_")
                 and k != "training" and is_plain(v)}
        return {"is": "module", "thing": len(self.things) - 1, "name": type(module).__name__[:80],
                "kind": kind, "training": module.training,
                "plain": wire.encode(plain, None, None),
                "tensors": [[name, table.say(t), name in kept]
                            for name, t in wire.tensors_of(module).items()]}


class Shell:
    """What magics of IPython come to: those that time or hide a cell run it, others do nothing."""

    def __init__(self, names: dict):
        self._names = names

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in ("time", "timeit", "capture"):
            exec(cell, self._names)

    def __getattr__(self, name):
        return lambda *_, **__: None


def _told(error: BaseException) -> dict:
    """An error, with the last of the learner's own lines that it came through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(ANSWER)]
    try:
        text = str(error)
    except Exception:
        text = ""
    built_in = next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")
    return {"kind": type(error).__name__[:80], "built_in": built_in, "text": text[:2000],
            "line": (frames[-1].line or "")[:200] if frames else ""}


def limit() -> None:
    """Memory, files, processes and time of this process and those it starts; set from outside the
    learner's reach, since what is lowered here cannot be raised again."""
    import resource
    for kind, most in (("RLIMIT_DATA", 4 * 2 ** 30), ("RLIMIT_FSIZE", 64 * 2 ** 20),
                       ("RLIMIT_NPROC", 256), ("RLIMIT_CPU", 300), ("RLIMIT_CORE", 0)):
        resource.setrlimit(getattr(resource, kind), (most, most))


def main() -> None:
    if "--limit" in sys.argv:
        limit()
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    torch.set_num_threads(1)
    worker = Worker()
    gc.freeze()
    for text in requests:
        reply = wire.line(worker.answer(wire.read(text)))
        replies.write(reply)
        replies.flush()


if __name__ == "__main__":
    main()
