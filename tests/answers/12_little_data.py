"""Right answers to lesson 12 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# turn-and-enlarge
def turn_and_enlarge(x, degrees, factor):
    """The matrix of the change itself in pixels, inverted, and brought to units of half a side."""
    N, C, H, W = x.shape
    a = degrees * np.pi / 180
    forward = torch.stack([torch.stack([a.cos(), a.sin()], 1),
                           torch.stack([-a.sin(), a.cos()], 1)], 1) * factor.view(-1, 1, 1)
    units = torch.diag(torch.tensor([W / 2, H / 2]))
    back = torch.linalg.inv(units) @ torch.linalg.inv(forward) @ units
    theta = torch.cat([back, torch.zeros(N, 2, 1)], 2).to(x.dtype)
    return F.grid_sample(x, F.affine_grid(theta, (N, C, H, W), align_corners=False),
                         padding_mode="zeros", align_corners=False)


# turn-and-enlarge
def turn_and_enlarge(x, degrees, factor):
    """One picture after the other."""
    done = []
    H, W = x.shape[-2:]
    for picture, d, f in zip(x, degrees.tolist(), factor.tolist()):
        c, s = np.cos(np.deg2rad(d)) / f, np.sin(np.deg2rad(d)) / f
        theta = torch.tensor([[[c, -s * H / W, 0], [s * W / H, c, 0]]], dtype=x.dtype)
        grid = F.affine_grid(theta, picture[None].shape, align_corners=False)
        done.append(F.grid_sample(picture[None], grid, align_corners=False))
    return torch.cat(done)


# mixup
def mixup(x, y, classes, partner, share):
    labels = torch.zeros(len(x), classes)
    rows = torch.arange(len(x))
    labels[rows, y] += share
    labels[rows, y[partner]] += 1 - share
    return torch.lerp(x[partner], x, share[:, None, None, None]), labels


# mixup
def mixup(x, y, classes, partner, share):
    """By a matrix that mixes rows."""
    mix = torch.diag(share) + F.one_hot(partner, len(x)).float() * (1 - share)[:, None]
    one_hot = (y[:, None] == torch.arange(classes)).float()
    return (mix @ x.flatten(1)).view_as(x), mix @ one_hot


# cutout
def cutout(x, row, column, side):
    result = x.clone()
    for n, (r, c) in enumerate(zip(row.tolist(), column.tolist())):
        top, left = r - side // 2, c - side // 2
        result[n, :, max(top, 0):max(top + side, 0), max(left, 0):max(left + side, 0)] = 0
    return result


# cutout
def cutout(x, row, column, side):
    """By the distance from the first row and column."""
    down = torch.arange(x.shape[2]).view(1, -1, 1) - (row - side // 2).view(-1, 1, 1)
    right = torch.arange(x.shape[3]).view(1, 1, -1) - (column - side // 2).view(-1, 1, 1)
    hole = (down >= 0) & (down < side) & (right >= 0) & (right < side)
    return torch.where(hole[:, None], torch.zeros_like(x), x)


# linear-probe
def linear_probe(codes, labels, classes, strength):
    """In the dual form: as many equations as pictures."""
    H, Y = codes.double(), F.one_hot(labels, classes).double()
    h, y = H.mean(0, keepdim=True), Y.mean(0, keepdim=True)
    K = (H - h) @ (H - h).T + strength * torch.eye(len(H)).double()
    W = (H - h).T @ torch.linalg.solve(K, Y - y)
    return W.float(), (y - h @ W)[0].float()


# linear-probe
def linear_probe(codes, labels, classes, strength):
    """By least squares with added rows: the root of mu for each weight, none for the bias."""
    N, D = codes.shape
    rows = torch.cat([codes.double(), strength ** 0.5 * torch.eye(D).double()])
    ones = torch.cat([torch.ones(N, 1), torch.zeros(D, 1)]).double()
    wanted = torch.cat([F.one_hot(labels, classes).double(), torch.zeros(D, classes).double()])
    found = torch.linalg.lstsq(torch.cat([rows, ones], 1), wanted).solution.float()
    return found[:-1], found[-1]


# frozen
class Frozen(nn.Module):
    def __init__(self, trunk):
        super().__init__()
        self.net = copy.deepcopy(trunk)
        for p in self.net.parameters():
            p.requires_grad = False
        self.net.eval()

    def train(self, mode=True):
        self.training = mode
        return self

    def forward(self, x):
        return self.net(x)


# frozen
class Frozen(nn.Module):
    """The mode is put right when it is used."""

    def __init__(self, trunk):
        super().__init__()
        self.net = copy.deepcopy(trunk)
        self.net.requires_grad_(False)

    def train(self, mode=True):
        return super().train(mode)

    def forward(self, x):
        self.net.eval()
        return self.net(x)
