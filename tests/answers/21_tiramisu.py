"""Right answers to lesson 21 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# dense-block
def layer(maps_in, maps, side=3):
    return nn.Sequential(nn.BatchNorm2d(maps_in), nn.ReLU(),
                         nn.Conv2d(maps_in, maps, side, padding=side // 2))

class DenseBlock(nn.Module):
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.keep_input = keep_input
        steps = []
        for i in range(layers):
            steps.append(layer(maps, growth))
            maps = maps + growth
        self.steps = nn.ModuleList(steps)

    def forward(self, x):
        found = [x]
        for step in self.steps:
            found.append(step(torch.cat(found, dim=1)))
        if not self.keep_input:
            found.pop(0)
        return torch.cat(found, dim=1)


# dense-block
class DenseBlock(nn.Module):
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.a, self.n, self.keep = maps, layers, keep_input
        for i in range(layers):
            setattr(self, f"norm{i}", nn.BatchNorm2d(maps + i * growth))
            setattr(self, f"conv{i}", nn.Conv2d(maps + i * growth, growth, 3, padding=1))

    def forward(self, x):
        for i in range(self.n):
            new = getattr(self, f"conv{i}")(F.relu(getattr(self, f"norm{i}")(x)))
            x = torch.cat((x, new), 1)
        return x if self.keep else x[:, self.a:, :, :]

def layer(maps_in, maps, side=3):
    return nn.Sequential(nn.BatchNorm2d(maps_in), nn.ReLU(),
                         nn.Conv2d(maps_in, maps, side, padding=side // 2))


# maps-of-rows
def maps_of_rows(first, growth, down, bottom):
    out, m, skips = [first], first, []
    for n in down:
        m += n * growth
        out.append(m)
        skips.append(m)
    out.append(m + growth * bottom)
    new = growth * bottom
    for n in list(down)[::-1]:
        out.append(new + skips.pop() + growth * n)
        new = growth * n
    return out


# maps-of-rows
def maps_of_rows(first, growth, down, bottom):
    down = list(down)
    blocks = down + [bottom] + down[::-1]
    rows = [first]
    for i, n in enumerate(blocks):
        if i <= len(down):
            rows.append(first + growth * sum(blocks[:i + 1]))
        else:
            twin = 2 * len(down) - i
            rows.append(growth * (blocks[i - 1] + n) + rows[twin + 1])
    return rows


# rise-and-join
def rise_and_join(x, kept, weight, bias):
    y = F.conv_transpose2d(x, weight, bias=bias, stride=(2, 2))
    H, W = kept.shape[-2], kept.shape[-1]
    y = y[:, :, 0:H, 0:W]
    return torch.cat((y, kept), dim=1)

def transition_down(maps):
    return nn.Sequential(layer(maps, maps, side=1), nn.MaxPool2d(2))

class TransitionUp(nn.ConvTranspose2d):
    def __init__(self, maps):
        super().__init__(maps, maps, 3, stride=2)
    def forward(self, x, kept):
        return rise_and_join(x, kept, self.weight, self.bias)


# rise-and-join
def rise_and_join(x, kept, weight, bias):
    n, s, h, w = x.shape
    out = x.new_zeros(n, weight.shape[1], 2 * h + 1, 2 * w + 1) + bias.view(1, -1, 1, 1)
    for i in range(3):
        for j in range(3):
            part = torch.einsum("nshw,st->nthw", x, weight[:, :, i, j])
            place = torch.zeros_like(out)
            place[:, :, i:i + 2 * h:2, j:j + 2 * w:2] = part
            out = out + place
    return torch.cat([out.narrow(2, 0, kept.shape[2]).narrow(3, 0, kept.shape[3]), kept], 1)

def transition_down(maps):
    return nn.Sequential(layer(maps, maps, side=1), nn.MaxPool2d(2))

class TransitionUp(nn.ConvTranspose2d):
    def __init__(self, maps):
        super().__init__(maps, maps, 3, stride=2)
    def forward(self, x, kept):
        return rise_and_join(x, kept, self.weight, self.bias)


# fc-densenet
class FCDenseNet(nn.Module):
    def __init__(self, maps_in=3, classes=11, first=48, growth=16, down=(4, 5, 7, 10, 12),
                 bottom=15, block=DenseBlock, rise=TransitionUp):
        super().__init__()
        self.conv = nn.Conv2d(maps_in, first, 3, padding=1)
        self.blocks_down, self.tds, skips, m = nn.ModuleList(), nn.ModuleList(), [], first
        for n in down:
            self.blocks_down.append(block(m, growth, n))
            m += growth * n
            skips.append(m)
            self.tds.append(transition_down(m))
        self.bottleneck = block(m, growth, bottom, False)
        new = growth * bottom
        self.tus, self.blocks_up = nn.ModuleList(), nn.ModuleList()
        for i in range(len(down) - 1, -1, -1):
            self.tus.append(rise(new))
            m = new + skips[i]
            self.blocks_up.append(block(m, growth, down[i], i == 0))
            new = growth * down[i]
        self.logits = nn.Conv2d(m + new, classes, 1)

    def forward(self, x):
        x = self.conv(x)
        kept = []
        for b, td in zip(self.blocks_down, self.tds):
            x = b(x)
            kept.append(x)
            x = td(x)
        x = self.bottleneck(x)
        for tu, b in zip(self.tus, self.blocks_up):
            x = tu(x, kept.pop())
            x = b(x)
        return self.logits(x)


# fc-densenet
class FCDenseNet(nn.Module):
    def __init__(self, maps_in=3, classes=11, first=48, growth=16, down=(4, 5, 7, 10, 12),
                 bottom=15, block=DenseBlock, rise=TransitionUp):
        super().__init__()

        class Inside(nn.Module):
            def __init__(self, maps, levels, top):
                super().__init__()
                self.levels, n = len(levels), levels[0] if levels else bottom
                self.one = block(maps, growth, n, keep_input=bool(levels))
                if levels:
                    end, below = maps + growth * n, growth * (levels[1] if levels[1:] else bottom)
                    self.td, self.tu = transition_down(end), rise(below)
                    self.below = Inside(end, levels[1:], False)
                    self.two = block(below + end, growth, n, keep_input=top)

            def forward(self, x):
                x = self.one(x)
                return self.two(self.tu(self.below(self.td(x)), x)) if self.levels else x

        below = growth * (down[1] if len(down) > 1 else bottom)
        self.net = nn.Sequential(nn.Conv2d(maps_in, first, (3, 3), padding="same"),
                                 Inside(first, tuple(down), True),
                                 nn.Conv2d(below + first + 2 * growth * down[0], classes, 1))

    def forward(self, x):
        return self.net(x)


# rmsprop
def rmsprop(w, gradients, rates, alpha=0.9, eps=1e-8):
    w = w.clone()
    v = 0
    for g, rate in zip(gradients, rates):
        v = alpha * v + (1 - alpha) * g * g
        w -= rate * g / (v ** 0.5 + eps)
    return w


# rmsprop
def rmsprop(w, gradients, rates, alpha=0.9, eps=1e-8):
    average = torch.zeros(w.shape)
    new = w
    for t in range(len(gradients)):
        average = average + (1 - alpha) * (gradients[t].square() - average)
        new = new - rates[t] * (gradients[t] / (torch.sqrt(average) + eps))
    return new
