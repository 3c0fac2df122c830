// Many angular profiles at one angle: values, and slopes with respect to the cosine.
import { createAngularTable } from "./angular-table.ts";
import { coreSlope, coreValue } from "./core-function.ts";
import type { AngularProfile } from "./product-function.ts";
import { chebyshev } from "./radial-bank.ts";

export interface AngularBank {
  /** Of every profile at the cosine last set. */
  readonly value: Float64Array;
  /** d value / d cos theta */
  readonly slope: Float64Array;
  set(cosine: number): void;
}

const radiansPerDegree = Math.PI / 180;

export function createAngularBank(profiles: readonly AngularProfile[]): AngularBank {
  const value = new Float64Array(profiles.length);
  const slope = new Float64Array(profiles.length);
  const placed = profiles.map((profile, place) => ({ profile, place }));
  const powers = placed.flatMap(({ profile, place }) => (profile.form === "power" ? [{ profile, place }] : []));
  const compacts = placed.flatMap(({ profile, place }) => {
    if (profile.form !== "compact") return [];
    const { core, leftDegrees, rightDegrees } = profile;
    return [
      {
        core,
        place,
        middle: 0.5 * (leftDegrees + rightDegrees) * radiansPerDegree,
        width: 0.5 * (rightDegrees - leftDegrees) * radiansPerDegree,
      },
    ];
  });
  const polynomials = (["cosine", "pi"] as const).map((domain) => {
    const members = placed.flatMap(({ profile, place }) =>
      profile.form === "chebyshev" && profile.domain === domain ? [{ order: profile.order, place }] : [],
    );
    const size = Math.max(-1, ...members.map((member) => member.order)) + 1;
    return {
      members,
      values: new Float64Array(size),
      slopes: new Float64Array(size),
      rate: domain === "pi" ? 2 / Math.PI : 1,
      shift: domain === "pi" ? -1 : 0,
    };
  });
  const table = createAngularTable(powers.map(({ profile }) => profile));

  function setCompact(cosine: number): void {
    const theta = Math.acos(cosine);
    const sine = Math.sqrt(1 - cosine * cosine);
    for (let k = 0; k < compacts.length; k++) {
      const { core, place, middle, width } = compacts[k]!;
      const a = (theta - middle) / width;
      const x = Math.abs(a);
      if (x >= 1) {
        value[place] = 0;
        slope[place] = 0;
        continue;
      }
      value[place] = coreValue(core, x);
      // In line (sine 0) the slope is left out: a compact function is flat there where it is symmetric about 0 or 180 degrees.
      slope[place] = sine > 1e-12 ? (-coreSlope(core, x) * Math.sign(a)) / (width * sine) : 0;
    }
  }

  return {
    value,
    slope,
    set(cosine) {
      // Rounding can take the cosine a hair beyond -1 or 1.
      const c = cosine < -1 ? -1 : Math.min(cosine, 1);
      if (powers.length > 0) {
        table.set(c);
        for (let k = 0; k < powers.length; k++) {
          const { place } = powers[k]!;
          value[place] = table.value[k]!;
          slope[place] = table.slope[k]!;
        }
      }
      if (compacts.length > 0) setCompact(c);
      for (const { members, values, slopes, rate, shift } of polynomials) {
        if (members.length === 0) continue;
        chebyshev(rate * c + shift, values, slopes);
        for (const { order, place } of members) {
          value[place] = values[order]!;
          slope[place] = rate * slopes[order]!;
        }
      }
    },
  };
}
