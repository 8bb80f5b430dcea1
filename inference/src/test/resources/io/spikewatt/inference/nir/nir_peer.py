"""A reader and writer of NIR files that shares nothing with ours: h5py and numpy.

simulate FILE READER INPUTS OUT   runs a file as an importer would, 32-bit arithmetic
write KIND FILE                   writes a file as NIR's reference implementation does

READER is snntorch, norse or sinabs: their importers' arithmetic on a node, as their sources have it
(snntorch/import_nir.py and Leaky, Synaptic; norse/torch/utils/import_nir.py and the box cells;
sinabs/nir.py, with single spikes and a reset to zero); or nir: the equations of the format by forward
Euler at dt = 1e-4 in 64-bit.
INPUTS: raw 32-bit floats, step by step. OUT: raw 32-bit floats, for each step all neurons' spikes,
then the outputs.
"""
import sys

import h5py
import numpy as np

DT = 1e-4
FIELDS = {
    "Input": {"shape"},
    "Output": {"shape"},
    "Affine": {"weight", "bias"},
    "Linear": {"weight"},
    "LI": {"tau", "r", "v_leak"},
    "LIF": {"tau", "r", "v_leak", "v_reset", "v_threshold"},
    "CubaLIF": {"tau_syn", "tau_mem", "r", "v_leak", "v_reset", "v_threshold", "w_in"},
}


def read(path):
    """Nodes and edges, as strictly as the reference: it passes every dataset to a constructor."""
    with h5py.File(path, "r") as file:
        assert file["version"][()].decode("utf8") == "1.0.7"
        root = file["node"]
        assert root["type"][()] == b"NIRGraph"
        nodes = {}
        for name, group in root["nodes"].items():
            node = {key: value[()] for key, value in group.items() if key != "metadata"}
            node["type"] = node["type"].decode("utf8")
            assert set(node) == FIELDS[node["type"]] | {"type"}, name
            for key, value in node.items():
                if key == "shape":
                    assert value.dtype == np.int64 and value.shape == (1,), name
                elif key != "type":
                    assert value.dtype == np.float32 and value.ndim >= 1, (name, key)
            if node["type"] in ("LI", "LIF", "CubaLIF"):
                assert len({v.shape for k, v in node.items() if k != "type"}) == 1, name
            nodes[name] = node
        edges = [(a.decode("utf8"), b.decode("utf8")) for a, b in root["edges"][()]]
        metadata = {key: value[()] for key, value in root["metadata"].items()}
    return nodes, edges, metadata


class Snntorch:
    def __init__(self, node):
        self.mem = self.syn = 0
        self.cuba = node["type"] == "CubaLIF"
        assert node["type"] in ("LIF", "CubaLIF"), "snnTorch has no LI"
        assert np.allclose(node["v_leak"], 0)
        threshold = node["v_threshold"]
        if self.cuba:
            assert np.allclose(node["r"], node["tau_mem"] / DT)
            assert np.allclose(node["w_in"], 1)
            self.alpha = np.clip(1 - DT / node["tau_syn"], 0, 1)
            self.beta = np.clip(1 - DT / node["tau_mem"], 0, 1)
        else:
            self.beta = np.clip(1 - DT / node["tau"], 0, 1)
            scale = node["r"] * DT / node["tau"]
            if not np.allclose(scale, 1):
                threshold = threshold / np.unique(scale)[0]
        assert np.unique(threshold).size == 1
        self.threshold = np.unique(threshold)[0]

    def step(self, x):
        if self.cuba:
            self.syn = self.alpha * self.syn + x
            x = self.syn
        self.mem = self.beta * self.mem + x
        spikes = ((self.mem - self.threshold) > 0).astype(np.float32)
        self.mem = self.mem - spikes * self.mem
        return spikes


class Norse:
    def __init__(self, node):
        self.node = node
        self.v = self.i = np.zeros_like(node["v_leak"])
        self.dt = np.float32(DT)

    def step(self, x):
        node = self.node
        if node["type"] == "LI":
            self.v = self.v + self.dt * (1 / node["tau"]) * (node["v_leak"] - self.v + x)
            return self.v
        tau = node.get("tau", node.get("tau_mem"))
        if node["type"] == "CubaLIF":
            rise = node["v_leak"] - self.i + node["w_in"] * x
            self.i = self.i + self.dt * (1 / node["tau_syn"]) * rise
            x = node["r"] * self.i
        # r of a LIF is ignored.
        self.v = self.v + self.dt * (1 / tau) * ((node["v_leak"] - self.v) + x)
        spikes = ((self.v - node["v_threshold"]) > 0).astype(np.float32)
        self.v = self.v * (1 - spikes)
        return spikes


class Sinabs:
    def __init__(self, node):
        assert node["type"] in ("LIF", "LI")
        assert not any(node["v_leak"]) and all(node["r"] == 1)
        self.node = node
        self.alpha = np.exp(-1 / node["tau"])
        self.v = np.zeros_like(node["tau"])

    def step(self, x):
        self.v = self.alpha * self.v + x
        if self.node["type"] == "LI":
            return self.v
        spikes = (self.v >= self.node["v_threshold"]).astype(np.float32)
        self.v = self.v * (1 - spikes)
        return spikes


class Nir:
    def __init__(self, node):
        self.node = {k: v.astype(float) for k, v in node.items() if k != "type"}
        self.type = node["type"]
        self.v = self.i = np.zeros(len(node["r"]))

    def step(self, x):
        node = self.node
        if self.type == "CubaLIF":
            self.i = self.i + DT / node["tau_syn"] * (node["w_in"] * x - self.i)
            x = self.i
        tau = node["tau_mem" if self.type == "CubaLIF" else "tau"]
        self.v = self.v + DT / tau * (node["v_leak"] - self.v + node["r"] * x)
        if self.type == "LI":
            return self.v
        spikes = self.v > node["v_threshold"]
        self.v = np.where(spikes, node["v_reset"], self.v)
        return spikes.astype(float)


READERS = {"snntorch": Snntorch, "norse": Norse, "sinabs": Sinabs, "nir": Nir}


def order(nodes, edges):
    left, done = set(nodes), []
    while left:
        ready = sorted(n for n in left if not any(b == n and a in left for a, b in edges))
        assert ready, "a cycle"
        done += ready
        left -= set(ready)
    return done


def simulate(path, reader, inputs, out):
    nodes, edges, metadata = read(path)
    assert all(key in metadata for key in ("profile", "exact", "approximate", "steps_per_hour"))
    cells = {
        name: READERS[reader](node) for name, node in nodes.items() if "v_leak" in node
    }
    names = order(nodes, edges)
    source = next(name for name in names if nodes[name]["type"] == "Input")
    x = np.fromfile(inputs, np.float32).reshape(-1, nodes[source]["shape"][0])
    rows = []
    for row in x:
        values = {}
        for name in names:
            node = nodes[name]
            value = row if name == source else sum(values[a] for a, b in edges if b == name)
            if name in cells:
                value = cells[name].step(value)
            elif "weight" in node:
                value = node["weight"] @ value + node.get("bias", 0)
            values[name] = value
            if node["type"] in ("LIF", "CubaLIF"):
                spikes = value
            elif node["type"] == "Output":
                output = value
        rows.append(np.concatenate([spikes, output]))
    np.array(rows, np.float32).tofile(out)


def example(kind):
    """A graph of the given neurons: 3 inputs, 5 neurons, 2 outputs; edges out of order."""
    random = np.random.default_rng(7)
    n = 5

    def each(low, high):
        return random.uniform(low, high, n).astype(np.float32)

    tau = each(2e-4, 2e-3)
    common = {"v_leak": each(-0.1, 0.1), "v_threshold": each(0.5, 1), "v_reset": each(-0.2, 0.2)}
    neurons = {"type": "LIF", "tau": tau, "r": each(2, 4), **common}
    if kind == "cuba":
        neurons = {"type": "CubaLIF", "tau_syn": each(1e-4, 1e-3), "tau_mem": tau}
        neurons |= {"r": each(2, 4), "w_in": each(1, 3), **common}
    if kind == "old":
        del neurons["v_reset"]
    return {
        "type": "NIRGraph",
        "edges": [("lif", "fc2"), ("fc1", "lif"), ("fc2", "output"), ("input", "fc1"),
                  ("input", "skip"), ("skip", "output")],
        "nodes": {
            "input": {"type": "Input", "shape": np.array([3])},
            "fc1": {"type": "Affine", "weight": random.normal(1, 1, (n, 3)).astype(np.float32),
                    "bias": each(0, 1)},
            "lif": neurons,
            "fc2": {"type": "Affine", "weight": random.normal(size=(2, n)), "bias": np.zeros(2)},
            "skip": {"type": "Linear", "weight": random.normal(size=(2, 3)).astype(np.float32)},
            "output": {"type": "Output", "shape": np.array([2])},
        },
        "metadata": {"profile": "by hand", "exact": "", "approximate": "", "steps_per_hour": 1.0,
                     "nested": {"thing": 1}},
    }


def write_recursive(group, node):
    for key, value in node.items():
        if isinstance(value, dict):
            write_recursive(group.create_group(key), value)
        elif isinstance(value, str):
            group.create_dataset(key, data=value, dtype=h5py.string_dtype())
        elif isinstance(value, np.ndarray):
            group.create_dataset(key, data=value, compression="gzip")
        else:
            group.create_dataset(key, data=value)


def write(kind, path):
    with h5py.File(path, "w") as file:
        file.create_dataset("version", data="1.0.7", dtype=h5py.string_dtype())
        write_recursive(file.create_group("node"), example(kind))


def simulate_example(kind, inputs, out):
    """The nir equations on the example's own arrays, without a file between."""
    graph = example(kind)
    nodes = graph["nodes"]
    cell = Nir(nodes["lif"] | {"v_reset": nodes["lif"].get("v_reset", np.zeros(5))})
    rows = []
    for row in np.fromfile(inputs, np.float32).reshape(-1, 3).astype(float):
        spikes = cell.step(nodes["fc1"]["weight"].astype(float) @ row + nodes["fc1"]["bias"])
        output = nodes["fc2"]["weight"] @ spikes + nodes["skip"]["weight"].astype(float) @ row
        rows.append(np.concatenate([spikes, output]))
    np.array(rows, np.float32).tofile(out)


if __name__ == "__main__":
    {"simulate": simulate, "write": write, "example": simulate_example}[sys.argv[1]](*sys.argv[2:])
