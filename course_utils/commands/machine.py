"""What torch and the course find on this machine, a line of JSON for each.

`doctor` runs this in a process of its own: a torch that was built for another chip or driver ends
the process that imports it, and what had been printed by then says where.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def look() -> tuple[dict, str]:
    """What was found, and, if the process did not come to its end, its last words."""
    try:
        done = subprocess.run([sys.executable, "-m", __name__], cwd=Path(__file__).parents[2],
                              capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return {}, "it took more than 5 minutes"
    found, error = {}, ""
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            found |= json.loads(line)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        error = f"{last[:300]} (status {done.returncode})"
    return found, error


def tell(**found) -> None:
    print(json.dumps(found), flush=True)


def main() -> None:
    import torch
    built = f"CUDA {torch.version.cuda}" if torch.version.cuda else \
        f"ROCm {torch.version.hip}" if torch.version.hip else "CPU"
    tell(torch=torch.__version__, built=built, threads=torch.get_num_threads())

    from ..data import data_dir
    tell(data=str(data_dir()))

    from ..training import bfloat16_pays, device
    where = device()
    tell(device=where.type, bfloat16=bfloat16_pays(),
         instructions=[name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16")
                       if torch.cpu.get_capabilities().get(name)])
    if where.type == "cuda":
        about = torch.cuda.get_device_properties(where)
        tell(gpu=about.name, gpus=torch.cuda.device_count(), gib=about.total_memory / 2 ** 30)
    _step(where)
    tell(step=True)
    if os.name == "posix":
        from ..sealed.box import can_seal
        tell(sealed=can_seal())


def _step(where) -> None:
    """One step of training on the device: a convolution forward and backward, once in float32 and
    once as `fit` computes. Raises RuntimeError if the gradient is not a number."""
    import torch

    from ..training import bfloat16_pays
    for mixed in {False, bfloat16_pays()}:
        net = torch.nn.Conv2d(3, 8, 3, padding=1).to(where)
        with torch.autocast(where.type, torch.bfloat16, enabled=mixed):
            net(torch.ones(2, 3, 16, 16, device=where)).square().mean().backward()
        if not net.weight.grad.isfinite().all():
            raise RuntimeError("a convolution's gradient is not a number")


if __name__ == "__main__":
    main()
