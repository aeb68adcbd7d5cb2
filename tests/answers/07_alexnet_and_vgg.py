"""Right answers to lesson 07 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    each = S // groups * k * k
    return T * (each + 1), T * each * height * width


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    parameters = work = 0
    for group in range(groups):
        weights = (S // groups) * (T // groups) * k ** 2
        parameters += weights + T // groups
        work += weights * (height * width)
    return [parameters, work]


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    weight = torch.empty(T, S // groups, k, k, device="meta")
    return weight.numel() + T, math.prod([weight.numel(), height, width])
import math


# grouped-conv
def grouped_conv(x, weight, groups):
    return torch.cat([F.conv2d(a, w)
                      for a, w in zip(x.chunk(groups, dim=1), weight.chunk(groups, dim=0))], 1)


# grouped-conv
def grouped_conv(x, weight, groups):
    N, S, H, W = x.shape
    T, s, k, l = weight.shape
    out = torch.zeros(N, T, H - k + 1, W - l + 1)
    t = T // groups
    for g in range(groups):
        out[:, g * t:(g + 1) * t] = F.conv2d(x[:, g * s:(g + 1) * s], weight[g * t:(g + 1) * t])
    return out


# grouped-conv
def grouped_conv(x, weight, groups):
    T, s = weight.shape[:2]
    full = weight.new_zeros(T, x.shape[1], *weight.shape[2:])
    for t in range(T):
        g = t * groups // T
        full[t, g * s:(g + 1) * s] = weight[t]
    return F.conv2d(x, full)


# grouped-conv
def grouped_conv(x, weight, groups):
    N, S, H, W = x.shape
    split = x.view(N, groups, S // groups, H, W)
    return torch.cat([F.conv2d(split[:, i], w) for i, w in enumerate(weight.chunk(groups))], 1)


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    s = torch.zeros_like(a)
    N = a.shape[1]
    for i in range(N):
        s[:, i] = (a[:, max(0, i - n // 2):min(N - 1, i + n // 2) + 1] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    C = a.shape[1]
    near = (torch.arange(C)[:, None] - torch.arange(C)).abs() <= n // 2
    return a * (kappa + alpha * torch.einsum("ij,bjhw->bihw", near.float(), a * a)).pow(-beta)


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    squares = a.square()[:, None]                              # the maps as the depth of a volume
    around = F.conv3d(squares, torch.ones(1, 1, n, 1, 1), padding=(n // 2, 0, 0))[:, 0]
    return torch.div(a, torch.pow(kappa + alpha * around, beta))


# compose
def compose(first, second):
    M, S, k, _ = first.shape
    T, M, l, _ = second.shape
    out = torch.zeros(T, S, k + l - 1, k + l - 1)
    for a in range(l):
        for b in range(l):
            out[:, :, a:a + k, b:b + k] += torch.einsum("tm,msij->tsij", second[:, :, a, b], first)
    return out


# compose
def compose(first, second):
    return F.conv_transpose2d(first.transpose(0, 1), second.transpose(0, 1)).transpose(0, 1)


# compose
def compose(first, second):
    S, k, l = first.shape[1], first.shape[-1], second.shape[-1]
    n = k + l - 1
    points = F.pad(torch.eye(S)[:, :, None, None], (n - 1, n - 1, n - 1, n - 1))
    return F.conv2d(F.conv2d(points, first), second).flip(2, 3).permute(1, 0, 2, 3)


# table-costs
def table_costs(table, channels, height, width):
    costs, shape = [], (channels, height, width)
    for row in table:
        C, H, W = shape
        if row[0] == "conv":
            _, maps, k, s, p = row
            shape = (maps, (H + 2 * p - k) // s + 1, (W + 2 * p - k) // s + 1)
            weights = maps * C * k * k
            costs.append([weights + maps, weights * shape[1] * shape[2]])
        elif row[0] == "pool":
            _, k, s = row
            shape = (C, (H - k) // s + 1, (W - k) // s + 1)
            costs.append([0, 0])
        else:
            shape = (row[1], 1, 1)
            costs.append([row[1] * (C * H * W + 1), row[1] * C * H * W])
    return costs


# table-costs
def table_costs(table, channels, height, width):
    if not table:
        return []
    (kind, *n), rest = table[0], table[1:]
    if kind == "dense":
        inputs = channels * height * width
        return [(inputs * n[0] + n[0], inputs * n[0]), *table_costs(rest, n[0], 1, 1)]
    k, s = n[-3:-1] if kind == "conv" else n
    p = n[-1] if kind == "conv" else 0
    out = [math.floor((side + 2 * p - k) / s + 1) for side in (height, width)]
    if kind == "pool":
        return [(0, 0)] + table_costs(rest, channels, *out)
    return [conv_cost(channels, n[0], k, *out)] + table_costs(rest, n[0], *out)
import math


# configuration-of
def configuration_of(costs, channels, side):
    answer = []
    for parameters, multiplications in costs:
        maps = round(parameters / (channels * 3 * 3 + 1))
        places = multiplications // (parameters - maps)
        while side * side != places:
            answer.append("M")
            side = side // 2
        answer.append(maps)
        channels = maps
    return answer


# configuration-of
def configuration_of(costs, channels, side):
    if not costs:
        return []
    (parameters, work), *rest = costs
    maps = parameters // (9 * channels + 1)
    here = math.isqrt(work // (9 * channels * maps))
    poolings, size = 0, side
    while size > here:
        size, poolings = size >> 1, poolings + 1
    return ["M"] * poolings + [maps] + configuration_of(rest, maps, here)
import math
