"""Networks that a lesson builds against another library's, weights copied across."""
import pytest
import timm
import torch
from conftest import defined

pytestmark = [pytest.mark.slow, pytest.mark.lessons("09")]


def test_inception_resnet_v2_is_timms():
    lesson = defined("09", "parameters", "setup", "copy-weights", "inception-residual",
                     "inception-units", "inception-join",
                     "inception-blocks", "inception-reductions", "inception-resnet")
    torch.manual_seed(0)
    theirs = timm.create_model("inception_resnet_v2", num_classes=1000).eval()
    for name, buffer in theirs.named_buffers():
        # as after training: no two layers normalise alike
        if buffer.is_floating_point():
            buffer.uniform_(0.5, 1.5) if "var" in name else buffer.normal_(0, 0.1)
    ours = lesson["inception_resnet_v2"]().eval()
    lesson["copy_weights"](ours, theirs)
    assert sum(p.numel()
               for p in ours.parameters()) == sum(p.numel()
                                                  for p in theirs.parameters()) == 55_843_464
    x = torch.randn(2, 3, 139, 171)
    with torch.no_grad():
        wanted = theirs(x)
        assert wanted.std() > 0.01 and (ours(x)
                                        - wanted).abs().max() < 1e-4 * max(1, wanted.abs().max())
