"""Messages of the checks: they say which input, what differs, and the mistake."""
import numpy as np
import pytest
import torch
from torch import nn
from torch.autograd.gradcheck import GradcheckError

from course_utils import check

INPUTS = [(torch.arange(6.0).view(2, 3),), (torch.arange(12.0).view(3, 4) - 5,)]


def double(x):
    return 2 * x


def says(answer, *words, oracle=double, inputs=INPUTS, **options):
    with pytest.raises(check.Wrong) as wrong:
        check.function(answer, oracle, inputs, **options)
    for word in words:
        assert word in str(wrong.value), str(wrong.value)


def test_right_answer_prints_one_line(capsys):
    check.function(lambda x: x + x, double, INPUTS)
    assert capsys.readouterr().out == "✓ <lambda>: right on 2 inputs\n"


def test_names_input_place_and_values():
    def answer(x):
        y = 2 * x
        y[1, 2] += 1
        return y
    says(answer, "answer(tensor of 2×3)", "1 of 6 elements", "[1, 2]", "yours is 11, wanted is 10")


def test_shape_type_and_dtype():
    says(lambda x: x[:1], "(1, 3)", "(2, 3)")
    says(lambda x: x.tolist(), "a tensor of shape (2, 3) is wanted")
    says(lambda x: (2 * x).numpy(), "NumPy")
    says(lambda x: (2 * x).long(), "torch.int64")
    with pytest.raises(check.Wrong, match="values are right, but your result has dtype torch.float32, wanted is torch.int64"):
        check.value(torch.ones(3), torch.ones(3).long(), "counts")
    with pytest.raises(check.Wrong, match="is a float; a whole number"):
        check.value((1, 6 / 2), (1, 3), "sizes")
    check.value((np.int64(2), torch.tensor(3), 2), (2, 3, 2.0), "sizes")
    says(lambda x: None, "return")


def test_blank_error_and_in_place():
    def blank(x):
        raise NotImplementedError()

    def broken(x):
        return x @ x

    def unsuited(x):
        return (x > 0) - 0.5

    def in_place(x):
        x *= 2
        return x
    says(blank, "blank is still blank")
    says(broken, "RuntimeError", "in your line: return x @ x")
    says(lambda x: broken(x) + 1, "in your line: return x @ x")                # the line inside, not the one that called
    says(unsuited, "stopped with NotImplementedError", "bool", "in your line: return (x > 0) - 0.5")
    with pytest.raises(check.Wrong) as wrong:                                  # no line of torch's own is called yours
        check.module(lambda: nn.Sequential(nn.Linear(3, 2)), (1, 4), (1, 2))
    assert "shapes cannot be multiplied" in str(wrong.value) and "your line" not in str(wrong.value)
    says(in_place, "changes its input number 1 in place")


def test_generic_mistakes():
    says(lambda x: (2 * x).T, "transposed")
    says(lambda x: -2 * x, "sign")
    says(lambda x: 6 * x, "3 times")
    says(lambda x: 2 * x + 1, "1 more")
    says(lambda x: 0 * x, "all zeros")
    says(lambda x: x / 0, "nan")
    with pytest.raises(check.Wrong) as wrong:         # right in value: no factor of 1 is complained of
        check.function(lambda x: x.float(), lambda x: x, [(torch.tensor([1, 2, 3]),)])
    assert "factor" not in str(wrong.value)


def test_numbers_that_differ_are_written_so_that_it_shows():
    says(lambda x: 1.07533, "you return 1.07533, wanted is 1.07511", oracle=lambda x: 1.07511, inputs=[(1,)])
    says(lambda x: (1, 2, 3), "wanted are 2 values, and you return (1, 2, 3)", oracle=lambda x: (1, 2))
    says(lambda x: [x] * 30, "wanted is 1 value, and you return 30", oracle=lambda x: [1])


def test_arguments_are_written_shortly():
    says(lambda x, n: x, "([0.3333, 1], 2)", oracle=lambda x, n: x * n, inputs=[(torch.tensor([1 / 3, 1]), 2)])


def test_known_mistake_is_named_only_if_it_explains_all_inputs():
    mistakes = {"you squared": lambda x: x ** 2, "you cubed": lambda x: x ** 3}
    says(lambda x: x ** 3, "This looks like a known mistake: you cubed.", mistakes=mistakes)
    with pytest.raises(check.Wrong) as wrong:
        check.function(lambda x: x ** 3 if x.shape[0] == 2 else x, double, INPUTS, mistakes=mistakes)
    assert "cubed" not in str(wrong.value)


def test_a_mistake_that_makes_no_difference_is_not_named():
    says(lambda x: x + 1, mistakes={"never": double})
    with pytest.raises(check.Wrong) as wrong:
        check.function(lambda x: x ** 2, double, INPUTS, mistakes={"never": double})
    assert "never" not in str(wrong.value)


def test_several_values_and_numbers():
    says(lambda x: (x, x), "value 2 of 2", oracle=lambda x: (x, 2 * x))
    says(lambda x: x, "wanted are 2 values", oracle=lambda x: (x, 2 * x))
    says(lambda x: float("nan"), "nan", oracle=lambda x: 3.0)
    says(lambda x: x, "wanted is a number", oracle=lambda x: 3.0)
    says(lambda x: 2.0, "you return 2, wanted is 3", oracle=lambda x: 3.0)


def test_value():
    check.value(torch.tensor(3), 3, "three")
    for answer, word in ((None, "no answer yet"), (..., "no answer yet"), (4, "wanted is 3"), (9, "you squared")):
        with pytest.raises(check.Wrong, match=word):
            check.value(answer, 3, "three", mistakes={"you squared": 9})


def test_case(capsys):
    check.case(double, (torch.ones(2),), torch.full((2,), 2.0), "ones")
    assert capsys.readouterr().out == "✓ double, ones: right\n"
    three, six, nine = (torch.full((2, 3), v) for v in (3.0, 6.0, 9.0))
    for answer, word in ((lambda x: x ** 2, "known mistake: you squared"), (lambda x: x @ x, "threes stopped with"),
                         (lambda x: x.mul_(2), "in place")):
        with pytest.raises(check.Wrong, match=word):
            check.case(answer, (three,), six, "threes", mistakes={"you squared": nine})


class Idle(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.idle = nn.Linear(3, 2), nn.Linear(3, 2)

    def forward(self, x):
        return self.used(x)


def test_module():
    check.module(lambda: nn.Linear(3, 2), (5, 3), (5, 2), 8)
    for make, counts, word in ((lambda: nn.Linear(3, 4), 16, "shape"), (lambda: nn.Linear(3, 2, bias=False), 8, "no bias"),
                               (lambda: nn.Linear(4, 2), 8, "stopped with RuntimeError"), (Idle, 16, "takes no part"),
                               (lambda: np.zeros(3), 8, "must be a torch.nn.Module")):
        with pytest.raises(check.Wrong, match=word):
            check.module(make, (5, 3), (5, 2), counts, mistakes={6: "there is no bias"})


def test_known_weights_are_the_same_wherever_the_model_was_made():
    def make():
        return nn.Sequential(nn.Conv2d(3, 8, 5), nn.BatchNorm2d(8))

    with torch.device("meta"):
        blank = make()
    model, other = check.known_weights(make()), check.known_weights(blank)
    assert not model.training and model.state_dict().keys() == other.state_dict().keys()
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), other.state_dict().values(), strict=True))
    assert model[0].weight.std().item() == pytest.approx((2 / 75) ** 0.5, rel=0.1)
    assert all(t.min() >= 0.5 and t.max() <= 1.5 for t in (model[0].bias, model[1].running_mean, model[1].running_var))


def test_no_traceback_in_a_notebook():
    assert check.Wrong("so and so")._render_traceback_() == ["\x1b[31mNot yet.\x1b[0m so and so"]


def test_gradients_accepts_the_right_backward_and_refuses_another():
    x, w = torch.randn(2, 3, dtype=torch.double), torch.randn(3, dtype=torch.double)
    assert check.gradients(lambda x, w: x * w, lambda x, w, g: (g * w, (g * x).sum(0)), x, w)
    with pytest.raises(GradcheckError):
        check.gradients(lambda x, w: x * w, lambda x, w, g: (g, (g * x).sum(0)), x, w)
