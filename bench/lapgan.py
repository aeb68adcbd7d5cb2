"""The longer games of lesson 33: LAPGAN against one GAN of equal cost, over several seeds.

    python bench/lapgan.py [--times 2] [--seeds 0 1 2 3 4]

The code is the lesson's own: its cells are run up to the measures, with `times` the lesson's
rounds, on one core, a minute or two a seed. Prints what each seed measured, a line of JSON each.
"""
import argparse
import json

import torch
from nets import defined

# without figures, guesses and checks
CELLS = ("parameters", "setup", "down", "up", "laplacian-pyramid", "reconstruct", "pictures",
         "networks", "pairs", "budgets", "play", "train", "games", "sample", "cascade", "measures",
         "least-squares")


def measured(names: dict) -> dict:
    """Fréchet distance and spread of what is drawn, and of what the cascade makes of real
    pictures."""
    measures, cascade, given = names["measures"], names["cascade"], names["given"]
    real, gaussian, n, top = (names[name] for name in ("real", "gaussian", "DRAWN", "TOP"))
    levels = names["LEVELS"]
    names["training"].seed(names["SEED"])
    with torch.no_grad():
        drawn = cascade(names["G"][levels](given(None, n)))
        single = names["one_gan"](given(None, n))
    found = {"training": measures(real[:n]), "lapgan": measures(drawn[-1]),
             "single": measures(single)}
    for k in range(1, levels + 1):
        found[f"from {top // 2 ** k}"] = measures(cascade(gaussian[k][:n])[-1])

    def enlarged(x, side=top):
        return x if x.shape[-1] == side else enlarged(names["up"](x), side)

    for k in range(levels, 0, -1):       # a side by itself, against held-out pictures of that side
        held = names["unseen"]
        for _ in range(k):
            held = names["down"](held)
        held, ours, true = (names["see"](enlarged(x))
                            for x in (held, drawn[levels - k], gaussian[k][:n]))
        found[f"side {top // 2 ** k}: drawn, real"] = [names["frechet"](ours, held),
                                                       names["frechet"](true, held)]
    low = names["up"](gaussian[1][:n])
    size = [(names["finest"](net, low).std() / names["levels"][0][:n].std()).item()
            for net in (names["G"][0], names["smooth"])]
    found["residuals: GAN, least squares"] = size
    found["least squares from 32"] = measures(low + names["finest"](names["smooth"], low))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    options = parser.parse_args()
    torch.set_num_threads(1)
    for seed in options.seeds:
        names = defined("33", CELLS, SEED=seed, TIMES=options.times, DRAWN=300)
        found = {"seed": seed, "times": options.times, "seconds_lapgan": names["seconds_lapgan"],
                 "seconds_single": names["seconds_one"], **measured(names)}
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
