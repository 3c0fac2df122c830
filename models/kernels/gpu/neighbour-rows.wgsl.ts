// WGSL of the neighbour list: atoms into bins no narrower than the reach, each bin in the order of its atoms, then every
// atom's row from the 27 bins around it. Kernels after `decide` run only where it says that the list is stale.
import { displacementSource, settingsSource } from "./fixed-point.wgsl.ts";
import { workgroupSize } from "./kernel.ts";
import { stateSource } from "./state.wgsl.ts";

/** One thread: how many workgroups the kernels of a build get, over bins and over atoms: all, or none. */
export const decideSource = /* wgsl */ `
${settingsSource}${stateSource}
override forced: bool = false;
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read_write> over_bins: vec3u;
@group(0) @binding(3) var<storage, read_write> over_atoms: vec3u;

@compute @workgroup_size(1) fn main() {
  let stale = forced || bitcast<f32>(atomicLoad(&state.moved)) > settings.limit_squared;
  let bins = settings.bins.x * settings.bins.y * settings.bins.z;
  over_bins = select(vec3u(0u, 1u, 1u), vec3u((bins + ${workgroupSize - 1}u) / ${workgroupSize}u, 1u, 1u), stale);
  over_atoms = select(vec3u(0u, 1u, 1u), vec3u((settings.atoms + ${workgroupSize - 1}u) / ${workgroupSize}u, 1u, 1u), stale);
  if (stale) { state.builds += 1u; }
  atomicStore(&state.moved, 0u);
}
`;

const binSource = /* wgsl */ `
fn bin_of(position: vec3u) -> vec3u {
  return ((position >> vec3u(16u)) * settings.bins) >> vec3u(16u);
}
fn bin_index(bin: vec3u) -> u32 {
  return (bin.z * settings.bins.y + bin.y) * settings.bins.x + bin.x;
}
`;

export const clearBinsSource = /* wgsl */ `
${settingsSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> bin_counts: array<u32>;

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < settings.bins.x * settings.bins.y * settings.bins.z) { bin_counts[id.x] = 0u; }
}
`;

export const fillBinsSource = /* wgsl */ `
${settingsSource}${stateSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> positions: array<vec4u>;
@group(0) @binding(3) var<storage, read_write> bin_counts: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> bin_atoms: array<u32>;
${binSource}
@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= settings.atoms) { return; }
  let bin = bin_index(bin_of(positions[i].xyz));
  let place = atomicAdd(&bin_counts[bin], 1u);
  if (place < settings.cell_capacity) { bin_atoms[bin * settings.cell_capacity + place] = i; }
  else { atomicMax(&state.cells, place + 1u); }
}
`;

/** Atoms came into their bins in no order; in the order of their numbers the list, and all sums after it, are the same each time. */
export const sortBinsSource = /* wgsl */ `
${settingsSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read> bin_counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> bin_atoms: array<u32>;

@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= settings.bins.x * settings.bins.y * settings.bins.z) { return; }
  let count = min(bin_counts[id.x], settings.cell_capacity);
  let from_place = id.x * settings.cell_capacity;
  for (var a = 1u; a < count; a++) {
    let atom = bin_atoms[from_place + a];
    var b = a;
    while (b > 0u && bin_atoms[from_place + b - 1u] > atom) {
      bin_atoms[from_place + b] = bin_atoms[from_place + b - 1u];
      b--;
    }
    bin_atoms[from_place + b] = atom;
  }
}
`;

/** Rows as columns of a table: entry n of atom i at n N + i, so that threads side by side read side by side. */
export const rowsSource = /* wgsl */ `
${settingsSource}${stateSource}
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> positions: array<vec4u>;
@group(0) @binding(3) var<storage, read> bin_counts: array<u32>;
@group(0) @binding(4) var<storage, read> bin_atoms: array<u32>;
@group(0) @binding(5) var<storage, read_write> row_counts: array<u32>;
@group(0) @binding(6) var<storage, read_write> rows: array<u32>;
@group(0) @binding(7) var<storage, read_write> built_at: array<vec4u>;
${displacementSource}${binSource}
@compute @workgroup_size(${workgroupSize}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= settings.atoms) { return; }
  let here = positions[i];
  built_at[i] = here;
  let bin = bin_of(here.xyz);
  // Along a direction of one or two bins all of them are neighbours, once each.
  let around = min(settings.bins, vec3u(3u));
  var count = 0u;
  for (var z = 0u; z < around.z; z++) {
    for (var y = 0u; y < around.y; y++) {
      for (var x = 0u; x < around.x; x++) {
        let other = bin_index((bin + settings.bins + vec3u(x, y, z) - vec3u(1u)) % settings.bins);
        let members = min(bin_counts[other], settings.cell_capacity);
        for (var m = 0u; m < members; m++) {
          let j = bin_atoms[other * settings.cell_capacity + m];
          let d = displacement(here.xyz, positions[j].xyz);
          if (j != i && dot(d, d) <= settings.reach_squared) {
            if (count < settings.row_capacity) { rows[count * settings.atoms + i] = j; }
            count++;
          }
        }
      }
    }
  }
  row_counts[i] = min(count, settings.row_capacity);
  if (count > settings.row_capacity) { atomicMax(&state.rows, count); }
}
`;
