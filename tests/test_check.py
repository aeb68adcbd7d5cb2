"""Messages of the checks: which input, what differs, the mistake, or what wrong inputs share."""
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd.gradcheck import GradcheckError

from course_utils import calls, check
from course_utils.compare import brief, difference

INPUTS = {"plain": (torch.arange(6.0).view(2, 3),),
          "negative values": (torch.arange(12.0).view(3, 4) - 5,)}


def double(x):
    return 2 * x


def says(answer, *words, oracle=double, inputs=INPUTS, **options):
    with pytest.raises(check.Wrong) as wrong:
        check.function(answer, oracle, inputs, **options)
    for word in words:
        assert word in str(wrong.value), str(wrong.value)
    return str(wrong.value)


def one(*arguments):
    return {"plain": arguments}


def test_right_answer_prints_one_line(capsys):
    check.function(lambda x: x + x, double, INPUTS)
    assert capsys.readouterr().out == "✓ <lambda>: right on 2 inputs\n"


def test_names_input_place_and_values():
    def answer(x):
        y = 2 * x
        y[1, 2] += 1
        return y
    says(answer, "answer([[0, 1, 2], [3, 4, 5]]) (plain): 1 of 6 elements", "[1, 2]",
         "yours is 11, wanted is 10")


def test_wrong_inputs_are_contrasted_with_right_ones():
    inputs = {f"{a}, {b}": (torch.ones(n, 4), s) for n, a in ((4, "square"), (3, "not square"))
              for s, b in ((1, "stride 1"), (2, "stride above 1"))}

    def only(*bad):
        def answer(x, s):
            return x * s + (x.shape[0] in bad or s in bad)
        return answer

    def right(x, s):
        return x * s
    said = says(only(3), "Right on 2 of 4", "in common: not square.", oracle=right, inputs=inputs)
    assert "stride" not in said.splitlines()[1]
    says(only(2), "in common: stride above 1.", oracle=right, inputs=inputs)
    says(only(1, 2), "Wrong on all 4 inputs", oracle=lambda x, s: x.cumsum(1), inputs=inputs)
    both = {"small, grey": (1,), "large, grey": (2,), "small, red": (3,), "large, red": (4,)}
    says(lambda n: n if n < 4 else 9, "in common: large, red.", oracle=lambda n: n, inputs=both)
    odd = {"a": (1,), "b": (2,), "c": (3,)}
    says(lambda n: n if n == 2 else 9 * n * n, "Right on: b. Wrong on the others.",
         oracle=lambda n: n, inputs=odd)


def test_the_smallest_wrong_input_is_shown():
    inputs = {"large": (torch.ones(9, 9),), "small": (torch.ones(2),)}
    says(lambda x: x.square() + torch.arange(x.shape[-1]), "([1, 1]) (small)", oracle=lambda x: x,
         inputs=inputs)
    # one with something in it tells more than one without
    says(lambda x: x.sum(), "([1, 1]) (small)", oracle=lambda x: x,
         inputs=inputs | {"empty": (torch.ones(0),)})


def test_an_error_is_contrasted_too():
    inputs = {"square": (torch.ones(3, 3),), "not square": (torch.ones(2, 3),)}
    says(lambda x: x @ x, "stopped with RuntimeError", "in common: not square",
         oracle=lambda x: torch.full((3, 3), 3.0), inputs=inputs)


def test_shape_type_and_dtype():
    says(lambda x: x[:1], "(1, 3)", "(2, 3)")
    says(lambda x: x.tolist(), "a tensor of shape (2, 3) is wanted")
    says(lambda x: (2 * x).numpy(), "NumPy")
    says(lambda x: (2 * x).long(), "whole numbers", "torch.int64")
    says(lambda x: (2 * x).double(), "dtype torch.float64", "keep the dtype")
    says(lambda x: x > 2, "True and False")
    says(lambda x: None, "return")


@pytest.mark.parametrize(("got", "wanted", "word"), [
    (torch.ones(3), torch.ones(3).long(), "dtype torch.float32, wanted is torch.int64"),
    (torch.ones(3), torch.ones(3).half(), "dtype torch.float32, wanted is torch.float16"),
    (torch.ones(3).int(), torch.ones(3).long(), ".long()"),
    (torch.tensor([300]).byte(), torch.tensor([300]), "yours is 44, wanted is 300"),
    (torch.tensor([1, 0]), torch.tensor([True, False]), "True and False (torch.bool) are wanted"),
    ((1, 6 / 2), (1, 3), "is a float; a whole number"),
    (10 ** 17 + 1, 10 ** 17, "you return 100000000000000001, wanted is 100000000000000000"),
    (torch.ones(1), 1.0, "a number is wanted, and you return a tensor of shape (1,)"),
    (torch.ones((), requires_grad=True), 1.0, "with its graph"),
    (1, True, "True or False is wanted"), (True, 1, "wanted is a number"),
    ("5.7623", 5.7623, "wanted is a number"), (5.0, torch.tensor(5.0), "a tensor of no axes"),
    (1e30, math.inf, "wanted is inf"), (torch.tensor([3.0, 1.0]), torch.tensor([math.inf, 1.0]),
                                       "yours is 3, wanted is inf"),
    (torch.tensor([1e-3, 2e-3]), torch.tensor([1e-3, 1.9e-3]), "1 of 2 elements differ"),
    ({"a": 1, "b": 3}, {"a": 1, "b": 2}, "value of 'b': you return 3"),
    ({"a": 1}, {"a": 1, "b": 2}, "wanted is a dict of a, b, and you return one of a."),
    (torch.tensor([True]), torch.tensor([False]), "yours is True, wanted is False"),
])
def test_kinds_of_values(got, wanted, word):
    assert word in difference(got, wanted)


def test_values_of_the_right_kind_pass():
    assert not difference((np.int64(2), 3, 2), (2, 3, 2.0))
    assert not difference(torch.tensor(True), True) and not difference(np.bool_(False), False)
    assert not difference(torch.tensor([math.inf, 1.0]), torch.tensor([math.inf, 1.0]))
    assert not difference(torch.zeros(3) + 1e-8, torch.zeros(3))
    assert not difference(torch.tensor([1e4, 1e-3]), torch.tensor([1e4, 2e-3]))      # cancelled


def test_blank_error_and_a_line_of_the_learners():
    def blank(x):
        raise NotImplementedError()

    def broken(x):
        return x @ x

    def unsuited(x):
        return (x > 0) - 0.5

    def silent(x):
        raise AssertionError
    says(blank, "blank is still blank")
    says(broken, "RuntimeError", "in your line: return x @ x")
    # the line inside, not the one that called
    says(lambda x: broken(x) + 1, "in your line: return x @ x")
    says(unsuited, "stopped with NotImplementedError", "bool", "in your line: return (x > 0) - 0.5")
    says(silent, "stopped with AssertionError\n  in your line: raise AssertionError")
    # no line of torch's own is called yours
    with pytest.raises(check.Wrong) as wrong:
        check.module(lambda: nn.Sequential(nn.Linear(3, 2)), (1, 4), (1, 2))
    assert "shapes cannot be multiplied" in str(wrong.value)
    assert "your line" not in str(wrong.value)


def test_errors_of_torch_that_beginners_meet_are_said_plainly():
    def in_place(x):
        w = x.clone().requires_grad_()
        w -= 1
        return w
    for answer, word in ((lambda x: x - x.max(1), "take .values"), (in_place, "torch.no_grad()"),
                         (lambda x: x.clone().requires_grad_().exp().backward(), "one number")):
        says(answer, "stopped with", word)


def test_an_error_of_the_check_is_not_called_the_learners():
    source = "# The check of exercise 1: run this cell.\ndef second(x):\n    return theirs(x)[1]\n"
    namespace = {"theirs": lambda x: [x]}
    import linecache
    linecache.cache["<cell 7>"] = (len(source), None, source.splitlines(True), "<cell 7>")
    exec(compile(source, "<cell 7>", "exec"), namespace)
    said = says(namespace["second"], "the check cannot go on with what you return (IndexError",
                oracle=lambda x: x)
    assert "your line" not in said


class Unit(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))


def harmful(kind):
    def answer(x, values, net):
        if kind == "tensor":
            x *= 2
        elif kind == "list":
            values.pop(0)
        elif kind == "requires_grad":
            x.requires_grad_()
        elif kind == "grad":
            x.requires_grad_().sum().backward()
            x.requires_grad_(False)
        elif kind == "weights":
            net.weight.data.add_(1)
        elif kind == "mode":
            net.eval()
        elif kind == "hook":
            net.register_forward_hook(lambda *_: None)
        return 3
    return answer


@pytest.mark.parametrize(("kind", "word"), [
    ("tensor", "change an input in place: work on a copy (.clone())"),
    ("list", "change a list that belongs to the caller: work on a copy (list(x))"),
    ("requires_grad", "leave requires_grad switched on"), ("grad", "leave a gradient (.grad)"),
    ("weights", "change the weights of a layer that belongs to the caller"),
    ("hook", "leave a hook behind"), ("mode", "leave the network in another mode")])
def test_side_effects(kind, word):
    says(harmful(kind), word, oracle=lambda *_: 3, inputs=one(torch.ones(2), [1, 2], Unit()))


def test_a_side_effect_is_not_contrasted_with_inputs_it_spares():
    inputs = {"plain": (torch.ones(2),), "zeros": (torch.zeros(2),)}
    assert "Right on" not in says(lambda x: x.mul_(2), "in place", inputs=inputs)


def test_what_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(calls.limited.__wrapped__, "__defaults__", (0.2,))

    def endless(x):
        while True: pass                                                # noqa: E701
    says(endless, "(plain): your code stopped with TimeoutError: it takes longer than 0.2 s",
         "in your line: while True: pass")


def test_two_views_of_one_tensor_may_be_given():
    x = torch.arange(4.0)
    says(lambda a, b: a.add_(b), "in place", oracle=lambda a, b: a + b,
         inputs=one(x[:2], x[1:3]))


def test_arguments_of_all_kinds_stay_unchanged(capsys):
    check.function(harmful(""), lambda *_: 3, one(torch.ones(2), [1, 2], Unit()))


def test_what_is_kept_between_calls_is_noticed():
    def answer(x, seen=[]):                                   # noqa: B006 (that is the mistake)
        seen.append(1)
        return x + len(seen) - 1
    says(answer, "wrong when called once more", oracle=lambda x: x, inputs=one(torch.zeros(2)))
    left = [1]
    says(lambda x: x * left.pop(), "wrong when called once more", oracle=lambda x: x,
         inputs=one(torch.ones(2)))


def test_random_numbers_do_not_depend_on_what_ran_before():
    def answer(x):
        return x + torch.rand(2) + np.random.rand()
    torch.manual_seed(7)
    before = torch.get_rng_state()
    check.function(answer, answer, one(torch.zeros(2)))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(check.noise(2, 3), check.noise(2, 3)) and check.noise(3).shape == (3,)
    assert not torch.equal(check.noise(3), check.noise(3, seed=1))


def test_differentiable():
    x = {"plain": (torch.tensor([1.0, 2.0, 3.0]),)}
    square = torch.square
    check.function(lambda x: x * x, square, x, differentiable=True)
    says(lambda x: (x * x).detach(), "no gradient gets through it", oracle=square, inputs=x,
         differentiable=True)
    check.function(lambda x: x.sum(), torch.sum, x, differentiable=True)
    says(lambda x: torch.tensor(x.numpy() ** 2), "not where a gradient is to pass", "numpy",
         oracle=square, inputs=x, differentiable=True)
    says(lambda x: x * x.detach(), "not the gradient through it", oracle=square, inputs=x,
         differentiable=True)
    says(lambda x: (x * x).sum().item(), "a tensor of no axes",
         oracle=lambda x: (x * x).sum(), inputs=x, differentiable=True)


def test_differentiable_in_the_tensors_of_a_list():
    parts = {"two": ([torch.ones(2), torch.ones(3)], torch.ones(5))}
    answers = {"right": lambda parts, w: torch.cat(parts) * w,
               "cut": lambda parts, w: torch.cat([t.detach() for t in parts]) * w}
    check.function(answers["right"], answers["right"], parts, differentiable=True)
    says(answers["cut"], "not the gradient through it", oracle=answers["right"], inputs=parts,
         differentiable=True)


@pytest.mark.parametrize("answer", [
    lambda x, w: F.conv2d(x, w), lambda x, w: nn.Conv2d(1, 1, 2)(x) * 0 + torch.conv2d(x, w)])
def test_what_is_forbidden_is_refused_whoever_calls_it(answer):
    inputs = one(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2))
    says(answer, "you call conv2d", oracle=F.conv2d, inputs=inputs, forbid=[F.conv2d])
    check.function(answer, F.conv2d, inputs, forbid=[torch.autograd.grad])


@pytest.mark.parametrize("answer", [
    lambda x, w: F.conv2d(x, w, groups=2),
    lambda x, w: nn.Conv2d(2, 2, 2, groups=2)(x) * 0 + torch.conv2d(x, w, groups=2)])
def test_arguments_can_be_forbidden(answer):
    def grouped(x, w, bias=None, stride=1, padding=0, dilation=1, groups=1):
        return groups > 1
    inputs = one(torch.ones(1, 2, 3, 3), torch.ones(2, 1, 2, 2))
    says(answer, "you call conv2d in a way", oracle=answer, inputs=inputs,
         forbid={F.conv2d: grouped})
    parts = {"plain": (torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2))}
    check.function(lambda x, w: F.conv2d(x, w), F.conv2d, parts, forbid={F.conv2d: grouped})


def test_forbidden_methods_and_python_functions():
    x = {"plain": (torch.arange(3.0),)}
    says(lambda x: x.softmax(0), "you call softmax", oracle=lambda x: F.softmax(x, 0), inputs=x,
         forbid=[F.softmax])

    def by_autograd(x):
        x = x.clone().requires_grad_()
        return torch.autograd.grad(x.square().sum(), x)[0]
    says(by_autograd, "you call grad", inputs=x, forbid=[torch.autograd.grad])

    def by_optimizer(x):
        w = nn.Parameter(x.clone())
        w.grad = -x
        torch.optim.SGD([w], 1.0).step()
        return w.detach()
    says(by_optimizer, "you call SGD", inputs=x, forbid=[torch.optim.SGD])
    says(by_optimizer, "you call step", inputs=x, forbid=[torch.optim.SGD.step])
    says(lambda x: torch.from_numpy(np.pad(x.numpy(), 1)), "you call pad", inputs=x,
         oracle=lambda x: F.pad(x, (1, 1)), forbid=[np.pad])


def test_generic_mistakes():
    says(lambda x: (2 * x).T, "transposed")
    says(lambda x: -2 * x, "sign")
    says(lambda x: 6 * x, "3 times")
    says(lambda x: 2 * x + 1, "1 more")
    says(lambda x: 0 * x, "all zeros")
    says(lambda x: x / 0, "nan")
    says(lambda x: (2 * x, -x), "sign", oracle=lambda x: (2 * x, x))
    says(lambda x: (True, -x), "sign", oracle=lambda x: (True, x))


def test_a_generic_mistake_must_explain_all_calls():
    said = says(lambda x: 6 * x if x.shape[0] == 2 else 2 * x + 1)
    assert "factor" not in said and "constant" not in said
    assert "factor" not in says(lambda x: 2 * x[:1, 1:2], oracle=lambda x: x[:1, 1:2])
    assert "factor" not in says(lambda x: 2.0008 * x)
    assert "factor" not in says(lambda x: x.float(), oracle=lambda x: x,
                                inputs=one(torch.tensor([1, 2, 3])))


def test_numbers_that_differ_are_written_so_that_it_shows():
    says(lambda x: 1.07533, "you return 1.07533, wanted is 1.07511", oracle=lambda x: 1.07511,
         inputs=one(1))
    says(lambda x: (1, 2, 3), "wanted are 2 values, and you return (1, 2, 3)",
         oracle=lambda x: (1, 2))
    says(lambda x: [x] * 30, "wanted is 1 value, and you return 30", oracle=lambda x: [1])
    assert "-0" not in difference(torch.tensor([1.0]), torch.tensor([-0.0]))


def test_arguments_are_written_shortly():
    says(lambda x, n: x, "([0.3333, 1], 2)", oracle=lambda x, n: x * n,
         inputs=one(torch.tensor([1 / 3, 1]), 2))
    says(lambda x: 1, "([tensor of 4×5, 2])", oracle=lambda x: 2, inputs=one([torch.ones(4, 5), 2]))


def test_functions_in_a_list_are_written_by_their_names():
    assert brief([brief, 1]) == "[brief, 1]" and brief((len, [brief])) == "(len, [brief])"


def test_known_mistake_is_named_only_if_it_explains_all_inputs():
    mistakes = {"you squared": lambda x: x ** 2, "you cubed": lambda x: x ** 3}
    says(lambda x: x ** 3, "This looks like a known mistake: you cubed.", mistakes=mistakes)
    said = says(lambda x: x ** 3 if x.shape[0] == 2 else x, mistakes=mistakes)
    assert "cubed" not in said
    says(lambda x: (x ** 3).double(), "known mistake: you cubed", mistakes=mistakes)


def test_a_mistake_that_stops_with_an_error_is_named():
    says(lambda x: x @ x, "known mistake: a matrix product", inputs=INPUTS,
         mistakes={"a matrix product": lambda x: x @ x})


def test_an_error_is_no_sign_of_a_mistake_that_stops_with_another():
    def other(x):
        raise ValueError("of its own")
    def broken(x):
        return x @ x
    assert "never" not in says(broken, mistakes={"never": other})


def test_the_answer_may_be_given_a_title():
    says(lambda x: x, "outputs([[0", title="outputs")


def test_a_mistake_that_makes_no_difference_is_not_named():
    says(lambda x: x + 1, mistakes={"never": double})
    assert "never" not in says(lambda x: x ** 2, mistakes={"never": double})


def test_several_values_and_numbers():
    says(lambda x: (x, x), "value 2 of 2", oracle=lambda x: (x, 2 * x))
    says(lambda x: x, "wanted are 2 values", oracle=lambda x: (x, 2 * x))
    says(lambda x: float("nan"), "nan", oracle=lambda x: 3.0)
    says(lambda x: x, "a number is wanted", oracle=lambda x: 3.0)
    says(lambda x: 2.0, "you return 2, wanted is 3", oracle=lambda x: 3.0)


def test_value():
    check.value(3, 3, "three")
    for answer, word in ((None, "no answer yet"), (..., "no answer yet"), (4, "wanted is 3"),
                         (9, "you squared")):
        with pytest.raises(check.Wrong, match=word):
            check.value(answer, 3, "three", mistakes={"you squared": 9})


def test_cases(capsys):
    check.cases(double, {"ones": ((torch.ones(2),), torch.full((2,), 2.0))})
    assert capsys.readouterr().out == "✓ double: right on 1 input\n"
    three, six = (torch.full((2, 3), v) for v in (3.0, 6.0))
    examples = {"threes": ((three,), six), "ones": ((three / 3,), six / 3)}
    for answer, word in ((lambda x: x ** 2, "known mistake: you squared"),
                         (lambda x: x @ x, "stopped with"), (lambda x: x.mul_(2), "in place")):
        with pytest.raises(check.Wrong, match=word):
            check.cases(answer, examples, mistakes={"you squared": lambda x: x ** 2})


def test_refuses(capsys):
    def answer(x):
        if len(x) > 2:
            raise ValueError("too long")
        x.append(0)
        raise {1: ValueError, 2: KeyError}[len(x) - 1]
    check.refuses(answer, {"three": ([1, 2, 3],)})
    for x, word in (([], "stopped with KeyError: 0"), ([1, 2], "A ValueError is wanted"),
                    ([1], "only after you change a list")):
        with pytest.raises(check.Wrong, match=word):
            check.refuses(answer, {"short": (x,)})
    with pytest.raises(check.Wrong, match="you accept it"):
        check.refuses(len, {"three": ([1, 2, 3],)})


class Idle(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.idle = nn.Linear(3, 2), nn.Linear(3, 2)

    def forward(self, x):
        return self.used(x)


def test_module():
    check.module(lambda: nn.Linear(3, 2), (5, 3), (5, 2), 8)
    for make, counts, word in (
            (lambda: nn.Linear(3, 4), 16, "shape"),
            (lambda: nn.Linear(3, 2, bias=False), 8, "no bias"),
            (lambda: nn.Linear(4, 2), 8, "stopped with RuntimeError"), (Idle, 16, "takes no part"),
            (lambda: np.zeros(3), 8, "must be a torch.nn.Module")):
        with pytest.raises(check.Wrong, match=word):
            check.module(make, (5, 3), (5, 2), counts, mistakes={6: "there is no bias"})


def reference(channels):
    return nn.Sequential(nn.Conv2d(channels, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
                         nn.Dropout(0.5), nn.Conv2d(4, 2, 3))


class Other(nn.Module):
    """The same network, its layers made in another order and called otherwise."""

    def __init__(self, channels, drop=0.5, bend=F.relu, spare=False, bias=True, cut=False):
        super().__init__()
        self.z = nn.Conv2d(4, 2, 3, bias=bias)
        self.drop, self.bend, self.cut = drop, bend, cut
        self.a, self.m = nn.Conv2d(channels, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.spare = nn.Conv2d(4, 2, 3) if spare else None

    def forward(self, x):
        x = x.detach() if self.cut else x
        return self.z(F.dropout(self.bend(self.m(self.a(x))), self.drop, self.training))


def test_network_compares_by_known_weights_in_both_modes(capsys):
    inputs = {"one channel": ((1,), (2, 1, 7, 9)), "three channels": ((3,), (2, 3, 6, 5))}
    check.network(Other, reference, inputs)
    assert "✓ Other: right on 2 inputs" in capsys.readouterr().out

    def wrong(**options):
        return lambda channels: Other(channels, **options)
    for make, word in (
            (wrong(drop=0.0), "right in eval mode; in training mode"),
            (wrong(bend=lambda x: F.relu(x).detach()), "takes no part"),
            (wrong(cut=True), "not so the gradient that reaches the input"),
            (wrong(bend=torch.tanh), "elements differ"), (wrong(bias=False), "biases are missing"),
            (wrong(bend=torch.sigmoid), "known mistake: a sigmoid"),
            (wrong(spare=True), "parameters"),
            (lambda channels: Other(1), "in common: three channels"),
            (lambda channels: channels, "must be a torch.nn.Module"),
            (Unit, "stopped with TypeError")):
        with pytest.raises(check.Wrong, match=word):
            check.network(make, reference, inputs, counts={112 + 2: "biases are missing",
                                                           112 + 18 * 1: "never"} | {
                sum(p.numel() for p in Other(c, bias=False).parameters()): "biases are missing"
                for c in (1, 3)}, mistakes={"a sigmoid": wrong(bend=torch.sigmoid)})


class Kept(nn.Module):
    """Layers kept in a list of this kind, and what forward makes of its result."""

    def __init__(self, kind=nn.ModuleList, end=lambda x: x, make=nn.Linear):
        super().__init__()
        self.layers, self.end = kind([make(4, 4), make(4, 2)]), end

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.end(x)


def test_network_says_what_is_missing_in_a_module():
    inputs = {"one": ((), (3, 4))}
    for make, word in ((lambda: Kept(list), "self.layers is a plain list.*nn.ModuleList"),
                       (lambda: Kept(end=lambda x: None), "returns None: is its `return` missing"),
                       (lambda: Kept(end=lambda x: [x]), "must return a tensor, and returns"),
                       (lambda: Kept(make=lambda a, b: nn.LazyLinear(b)), "has lazy layers")):
        with pytest.raises(check.Wrong, match=word):
            check.network(make, Kept, inputs)
    with pytest.raises(check.Wrong, match="self.layers is a plain tuple"):
        check.module(lambda: Kept(tuple), (3, 4), (3, 2), 30)


def test_network_watches_what_belongs_to_the_caller_and_its_kind():
    def make(sides):
        return nn.Sequential(*[nn.Linear(sides.pop(0), sides[0]) for _ in range(len(sides) - 1)])

    def right(sides):
        return nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sides, sides[1:], strict=False)])
    inputs = {"three": (([2, 3, 4],), (5, 2))}
    check.network(right, right, inputs, kind=nn.Sequential)
    with pytest.raises(check.Wrong, match="right, but you change a list that belongs"):
        check.network(make, right, inputs)
    with pytest.raises(check.Wrong, match=r"must be a torch.nn.Sequential, and is a Linear"):
        check.network(lambda sides: nn.Linear(2, 4), right, inputs, kind=nn.Sequential)


def test_known_weights_are_the_same_wherever_the_model_was_made():
    def make():
        return nn.Sequential(nn.Conv2d(3, 8, 5), nn.BatchNorm2d(8))

    with torch.device("meta"):
        blank = make()
    model, other = check.known_weights(make()), check.known_weights(blank)
    assert not model.training and model.state_dict().keys() == other.state_dict().keys()
    assert all(map(torch.equal, model.state_dict().values(), other.state_dict().values()))
    assert model[0].weight.std().item() == pytest.approx((2 / 75) ** 0.5, rel=0.1)
    assert model[1].running_var.min() >= 0.5 and model[0].bias.abs().max() <= 0.5


def test_no_traceback_in_a_notebook():
    assert check.Wrong("so and so")._render_traceback_() == ["\x1b[31mNot yet.\x1b[0m so and so"]


def test_gradients_accepts_the_right_backward_and_refuses_another():
    x, w = torch.randn(2, 3, dtype=torch.double), torch.randn(3, dtype=torch.double)
    assert check.gradients(lambda x, w: x * w, lambda x, w, g: (g * w, (g * x).sum(0)), x, w)
    with pytest.raises(GradcheckError):
        check.gradients(lambda x, w: x * w, lambda x, w, g: (g, (g * x).sum(0)), x, w)
