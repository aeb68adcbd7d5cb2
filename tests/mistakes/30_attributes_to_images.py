import torch

# ---- view_code


def view_code__radians(azimuth, elevation):
    """they are degrees"""
    a = azimuth
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(), (elevation - 25) / 15], 1)


def view_code__exchanged(azimuth, elevation):
    """sine and cosine are exchanged"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.cos(), a.sin(), (2 * a).cos(), (2 * a).sin(), (elevation - 25) / 15], 1)


def view_code__order(azimuth, elevation):
    """both sines come first"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), (2 * a).sin(), a.cos(), (2 * a).cos(), (elevation - 25) / 15], 1)


def view_code__single(azimuth, elevation):
    """not doubled"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), a.cos(), a.sin(), a.cos(), (elevation - 25) / 15], 1)


def view_code__not_shifted(azimuth, elevation):
    """only scaled, not shifted"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(), elevation / 15], 1)


def view_code__plain_elevation(azimuth, elevation):
    """elevation is given in degrees"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(), elevation], 1)


def view_code__float32(azimuth, elevation):
    """in common: float64"""
    a = torch.deg2rad(azimuth.float())
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(),
                        (elevation.float() - 25) / 15], 1)


def view_code__twice_the_sine(azimuth, elevation):
    """sine and cosine are doubled"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), a.cos(), 2 * a.sin(), 2 * a.cos(), (elevation - 25) / 15], 1)


def view_code__sign(azimuth, elevation):
    """the other way round"""
    a = torch.deg2rad(azimuth)
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(), (25 - elevation) / 15], 1)


def view_code__in_place(azimuth, elevation):
    """change an input in place"""
    a = torch.deg2rad(azimuth)
    elevation -= 25
    elevation /= 15
    return torch.stack([a.sin(), a.cos(), (2 * a).sin(), (2 * a).cos(), elevation], 1)


# ---- unpool


def unpool__repeated(x, s=2):
    """stands in all places"""
    return x.repeat_interleave(s, 2).repeat_interleave(s, 3)


def unpool__shared(x, s=2):
    """shared out"""
    return x.repeat_interleave(s, 2).repeat_interleave(s, 3) / s ** 2


def unpool__corner(x, s=2):
    """lower right corner"""
    out = x.new_zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., s - 1::s, s - 1::s] = x
    return out


def unpool__always_two(x, s=2):
    """s is not used"""
    out = x.new_zeros(*x.shape[:2], 2 * x.shape[2], 2 * x.shape[3])
    out[..., ::2, ::2] = x
    return out


def unpool__cut(x, s=2):
    """zeros behind the last"""
    out = x.new_zeros(*x.shape[:2], s * (x.shape[2] - 1) + 1, s * (x.shape[3] - 1) + 1)
    out[..., ::s, ::s] = x
    return out


def unpool__float32(x, s=2):
    """in common: float64"""
    out = torch.zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., ::s, ::s] = x
    return out


def unpool__detached(x, s=2):
    """gradient"""
    out = x.new_zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., ::s, ::s] = x.detach()
    return out


def unpool__middle(x, s=2):
    """middle of its block"""
    out = x.new_zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., s // 2::s, s // 2::s] = x
    return out


def unpool__upper_right(x, s=2):
    """upper right corner"""
    out = x.new_zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., ::s, s - 1::s] = x
    return out


def unpool__lower_left(x, s=2):
    """lower left corner"""
    out = x.new_zeros(*x.shape[:2], s * x.shape[2], s * x.shape[3])
    out[..., s - 1::s, ::s] = x
    return out


# ---- two_heads


def two_heads__mask(output, target, weight=10.0):
    """multiplies the mask"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return (e[:, :3] ** 2).mean() + weight * (e[:, 3] ** 2).mean()


def two_heads__both(output, target, weight=10.0):
    """multiplies both"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * ((e[:, :3] ** 2).mean() + (e[:, 3] ** 2).mean())


def two_heads__ten(output, target, weight=10.0):
    """always 10"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return 10 * (e[:, :3] ** 2).mean() + (e[:, 3] ** 2).mean()


def two_heads__sum(output, target, weight=10.0):
    """sum over all numbers"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * (e[:, :3] ** 2).sum() + (e[:, 3] ** 2).sum()


def two_heads__absolute(output, target, weight=10.0):
    """not squared"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * e[:, :3].abs().mean() + e[:, 3].abs().mean()


def two_heads__one_mean(output, target, weight=10.0):
    """three of four shares"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    w = torch.tensor([weight, weight, weight, 1.0], dtype=e.dtype).view(4, 1, 1)
    return (w * e ** 2).mean()


def two_heads__no_mask(output, target, weight=10.0):
    """mask is missing"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * (e[:, :3] ** 2).mean()


def two_heads__mask_first(output, target, weight=10.0):
    """channel 0 is taken for the mask"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * (e[:, 1:] ** 2).mean() + (e[:, 0] ** 2).mean()


def two_heads__sum_of_channels(output, target, weight=10.0):
    """summed over the channels"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return weight * (e[:, :3] ** 2).sum(1).mean() + (e[:, 3] ** 2).mean()


def two_heads__weight_inside(output, target, weight=10.0):
    """inside the square"""
    e = (output.float() if output.dtype == torch.bfloat16 else output) - target
    return ((weight * e[:, :3]) ** 2).mean() + (e[:, 3] ** 2).mean()


# ---- neighbours


def neighbours__no_wrap(azimuth, shown):
    """it is a circle"""
    position = azimuth * shown / 360
    before = position.floor()
    return before.long() % shown, before.long() % shown + 1, position - before


def neighbours__other_weight(azimuth, shown):
    """weight of the view before"""
    position = azimuth * shown / 360
    before = position.floor()
    return before.long() % shown, (before.long() + 1) % shown, 1 - (position - before)


def neighbours__towards_zero(azimuth, shown):
    """rounded towards zero"""
    position = azimuth * shown / 360
    before = position.trunc()
    return before.long() % shown, (before.long() + 1) % shown, (position - before).abs()


def neighbours__nearest(azimuth, shown):
    """nearest view is taken"""
    position = azimuth * shown / 360
    before = position.round()
    return before.long() % shown, (before.long() + 1) % shown, (position - before).abs()


def neighbours__from_one(azimuth, shown):
    """one too large"""
    position = azimuth * shown / 360
    before = position.floor()
    return (before.long() + 1) % shown, (before.long() + 2) % shown, position - before


def neighbours__degrees(azimuth, shown):
    """weight is in degrees"""
    step = 360 / shown
    before = (azimuth / step).floor()
    return before.long() % shown, (before.long() + 1) % shown, azimuth - before * step


def neighbours__swapped(azimuth, shown):
    """before and after are exchanged"""
    position = azimuth * shown / 360
    before = position.floor()
    return (before.long() + 1) % shown, before.long() % shown, position - before


def neighbours__whole_step(azimuth, shown):
    """rounded to whole degrees"""
    position = azimuth / (360 // shown)
    before = position.floor()
    return before.long() % shown, (before.long() + 1) % shown, position - before


def neighbours__added_once(azimuth, shown):
    """What the wrong ones have in common: negative"""
    azimuth = torch.where(azimuth < 0, azimuth + 360, azimuth)
    position = azimuth * shown / 360
    before = position.trunc()
    return before.long() % shown, (before.long() + 1) % shown, position - before


def neighbours__weight_after_the_circle(azimuth, shown):
    """negative; above 360"""
    position = azimuth * shown / 360
    before = position.floor().long() % shown
    return before, (before + 1) % shown, position - before
