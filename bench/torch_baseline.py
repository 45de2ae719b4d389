#!/usr/bin/env python3
"""The same model and the same work in eager PyTorch: the yardstick for bench/.

A LLaVA-shaped model (ViT, two-layer projector, Mistral-style decoder), as a competent PyTorch user would write it:
preallocated key/value cache, fused QKV where it helps, scaled_dot_product_attention where this torch has it, inference mode
for sampling, Adam with gradient clipping for training. Runs on torch 1.13 (Debian's python3-torch) and later.

    bench.py --threads 1                          # the small model of the learning notes
    bench.py --threads 2 --width 128 --layers 4   # any other size
    bench.py --config CONFIG.json                 # sizes from a checkpoint's config.json

Prints one JSON object: tokens per second generated (per batch size) and trained, and the median over rounds of each.
"""
import argparse, json, math, statistics, time
import torch
import torch.nn as nn
import torch.nn.functional as F

SDPA = hasattr(F, "scaled_dot_product_attention")


class RMSNorm(nn.Module):
    def __init__(self, n, eps=1e-5):
        super().__init__(); self.weight = nn.Parameter(torch.ones(n)); self.eps = eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def attend(q, k, v, mask):
    """q [b,h,t,d]; k, v [b,h,s,d]; mask additive [.., t, s] or None."""
    if SDPA:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    s = (q @ k.transpose(-1, -2)) * (q.shape[-1] ** -0.5)
    return (s if mask is None else s + mask).softmax(-1) @ v


class VisionBlock(nn.Module):
    def __init__(self, n, heads, ff):
        super().__init__(); self.h = heads
        self.n1, self.n2 = nn.LayerNorm(n), nn.LayerNorm(n)
        self.qkv, self.out = nn.Linear(n, 3 * n), nn.Linear(n, n)
        self.up, self.down = nn.Linear(n, ff), nn.Linear(ff, n)

    def forward(self, x):
        b, t, n = x.shape
        q, k, v = self.qkv(self.n1(x)).view(b, t, 3, self.h, n // self.h).permute(2, 0, 3, 1, 4)
        x = x + self.out(attend(q, k, v, None).transpose(1, 2).reshape(b, t, n))
        y = self.up(self.n2(x))
        return x + self.down(y * torch.sigmoid(1.702 * y))


class DecoderBlock(nn.Module):
    def __init__(self, n, heads, kv, ff):
        super().__init__(); self.h, self.kv, self.d = heads, kv, n // heads
        self.n1, self.n2 = RMSNorm(n), RMSNorm(n)
        self.q, self.k, self.v = nn.Linear(n, heads * self.d, bias=False), nn.Linear(n, kv * self.d, bias=False), nn.Linear(n, kv * self.d, bias=False)
        self.o = nn.Linear(heads * self.d, n, bias=False)
        self.gate, self.up, self.down = nn.Linear(n, ff, bias=False), nn.Linear(n, ff, bias=False), nn.Linear(ff, n, bias=False)

    def forward(self, x, cos, sin, mask, cache=None, at=0):
        b, t, n = x.shape
        y = self.n1(x)
        q = rope(self.q(y).view(b, t, self.h, self.d).transpose(1, 2), cos, sin)
        k = rope(self.k(y).view(b, t, self.kv, self.d).transpose(1, 2), cos, sin)
        v = self.v(y).view(b, t, self.kv, self.d).transpose(1, 2)
        if cache is not None:
            cache[0][:, :, at:at + t], cache[1][:, :, at:at + t] = k, v
            k, v = cache[0][:, :, :at + t], cache[1][:, :, :at + t]
        g = self.h // self.kv
        if g > 1:
            if t == 1:      # one new token: fold the group into the query length instead of copying the cache
                z = attend(q.view(b, self.kv, g, self.d), k, v, None).reshape(b, 1, self.h * self.d)
                x = x + self.o(z)
                return x + self.down(F.silu(self.gate(self.n2(x))) * self.up(self.n2(x)))
            k, v = k.repeat_interleave(g, 1), v.repeat_interleave(g, 1)
        x = x + self.o(attend(q, k, v, mask).transpose(1, 2).reshape(b, t, -1))
        y = self.n2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


def rope(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


class Model(nn.Module):
    def __init__(self, c):
        super().__init__(); self.c = c
        n = c["width"]
        self.patch = nn.Conv2d(3, c["vision_width"], c["patch"], c["patch"], bias=False)
        self.pos = nn.Parameter(torch.randn(1, (c["image"] // c["patch"]) ** 2, c["vision_width"]) * .02)
        self.vision = nn.ModuleList(VisionBlock(c["vision_width"], c["vision_heads"], c["vision_ff"]) for _ in range(c["vision_layers"]))
        self.p1, self.p2 = nn.Linear(c["vision_width"], n), nn.Linear(n, n)
        self.embed = nn.Embedding(c["vocab"], n)
        self.layers = nn.ModuleList(DecoderBlock(n, c["heads"], c["kv_heads"], c["ff"]) for _ in range(c["layers"]))
        self.norm, self.head = RMSNorm(n), nn.Linear(n, c["vocab"], bias=False)
        d = n // c["heads"]
        f = torch.outer(torch.arange(4096.), 1e4 ** (-torch.arange(0, d, 2) / d)); f = torch.cat((f, f), -1)
        self.register_buffer("cos", f.cos()); self.register_buffer("sin", f.sin())

    def prefix(self, image, prompt):
        x = self.patch(image).flatten(2).transpose(1, 2) + self.pos
        for l in self.vision: x = l(x)
        return torch.cat((self.p2(F.gelu(self.p1(x))), self.embed(prompt)), 1)

    def decode(self, x, at=0, cache=None):
        t = x.shape[1]
        mask = None if t == 1 else torch.full((t, t), -math.inf).triu(1)
        for i, l in enumerate(self.layers):
            x = l(x, self.cos[at:at + t], self.sin[at:at + t], mask, None if cache is None else cache[i], at)
        return self.norm(x)


@torch.inference_mode()
def generate(m, image, prompt, n):
    """Samples n tokens for each row; returns ids and log-probabilities."""
    c, b = m.c, image.shape[0]
    x = m.prefix(image, prompt); p = x.shape[1]; d = c["width"] // c["heads"]
    cache = [(torch.empty(b, c["kv_heads"], p + n, d), torch.empty(b, c["kv_heads"], p + n, d)) for _ in m.layers]
    h = m.decode(x, 0, cache)[:, -1]; ids, lps = [], []
    for i in range(n):
        lp = m.head(h).log_softmax(-1); t = torch.multinomial(lp.exp(), 1)
        ids.append(t); lps.append(lp.gather(1, t))
        if i + 1 < n: h = m.decode(m.embed(t), p + i, cache)[:, -1]
    return torch.cat(ids, 1), torch.cat(lps, 1)


def train(m, opt, image, prompt, answer, old):
    """One clipped policy-gradient step on whole answers."""
    x = torch.cat((m.prefix(image, prompt), m.embed(answer[:, :-1])), 1)
    h = m.decode(x)[:, -answer.shape[1]:]
    lp = m.head(h).log_softmax(-1).gather(2, answer[..., None])[..., 0].sum(1)
    r = (lp - old).exp(); a = torch.ones_like(r)
    loss = -torch.min(r * a, r.clamp(.9, 1.1) * a).mean()
    opt.zero_grad(set_to_none=True); loss.backward()
    nn.utils.clip_grad_norm_(m.parameters(), 1.0); opt.step()


def rate(f, tokens, seconds, rounds, clock):
    f(); out = []
    for _ in range(rounds):
        n, t0 = 0, clock()
        while clock() - t0 < seconds: f(); n += 1
        out.append(n * tokens / (clock() - t0))
    return dict(median=round(statistics.median(out)), minimum=round(min(out)), maximum=round(max(out)))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for k, v in dict(threads=1, width=64, layers=2, heads=4, kv_heads=2, ff=172, vocab=90, image=64, patch=16, vision_width=64, vision_layers=2, vision_heads=4, vision_ff=256, prompt=24, answer=22, train_batch=64, rounds=3).items():
        a.add_argument("--" + k.replace("_", "-"), type=int, default=v)
    a.add_argument("--batch", type=int, nargs="*", default=[1, 16, 64, 256]); a.add_argument("--seconds", type=float, default=2.0); a.add_argument("--config"); a.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    c = vars(a.parse_args())
    if c["config"]:
        j = json.load(open(c["config"])); t, v = j["text_config"], j["vision_config"]
        c.update(width=t["hidden_size"], layers=t["num_hidden_layers"], heads=t["num_attention_heads"], kv_heads=t["num_key_value_heads"], ff=t["intermediate_size"], vocab=t["vocab_size"],
                 image=v["image_size"], patch=v["patch_size"], vision_width=v["hidden_size"], vision_layers=v["num_hidden_layers"], vision_heads=v["num_attention_heads"], vision_ff=v["intermediate_size"])
    clock = time.perf_counter if c["clock"] == "wall" else time.process_time
    torch.set_num_threads(c["threads"]); torch.manual_seed(0)
    m = Model(c); opt = torch.optim.Adam(m.parameters(), 1e-5)
    out = dict(torch=torch.__version__, threads=c["threads"], parameters=sum(p.numel() for p in m.parameters()), prompt_tokens=c["prompt"] + (c["image"] // c["patch"]) ** 2, answer_tokens=c["answer"], generated={}, trained=None)
    for b in c["batch"]:
        im, pr = torch.rand(b, 3, c["image"], c["image"]), torch.randint(c["vocab"], (b, c["prompt"]))
        out["generated"][b] = rate(lambda: generate(m, im, pr, c["answer"]), b * c["answer"], c["seconds"], c["rounds"], clock)
    b = c["train_batch"]
    im, pr, an = torch.rand(b, 3, c["image"], c["image"]), torch.randint(c["vocab"], (b, c["prompt"])), torch.randint(c["vocab"], (b, c["answer"]))
    old = torch.full((b,), -4.5 * c["answer"])
    out["trained"] = rate(lambda: train(m, opt, im, pr, an, old), b * c["answer"], c["seconds"], c["rounds"], clock)
    print(json.dumps(out))


if __name__ == "__main__":
    main()
