// A model as the files that CP2K's METHOD NNP reads (C. Schran, K. Brezina, O. Marsalek, J. Chem. Phys. 153, 104105 (2020)):
// n2p2's, with less in them. CP2K skips unread what it does not know, so that such files run there with wrong energies; what it
// does not have is therefore refused here, and written otherwise where that is possible:
// - lengths in bohr, energies in hartree, whatever the data had;
// - atom_energy counts only beside remove_atom_energies, which n2p2 passes over;
// - mean_energy and conv_energy do not count: the output's scale is multiplied into the last layer.
import { isWeighted, type ProductFunction, productFunctionName } from "../../descriptors/product-function.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { symbolOf } from "../../structure/elements.ts";
import { bohrAngstrom, hartreeElectronvolt } from "../../structure/units.ts";
import { type N2p2Files, writeN2p2Potential } from "./n2p2-potential.ts";

/**
 * input.nn, scaling.data and weights in bohr and hartree, for NNP_INPUT_FILE_NAME, SCALE_FILE_NAME and WEIGHTS. n2p2 reads them too.
 * @throws RangeError saying what CP2K cannot hold
 */
export function writeCp2kPotential(model: AtomicNetworkModel): N2p2Files {
  const files = writeN2p2Potential({ elements: model.elements.map(inAtomicUnits) });
  const [, ...lines] = files.inputNn.split("\n");
  const head = ["# Written by Adatom for METHOD NNP of CP2K. Lengths are in bohr, energies in hartree.", "remove_atom_energies"];
  return { ...files, inputNn: [...head, ...lines].join("\n") };
}

function inAtomicUnits(element: AtomicNetwork): AtomicNetwork {
  const { layers, activation, outputScale = 1, energyOffset } = element;
  const last = layers.length - 1;
  const kinds = layers.map((layer, l) => layer.activation ?? (l < last ? activation : "linear"));
  const refuse = (what: string): RangeError =>
    new RangeError(`CP2K cannot hold the network of ${symbolOf(element.atomicNumber)}: ${what}.`);
  if (last < 1) throw refuse("it has no hidden layer. Train the model with one or more");
  if (kinds[last] !== "linear") throw refuse("its output is not linear, and has no unit there. Train the model with a linear output");
  if (kinds.includes("relu")) throw refuse('it has no activation "relu". Train the model with another');
  // (exp(y) + 1) / exp(y) stands there for the slope at y = softplus(x), where (exp(y) - 1) / exp(y) is meant: version 2023.1, and later.
  if (kinds.includes("softplus")) throw refuse('its forces with activation "softplus" are wrong. Train the model with another');
  const factor = outputScale / hartreeElectronvolt;
  return {
    ...element,
    functions: element.functions.map(inBohr),
    layers: layers.map((layer, l) =>
      l < last ? layer : { ...layer, weights: layer.weights.map((w) => w * factor), biases: layer.biases.map((b) => b * factor) },
    ),
    outputScale: 1,
    energyOffset: energyOffset / hartreeElectronvolt,
  };
}

/** The same function, of the same value, of lengths in bohr. */
function inBohr(f: ProductFunction): ProductFunction {
  const { radial } = f;
  const refuse = (what: string): RangeError =>
    new RangeError(
      `CP2K has no function such as ${productFunctionName(f)}: ${what}. Train a model with G2 and G4, the cosine or tanh-cubed cutoff.`,
    );
  if (radial.form !== "gaussian" && radial.form !== "plain") throw refuse("its radial part is no Gaussian");
  if (radial.inner !== 0 || (radial.cutoffForm !== "cosine" && radial.cutoffForm !== "tanh-cubed"))
    throw refuse("it knows the cosine and the tanh-cubed cutoff alone, without alpha");
  if (isWeighted(f.kind === "radial" ? f.neighbour : f.neighbours)) throw refuse("neighbours are not weighed there");
  const { eta, shift } = radial.form === "gaussian" ? radial : { eta: 0, shift: 0 };
  const own = {
    ...radial,
    form: "gaussian",
    eta: eta * bohrAngstrom ** 2,
    shift: shift / bohrAngstrom,
    cutoff: radial.cutoff / bohrAngstrom,
  } as const;
  if (f.kind === "radial") return { ...f, radial: own };
  if (f.angular.form !== "power") throw refuse("its angular part is no power of 1 + lambda cos theta");
  if (!f.threeDistances) throw refuse("angular functions count all three distances there");
  if (shift !== 0) throw refuse("angular functions have no shift there");
  return { ...f, radial: own };
}
