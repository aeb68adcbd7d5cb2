"""Right answers to lesson 06 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# lenet
class LeNet(nn.Module):
    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(self.drop(x.flatten(1))))
        x = F.relu(self.fc2(self.drop(x)))
        return self.fc3(x)


# lenet
class LeNet(nn.Sequential):
    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__(
            nn.Conv2d(channels, 6, kernel_size=5), nn.MaxPool2d(2, 2), nn.ReLU(inplace=True),
            nn.Conv2d(6, 16, kernel_size=(5, 5)), nn.MaxPool2d(2, 2), nn.ReLU(inplace=True),
            nn.Dropout(dropout), nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.Dropout(dropout),
            nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, classes))


# lenet
class LeNet(nn.Module):
    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.share = dropout
        self.last = nn.Linear(84, classes)
        self.dense = nn.ModuleDict({"b": nn.Linear(120, 84), "a": nn.Linear(400, 120)})
        self.pool = nn.MaxPool2d(2)
        self.second, self.first = nn.Conv2d(6, 16, 5), nn.Conv2d(channels, 6, 5)

    def forward(self, pictures):
        maps = self.pool(torch.relu(self.first(pictures)))
        maps = self.pool(torch.relu(self.second(maps)))
        vector = maps.view(-1, 400)
        for name in "ab":
            vector = F.dropout(vector, self.share, training=self.training)
            vector = self.dense[name](vector).clamp(min=0)
        return self.last(vector)


# confusion
def confusion(truth, predicted, classes):
    return torch.bincount(truth * classes + predicted,
                          minlength=classes ** 2).view(classes, classes)


# confusion
def confusion(truth, predicted, classes):
    table = torch.zeros(classes, classes, dtype=torch.long)
    for i, j in zip(truth, predicted):
        table[i, j] += 1
    return table


# confusion
def confusion(truth, predicted, classes):
    rows = F.one_hot(truth, classes).float()
    return (rows.T @ F.one_hot(predicted, classes).float()).round().long()


# confusion
def confusion(truth, predicted, classes):
    table = torch.zeros((classes, classes), dtype=torch.int64)
    return table.index_put_((truth, predicted), torch.ones_like(truth), accumulate=True)


# confusion
def confusion(truth, predicted, classes):
    return torch.stack([torch.stack([((truth == i) & (predicted == j)).sum()
                                     for j in range(classes)]) for i in range(classes)])


# paired-test
def paired_test(right_a, right_b):
    table = torch.stack([right_a & ~right_b, ~right_a & right_b]).sum(1).tolist()
    n, k = sum(table), min(table)
    if table[0] == table[1]:
        return 1.0
    return 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2 ** n


# paired-test
def paired_test(right_a, right_b):
    differ = right_a != right_b
    a = int(right_a[differ].sum())
    n = int(differ.sum())
    rows = [1]
    for _ in range(n):
        rows = [left + right for left, right in zip([0, *rows], [*rows, 0])]
    low = sum(rows[:min(a, n - a) + 1])
    return float(min(2 * low, 2 ** n) / 2 ** n)


# as-convolution
def as_convolution(linear, channels, height, width):
    conv = nn.Conv2d(channels, len(linear.weight), kernel_size=(height, width),
                     bias=linear.bias is not None)
    state = {"weight": linear.weight.detach().reshape(-1, channels, height, width).clone()}
    if linear.bias is not None:
        state["bias"] = linear.bias.detach().clone()
    conv.load_state_dict(state)
    return conv


# as-convolution
def as_convolution(linear, channels, height, width):
    units = linear.weight.size(0)
    conv = nn.Conv2d(channels, units, [height, width])
    conv.weight = nn.Parameter(torch.stack([row.detach().unflatten(0, (channels, height, width))
                                            for row in linear.weight]))
    bias = torch.zeros(units) if linear.bias is None else linear.bias.detach().clone()
    conv.bias = nn.Parameter(bias)
    return conv
