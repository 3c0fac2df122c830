"""Times the same networks in PyTorch, for the rows of test/bench/rows/networks.ts: one workload, one line of JSON
with samples per second of wall time and of processor time, of the best run each.

usage: torch_networks.py WORKLOAD THREADS SECONDS
"""
import json
import sys
import time

import torch
from torch import nn

workload, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)


class CReLU(nn.Module):
    def forward(self, x):
        return torch.cat([torch.relu(x), torch.relu(-x)], 1)


def direct_force():
    return nn.Sequential(nn.Linear(60, 3800), CReLU(), nn.Linear(7600, 1267), CReLU(), nn.Linear(2534, 3))


class Same(nn.Module):
    """A convolution with TensorFlow's "same" padding, so that the sizes are ours."""

    def __init__(self, inputs, outputs, side, stride):
        super().__init__()
        self.margin = side - stride
        self.convolution = nn.Conv2d(inputs, outputs, side, stride)

    def forward(self, x):
        before = self.margin // 2
        after = self.margin - before
        return torch.relu(self.convolution(nn.functional.pad(x, (before, after, before, after))))


def tile_network():
    layers, channels = [], 1
    for outputs, side, stride in [(64, 3, 2)] * 2 + [(16, 4, 1)] * 6 + [(64, 3, 2)] + [(32, 3, 1)] * 4:
        layers.append(Same(channels, outputs, side, stride))
        channels = outputs
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(16 * 16 * 32, 1024), nn.ReLU(), nn.Linear(1024, 1))


def autoencoder():
    widths = [1, 16, 32, 64, 64]
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Conv3d(a, b, 4, 2, 1), nn.ReLU()]
    for a, b in zip(widths[::-1], widths[-2::-1]):
        layers += [nn.ConvTranspose3d(a, b, 4, 2, 1), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


network, inputs, samples = {
    "direct-force": lambda: (direct_force(), torch.randn(100, 60), 100),
    "tiles": lambda: (tile_network(), torch.rand(16, 1, 128, 128), 16),
    "autoencoder": lambda: (autoencoder(), torch.rand(8, 1, 64, 64, 64), 8),
}[workload.split("/")[0]]()
training = workload.endswith("/training")
with torch.no_grad():
    target = inputs if workload.startswith("autoencoder") else torch.randn_like(network(inputs))
optimiser = torch.optim.Adam(network.parameters(), lr=1e-4)


def train():
    optimiser.zero_grad()
    ((network(inputs) - target) ** 2).mean().backward()
    optimiser.step()


def infer():
    with torch.no_grad():
        network(inputs)


run = train if training else infer
run()
wall = processor = float("inf")
started = time.perf_counter()
while time.perf_counter() - started < seconds:
    before, used = time.perf_counter(), time.process_time()
    run()
    wall = min(wall, time.perf_counter() - before)
    processor = min(processor, time.process_time() - used)
print(json.dumps({"version": torch.__version__, "wall": samples / wall, "processor": samples / processor}))
