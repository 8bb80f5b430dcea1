"""Runs a netx file as sigma-delta layers in integers: netx_peer.py FILE in.f32 out.f32.

Follows the steps of netx's reader, not those of our writer. A row of inputs passes all layers
within one step.
"""
import sys
import h5py
import numpy as np


def text(value):
    return (value[0] if value.shape else value[()]).decode("ascii")


with h5py.File(sys.argv[1], "r") as f:
    gain, scale, offset = (f["spikewatt"][k][()] for k in ("input_gain", "output_scale", "output_bias"))
    layers = [f["layer"][str(i)] for i in range(len(f["layer"]))]
    assert [text(l["type"]) for l in layers] == ["input", "flatten", "dense", "dense", "dense"]
    source = layers[0]
    count = int(np.prod(source["shape"][()]))
    assert len(source["shape"][()]) == 3
    weight, bias = int(source["weight"][()]), int(source["bias"][()])
    steps = [int(source["neuron/vThMant"][()])]
    dense = []
    for l in layers[2:]:
        assert text(l["neuron/type"]) == "SDNN"
        w = l["weight"][()].astype(int)
        assert w.shape[0] == int(np.prod(l["shape"][()])) and np.abs(w).max() <= 254 and not (w % 2).any()
        dense.append((w, l["bias"][()].astype(int) if "bias" in l else 0, "sigma_output" in l["neuron"]))
        steps.append(int(l["neuron/vThMant"][()]))
    assert [d[2] for d in dense] == [False, False, True]
x = np.fromfile(sys.argv[2], "<f4").reshape(-1, count)


def delta(now, sent, threshold):
    move = np.where(np.abs(now - sent) >= threshold, now - sent, 0)
    sent += move
    return move


sent = [np.zeros(count, int)] + [np.zeros(d[0].shape[0], int) for d in dense[:2]]
sums = [np.zeros(d[0].shape[0], int) for d in dense]
y = []
for row in x:
    message = delta((2 * weight * (row * gain) - weight + bias).astype(int), sent[0], steps[0])
    for i, (w, b, last) in enumerate(dense):
        sums[i] += w @ message
        assert np.abs(sums[i]).max() < 1 << 23, f"sums of 24 bits in layer {i}: {np.abs(sums[i]).max()}"
        if not last:
            act = np.maximum(0, sums[i] + b * 64) // 64
            message = delta(act, sent[i + 1], steps[i + 1])
    y.append(scale * sums[-1] + offset)
np.asarray(y, "<f4").tofile(sys.argv[3])
