"""Makes reference-values.json: python -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0 && v/bin/python reference-values.py

scipy and statsmodels are the independent implementation; the p-values given the ties are counted here by whole numbers
(every way to choose which pooled values are the reference's, path by path), since scipy has none.
"""
import json, pathlib
from fractions import Fraction
from math import comb
import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20260301)
out = {"scipy": __import__("scipy").__version__, "statsmodels": __import__("statsmodels").__version__}


def conditional(a, b, side):
    """Exact p given the ties: Fraction, by counting lattice paths that stay inside at the ends of tie blocks."""
    n, m = len(a), len(b)
    pooled = sorted(set(a) | set(b))
    size = [sum(x == v for x in a) + sum(x == v for x in b) for v in pooled]
    def gap(i, s):
        g = i * (n + m) - s * n
        return abs(g) if side == "two-sided" else g if side == "up" else -g
    i = s = h = 0
    for v, c in zip(pooled, size):
        i += sum(x == v for x in a); s += c
        h = max(h, gap(i, s))
    if h == 0:
        return Fraction(1), 0
    ways = {0: 1}
    s = 0
    for c in size:
        s += c
        new = {}
        for i, w in ways.items():
            for u in range(0, c + 1):
                k = i + u
                if k > n or s - k > m or s - k < 0 or gap(k, s) >= h:
                    continue
                new[k] = new.get(k, 0) + w * comb(c, u)
        ways = new
    return 1 - Fraction(sum(ways.values()), comb(n + m, n)), h


def num(xs):
    return [float(x) for x in xs]

# KS without ties, n != m and n = m: scipy's exact two-sided and one-sided p.
cases = []
for n, m, shift in [(5, 7, .5), (10, 10, 0), (10, 10, 1.2), (23, 41, .3), (60, 60, .4), (1, 9, 2), (100, 37, .8), (150, 200, .1), (300, 300, .15), (17, 2, 0)]:
    a, b = rng.normal(size=n), rng.normal(size=m) + shift
    two = stats.ks_2samp(a, b, method="exact")
    # Larger current values put the reference's ECDF above: scipy's "greater".
    up = stats.ks_2samp(a, b, alternative="greater", method="exact")
    down = stats.ks_2samp(a, b, alternative="less", method="exact")
    cases.append(dict(reference=num(a), current=num(b), d=float(two.statistic), p=float(two.pvalue), up=[float(up.statistic), float(up.pvalue)], down=[float(down.statistic), float(down.pvalue)]))
out["ksWithoutTies"] = cases

# KS with ties: exact p given the ties.
cases = []
for n, m, make in [
    (8, 8, lambda k: rng.integers(0, 3, k)), (12, 20, lambda k: rng.integers(0, 5, k)), (40, 30, lambda k: rng.integers(0, 10, k)),
    (50, 50, lambda k: rng.poisson(1.5, k)), (100, 100, lambda k: np.where(rng.random(k) < .9, 0, rng.integers(1, 40, k))),
    (100, 60, lambda k: np.where(rng.random(k) < .5, 0, rng.normal(size=k).round(1))), (30, 30, lambda k: (rng.random(k) < .2).astype(int)),
    (5, 90, lambda k: rng.integers(0, 4, k)), (400, 400, lambda k: rng.geometric(.3, k)), (25, 25, lambda k: np.full(k, 7) + (rng.random(k) < .1)),
]:
    a, b = num(make(n)), num(make(m) + (0 if n != 50 else 1))
    row = dict(reference=a, current=b)
    for side in ["two-sided", "up", "down"]:
        p, h = conditional(a, b, side)
        row[side] = [h, float(p)]
    cases.append(row)
out["ksGivenTies"] = cases

out["kolmogorov"] = [[x, float(stats.kstwobign.sf(x))] for x in [.2, .5, .8, .99, 1.01, 1.358, 1.63, 2.5, 4]]
out["binomialPmf"] = [[k, n, p, float(stats.binom.pmf(k, n, p))] for k, n, p in [(0, 10, .3), (10, 10, .3), (3, 10, .3), (500, 1000, .5), (420, 1000, .5), (1000000, 2000000, .5), (7, 100000, 1e-4)]]
out["hypergeometricPmf"] = [[k, K, L, c, float(stats.hypergeom.pmf(k, K + L, K, c))] for k, K, L, c in [(2, 5, 7, 4), (0, 5, 7, 4), (50, 100, 100, 100), (35, 100, 100, 100), (900, 1000, 200, 1050), (3, 10, 100000, 20000)]]
out["chiSquaredTail"] = [[x, k, float(stats.chi2.sf(x, k))] for x, k in [(3.841458820694124, 1), (0.01, 1), (50, 1), (100, 10), (1000, 1000), (5, 4), (300, 7), (199, 199)]]
out["normalTwoSided"] = [[z, float(2 * stats.norm.sf(z))] for z in [0, .1, 1, 1.959963984540054, 5, 12, 30]]

cases = []
for kind in ["pearson", "log-likelihood"]:
    for t in [[[20, 30, 50], [30, 30, 40]], [[10, 20, 30, 40, 5], [15, 15, 30, 45, 15]], [[500, 480], [520, 500]]]:
        r = stats.chi2_contingency(np.array(t), correction=False, lambda_=kind)
        cases.append(dict(kind="pearson" if kind == "pearson" else "likelihood-ratio", table=t, statistic=float(r.statistic), degrees=int(r.dof), p=float(r.pvalue)))
out["chiSquared"] = cases

# Signed rank with Pratt's zeros and ties: all 2^n sign choices by hand, and the tie-free ones by scipy too.
cases = []
for d in [[1.1, 2.3, -0.4, 3.5, 2.2, -1.7, 0.9], [0, 0, 1, -1, 2, 2, 3, -2, 4, 5], [1, 1, 1, 1, -1, 1, 1], [0, -3, -2, 5, -7, -8, -6, 0, -1]]:
    rank = stats.rankdata(np.abs(d)); keep = np.array(d) != 0; r = rank[keep]; w = float(r[np.array(d)[keep] > 0].sum())
    sums = [sum(r[i] for i in range(len(r)) if mask >> i & 1) for mask in range(2 ** len(r))]
    ge = sum(x >= w - 1e-9 for x in sums) / len(sums); le = sum(x <= w + 1e-9 for x in sums) / len(sums)
    p = min(1, 2 * min(ge, le))
    if 0 not in d and len(set(map(abs, d))) == len(d):
        assert abs(p - stats.wilcoxon(d, method="exact").pvalue) < 1e-12
    cases.append(dict(differences=d, plus=w, p=float(p), up=float(ge), down=float(le)))
out["signedRank"] = cases
out["sign"] = [[k, n, float(stats.binomtest(k, n, .5).pvalue)] for k, n in [(13, 15), (0, 5), (7, 14), (480, 1000), (60, 61), (10300, 20000)]]
out["clopperPearson"] = [[k, n, c, *map(float, stats.binomtest(k, n).proportion_ci(c, "exact"))] for k, n, c in [(3, 10000, .95), (1, 20, .99), (50, 100, .95), (999, 1000, .9), (87, 7600, .95)]]
ps = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
shuffled = num(rng.permutation(ps)) + [.0201, .0201]
out["adjusted"] = [dict(p=p, bh=num(multipletests(p, method="fdr_bh")[1]), by=num(multipletests(p, method="fdr_by")[1])) for p in [ps, shuffled]]
out["jensenShannon"] = [[p, q, float(jensenshannon(p, q, base=2))] for p, q in [[[10, 20, 70], [20, 20, 60]], [[1, 0], [0, 1]], [[5, 5, 0, 90], [0, 10, 5, 85]], [[3, 3], [30, 30]]]]
cases = []
for n, m in [(5, 5), (40, 25), (200, 200)]:
    a, b = rng.integers(-5, 9, n).tolist(), (rng.normal(size=m) * 3).round(2).tolist()
    cases.append(dict(reference=num(a), current=num(b), distance=float(stats.wasserstein_distance(a, b))))
out["wasserstein"] = cases

pathlib.Path(__file__).with_name("reference-values.json").write_text(json.dumps(out))
