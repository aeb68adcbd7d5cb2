"""Plays the longer games of lesson 33: the four networks of LAPGAN and the one GAN of equal cost.

    python data/weights/train_lapgan.py --out DIR --minutes 2                  # all parts
    python data/weights/train_lapgan.py --out DIR --minutes 2 --seeds 0 1 2    # side by side
    python data/weights/train_lapgan.py --out DIR --minutes 1 --only 8 16      # some parts alone

Each part plays its own game, and none waits for another. In a round each part takes as many steps
as its share says; the share of the one GAN makes its multiplications equal to those of the four.
So they stay equal wherever the clock (--minutes, --until) or the count (--rounds) ends. On a GPU
each step is captured as a CUDA graph, and the graphs of all parts are replayed side by side.
DIR gets, for each seed, the averaged generators in half precision and a sheet of samples; what
was measured on the way, lapgan.json; and the generators of the first seed again, lapgan.pt.
"""
import argparse
import copy
import gc
import json
import math
import os
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.swa_utils import update_bn
from torchvision.utils import make_grid, save_image

from course_utils import budget, captions, features, scenes

TOP, LEVELS, Z = 64, 3, 32
PARTS = ("8", "16", "32", "64", "single", "smooth")
SHARES = {"8": 6.0, "16": 4.0, "32": 3.0, "64": 2.0, "smooth": 1.0}       # steps a round
PENALTY = {"8": 0.05, "16": 0.05, "32": 0.05, "64": 0.1, "single": 0.1}      # weights of R1


# --- networks ----------------------------------------------------------------------------------

def rectified(layer):
    return [layer, nn.BatchNorm2d(layer.out_channels), nn.ReLU()]


def from_noise(maps, more):
    """Pictures from Z numbers of noise: a 4×4 start, doublings, and at each side but the first
    `more` further convolutions."""
    layers = rectified(nn.ConvTranspose2d(Z, maps[0], 4, bias=False))
    for a, b in zip(maps, maps[1:], strict=False):
        layers += rectified(nn.ConvTranspose2d(a, b, 4, 2, 1, bias=False))
        for _ in range(more):
            layers += rectified(nn.Conv2d(b, b, 3, 1, 1, bias=False))
    return nn.Sequential(*layers, nn.Conv2d(maps[-1], 3, 3, 1, 1), nn.Tanh())


def of_details(maps, more=3):
    """A residual from l and a channel of noise, in units of its standard deviation."""
    layers = rectified(nn.Conv2d(4, maps, 4, 2, 1, bias=False))
    for _ in range(more):
        layers += rectified(nn.Conv2d(maps, maps, 3, 1, 1, bias=False))
    return nn.Sequential(*layers, nn.ConvTranspose2d(maps, 3, 4, 2, 1))


class Variety(nn.Module):
    """How much the pictures of a group of 8 differ, as one more map (Karras et al. 2018)."""

    def forward(self, x):
        n = 8 if len(x) % 8 == 0 else len(x)
        s = x.unflatten(0, (-1, n)).var(1, unbiased=False).add(1e-6).sqrt().mean((1, 2, 3))
        s = s.repeat_interleave(n, output_size=len(x)).view(-1, 1, 1, 1)
        return torch.cat([x, s.expand(-1, 1, *x.shape[2:])], 1)


def discriminator(maps_in, maps, first=0):
    """Logits (N, 1, 1, 1). No normalisation: the game has a penalty (R1) instead."""
    layers, a = [], maps_in
    if first:
        layers, a = [nn.Conv2d(a, first, 3, 1, 1), nn.LeakyReLU(0.2)], first
    for b in maps:
        layers += [nn.Conv2d(a, b, 4, 2, 1), nn.LeakyReLU(0.2)]
        if b != maps[-1]:
            layers += [nn.Conv2d(b, b, 3, 1, 1), nn.LeakyReLU(0.2)]
        a = b
    return nn.Sequential(*layers, Variety(), nn.Conv2d(a + 1, a, 3, 1, 1), nn.LeakyReLU(0.2),
                         nn.Conv2d(a, 1, 4))


def pair_of(part):
    """Generator and discriminator of a part."""
    if part == "8":
        pair = from_noise((72, 44), 2), discriminator(3, (96,), 32)
    elif part == "16":
        pair = of_details(48), discriminator(6, (48, 96))
    elif part == "32":
        pair = of_details(36), discriminator(6, (32, 64, 96))
    elif part == "single":
        pair = from_noise((76, 60, 44, 32, 20), 1), discriminator(3, (32, 64, 128, 160))
    else:
        pair = of_details(28), discriminator(6, (24, 48, 64, 96))
    for net in pair:
        for layer in net.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.kaiming_normal_(layer.weight, 0.2) if net is pair[1] else \
                    nn.init.normal_(layer.weight, 0, 0.05)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
    return pair


def cost(part):
    """Parameters of G and of D, and the multiplications of both for one picture."""
    side = int(part) if part.isdigit() else TOP
    alone = part in ("8", "single")
    found = [budget.layers(net, *shape) for net, shape in zip(pair_of(part), (
        (Z, 1, 1) if alone else (4, side, side), (3 if alone else 6, side, side)), strict=True)]
    return [*(b.parameters for b in found), sum(b.multiplications for b in found)]


# --- pyramids, as in the lesson ----------------------------------------------------------------

def kernel(x):
    row = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=x.device) / 16
    return torch.outer(row, row).expand(x.shape[1], 1, 5, 5)


def down(x):
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), kernel(x), stride=2,
                    groups=x.shape[1])


def up(x):
    n, channels, height, width = x.shape
    wide = x.new_zeros(n, channels, 2 * height, 2 * width)
    wide[:, :, ::2, ::2] = x
    return F.conv2d(F.pad(wide, (2, 2, 2, 2), mode="reflect"), 4 * kernel(x), groups=channels)


def pyramid(x):
    """I_0 to I_K, and l_0 to l_{K-1}, of pictures in [-1, 1]."""
    whole = [x]
    for _ in range(LEVELS):
        whole.append(down(whole[-1]))
    return whole, [up(small) for small in whole[1:]]


# --- data --------------------------------------------------------------------------------------

def _draw(job):
    n, seed = job
    torch.set_num_threads(1)
    return scenes.draw(n, TOP, (1, 1), seed, 0.5).images.numpy()


def draw_data(a):
    """Scenes as the lesson's, uint8 (N, 3, 64, 64): to train on, and the 500 that it holds out."""
    if a.cache and a.cache.exists():
        drawn = np.load(a.cache)
    else:
        each = 500
        jobs = [(min(each, a.scenes - i), 1000 + i) for i in range(0, a.scenes, each)]
        with ProcessPoolExecutor(a.workers) as pool:
            drawn = np.concatenate(list(pool.map(_draw, jobs)))
        if a.cache:
            np.save(a.cache, drawn)
    held = scenes.draw(2500, TOP, (1, 1), 0, 0.5).images[4::5]
    print(len(drawn), "scenes", f"{time.time() - a.begin:.0f} s", flush=True)
    return torch.from_numpy(drawn), held


def floats(x, device):
    return x.to(device).float() / 127.5 - 1


def prepare(a, drawn):
    """For each level the residuals in units of their standard deviation (or the pictures) and their
    l, in half precision; and those standard deviations."""
    parts = [pyramid(floats(part, a.device)) for part in drawn.split(2000)]
    scale = []
    for k in range(LEVELS):
        few = torch.cat([whole[k] - low[k] for whole, low in parts[:10]])
        scale.append(few.std().item())

    def joined(pieces):
        return torch.cat([piece.half() for piece in pieces]).contiguous(
            memory_format=torch.channels_last)

    data = {str(TOP // 2 ** k): (joined((whole[k] - low[k]) / scale[k] for whole, low in parts),
                                 joined(low[k] for _, low in parts)) for k in range(LEVELS)}
    data |= {part: (joined(whole[k] for whole, _ in parts), None)
             for part, k in ((str(TOP // 2 ** LEVELS), LEVELS), ("single", 0))}
    data["smooth"] = data[str(TOP)]
    return data, scale


# --- a game ------------------------------------------------------------------------------------

class Game:
    """One part: two networks, their optimisers, the running mean of G, and a step of both."""

    def __init__(self, a, part, seed, data, share):
        torch.manual_seed(100 * seed + PARTS.index(part))
        self.a, self.part, self.seed, self.share = a, part, seed, share
        self.x, self.low = data[part]
        self.G, self.D = (net.to(a.device, memory_format=torch.channels_last)
                          for net in pair_of(part))
        self.mean = copy.deepcopy(self.G).eval().requires_grad_(False)
        self.numbers = [[v for v in net.state_dict().values() if v.is_floating_point()]
                        for net in (self.mean, self.G)]
        self.cuda = a.cuda
        self.optimizers = []
        for net in (self.G, self.D):
            rate = torch.tensor(a.rate * 0.02, device=a.device) if self.cuda else a.rate * 0.02
            how = {"fused": True, "capturable": True} if self.cuda else {"fused": True}
            self.optimizers.append(torch.optim.Adam(net.parameters(), rate, (0.0, 0.99), **how))
        self.of = [list(net.parameters()) for net in (self.G, self.D)]
        self.random = torch.Generator(a.device)
        self.random.manual_seed(1000 * seed + PARTS.index(part))
        self.steps, self.due, self.graphs = 0, 0.0, None
        self.stream = torch.cuda.Stream() if self.cuda else None
        self.losses = torch.zeros(3, device=a.device)      # of D, of G, the penalty

    def asked(self, low, n):
        """What G is given."""
        if low is None:
            return torch.randn(n, Z, 1, 1, device=self.a.device, generator=self.random)
        z = torch.randn(n, 1, *low.shape[2:], device=self.a.device, generator=self.random)
        return torch.cat([low, z], 1)

    def some(self, n):
        i = torch.randint(len(self.x), (n,), device=self.a.device, generator=self.random)
        return [None if v is None else v[i].float().contiguous(memory_format=torch.channels_last)
                for v in (self.x, self.low)]

    def step(self, penalise):
        """A step of D, then one of G. Nothing here waits for the device."""
        n, (of_g, of_d) = self.a.batch, self.optimizers
        x, low = self.some(n)
        drawn = self.G(self.asked(low, n))
        if self.part == "smooth":
            loss = F.mse_loss(drawn, x)
            of_g.zero_grad(set_to_none=True)
            loss.backward()
            of_g.step()
            self.losses[1].copy_(loss.detach())
        else:
            true, false = ((v if low is None else torch.cat([v, low], 1))
                           for v in (x, drawn))
            logits = self.D(torch.cat([true, false.detach()]))
            loss = F.softplus(-logits[:n]).mean() + F.softplus(logits[n:]).mean()
            self.losses[0].copy_(loss.detach())
            if penalise:
                few = true[:n // 2].detach().requires_grad_()
                slope, = torch.autograd.grad(self.D(few).sum(), few, create_graph=True)
                slope = slope.square().sum((1, 2, 3)).mean()
                self.losses[2].copy_(slope.detach())
                loss = loss + self.a.lazy * self.a.r1 * PENALTY[self.part] / 2 * slope
            of_d.zero_grad(set_to_none=True)
            loss.backward(inputs=self.of[1])
            of_d.step()
            loss = F.softplus(-self.D(false)).mean()
            of_g.zero_grad(set_to_none=True)
            loss.backward(inputs=self.of[0])
            of_g.step()
            self.losses[1].copy_(loss.detach())
        with torch.no_grad():
            torch._foreach_lerp_(*self.numbers, 1 - self.a.decay)

    def capture(self):
        """The step as two CUDA graphs, with and without the penalty; where that fails, none."""
        kinds = (False,) if self.part == "smooth" else (False, True)
        torch.cuda.synchronize()
        with torch.cuda.stream(self.stream):
            for _ in range(3):
                for kind in kinds:
                    self.step(kind)
        torch.cuda.synchronize()
        if self.a.safe:
            return
        graphs = {}
        for kind in kinds:
            graph = torch.cuda.CUDAGraph()
            graph.register_generator_state(self.random)
            for optimizer in self.optimizers:
                optimizer.zero_grad(set_to_none=True)
            pool = graphs[False].pool() if graphs else None
            with torch.cuda.graph(graph, pool=pool, stream=self.stream):
                self.step(kind)
            graphs[kind] = graph
        torch.cuda.synchronize()
        self.graphs = graphs

    def advance(self):
        penalise = self.part != "smooth" and self.steps % self.a.lazy == 0
        self.steps += 1
        if self.graphs:
            with torch.cuda.stream(self.stream):
                self.graphs[penalise].replay()
        elif self.cuda:
            with torch.cuda.stream(self.stream):
                self.step(penalise)
        else:
            self.step(penalise)

    def set_rate(self, value):
        for group in (optimizer.param_groups[0] for optimizer in self.optimizers):
            if self.cuda:                                  # the graphs read this tensor
                group["lr"].fill_(value)
            else:
                group["lr"] = value

    @torch.no_grad()
    def restart_mean(self):
        for mine, new in zip(*self.numbers, strict=True):
            mine.copy_(new)

    @torch.no_grad()
    def settle(self, batches=50):
        """The running mean with the statistics that belong to its own weights."""
        update_bn([self.asked(self.some(100)[1], 100) for _ in range(batches)], self.mean)
        self.mean.eval()


def rate(over, top):
    """Rises for 1% of the time, stays, falls to nearly zero in the last 40%."""
    return top * min(1.0, 0.02 + over / 0.01) * min(1.0, max(0.01, (1 - over) / 0.4))


def play(a, games, report):
    """All games, round by round, until the time or the rounds are over."""
    start, done, each = time.time(), 0, 1
    length = (a.until or a.begin + 60 * a.minutes) - start - a.last * len(a.seeds)
    next_report, restarts = start + a.every, [0.03, 0.25, 0.5, 0.75]
    while True:
        over = max((time.time() - start) / length, done / a.rounds)
        if over >= 1:
            return done
        for game in games:
            game.set_rate(rate(over, a.rate))
        if a.cuda:                       # no stream waits for another by itself
            torch.cuda.synchronize()
        before = time.time()
        for _ in range(min(each, a.rounds - done)):
            for game in games:
                game.due += game.share
            while any(game.due >= 1 for game in games):
                for game in games:
                    if game.due >= 1:
                        game.due -= 1
                        game.advance()
            done += 1
        if a.cuda:
            torch.cuda.synchronize()
            each = max(1, round(each * min(4, 0.4 / (time.time() - before))))
        if restarts and over > restarts[0]:
            restarts.pop(0)
            for game in games:
                game.restart_mean()
        if time.time() > next_report:
            next_report = time.time() + a.every
            report(done, over)


# --- measures, as in the lesson ----------------------------------------------------------------

class Measures:
    def __init__(self, a, held, train, scale):
        self.a, self.scale = a, scale
        self.trunk = features.load().to(a.device)
        self.judge = captions.load_judge().to(a.device)
        self.held = pyramid(floats(held, a.device))[0]
        self.real, self.low = pyramid(floats(train[:a.tests], a.device))
        self.others = [self.see(self.enlarged(x)) for x in self.held]

    def enlarged(self, x):
        return x if x.shape[-1] == TOP else self.enlarged(up(x))

    @torch.no_grad()
    def see(self, x):
        x = (x.clamp(-1, 1) + 1) / 2
        return torch.cat([features.activations(self.trunk, part, ["relu3_1"])["relu3_1"]
                          .mean((2, 3)).cpu() for part in x.split(100)]).double()

    def judged(self, x):
        """Detections of the judge of lesson 34: which are there, their pairs, their scores."""
        parts = [captions.detect(self.judge, part) for part in x.split(100)]
        there, pair, _, score = (torch.cat(v) for v in zip(*parts, strict=True))
        return there, pair, score

    def same_shape(self, x, real):
        """Share of pictures in which the judge finds the shape that it finds in the real one."""
        shapes = [self.judged(v)[1][:, 0] % len(scenes.SHAPES) for v in (x, real)]
        return round((shapes[0] == shapes[1]).float().mean().item(), 3)

    def __call__(self, x):
        """Fréchet distance (of 200, of 300 and of all pictures), spread, and what the judge of
        lesson 34 sees."""
        seen, found = self.see(x), {}
        for n in sorted({200, 300, len(seen)}):
            if n <= len(seen):
                found[f"frechet_{n}"] = round(features.frechet(seen[:n], self.others[0]), 2)
        found["spread"] = round((seen.var(0).sum() / self.others[0].var(0).sum()).sqrt().item(), 3)
        there, pair, score = self.judged(x)
        found["one_object"] = round((there.sum(1) == 1).float().mean().item(), 3)
        found["score"] = round(score[:, 0].mean().item(), 3)
        found["kinds"] = len(pair[there.sum(1) == 1, 0].unique())
        return found

    @torch.no_grad()
    def cascade(self, nets, x):
        """Pictures of all sides, from coarse to fine, from x."""
        found = [x]
        while found[-1].shape[-1] < TOP:
            low = up(found[-1])
            side = low.shape[-1]
            z = torch.randn(len(low), 1, side, side, device=low.device)
            k = int(math.log2(TOP // side))
            h = torch.cat([nets[str(side)](part) for part in torch.cat([low, z], 1).split(250)])
            found.append(low + self.scale[k] * h)
        return found

    @torch.no_grad()
    def drawn(self, nets):
        """From noise: the pictures of all sides of LAPGAN, and those of the one GAN."""
        noise, found = torch.randn(self.a.tests, Z, 1, 1, device=self.a.device), {}
        if "8" in nets:
            small = nets["8"](noise)
            found["lapgan"] = self.cascade(nets, small) if all(
                str(s) in nets for s in (16, 32, 64)) else [small]
        if "single" in nets:
            found["single"] = [torch.cat([nets["single"](z) for z in noise.split(250)])]
        return found

    @torch.no_grad()
    def full(self, nets, drawn):
        found = {"training": self(self.real[0])}
        for name, xs in drawn.items():
            if xs[-1].shape[-1] == TOP:
                found[name] = self(xs[-1])
        for k in range(1, LEVELS + 1):
            if all(str(TOP // 2 ** j) in nets for j in range(k)):
                x = self.cascade(nets, self.real[k])[-1]
                found[f"from {TOP // 2 ** k}"] = self(x) | {
                    "same_shape": self.same_shape(x, self.real[0])}
        for k, x in enumerate(reversed(drawn.get("lapgan", []))):
            k = int(math.log2(TOP // x.shape[-1]))
            found[f"side {x.shape[-1]}: drawn, real"] = [
                round(features.frechet(self.see(self.enlarged(v)), self.others[k]), 2)
                for v in (x, self.real[k])]
        low, size = self.low[0], (self.real[0] - self.low[0]).std()
        for part in (part for part in ("64", "smooth") if part in nets):
            h = torch.stack([self.scale[0] * torch.cat([
                nets[part](torch.cat([v, torch.randn_like(v[:, :1])], 1)) for v in low.split(250)])
                for _ in range(6)])
            found[f"residuals {part}"] = {"size": round((h[0].std() / size).item(), 3),
                                          "between": round((h.std(0).mean() / size).item(), 3)}
            if part == "smooth":
                found["smooth from 32"] = self(low + h[0])
        return found

    @torch.no_grad()
    def sheet(self, nets, drawn, path):
        """Held-out pictures, LAPGAN, the one GAN, 24 each; then real ones and what the cascade
        makes of their sides."""
        rows = [self.held[0][:24]]
        rows += [xs[-1][:24] for xs in drawn.values() if xs[-1].shape[-1] == TOP]
        rows += [self.enlarged(x[:12]) for x in drawn.get("lapgan", [])]
        rows.append(self.real[0][:12])
        for k in range(1, LEVELS + 1):
            if all(str(TOP // 2 ** j) in nets for j in range(k)):
                rows.append(self.cascade(nets, self.real[k][:12])[-1])
        if "smooth" in nets:
            low = self.low[0][:12]
            rows.append(low + self.scale[0] * nets["smooth"](
                torch.cat([low, torch.randn_like(low[:, :1])], 1)))
        save_image(make_grid((torch.cat(rows).clamp(-1, 1) + 1) / 2, 12, padding=4, pad_value=1),
                   path)


# --- all of it ---------------------------------------------------------------------------------

def write(a, seed, nets, scale):
    state = {part: {key: v.half().cpu() for key, v in net.state_dict().items()
                    if "num_batches" not in key} for part, net in nets.items()}
    path = a.out / f"lapgan_{seed}.pt"
    torch.save(state | {"scale": torch.tensor(scale)}, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def laid_out(found):
    """As JSON, a line for each seed's reports."""
    head = {key: value for key, value in found.items() if key != "seeds"}
    lines = [f' {json.dumps(key)}: {json.dumps(value)},\n' for key, value in head.items()]
    for seed, part in found["seeds"].items():
        log = ",\n   ".join(json.dumps(line) for line in part["log"])
        lines.append(f'  "{seed}": {{"steps": {json.dumps(part["steps"])}, "log": [\n   {log}]}}')
    return "{\n" + "".join(lines[:len(head)]) + ' "seeds": {\n' + ",\n".join(
        lines[len(head):]) + "}\n}\n"


def earlier(a, seed):
    """Generators of other parts that lie in DIR already."""
    path, nets = a.out / f"lapgan_{seed}.pt", {}
    if path.exists():
        state = torch.load(path, map_location="cpu", weights_only=True)
        for part in PARTS:
            if part in state:
                net = pair_of(part)[0]
                net.load_state_dict({key: v.float() for key, v in state[part].items()},
                                    strict=False)
                nets[part] = net.to(a.device, memory_format=torch.channels_last).eval()
    return nets


def options(words=None):
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--seeds", nargs="+", type=int, default=[0], help="played side by side")
    p.add_argument("--share", nargs="+", type=float, default=[1.0],
                   help="how many steps each seed takes beside the others; the last one also "
                        "for all further seeds")
    p.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts")
    p.add_argument("--cache", type=Path, help="a file for the drawn scenes, made if it is missing")
    for option, value, what in (
            ("minutes", 60.0, "at most, from the start"),
            ("until", 0.0, "a time, in seconds since 1970"),
            ("rounds", 10 ** 9, "at most"), ("scenes", 60000, "drawn"), ("batch", 64, ""),
            ("rate", 1e-3, "of Adam"), ("decay", 0.998, "of the running mean"),
            ("r1", 1.0, "times the weights of R1"), ("lazy", 8, "steps to a penalty"),
            ("last", 4.0, "seconds a seed kept for the measures at the end"),
            ("tests", 300, "pictures to be judged"), ("every", 20.0, "seconds to a report"),
            ("workers", os.cpu_count(), "processes that draw"), ("threads", 1, "of the CPU")):
        p.add_argument(f"--{option}", type=type(value), default=value, help=what)
    p.add_argument("--safe", action="store_true", help="no CUDA graphs")
    a = p.parse_args(words)
    a.begin = time.time()
    a.cuda = torch.cuda.is_available()
    a.device = torch.device("cuda" if a.cuda else "cpu")
    return a


def begun(a, data):
    """The games of all seeds, and what each part costs: parameters of G and of D,
    multiplications, steps a round."""
    costs = {part: cost(part) for part in PARTS}
    shares = SHARES | {"single": sum(SHARES[part] * costs[part][2] for part in PARTS[:4])
                       / costs["single"][2]}
    length = dict(zip(a.seeds, a.share + a.share[-1:] * len(a.seeds), strict=False))
    games = [Game(a, part, seed, data, shares[part] * length[seed])
             for seed in a.seeds for part in a.only if part != "smooth" or seed == a.seeds[0]]
    return games, {part: [*costs[part], shares[part]] for part in PARTS}


def main():
    a = options()
    a.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(a.threads)
    drawn, held = draw_data(a)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    data, scale = prepare(a, drawn)
    if a.cuda:
        torch.cuda.empty_cache()
    measures = Measures(a, held, drawn, scale)

    games, costs = begun(a, data)
    nets = {seed: earlier(a, seed) | {game.part: game.mean for game in games if game.seed == seed}
            for seed in a.seeds}
    told = ("seeds", "share", "only", "scenes", "batch", "rate", "decay", "r1", "lazy", "tests")
    found = {"options": {key: getattr(a, key) for key in told}, "r1": PENALTY,
             "costs": costs, "seeds": {seed: {"steps": {}, "log": []} for seed in a.seeds}}

    def log(seed, line):
        line = {"seconds": round(time.time() - a.begin, 1)} | line
        print("seed", seed, json.dumps(line), flush=True)
        found["seeds"][seed]["log"].append(line)
        found["seeds"][seed]["steps"] = {game.part: game.steps for game in games
                                         if game.seed == seed}
        (a.out / "lapgan.json").write_text(laid_out(found))

    def report(rounds, over):
        for seed in a.seeds:
            write(a, seed, nets[seed], scale)
        seed, line = a.seeds[0], {"round": rounds, "over": round(over, 3)}
        try:
            pictures = measures.drawn(nets[seed])
            line |= {name: measures(xs[-1]) for name, xs in pictures.items()
                     if xs[-1].shape[-1] == TOP}
            line["losses"] = {game.part: [round(v, 3) for v in game.losses.tolist()]
                              for game in games if game.seed == seed}
            measures.sheet(nets[seed], pictures, a.out / f"sheet_{seed}.png")
        except Exception as error:                         # the games go on whatever happens here
            line["error"] = repr(error)
        log(seed, line)

    if a.cuda:
        gc.freeze()                                        # each capture collects garbage first
        for game in games:
            try:
                game.capture()
            except Exception as error:
                print(game.part, "without a graph:", repr(error), flush=True)
                game.graphs = None
        print("captured", sum(bool(game.graphs) for game in games), "of", len(games),
              f"{time.time() - a.begin:.0f} s", flush=True)
    rounds = play(a, games, report)
    for game in games:
        game.settle()
    for seed in a.seeds:
        write(a, seed, nets[seed], scale)
    for seed in a.seeds:
        torch.manual_seed(seed)
        pictures = measures.drawn(nets[seed])
        final = measures.full(nets[seed], pictures)
        measures.sheet(nets[seed], pictures, a.out / f"sheet_{seed}.png")
        log(seed, {"round": rounds, "final": True} | final)
    shutil.copy(a.out / f"lapgan_{a.seeds[0]}.pt", a.out / "lapgan.pt")


if __name__ == "__main__":
    main()
