"""What is each rule of DCGAN worth? The small games of lesson 32, section 6, over several seeds.

    python bench/dcgan_rules.py [--steps 250] [--seeds 0 1 2 3 4] [--ways WAY ...]

The code is the lesson's own: its cells are run up to the small games, which are then played one
after another, about six seconds each on one core. WAY: the beginning of a name in the lesson's WAYS
or in more_ways, or of "only G is told", "only D is told" (the label), "the last G" (not its running
mean); by default all. Prints agreement, spread and Fréchet distance, mean and each seed's.
"""
import argparse

import numpy as np
import torch
from nets import defined
from torch import nn

# up to the small games, without figures, guesses and checks
CELLS = ("parameters", "setup", "discriminator", "generator", "with-label", "both", "frechet",
         "judge", "measures", "one-step", "play", "small", "dense-end", "rules", "broken")


def wide_normed_tanh(colours: int) -> nn.Module:
    """Normalisation at the end of G whose scale starts at 3 and whose shift starts at -1."""
    norm = nn.BatchNorm2d(colours)
    nn.init.constant_(norm.weight, 3.0)
    nn.init.constant_(norm.bias, -1.0)
    return nn.Sequential(norm, nn.Tanh())


def more_ways(names: dict) -> dict:
    """Controls that are not in the lesson's figure: one network of the two, one cause of two."""
    normed, start, end = names["normed_tanh"], names["dense_start"], names["dense_end"]
    none, bare = {"norm": nn.Identity}, names["bare"]
    return {"2 and PyTorch's initialisation": (none, none, names["by_pytorch"]),
            "2, at the end of G alone": ({"out": normed}, {}),
            "2, at the beginning of D alone": ({}, {"bare": 0}),
            "2, at the end of G, wide": (
                {"out": lambda: wide_normed_tanh(names["COLOURS"])}, {}),
            "2, none in G alone": (none, {}), "2, none in D alone": ({}, none),
            "3, without normalisation, in G alone": ({"start": bare(start)}, {}),
            "3, without normalisation, in D alone": ({}, {"end": bare(end)}),
            "3, without normalisation in D alone": ({"start": start}, {"end": bare(end)})}


def last_of_g(names: dict, seed: int) -> nn.Module:
    """G after the last round of a game with all rules kept, in place of the running mean."""
    names["training"].seed(seed)
    pair = names["players"](names["HALF"], {}, {})
    names["play"](*pair, names["half"], names["RULE_STEPS"], seed)
    return pair[0].eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    parser.add_argument("--ways", nargs="+", default=[""])
    options = parser.parse_args()
    names = defined("32", CELLS, RULE_STEPS=options.steps)
    names["WAYS"] |= more_ways(names)
    told = {"only G is told": "G", "only D is told": "D", "the last G": "GD"}
    for way in [*names["WAYS"], *told]:
        if not any(way.startswith(begin) for begin in options.ways):
            continue
        found = []
        for seed in options.seeds:
            who = told.get(way, "GD")
            G = (last_of_g(names, seed) if way == "the last G" else
                 names["small_game"]("all rules kept" if way in told else way, seed, who))
            torch.manual_seed(seed)
            x = names["draw"](G, names["asked"] * ("G" in who))
            found.append(names["measures"](x, names["asked"]))
        print(f"{way:38}" + "".join(
            f"  {measure} {np.mean(values):.{digits}f} ("
            + ", ".join(f"{value:.{digits}f}" for value in values) + ")"
            for measure, digits, values in zip(("agreement", "spread", "Fréchet"), (3, 2, 0),
                                               np.transpose(found), strict=True)), flush=True)


if __name__ == "__main__":
    main()
