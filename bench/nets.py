"""Networks and measures that the benches share."""
import platform
import re
import time
from pathlib import Path

import nbformat
import torch
from torch import nn
from torchvision.models.resnet import BasicBlock

from course_utils.commands.lessons import find_lesson


def resnet(channels: int, classes: int, width: int = 32) -> nn.Module:
    """Four residual blocks on width, 2·width and 4·width channels; 0.6 M parameters, 0.15 M at
    width 16."""
    a, b, c = width, 2 * width, 4 * width
    down = [nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o))
            for i, o in ((a, b), (b, c))]
    return nn.Sequential(
        nn.Conv2d(channels, a, 3, padding=1, bias=False), nn.BatchNorm2d(a), nn.ReLU(),
        BasicBlock(a, a), BasicBlock(a, b, 2, down[0]), BasicBlock(b, c, 2, down[1]),
        BasicBlock(c, c), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes))


def peak(where: torch.device, kind: torch.dtype, side: int = 2048, seconds: float = 0.5) -> float:
    """Operations a second of this machine's matrix product, side×side, the best of several."""
    a, b = (torch.randn(side, side, device=where).to(kind) for _ in range(2))
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end or best == float("inf"):
        synchronize(where)
        begin = time.perf_counter()
        a @ b
        synchronize(where)
        best = min(best, time.perf_counter() - begin)
    return 2 * side ** 3 / best


def synchronize(where: torch.device) -> None:
    """Waits until the device has done what it was asked for."""
    if where.type != "cpu":
        torch.accelerator.synchronize()


def chip(where: torch.device) -> str:
    """What the device is called."""
    if where.type == "cuda":
        return torch.cuda.get_device_name()
    if where.type != "cpu":
        return where.type.upper()
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", cpuinfo.read_text()) if cpuinfo.exists() else None
    able = [name for name in ("avx512_bf16", "amx_bf16") if torch.cpu.get_capabilities().get(name)]
    name = found[1].strip() if found else platform.processor() or platform.machine()
    return f"{name}, {torch.get_num_threads()} threads" + (f" ({', '.join(able)})" if able else "")


def defined(number: str, cells: tuple[str, ...], **parameters) -> dict:
    """The names that a lesson's cells define, chosen by id or tag; `parameters` take the place of
    those in its parameters cell."""
    names = {"__name__": "lesson"}
    for cell in nbformat.read(find_lesson(number), 4).cells:
        wanted = {cell.id, *cell.metadata.get("tags", [])} & set(cells)
        if wanted:
            exec(compile(cell.source, cell.id, "exec"), names)
        if "parameters" in wanted:
            names |= parameters
    return names
