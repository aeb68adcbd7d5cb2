"""fit: against a plain torch loop, killed and resumed, on two processes, and its errors."""
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time

import pytest
import scipy.optimize
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from course_utils import augment, training
from course_utils.data import load
from course_utils.runs import layout as layout_of


def net(dropout=0.0):
    training.seed(1)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Dropout(dropout),
                         nn.Linear(144, 10))


def weights(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def small():
    return load("digits").train.batches(100, seed=2)


@pytest.mark.parametrize(("name", "make"), [
    ("adamw", lambda p: torch.optim.AdamW(p, 1e-2, weight_decay=1e-2)),
    ("sgd", lambda p: torch.optim.SGD(p, 1e-2, momentum=0.9, weight_decay=1e-2, nesterov=True))])
def test_same_weights_as_the_plain_loop(name, make):
    ours, plain = net(), net()
    history = training.fit(ours, small(), epochs=2, lr=1e-2, optimizer=name, bfloat16=False,
                           progress=False)
    optim, batches, losses = make(plain.parameters()), small(), []
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, 1e-2, total_steps=28, pct_start=0.25,
                                                   cycle_momentum=False)
    for _ in range(2):
        for x, y in batches:
            loss = nn.functional.cross_entropy(plain(x), y)
            optim.zero_grad()
            loss.backward()
            optim.step()
            schedule.step()
            losses.append(loss.item())
    assert torch.allclose(weights(ours), weights(plain), atol=1e-5)
    assert torch.allclose(torch.tensor(history.loss), torch.tensor(losses), atol=1e-4)


def test_it_learns_with_bfloat16_too_and_validates_each_epoch():
    digits = load("digits")
    for bfloat16 in (False, True):
        history = training.fit(net(), digits.train.batches(64), epochs=4, lr=1e-2,
                               bfloat16=bfloat16, progress=False,
                               validate=digits.test.batches(400))
        assert [e["epoch"]
                for e in history.epochs] == [1, 2, 3, 4] and history.epochs[-1]["accuracy"] > 0.9
        assert history.epochs[-1]["train_loss"] < history.epochs[0]["train_loss"]
    own = training.fit(net(), small(), epochs=1, progress=False,
                       validate=lambda model: {"parameters": 1.5})
    assert own.epochs[0]["parameters"] == 1.5


def test_a_dataloader_and_a_list_will_do():
    x, y = torch.randn(64, 1, 8, 8), torch.randint(10, (64,))
    loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
    assert len(training.fit(net(), loader, epochs=2, progress=False).loss) == 8
    assert len(training.fit(net(), [(x, y)], epochs=3, progress=False).loss) == 3


def test_evaluate_against_torchmetrics():
    from torchmetrics.functional import accuracy
    digits, model = load("digits"), net()
    found = training.evaluate(model, digits.test.batches(64, shuffle=False))
    x = torch.cat([x for x, _ in digits.test.batches(64, shuffle=False)])
    logits = model(x)
    expected = accuracy(logits, digits.test.targets, "multiclass", num_classes=10)
    assert abs(found["accuracy"] - expected) < 1e-6
    assert abs(found["loss"] - nn.functional.cross_entropy(logits, digits.test.targets)) < 1e-4
    assert model.training
    with pytest.raises(ValueError, match="no batches"):
        training.evaluate(model, [])


SCRIPT = textwrap.dedent("""
    import json, os, sys, torch, torch._dynamo, sklearn.datasets
    from torch import nn
    from course_utils import augment, runs, training
    from course_utils.data import load
    def run(kill_at, checkpoint, out):
        training.seed(1)
        model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(),
                              nn.Dropout(0.3), nn.Linear(144, 10))
        steps = iter(range(1000))
        def loss(z, y):
            if next(steps) == kill_at:
                os.kill(os.getpid(), 9)
            return nn.functional.cross_entropy(z, y)
        batches = load("digits").train.batches(100, seed=2, augment=augment.affine(rotate=10))
        h = training.fit(model, batches, loss, epochs=3, lr=1e-2, checkpoint=checkpoint or None,
                         save_every=3, progress=False)
        torch.save((model.state_dict(), h.loss, h.epochs), out)
    for kill_at, checkpoint, out in json.loads(sys.argv[1]):
        child = os.fork()     # a process for each run, without the seconds that imports take
        if not child:
            run(kill_at, checkpoint, out)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")


def runs(*of):
    """The command that makes runs (where to be killed or -1, checkpoint, file for what comes out),
    one after the other."""
    return [sys.executable, "-c", SCRIPT,
            json.dumps([(kill_at, str(checkpoint), str(out)) for kill_at, checkpoint, out in of])]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")
def test_killed_anywhere_it_ends_with_the_same_weights(tmp_path):
    # before a save, between, at and after an epoch's end
    places = 1, 8, 13, 14, 16, 30
    killed = [(place, tmp_path / f"{place}.pt", "") for place in places]
    resumed = [(-1, tmp_path / f"{place}.pt", tmp_path / f"{place}") for place in places]
    done = subprocess.run(runs((-1, "", tmp_path / "whole"), *killed, *resumed),
                          capture_output=True, text=True)
    assert done.stdout.split() == ["0"] + 6 * [str(-signal.SIGKILL)] + 6 * ["0"], done.stderr
    whole, losses, epochs = torch.load(tmp_path / "whole")
    for place in places:
        weights, *history = torch.load(tmp_path / f"{place}")
        assert all(torch.equal(whole[name], weights[name]) for name in whole), place
        assert history == [losses, epochs], place


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")
def test_killed_from_outside_and_again_and_again(tmp_path):
    begin = time.perf_counter()
    subprocess.run(runs((-1, "", tmp_path / "whole")), check=True)
    seconds, killed = time.perf_counter() - begin, 0      # of this machine, with what else it does
    for attempt in range(8):
        child = subprocess.Popen(runs((-1, tmp_path / "c.pt", tmp_path / "out")),
                                 start_new_session=True)
        try:
            child.wait(timeout=seconds * (0.7 + 0.05 * attempt))
            break
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)       # and the run that it forked
            child.wait(timeout=60)
            killed += 1
    assert killed
    subprocess.run(runs((-1, tmp_path / "c.pt", tmp_path / "out")), check=True)
    a, b = torch.load(tmp_path / "whole")[0], torch.load(tmp_path / "out")[0]
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_a_dataloader_resumes_too(tmp_path):
    x, y = torch.randn(96, 1, 8, 8), torch.randint(10, (96,))

    def train(model, **options):
        training.seed(5)
        loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
        training.fit(model, loader, epochs=2, save_every=1, progress=False, **options)
        return weights(model)

    whole = train(net(0.5))
    count = iter(range(100))

    def stops(z, target):
        if next(count) == 8:
            raise KeyboardInterrupt
        return nn.functional.cross_entropy(z, target)
    with pytest.raises(KeyboardInterrupt):
        train(net(0.5), loss=stops, checkpoint=tmp_path / "c.pt")
    assert torch.equal(train(net(0.5), checkpoint=tmp_path / "c.pt"), whole)


def test_a_finished_run_is_not_run_again(tmp_path):
    model = net()
    first = training.fit(model, small(), epochs=1, checkpoint=tmp_path / "c.pt", progress=False)
    again = net()
    second = training.fit(again, small(), epochs=1, checkpoint=tmp_path / "c.pt", progress=False)
    assert torch.equal(weights(model), weights(again)) and first.loss == second.loss
    assert [p.name for p in tmp_path.iterdir()] == ["c.pt"]


def test_foreign_and_broken_checkpoints_are_refused(tmp_path):
    path = tmp_path / "c.pt"
    training.fit(net(), small(), epochs=1, checkpoint=path, progress=False)
    with pytest.raises(ValueError, match="another run .*epochs 1 there, 2 here"):
        training.fit(net(), small(), epochs=2, checkpoint=path, progress=False)
    for changed, words in (({"optimizer": "sgd", "momentum": 0.5}, "momentum 0.9 there, 0.5 here"),
                           ({"weight_decay": 0.1}, "weight_decay 0.01 there, 0.1 here"),
                           ({"warmup": 0.1}, "warmup 0.25 there, 0.1 here"),
                           ({"bfloat16": not training.bfloat16_pays()}, "bfloat16")):
        with pytest.raises(ValueError, match=words):
            training.fit(net(), small(), epochs=1, checkpoint=path, progress=False, **changed)
    path.write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="not a checkpoint"):
        training.fit(net(), small(), epochs=1, checkpoint=path, progress=False)


def test_loss_that_is_not_finite_names_step_and_cause():
    with pytest.raises(FloatingPointError,
                       match=r"became nan at step 3.*learning rate too high \(lr=0.001") as stopped:
        count = iter(range(9))
        training.fit(net(), small(),
                     lambda z, y: z.sum() * (float("nan") if next(count) == 2 else 1), epochs=1,
                     progress=False)
    assert "inputs are finite" in str(stopped.value)
    bad = torch.full((4, 1, 8, 8), float("inf"))
    with pytest.raises(FloatingPointError, match="inputs of the batch are not finite"):
        training.fit(net(), [(bad, torch.zeros(4, dtype=torch.long))], epochs=1, progress=False)


def test_unusable_arguments():
    for options, words in (({"optimizer": "adam"}, "knows 'adamw' and 'sgd'"),
                           ({"epochs": 0}, "at least one epoch"),
                           ({"lr": -1}, "positive rate")):
        with pytest.raises(ValueError, match=words):
            training.fit(net(), small(), **({"epochs": 1, "progress": False} | options))
    with pytest.raises(ValueError, match="no length"):
        training.fit(net(), iter(small()), epochs=1)
    with pytest.raises(ValueError, match="empty"):
        training.fit(net(), [], epochs=1)


TWO = textwrap.dedent("""
    import sys, torch
    from torch import nn
    from course_utils import training
    from course_utils.data import load
    training.seed(1)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))
    batches = load("digits").train.batches(66, seed=2)
    if sys.argv[2] == "list":
        batches = [(x, y) for x, y in batches]
    h = training.fit(model, batches, epochs=2, lr=1e-2, bfloat16=False, progress=False,
                     checkpoint=sys.argv[1] + ".c")
    import torch.distributed as dist
    world = dist.get_world_size() if dist.is_initialized() else 1
    if world == 1 or dist.get_rank() == 0:
        torch.save((world, model.state_dict()), sys.argv[1])
    if dist.is_initialized():
        dist.destroy_process_group()
""")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["set", "list"])
def test_two_processes_train_the_same_model(tmp_path, kind):
    script = tmp_path / "train.py"
    script.write_text(TWO)
    environment = os.environ | {"OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "1"}
    one = subprocess.run([sys.executable, script, tmp_path / "one", kind], env=environment,
                         capture_output=True, text=True)
    assert one.returncode == 0, one.stderr
    two = subprocess.run([sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2",
                          "--standalone", script,
                          tmp_path / "two", kind], env=environment, capture_output=True, text=True)
    assert two.returncode == 0, two.stderr
    (alone, a), (together, b) = torch.load(tmp_path / "one"), torch.load(tmp_path / "two")
    assert (alone, together) == (1, 2)
    # 1,397 pictures in batches of 66 leave one of 11, split 6 and 5: means of unequal halves differ
    # a little
    assert all(torch.allclose(a[name], b[name], atol=5e-3) for name in a)


def test_progress_is_shown(capsys):
    training.fit(net(), small(), epochs=1)
    assert re.search(r"0/14", capsys.readouterr().err)


def test_augmented_batches_differ_by_epoch_and_repeat():
    batches = load("digits").train.batches(50, augment=augment.affine(rotate=20), seed=0)
    first, second = next(iter(batches))[0], next(iter(batches))[0]
    assert not torch.equal(first, second)
    batches.set_epoch(0)
    assert torch.equal(next(iter(batches))[0], first)


def test_descend_is_plain_gradient_descent():
    ours, plain, batches = net(), net(), small()
    seen = []
    assert training.descend(ours, batches, 0.1, 2,
                            watch=lambda model: seen.append(weights(model))) is ours
    optim = torch.optim.SGD(plain.parameters(), 0.1)
    for epoch in range(2):
        batches.set_epoch(epoch)
        for x, y in batches:
            optim.zero_grad()
            nn.functional.cross_entropy(plain(x), y).backward()
            optim.step()
    assert torch.equal(weights(ours), weights(plain)) and len(seen) == 28 and not ours.training
    assert torch.equal(seen[-1], weights(ours)) and not torch.equal(seen[0], seen[1])


def test_small_projections_do_not_corrupt_memory():
    """In the channels_last layout oneDNN's backward pass of this layer ends the process (or worse,
    does not)."""
    script = """
        import torch
        from torch import nn
        from course_utils import training
        batches = [(torch.randn(n, 8, 16, 16), torch.zeros(n, dtype=torch.long))
                   for n in (53, 7, 64, 53)]
        net = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 16, 1, 2), nn.Flatten(),
                            nn.Linear(1024, 3))
        training.fit(net, batches, epochs=10, progress=False)
        print("trained")
    """
    found = subprocess.run([sys.executable, "-c", textwrap.dedent(script)],
                           capture_output=True, text=True)
    assert found.stdout == "trained\n" and found.returncode == 0, found.stderr


def test_layout_is_channels_last_where_it_is_safe():
    def layout(*arguments, **options):
        return layout_of(nn.Sequential(nn.Conv2d(*arguments, **options)))
    assert layout(8, 16, 3, 2) == layout(8, 16, 1) == layout(16, 32, 1, 2) == torch.channels_last
    assert layout(8, 16, 1, 2) == layout(32, 32, 1, (1, 2), groups=4) == torch.contiguous_format


def test_minimise_finds_what_scipy_finds_and_leaves_its_start_alone():
    start, seen = torch.tensor([-1.2, 1.0, 0.5], dtype=torch.float64), []
    found = training.minimise(rosenbrock, start, 100, watch=seen.append)
    oracle = scipy.optimize.minimize(lambda x: rosenbrock(torch.from_numpy(x)).item(),
                                     start.numpy(), method="L-BFGS-B",
                                     options={"ftol": 1e-15, "gtol": 1e-10})
    assert torch.allclose(found, torch.from_numpy(oracle.x), atol=1e-5) and not found.requires_grad
    assert start.tolist() == [-1.2, 1.0, 0.5] and torch.equal(seen[0], start)
    assert rosenbrock(seen[-1]) < 1e-9


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def test_minimise_stops_at_a_loss_that_is_not_a_number():
    with pytest.raises(FloatingPointError, match="became nan"):
        training.minimise(lambda x: (x - 1).log().sum(), torch.zeros(2), 5)


def test_a_full_disk_stops_no_training_and_leaves_the_checkpoint_before(tmp_path):
    resource = pytest.importorskip("resource")
    file, undisturbed = tmp_path / "run.pt", net()
    training.fit(undisturbed, small(), epochs=2, lr=1e-2, progress=False)
    model, limits = net(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.warns(UserWarning, match=r"run\.pt was not saved .*training goes on"):
            training.fit(model, small(), epochs=2, lr=1e-2, progress=False, checkpoint=file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert torch.equal(weights(model), weights(undisturbed)) and list(tmp_path.iterdir()) == []


def test_too_little_memory_is_said_with_what_to_do():
    class Greedy(nn.Linear):
        def forward(self, x):
            return super().forward(x.flatten(1)) + x.new_empty(10 ** 15).sum()

    with pytest.raises(MemoryError, match="no memory left on .* batch of 100, each 1×8×8. Make"):
        training.fit(Greedy(64, 10), small(), epochs=1, progress=False)
