"""What libraries of Python run, in plain operations of PyTorch: Norse's and Sinabs's neurons step by step.

Written from the neurons' equations, none of the libraries is needed or used. One line per measurement: name, median in ms.

    python3 bench/peers/peers.py [--threads N] [--only WORD] [--clock cpu]
    python3 bench/peers/peers.py --first-step     # one training step of 64-128-10 in a fresh process, then exit
"""
import argparse
import statistics
import time

import torch

T, B, N = 500, 16, 512


class SuperSpike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return torch.gt(x, 0.0).to(x.dtype)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / (ctx.alpha * torch.abs(x) + 1.0).pow(2), None


class MultiSpike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v, threshold):
        ctx.save_for_backward(v)
        ctx.threshold = threshold
        return (v > 0) * torch.div(v, threshold, rounding_mode="trunc").float()

    @staticmethod
    def backward(ctx, g):
        (v,) = ctx.saved_tensors
        width = 0.5 * ctx.threshold
        return g / width * torch.exp(-torch.abs(v - ctx.threshold) / width), None


def number(x):
    return torch.tensor(float(x))


ADEX = {k: number(v) for k, v in dict(a_c=4, a_s=0.02, d=0.5, ada=2, syn=200, mem=100, leak=0, th=1, reset=0).items()}
DT = 0.001


def lif_adex_step(x, v, i, a, p=ADEX):
    i_jump = i + x
    dv_leak = p["leak"] - v
    dv_exp = p["d"] * torch.exp((v - p["th"]) / p["d"])
    v_dec = v + DT * p["mem"] * (dv_leak + dv_exp + i_jump - a)
    di = -DT * p["syn"] * i_jump
    a_dec = a + DT * p["ada"] * (p["a_c"] * (v - p["leak"]) - a)
    z = SuperSpike.apply(v_dec - p["th"], 100.0)
    return z, (1 - z) * v_dec + z * p["reset"], i_jump + di, a_dec + z * p["a_s"]


def lif_step(x, v, i, p=ADEX):
    i_jump = i + x
    v_dec = v + DT * p["mem"] * ((p["leak"] - v) + i_jump)
    z = SuperSpike.apply(v_dec - p["th"], 100.0)
    return z, (1 - z) * v_dec + z * p["reset"], i_jump - DT * p["syn"] * i_jump


def li_step(x, v, i, p=ADEX):
    i_jump = i + x
    v = v + DT * p["mem"] * ((p["leak"] - v) + i_jump)
    return v, v, i_jump - DT * p["syn"] * i_jump


def over_time(step, states, unbind):
    """Norse's modules index the input with x[t]; who knows of its price takes unbind once."""

    def run(x):
        s = [torch.zeros(x.shape[1:]) for _ in range(states)]
        out = []
        for x_t in x.unbind(0) if unbind else (x[t] for t in range(x.shape[0])):
            z, *s = step(x_t, *s)
            out.append(z)
        return torch.stack(out)

    return run


def iaf(x, rec=None, alpha=1.0, scale=1.0):
    """Sinabs's layers: batch first, x[:, t]; alpha and scale make it a LIF."""
    alpha = torch.tensor(alpha)
    v = torch.zeros(x.shape[0], *x.shape[2:])
    r = torch.zeros_like(v)
    out = []
    for t in range(x.shape[1]):
        x_t = x[:, t] if rec is None else x[:, t] + r
        v = alpha * v + scale * x_t
        s = MultiSpike.apply(v, 1.0)
        v = v - s * 1.0
        if rec is not None:
            r = rec(s).reshape(v.shape)
        out.append(s)
    return torch.stack(out, 1)


def sinabs_lif(x):
    import math

    alpha = math.exp(-1 / 20)
    return iaf(x, alpha=alpha, scale=1 - alpha)


def median_ms(work, budget, clock, least=3):
    work()
    times = []
    start = time.perf_counter()
    while len(times) < least or time.perf_counter() - start < budget:
        t = clock()
        work()
        times.append(1e3 * (clock() - t))
        if len(times) >= 1000:
            break
    return statistics.median(times)


def forward(f, x):
    def work():
        with torch.no_grad():
            f(x)

    return work


def training(f, x, parameters=()):
    with torch.no_grad():
        dz = torch.randn(f(x).shape)

    def work():
        f(x).backward(dz)
        x.grad = None
        for p in parameters:
            p.grad = None

    return work


def training_step(f, parameters, x, classes, time_axis):
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    targets = torch.randint(0, classes, (x.shape[1 - time_axis],))

    def work():
        loss = torch.nn.functional.cross_entropy(f(x).mean(time_axis), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return work


def feed_forward(unbind):
    l1, l2, l3 = torch.nn.Linear(700, 256), torch.nn.Linear(256, 256), torch.nn.Linear(256, 20)
    lif, li = over_time(lif_step, 2, unbind), over_time(li_step, 2, unbind)
    x = (torch.rand(100, 256, 700) < 0.03).float()
    parameters = [p for m in (l1, l2, l3) for p in m.parameters()]
    return training_step(lambda x: li(l3(lif(l2(lif(l1(x)))))), parameters, x, 20, 0)


def convolutional():
    c1, c2 = torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.Conv2d(16, 32, 3, padding=1)
    last = torch.nn.Linear(32 * 49, 10)
    pool = torch.nn.AvgPool2d(2)
    x = (torch.rand(32, 16, 1, 28, 28) < 0.2).float()

    def f(x):
        b, t = x.shape[:2]
        h = pool(iaf(c1(x.flatten(0, 1)).unflatten(0, (b, t))).flatten(0, 1))
        h = pool(iaf(c2(h).unflatten(0, (b, t))).flatten(0, 1))
        return last(h.flatten(1)).unflatten(0, (b, t))

    parameters = [p for m in (c1, c2, last) for p in m.parameters()]
    return training_step(f, parameters, x, 10, 1)


def constant_current(step, states, sizes, batch, unbind):
    """A picture as the same current in 32 steps, as both libraries' examples have it."""
    l1, l2 = torch.nn.Linear(*sizes[:2]), torch.nn.Linear(*sizes[1:])
    neurons, li = over_time(step, states, unbind), over_time(li_step, 2, unbind)
    x = torch.rand(1, batch, sizes[0]).expand(32, batch, sizes[0])
    parameters = [*l1.parameters(), *l2.parameters()]
    return training_step(lambda x: li(l2(neurons(l1(x)))), parameters, x, sizes[2], 0)


def digits(unbind):
    return constant_current(lif_adex_step, 3, (64, 128, 10), 32, unbind)


def digits_recurrent():
    l1, rec, l2 = torch.nn.Linear(64, 128), torch.nn.Linear(128, 128), torch.nn.Linear(128, 10)
    x = torch.rand(32, 1, 64).expand(32, 32, 64)
    parameters = [p for m in (l1, rec, l2) for p in m.parameters()]
    return training_step(lambda x: l2(iaf(l1(x), rec)), parameters, x, 10, 1)


def stream():
    l1, l2 = torch.nn.Linear(700, 256), torch.nn.Linear(256, 20)
    xs = [(torch.rand(1, 700) < 0.03).float() for _ in range(256)]
    state = {"s": [torch.zeros(1, 256)] * 2, "o": [torch.zeros(1, 20)] * 2, "t": 0}

    def work():
        with torch.no_grad():
            z, *state["s"] = lif_step(l1(xs[state["t"] % 256]), *state["s"])
            _, *state["o"] = li_step(l2(z), *state["o"])
        state["t"] += 1

    return work


def compiled_cell(linear, x):
    """Wants PyTorch 2 and a C++ compiler."""
    run = over_time(torch.compile(lif_adex_step), 3, True)
    return training(lambda y: run(linear(y)), x, linear.parameters())


def measurements():
    x = (0.35 + 0.4 * torch.randn(T, B, N)).requires_grad_()
    batch_first = (0.05 + 0.4 * torch.randn(B, T, N)).requires_grad_()
    linear, rec = torch.nn.Linear(N, N), torch.nn.Linear(N, N)
    dense, dense_b = torch.randn(T, B, N), torch.randn(B, T, N)
    kernels = {
        "Norse LIFAdEx": over_time(lif_adex_step, 3, False),
        "Norse LIFAdEx, unbind": over_time(lif_adex_step, 3, True),
        "Norse LIF": over_time(lif_step, 2, False),
        "Norse LIF, unbind": over_time(lif_step, 2, True),
        "Sinabs IAF": iaf,
        "Sinabs LIF": sinabs_lif,
    }
    yield "Linear alone, training", lambda: training(linear, dense, linear.parameters())
    for name, f in kernels.items():
        is_norse = name.startswith("Norse")
        inputs, above = (x, dense) if is_norse else (batch_first, dense_b)
        yield f"kernel {name}, forward", lambda f=f, i=inputs: forward(f, i)
        yield f"kernel {name}, training", lambda f=f, i=inputs: training(f, i)
        behind = lambda y, f=f: f(linear(y))
        yield f"Linear + {name}, training", lambda g=behind, i=above: training(g, i, linear.parameters())
    both = [*linear.parameters(), *rec.parameters()]
    yield "Linear + Sinabs IAFRecurrent, training", lambda: training(lambda y: iaf(linear(y), rec), dense_b, both)
    xs, zero = torch.randn(B, N), [torch.zeros(B, N)] * 3
    yield "cell Norse LIFAdExCell, forward", lambda: forward(lambda y: lif_adex_step(y, *zero)[0], xs)
    asks = torch.randn(B, N).requires_grad_()
    yield "cell Norse LIFAdExCell, training", lambda: training(lambda y: lif_adex_step(y, *zero)[0], asks)
    yield "Linear + Norse LIFAdExCell compiled, unbind, training", lambda: compiled_cell(linear, dense)
    yield "network 700-256-256-20 Norse LIF", lambda: feed_forward(False)
    yield "network 700-256-256-20 Norse LIF, unbind", lambda: feed_forward(True)
    yield "network conv 1-16-32 Sinabs IAF", convolutional
    for unbind, name in ((False, "Norse LIF"), (True, "Norse LIF, unbind")):
        yield f"network 784-256-10 {name}, batch of 128", lambda u=unbind: constant_current(lif_step, 2, (784, 256, 10), 128, u)
    yield "network 64-128-10 Norse LIFAdEx", lambda: digits(False)
    yield "network 64-128-10 Norse LIFAdEx, unbind", lambda: digits(True)
    yield "network 64-128-10 Sinabs IAFRecurrent", digits_recurrent
    yield "stream 700-256-20 Norse LIF cells", stream


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--only", default="")
    options.add_argument("--budget", type=float, default=2.0, help="seconds per measurement")
    options.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="cpu: time of the thread on the processor, for --threads 1 on a busy machine")
    options.add_argument("--first-step", action="store_true")
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    if given.first_step:
        digits(False)()
        return
    clock = time.perf_counter if given.clock == "wall" else time.thread_time
    for name, make in measurements():
        if given.only in name and ("compiled" not in name or hasattr(torch, "compile")):
            print(f"{name}: {median_ms(make(), given.budget, clock):.3f} ms", flush=True)


if __name__ == "__main__":
    main()
