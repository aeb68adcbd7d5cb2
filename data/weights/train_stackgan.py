"""Trains the networks of lesson 34: the detector that judges, the caption encoder, both stages of
StackGAN, and the controls.

    python data/weights/train_stackgan.py data --out DIR        # scenes, drawn once
    python data/weights/train_stackgan.py judge --out DIR       # the detector
    python data/weights/train_stackgan.py encoder --out DIR     # captions to vectors
    python data/weights/train_stackgan.py stage1 --out DIR      # caption to 32 pixels a side
    python data/weights/train_stackgan.py stage2 --out DIR      # 32 to 64, may run beside stage1
    python data/weights/train_stackgan.py pack --out DIR        # half precision, one file
    python data/weights/train_stackgan.py unpack --out DIR      # the file of the course, to go on

Each part stops by a clock (--minutes, or --until a time) or after --steps, whichever is first;
stage1 and stage2 write their weights at intervals. stage1 takes --no-matching, --plain, --bag,
--aux and --seed, so that its controls can run side by side; --name says how its files are called.
"""
import argparse
import copy
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from course_utils import captions, scenes
from course_utils.features import frechet, weights

PHI, CONDITION, NOISE, WORDS = 64, 32, 32, 8
CLUTTER = 0.25
CURVE = ("step", "one_colour", "one_shape", "two_colour", "two_shape", "relation", "two_all",
         "unseen_pair_one_object", "frechet", "spread")
EACH = 16                  # rounds from one gradient penalty to the next
look = captions.judged_features


def encode_words(sentences):
    """Numbers of the words, int64 (N, 8); 0 behind the end of a sentence, 1 for an unknown word."""
    where = {word: k for k, word in enumerate(captions.VOCABULARY)}
    rows = [[where.get(word, 1) for word in s.split()[:WORDS]] for s in sentences]
    return torch.tensor([row + [0] * (WORDS - len(row)) for row in rows])


# --- networks ----------------------------------------------------------------------------------

class CaptionEncoder(nn.Module):
    """Numbers of words (N, T) to vectors φ (N, 64) of length 8. kernel=1 sees words, not their
    order."""

    def __init__(self, kernel=3, width=96):
        super().__init__()
        self.words = nn.Embedding(len(captions.VOCABULARY), 48)
        self.first = nn.Conv1d(48, width, kernel, padding=kernel // 2)
        self.second = nn.Conv1d(width, width, kernel, padding=kernel // 2)
        self.out = nn.Linear(width, PHI)

    def forward(self, k):
        there = (k > 0)[:, None]
        x = self.words(k).mT * there
        x = self.first(x).relu() * there
        x = self.second(x).relu() * there
        return 8 * F.normalize(self.out(x.amax(2)))


class PictureEncoder(nn.Module):
    """Pictures (N, 3, 32, 32) to vectors of the same space; needed for training only."""

    def __init__(self, w=32):
        super().__init__()
        layers, maps = [], 3
        for m, stride in ((w, 1), (2 * w, 2), (2 * w, 1), (4 * w, 2), (4 * w, 1), (4 * w, 2)):
            layers += [nn.Conv2d(maps, m, 3, stride, 1, bias=False), nn.BatchNorm2d(m), nn.ReLU()]
            maps = m
        self.body = nn.Sequential(*layers)
        self.out = nn.Sequential(nn.Flatten(), nn.Linear(maps * 16, PHI))

    def forward(self, x):
        return 8 * F.normalize(self.out(self.body(x)))


class Augmentation(nn.Module):
    """Conditioning augmentation: φ (N, 64) to μ and log σ², (N, 32) each."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(PHI, 2 * CONDITION)

    def forward(self, phi):
        return self.linear(phi).chunk(2, 1)


def rise(a, b):
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1, bias=False),
                         nn.BatchNorm2d(b), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, maps):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(maps, maps, 3, padding=1, bias=False),
                                  nn.BatchNorm2d(maps), nn.ReLU(),
                                  nn.Conv2d(maps, maps, 3, padding=1, bias=False),
                                  nn.BatchNorm2d(maps))

    def forward(self, x):
        return (x + self.body(x)).relu()


class StageOne(nn.Module):
    """Noise z (N, 32) and condition ĉ (N, 32) to pictures (N, 3, 32, 32) in [-1, 1]."""

    def __init__(self, maps=(128, 128, 64, 32)):
        super().__init__()
        self.condition = Augmentation()
        self.start = nn.Sequential(nn.Linear(NOISE + CONDITION, 16 * maps[0], bias=False),
                                   nn.BatchNorm1d(16 * maps[0]), nn.ReLU(),
                                   nn.Unflatten(1, (maps[0], 4, 4)))
        self.rises = nn.Sequential(*[
            nn.Sequential(rise(a, b), Residual(b)) if k else rise(a, b)
            for k, (a, b) in enumerate(zip(maps, maps[1:], strict=False))])
        self.out = nn.Conv2d(maps[-1], 3, 3, padding=1)

    def forward(self, z, c):
        return self.out(self.rises(self.start(torch.cat([z, c], 1)))).tanh()


class StageTwo(nn.Module):
    """Pictures of Stage I (N, 3, 32, 32) and condition ĉ (N, 32) to pictures (N, 3, 64, 64): the
    enlarged picture plus a correction."""

    def __init__(self, w=32, blocks=3):
        super().__init__()
        self.condition = Augmentation()
        self.down = nn.Sequential(
            nn.Conv2d(3, w, 3, padding=1), nn.ReLU(),
            nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * w), nn.ReLU())
        self.join = nn.Sequential(nn.Conv2d(2 * w + CONDITION, 3 * w, 3, padding=1, bias=False),
                                  nn.BatchNorm2d(3 * w), nn.ReLU())
        self.blocks = nn.Sequential(*[Residual(3 * w) for _ in range(blocks)])
        self.rises = nn.Sequential(rise(3 * w, 2 * w), rise(2 * w, w))
        self.out = nn.Conv2d(w, 3, 3, padding=1)

    def forward(self, s, c):
        x = self.down(s)
        x = self.join(torch.cat([x, c[:, :, None, None].expand(-1, -1, *x.shape[2:])], 1))
        enlarged = F.interpolate(s, scale_factor=2, mode="bilinear", align_corners=False)
        return enlarged + self.out(self.rises(self.blocks(x)))


class Discriminator(nn.Module):
    """Pictures and sentences φ to logits (N,). φ is spread over the last 4×4 maps."""

    def __init__(self, size=32, w=64, joined=64):
        super().__init__()
        layers, maps, side = [], 3, size
        m = w
        while side > 4:
            layers += [nn.Conv2d(maps, m, 4, 2, 1), nn.LeakyReLU(0.2)]
            maps, m, side = m, min(2 * m, 4 * w), side // 2
            layers += [nn.Conv2d(maps, maps, 3, 1, 1), nn.LeakyReLU(0.2)] if side > 4 else []
        self.body = nn.Sequential(*layers)
        self.words = nn.Sequential(nn.Linear(PHI, joined), nn.LeakyReLU(0.2))
        self.end = nn.Sequential(nn.Conv2d(maps + 1 + joined, maps, 3, padding=1),
                                 nn.LeakyReLU(0.2),
                                 nn.Conv2d(maps, maps // 2, 4), nn.LeakyReLU(0.2), nn.Flatten(),
                                 nn.Linear(maps // 2, 1))
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(layer.weight, 0.2)
                nn.init.zeros_(layer.bias)

    def features(self, x):
        x = self.body(x)
        # how much the pictures of a group of 8 differ, as one more map (Karras et al. 2018)
        n = 8 if len(x) % 8 == 0 else len(x)
        s = x.float().unflatten(0, (-1, n)).var(1, unbiased=False).add(1e-6).sqrt()
        s = s.mean((1, 2, 3)).to(x.dtype).repeat_interleave(n).view(-1, 1, 1, 1)
        return torch.cat([x, s.expand(-1, 1, *x.shape[2:])], 1)

    def judge(self, features, phi):
        words = self.words(phi)[:, :, None, None].expand(-1, -1, *features.shape[2:])
        return self.end(torch.cat([features, words.to(features.dtype)], 1))[:, 0].float()

    def forward(self, x, phi):
        return self.judge(self.features(x), phi)


# --- the judge's numbers -----------------------------------------------------------------------

def numbers(judge, x, k):
    """captions.shares, and the relation of all pictures, found objects or not."""
    found = captions.shares(judge, x, k)
    if "relation" in found:
        found["relation_of_found"] = found["relation"]
        two = k >= captions.PAIRS
        found["relation"] = captions.agreement(judge, x[two], k[two])[3].float().mean().item()
    return {key: round(value, 4) for key, value in found.items()}


def all_right(judge, x, k):
    """Whether a picture shows what its sentence says, and nothing more, (N,)."""
    extra, colour, shape, related = captions.agreement(judge, x, k)
    two, both = k >= captions.PAIRS, colour & shape
    return (extra == 0) & both[:, 0] & ((both[:, 1] & related) | ~two)


# --- data --------------------------------------------------------------------------------------

def _draw(job):
    n, objects, seed = job
    torch.set_num_threads(1)
    drawn = scenes.draw(n, 64, objects, seed, CLUTTER)
    middle = (drawn.boxes[..., :2] + drawn.boxes[..., 2:]) / 2
    pair = torch.where(drawn.shapes >= 0, drawn.colours * len(scenes.SHAPES) + drawn.shapes, -1)
    k = [captions.NUMBER.get(drawn.caption(i), -1) for i in range(n)]
    return (drawn.images.numpy(), np.array(k), pair[:, :3].numpy().astype(np.int64),
            middle[:, :3].numpy())


def draw_data(a):
    for label, n, objects, seed in (("scenes", a.scenes, (1, 2), 11_000),
                                    ("judge", min(27_000, a.scenes // 3), (1, 3), 5000),
                                    ("test", min(2100, a.scenes // 2), (1, 2), 9000)):
        each = min(500, -(-n // a.workers))
        jobs = [(each, objects, seed + i) for i in range(-(-n // each))]
        with ProcessPoolExecutor(a.workers) as pool:
            found = list(pool.map(_draw, jobs))
        for key, arrays in zip(("x", "k", "pair", "middle"), zip(*found, strict=True), strict=True):
            np.save(a.out / f"{label}_{key}.npy", np.concatenate(arrays))
        print(label, n, f"{time.time() - a.begin:.0f} s", flush=True)


def read(a, label, *keys):
    return [torch.from_numpy(np.load(a.out / f"{label}_{key}.npy")).to(a.device) for key in keys]


def pictures(x, size=64):
    """uint8 to float in [-1, 1]; 32 pixels by averages of 2×2."""
    x = x.float() / 127.5 - 1
    return F.avg_pool2d(x, 64 // size) if size < 64 else x


def write(value, path):
    torch.save(value, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def wait_for(path, seconds=240):
    for _ in range(2 * seconds):
        if path.exists():
            return torch.load(path, map_location="cpu", weights_only=True)
        time.sleep(0.5)
    raise SystemExit(f"{path} did not come")


def log(a, line):
    line = {"seconds": round(time.time() - a.begin, 1)} | line
    a.lines.append(line)
    print(a.name, json.dumps(line), flush=True)
    (a.out / f"{a.name}.json").write_text(json.dumps({"settings": {
        key: str(value) for key, value in vars(a).items() if key not in ("lines", "begin")},
        "log": a.lines}))


def clock(a):
    """Step numbers and the part of the run that is over, until it is."""
    start, step = time.time(), 0
    length = a.until - start if a.until else 60 * a.minutes
    while step < a.steps:
        over = max((time.time() - start) / length, step / a.steps)
        if over >= 1:
            return
        yield step, over
        step += 1


def rate(over, top, warm=0.05):
    """Rises, stays, falls to nearly zero."""
    return top * min(1.0, (over + 1e-3) / warm) * min(1.0, max(0.02, (1 - over) / 0.4))


# --- judge and encoder -------------------------------------------------------------------------

def train_judge(a):
    x, pair, middle = read(a, "judge", "x", "pair", "middle")
    judge = captions.Detector().to(a.device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), a.rate or 3e-3, weight_decay=1e-2)
    grid = torch.arange(16, device=a.device) + 0.5
    held, next_report, step, loss = len(x) // 20, 0.0, 0, torch.zeros(())
    for step, over in clock(a):
        optimizer.param_groups[0]["lr"] = rate(over, a.rate or 3e-3)
        i = torch.randint(held, len(x), (a.batch,), device=a.device)
        real = roughened(pictures(x[i]))
        with autocast(a):
            maps = judge(real).float()
        loss = detector_loss(maps, pair[i], middle[i] / 4, grid)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if over >= next_report:
            next_report = over + 0.25
            test_judge(a, judge, step, loss)
    test_judge(a, judge, step, loss)
    write({key: v.half() if v.is_floating_point() else v for key, v in judge.state_dict().items()},
          a.out / f"{a.name}.pt")


def roughened(x):
    """A third of the pictures at half the resolution, and a little noise and blur on some."""
    n = len(x)
    low = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode="bilinear", align_corners=False)
    u = torch.rand(n, 1, 1, 1, device=x.device)
    x = torch.where(u < 0.33, low, x)
    return x + 0.08 * torch.rand(n, 1, 1, 1, device=x.device) * torch.randn_like(x)


def detector_loss(maps, pair, centre, grid):
    """pair (N, 3), -1 where there is none; centre (N, 3, 2) in cells."""
    there = pair >= 0
    d = (grid - centre[..., :1]).square()[:, :, None] + (grid - centre[..., 1:]).square()[..., None]
    heat = (torch.exp(-d / 1.5) * there[..., None, None]).amax(1)
    cell = centre.floor().clamp(0, 15).long()
    place = cell[..., 1] * 16 + cell[..., 0]
    top = torch.zeros_like(heat).flatten(1).scatter_reduce(1, place, there.float(), "amax")
    p = maps[:, 0].flatten(1).sigmoid().clamp(1e-4, 1 - 1e-4)
    away = (1 - heat.flatten(1)) ** 4
    focal = -(top * (1 - p) ** 2 * p.log() + (1 - top) * away * p ** 2 * (1 - p).log())
    found = maps.flatten(2).gather(2, place[:, None].expand(-1, maps.shape[1], -1)).mT[there]
    c = len(scenes.COLOURS)
    inside = (centre - cell)[there]
    return focal.sum() / there.sum() + F.cross_entropy(found[:, 3:3 + c], pair[there] // 6) \
        + F.cross_entropy(found[:, 3 + c:], pair[there] % 6) \
        + F.mse_loss(found[:, 1:3].sigmoid(), inside)


@torch.no_grad()
def test_judge(a, judge, step, loss):
    x, k = read(a, "test", "x", "k")
    judge.eval()
    line = {"step": step, "loss": round(loss.item(), 4)}
    for label, size in (("64", 64), ("32", 32)):
        real = torch.cat([pictures(part, size) for part in x.split(300)])
        found = [numbers(judge, real, k)]
        line |= {f"{key}_{label}": v for key, v in found[0].items()}
    log(a, line)
    judge.train()


def load_judge(a):
    judge = captions.Detector()
    judge.load_state_dict({key: v.float() if v.is_floating_point() else v
                           for key, v in wait_for(a.out / "judge.pt").items()})
    return judge.to(a.device, memory_format=torch.channels_last).eval()


def train_encoder(a):
    x, k = read(a, "scenes", "x", "k")
    held = torch.stack(captions.unseen()).any(0).to(a.device)
    usable = (~held[k] & (k >= 0)).nonzero().flatten()
    n = min(900, len(usable) // 4)
    validation, usable = usable[:n], usable[n:]
    table = encode_words(captions.SENTENCES).to(a.device)
    texts = CaptionEncoder(kernel=1 if a.bag else 3).to(a.device)
    if a.start:                                        # kept as it is: the stages know its vectors
        texts.load_state_dict(wait_for(a.start, 1))
        texts.requires_grad_(False)
    looks = PictureEncoder().to(a.device, memory_format=torch.channels_last)
    scale, wrongs = nn.Parameter(torch.tensor(0.0, device=a.device)), captions.Wrong(held)
    trained = [p for p in (*texts.parameters(), *looks.parameters(), scale) if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, a.rate or 2e-3, weight_decay=1e-3)
    next_report, step, loss = 0.1, 0, torch.zeros(())
    for step, over in clock(a):
        optimizer.param_groups[0]["lr"] = rate(over, a.rate or 2e-3)
        i = usable[torch.randint(len(usable), (a.batch,), device=a.device)]
        with autocast(a):
            h = looks(rough(pictures(x[i], 32))).float()
            wrong = wrongs(k[i], 4)
            phi = texts(table[torch.cat([k[i], wrong])]).float()
        loss = contrast(h, phi, k[i], wrong, scale)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if over >= next_report:
            next_report = over + 0.25
            test_encoder(a, texts, looks, x[validation], k[validation], table, step, loss)
    test_encoder(a, texts, looks, x[validation], k[validation], table, step, loss)
    write({"texts": texts.state_dict(), "looks": looks.state_dict(), "scale": scale.detach()},
          a.out / f"{a.name}.pt")


def rough(x):
    return x + 0.1 * torch.rand(len(x), 1, 1, 1, device=x.device) * torch.randn_like(x)


def contrast(h, phi, k, wrong, scale):
    """Each picture's own sentence against those of the others and its changed ones, and each
    sentence's own picture against the others. Equal sentences are no counterexamples."""
    n = len(h)
    factor = scale.exp() / 8
    among = h @ phi[:n].T * factor
    same = (k[:, None] == k) & ~torch.eye(n, dtype=torch.bool, device=h.device)
    among = among.masked_fill(same, -1e4)
    own = (h[None] * phi[n:].view(-1, n, PHI)).sum(2).T * factor
    own = own.masked_fill(k[:, None] == wrong.view(-1, n).T, -1e4)
    right = torch.arange(n, device=h.device)
    return F.cross_entropy(torch.cat([among, own], 1), right) + F.cross_entropy(among.T, right)


@torch.no_grad()
def test_encoder(a, texts, looks, x, k, table, step, loss):
    texts.eval(), looks.eval()
    phi = torch.cat([texts(part) for part in table.split(1183)])
    h = torch.cat([looks(pictures(part, 32)) for part in x.split(300)])
    best = (h @ phi.T).argmax(1)
    two, (p, r, q) = captions.parts(k)[1] >= 0, captions.parts(k)
    swapped = captions.number(q, r, p)
    use = two & (p != q)
    order = (h * (phi[k] - phi[swapped.clamp_min(0)])).sum(1)[use] > 0
    log(a, {"step": step, "loss": round(loss.item(), 4),
            "one_of_7098": round((best == k)[~two].float().mean().item(), 4),
            "two_of_7098": round((best == k)[two].float().mean().item(), 4),
            "order": round(order.float().mean().item(), 4)})
    texts.train(), looks.train()


def load_encoder(a):
    state = wait_for(a.out / f"encoder{'_bag' if a.bag else ''}.pt")
    texts, looks = CaptionEncoder(kernel=1 if a.bag else 3), PictureEncoder()
    texts.load_state_dict(state["texts"])
    looks.load_state_dict(state["looks"])
    texts, looks = texts.eval().to(a.device), looks.eval().to(a.device).requires_grad_(False)
    with torch.no_grad():
        phi = texts(encode_words(captions.SENTENCES).to(a.device))
    return phi, looks, state["scale"].to(a.device)


# --- the two stages ----------------------------------------------------------------------------

def autocast(a):
    return torch.autocast(a.device.type, torch.bfloat16, enabled=a.bf16, cache_enabled=False)


def condition(net, phi, plain):
    """ĉ and r, the divergence from N(0, I), a mean over the batch."""
    mu, logvar = net.condition(phi)
    if plain:
        return mu, mu.new_zeros(())
    mu, logvar = mu.float(), logvar.float().clamp(-10, 5)
    r = 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum(1).mean()
    return mu + (0.5 * logvar).exp() * torch.randn_like(mu), r


class Averaged:
    """A copy of a network whose weights follow its weights slowly."""

    def __init__(self, net, decay):
        self.net, self.decay = copy.deepcopy(net).eval().requires_grad_(False), decay
        self.mine, self.new = ([v for v in part.state_dict().values() if v.is_floating_point()]
                               for part in (self.net, net))

    @torch.no_grad()
    def follow(self):
        torch._foreach_lerp_(self.mine, self.new, 1 - self.decay)


def sampler(a, one, two, phi):
    """A function of sentence numbers (and t, numbers) that draws pictures."""
    @torch.no_grad()
    def draw(k, vectors=None):
        out = []
        for part in (phi[k] if vectors is None else vectors).split(300):
            z = torch.randn(len(part), NOISE, device=a.device)
            with autocast(a):
                x = one(z, condition(one, part, a.first_plain)[0])
                x = x if two is None else two(x.float(), condition(two, part, a.plain)[0])
            out.append(x.float())
        return torch.cat(out)
    return draw


class Tests:
    """Validation sentences: 450 + 450 that training scenes have, 300 + 300 held out."""

    def __init__(self, a, phi, k):
        self.a, self.phi, self.judge = a, phi, None
        draw = np.random.default_rng(7)
        by_pair, by_relation = (v.numpy() for v in captions.unseen())
        single = np.arange(len(captions.SENTENCES)) < captions.PAIRS
        known = np.unique(k.cpu().numpy())
        known = known[(known >= 0) & ~by_pair[known.clip(0)] & ~by_relation[known.clip(0)]]

        def some(of, n):
            return torch.from_numpy(draw.choice(of, n)).to(a.device)

        n, known = a.tests, known[known >= 0]
        self.sets = {"seen": torch.cat([some(known[known < captions.PAIRS], 3 * n // 2),
                                        some(known[known >= captions.PAIRS], 3 * n // 2)]),
                     "unseen_pair": some(np.flatnonzero(by_pair & single), n),
                     "unseen_relation": some(np.flatnonzero(by_relation), n)}
        if a.objects == 1:
            self.sets = {"seen": self.sets["seen"][:n],
                         "unseen_pair": self.sets["unseen_pair"]}
        self.pairs = torch.stack([some(known[known < captions.PAIRS], 2 * n) for _ in range(2)])

    def __call__(self, one, two=None, full=False):
        """A score and the numbers behind it; None where there is no judge yet. Training goes on
        whatever happens here."""
        try:
            return self.run(one, two, full)
        except Exception as error:
            return None, {"error": repr(error)}

    @torch.no_grad()
    def run(self, one, two, full):
        a, judge = self.a, self.judge
        if judge is None:
            if not (a.out / "judge.pt").exists():
                return None, {}
            self.judge = judge = load_judge(a)
            x, k = read(a, "test", "x", "k")
            held = torch.stack(captions.unseen()).any(0).to(a.device)
            x = x[(k >= 0) & ~held[k] & ((k < captions.PAIRS) | (a.objects == 2))]
            x = x[:max(a.tests, len(x) // 300 * 300 if a.tests >= 300 else a.tests)]
            size = 32 if two is None else 64
            self.real = torch.cat([look(judge, pictures(part, size)) for part in x.split(300)])
        draw, line = sampler(a, one, two, self.phi), {}
        for label, k in self.sets.items():
            x = draw(k)
            line |= {(key if label == "seen" else f"{label}_{key}"): v
                     for key, v in numbers(judge, x, k).items()
                     if label == "seen" or key in ("one_all", "one_object", "one_colour",
                                                   "one_shape", "two_all", "two_object", "relation",
                                                   "relation_of_found")}
            if label == "seen":
                line["frechet"] = round(frechet(look(judge, x), self.real), 4)
                line["spread"] = round((look(judge, draw(k[:1].expand(a.tests))).var(0).sum()
                                        / self.real.var(0).sum()).sqrt().item(), 4)
        if full:
            line |= self.between(draw) | (self.repaired(one, two) if two is not None else {})
        score = np.mean([line[key] for key in ("one_object", "two_object", "relation")
                         if key in line])
        return score - 0.02 * min(line["frechet"], 10), line

    def repaired(self, one, two):
        """Of the pictures that were wrong after Stage I, the share that Stage II makes right; and
        of the right ones, the share that it makes wrong."""
        right = [], []
        for i, k in enumerate(self.sets["seen"].repeat(3).split(300)):
            for found, net in zip(right, (None, two), strict=True):
                torch.manual_seed(i)                             # the same noise for Stage I
                found.append(all_right(self.judge, sampler(self.a, one, net, self.phi)(k), k))
        before, after = map(torch.cat, right)

        def share(of, among):
            return round((of.sum() / among.sum().clamp(1)).item(), 4)

        every = torch.ones_like(before)
        return {"right_before": share(before, every), "right_after": share(after, every),
                "repaired": share(after & ~before, ~before),
                "spoiled": share(before & ~after, before)}

    def between(self, draw):
        """What is drawn on the way from one sentence about one object to another."""
        line, (start, end) = {}, self.phi[self.pairs]
        for t in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = draw(None, (1 - t) * start + t * end)
            there, pair, _, score = captions.detect(self.judge, x)
            either = (pair[:, 0] == self.pairs[0]) | (pair[:, 0] == self.pairs[1])
            line |= {f"between_{t}_single": round((there.sum(1) == 1).float().mean().item(), 4),
                     f"between_{t}_either": round(either.float().mean().item(), 4),
                     f"between_{t}_score": round(score[:, 0].mean().item(), 4),
                     f"between_{t}_frechet": round(frechet(look(self.judge, x), self.real), 4)}
        return line


def train_stage(a):
    two = a.part == "stage2"
    a.first_plain = a.plain
    if two:
        settings = json.loads((a.out / f"{a.first}.json").read_text())["settings"]
        a.first_plain = settings["plain"] == "True"
    x, k = read(a, "scenes", "x", "k")
    held = torch.stack(captions.unseen()).any(0).to(a.device)
    usable = ~held[k] & (k >= 0) & ((k < captions.PAIRS) | (a.objects == 2))
    usable = usable.nonzero().flatten()
    phi, looks, scale = load_encoder(a)
    looks.to(memory_format=torch.channels_last)
    tests, wrongs = Tests(a, phi, k), captions.Wrong(held)
    size = 64 if two else 32
    G = (StageTwo() if two else StageOne()).to(a.device, memory_format=torch.channels_last)
    if a.start:
        G.load_state_dict(wait_for(a.start, 1), strict=False)
    D = Discriminator(size, a.width).to(a.device, memory_format=torch.channels_last)
    slow = Averaged(G, a.decay)
    top, width = torch.tensor(a.rate or 5e-4, device=a.device), len(usable)
    options = {"fused": True, "capturable": True} if a.device.type == "cuda" else {}
    best_g = torch.optim.Adam(G.parameters(), top.clone(), (0.0, 0.99), **options)
    best_d = torch.optim.Adam(D.parameters(), top.clone(), (0.0, 0.99), **options)
    rates = [group["lr"] for best in (best_g, best_d) for group in best.param_groups]
    first, seen_time = (follow_first(a, None, 0.0) if two else (None, 0.0))
    seen, n = torch.zeros(5 if a.no_matching else 6, device=a.device), a.batch

    def drawn(phi_t):
        z = torch.randn(len(phi_t), NOISE, device=a.device)
        if two:
            with torch.no_grad():
                z = first(z, condition(first, phi_t, a.first_plain)[0])
        c, r = condition(G, phi_t, a.plain)
        return G(z, c), r

    def play(penalty, learn=True):
        """A round: both networks learn from the same drawn pictures."""
        i = usable[torch.randint(width, (n,), device=a.device)]
        real, said = pictures(x[i], size).contiguous(memory_format=torch.channels_last), k[i]
        wrong = torch.where(torch.rand(n, device=a.device) < 0.5, said.roll(1), wrongs(said))

        # discriminator: right picture and right sentence; drawn picture; right picture and wrong
        with autocast(a):
            fake, r = drawn(phi[said])
            maps = D.features(torch.cat([real, fake.detach().to(real.dtype)]))
            if a.no_matching:
                logits = D.judge(maps, phi[torch.cat([said, said])])
                parts_d = [F.softplus(-logits[:n]).mean(), F.softplus(logits[n:]).mean()]
                loss_d = parts_d[0] + parts_d[1]
            else:
                logits = D.judge(torch.cat([maps, maps[:n]]), phi[torch.cat([said, said, wrong])])
                different = (wrong != said).float()
                parts_d = [F.softplus(-logits[:n]).mean(), F.softplus(logits[n:2 * n]).mean(),
                           (F.softplus(logits[2 * n:]) * different).mean()]
                loss_d = parts_d[0] + 0.5 * (parts_d[1] + parts_d[2])
        if penalty:
            few = real[:max(8, n // 2) // 8 * 8].detach().requires_grad_()
            slope, = torch.autograd.grad(D(few, phi[said[:len(few)]]).sum(), few, create_graph=True)
            loss_d = loss_d + EACH * a.r1 / 2 * slope.square().sum((1, 2, 3)).mean()
        best_d.zero_grad()
        loss_d.backward()
        best_d.step()
        if not learn:
            return

        D.requires_grad_(False)
        with autocast(a):
            loss_g = F.softplus(-D(fake, phi[said])).mean() + a.kl * r
            if a.aux:
                small = F.avg_pool2d(fake, 2) if two else fake
                h = looks(rough(small)).float()
                hard = wrongs(said, 4)
                help_g = contrast(h, phi[torch.cat([said, hard])], said, hard, scale)
                loss_g = loss_g + a.aux * help_g
        best_g.zero_grad()
        loss_g.backward()
        best_g.step()
        D.requires_grad_(True)
        slow.follow()
        seen.copy_(torch.stack([loss_d, loss_g, r.float(), *parts_d]).detach())

    for step in range(100 if a.start else 0):           # a new discriminator catches up first
        play(step % EACH == 0 and a.r1 > 0, learn=False)
    with_penalty = captured(a, lambda: play(a.r1 > 0))
    without = captured(a, lambda: play(False))
    best, next_report, step = -9.0, time.time() + a.every, 0
    for step, over in clock(a):
        if step % EACH == 0:
            for lr in rates:
                lr.copy_(rate(over, top, 0.01))
            seen.tolist()                               # waits: the clock is that of the device
        (without if step % EACH else with_penalty)()

        if time.time() > next_report or step == a.steps - 1:
            next_report = time.time() + a.every
            if two:
                first, seen_time = follow_first(a, first, seen_time)
            score, line = tests(first if two else slow.net, slow.net if two else None)
            if score is None:
                write(slow.net.state_dict(), a.out / f"{a.name}.pt")
            else:
                d, g, r, *parts_d = (round(v, 3) for v in seen.tolist())
                log(a, {"step": step, "d": d, "g": g, "r": r, "parts": parts_d,
                        "score": round(float(score), 4)} | line)
                if score >= best - 0.003:
                    best = max(score, best)
                    write(slow.net.state_dict(), a.out / f"{a.name}.pt")
    if two:
        first, _ = follow_first(a, first, seen_time)
    score, line = tests(first if two else slow.net, slow.net if two else None, full=True)
    if score is None or score >= best - 0.003:
        write(slow.net.state_dict(), a.out / f"{a.name}.pt")
    log(a, {"step": step, "final": True, "score": score and round(float(score), 4)} | line)


def captured(a, play):
    """`play` as a CUDA graph: its hundreds of small kernels are launched as one. On other devices,
    `play` itself."""
    if a.device.type != "cuda" or a.safe:
        return play
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(3):                               # cuDNN chooses its algorithms here
            play()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        play()
    return graph.replay


def follow_first(a, net, seen_time):
    """Stage I, read again where its file has changed."""
    path = a.out / f"{a.first}.pt"
    state = wait_for(path)
    if net is not None and path.stat().st_mtime == seen_time:
        return net, seen_time
    seen_time = path.stat().st_mtime
    net = net or StageOne().to(a.device, memory_format=torch.channels_last)
    net.load_state_dict(state)
    return net.eval().requires_grad_(False), seen_time


def pack(a):
    """What the lesson loads: weights in half precision in one file, and the numbers in another."""
    def half(state):
        return {key: v.half() for key, v in state.items() if v.is_floating_point()}

    def lines(label):
        return json.loads((a.out / f"{label}.json").read_text())["log"]

    few = {label: half(wait_for(a.out / f"{label}.pt", 1))
           for label in ("judge", a.first, a.second)}
    few |= {"encoder": half(wait_for(a.out / "encoder.pt", 1)["texts"])}
    names = {a.first: "stage1", a.second: "stage2"}
    write({names.get(label, label): state for label, state in few.items()}, a.out / "stackgan.pt")
    found = {label: lines(label)[-1] for label in ("judge", "encoder", "encoder_bag")
             if (a.out / f"{label}.json").exists()}
    for label in (a.first, a.second):                     # of the weights that were kept
        scored = [line for line in lines(label) if line.get("score") is not None]
        best = max(line["score"] for line in scored)
        kept = [line for line in scored if line["score"] >= best - 0.003][-1]
        found[names[label]] = {"r": [line["r"] for line in scored if "r" in line][-1]} | kept | {
            "curve": [{key: line[key] for key in CURVE} for line in scored]}
    found["controls"] = {kind: [
        lines(f"{kind}{seed}")[-1] | {"r": [line["r"] for line in lines(f"{kind}{seed}")
                                            if "r" in line][-1]} for seed in (1, 2, 3)]
        for kind in ("nomatch", "base", "plain", "full") if (a.out / f"{kind}3.json").exists()}
    found["weak"] = {kind: lines(f"weak_{kind}")[-1] for kind in ("aug", "plain")
                     if (a.out / f"weak_{kind}.json").exists()}
    (a.out / "stackgan.json").write_text(json.dumps(found, indent=0))
    for label, state in few.items():
        print(label, sum(v.numel() for v in state.values()))


def unpack(a):
    """The weights of the course as files from which each part goes on (--start)."""
    packed = torch.load(weights("stackgan.pt"), map_location="cpu", weights_only=True)
    for label, state in packed.items():
        write({key: v.float() for key, v in state.items()},
              a.out / f"{'texts' if label == 'encoder' else label}.pt")


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("part", choices=("data", "judge", "encoder", "stage1", "stage2", "pack",
                                     "unpack"))
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--name", help="of the files; by default the part's")
    p.add_argument("--start", type=Path, help="weights from which a generator goes on, or those "
                   "that the caption encoder keeps")
    p.add_argument("--first", default="stage1", help="which Stage I Stage II corrects")
    p.add_argument("--second", default="stage2", help="which Stage II is packed")
    for option, value, what in (
            ("minutes", 60.0, "at most"),
            ("until", 0.0, "a time, in seconds since 1970"),
            ("steps", 10 ** 9, "at most"), ("seed", 0, ""),
            ("batch", 256, ""), ("rate", 0.0, "0: the part's own"), ("scenes", 200000, "drawn"),
            ("tests", 300, "pictures for each number"),
            ("workers", os.cpu_count(), "processes that draw"), ("objects", 2, "at most"),
            ("width", 64, "maps of the discriminator's first layer"), ("r1", 0.03, "weight"),
            ("kl", 0.005, "λ"), ("aux", 0.5, "weight of the caption encoder's own loss"),
            ("decay", 0.999, "of the averaged weights"), ("every", 30.0, "seconds to a report"),
            ("threads", 1, "of the CPU")):
        p.add_argument(f"--{option}", type=type(value), default=value, help=what)
    for option in ("no-matching", "plain", "bag", "bf16", "safe"):
        p.add_argument(f"--{option}", action="store_true")
    a = p.parse_args()
    a.name, a.begin, a.lines = a.name or a.part, time.time(), []
    if a.part == "encoder" and a.bag:
        a.name = "encoder_bag"
    a.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    a.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    torch.backends.cudnn.benchmark = not a.safe
    torch.set_float32_matmul_precision("high")
    {"data": draw_data, "judge": train_judge, "encoder": train_encoder, "stage1": train_stage,
     "stage2": train_stage, "pack": pack, "unpack": unpack}[a.part](a)


if __name__ == "__main__":
    main()
