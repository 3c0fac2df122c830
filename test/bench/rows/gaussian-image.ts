// Images of atoms: porous graphene's size of Mills et al. 2019 (1500 atoms on 1024 x 1024 points, gamma 0.2 angstrom, about 20
// points an angstrom) and a box of 20 atoms on 64^3 points. The peer is the same sum in plain float64 loops; the paper gives
// 0.39 s for its own.
import { plainGaussianImage } from "@adatom/models/descriptors/gaussian-image.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createRasteriser } from "@adatom/models/kernels/gaussian-image.ts";
import { leastProcessorTime } from "../processor-time.ts";
import type { BenchRow } from "../row.ts";

const workloads = [
  { name: "1500 atoms, 1024 x 1024", atoms: 1500, grid: { points: [1024, 1024], lengthsAngstrom: [51.2, 51.2] }, gammaAngstrom: 0.2 },
  { name: "20 atoms, 64^3", atoms: 20, grid: { points: [64, 64, 64], lengthsAngstrom: [15, 15, 15] }, gammaAngstrom: 0.5 },
];

export const rows: readonly BenchRow[] = workloads.map(({ name, atoms, grid, gammaAngstrom }) => ({
  name: `image of atoms, ${name}`,
  unit: "ms (processor)",
  higherIsBetter: false,
  async run() {
    const random = createRandom(1);
    const positions = Float64Array.from({ length: 3 * atoms }, () => 51.2 * random.uniform());
    const weights = new Float64Array(atoms).fill(6);
    const rasterise = createRasteriser();
    const ours = leastProcessorTime(20, () => rasterise(positions, weights, grid, { gammaAngstrom })) / 1000;
    const peer = leastProcessorTime(5, () => plainGaussianImage(positions, weights, grid, { gammaAngstrom })) / 1000;
    return { ours, peer, peerName: "plain loops, float64", note: "one thread" };
  },
}));
