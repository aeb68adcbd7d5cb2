"""The state of a run of `training.fit` on disk, whole at any moment, so that a killed run can go
on."""
from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from torch import nn


def random_state() -> dict:
    version, keys, gauss = random.getstate()
    name, words, *rest = np.random.get_state()
    return {"python": [version, list(keys), gauss], "numpy": [name, words.tolist(), *rest],
            "torch": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}


def set_random_state(state: dict) -> None:
    version, keys, gauss = state["python"]
    random.setstate((version, tuple(keys), gauss))
    np.random.set_state((state["numpy"][0], np.array(state["numpy"][1], np.uint32),
                         *state["numpy"][2:]))
    torch.set_rng_state(state["torch"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])


def restore(path: Path, run: dict, model: nn.Module, optim, schedule,
            history) -> tuple[int, int, dict]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        saved = state["run"]
    except Exception as error:
        raise ValueError(f"{path} is not a checkpoint of fit ({type(error).__name__}): delete it "
                         "or name another "
                         "file.") from None
    other = [f"{key} {saved.get(key)} there, {value} here" for key, value in run.items()
             if saved.get(key) != value]
    if other:
        raise ValueError(f"{path} is the checkpoint of another run ({'; '.join(other)}): delete "
                         "it to train anew, "
                         "or name another file.")
    model.load_state_dict(state["model"])
    optim.load_state_dict(state["optim"])
    schedule.load_state_dict(state["schedule"])
    for key, value in state["history"].items():
        setattr(history, key, value)
    return state["epoch"], state["step"], {"random": state["random"],
                                           "epoch_random": state["epoch_random"]}
