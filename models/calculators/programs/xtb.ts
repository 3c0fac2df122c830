// xTB (xtb-docs.readthedocs.io): GFN tight binding for molecules.
import type { Program } from "../program.ts";

export const xtb: Program = {
  name: "xtb",
  title: "xTB",
  inputs: { "structure.xyz": "{{structure.xyz}}" },
  command: [
    ...["xtb", "structure.xyz", "--grad", "--gfn", "{{gfn}}", "--acc", "{{accuracy}}", "--chrg", "{{charge}}"],
    ...["--uhf", "{{unpaired}}", "--etemp", "{{electronicTemperature}}"],
  ],
  values: { gfn: 2, accuracy: 0.1, charge: 0, unpaired: 0, electronicTemperature: 300 },
  reader: "engrad",
  refuses: ({ periodic }) =>
    periodic.some(Boolean)
      ? "xtb takes structures that do not repeat: use GFN1-xTB in cp2k (values.xtb true) or in dftb+ for crystals"
      : null,
};
