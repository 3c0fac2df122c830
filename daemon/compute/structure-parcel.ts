// A structure as bytes on its way between the daemon's threads, compute and a job's folder: our raw form for big ones.
// Bit for bit, reference results included; not a format for people.
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { decodeSnapshot, encodeSnapshot } from "../store/snapshot-file.ts";

const parcelFormat = "adatom-structure-1";

/** Safetensors bytes of a structure. */
export function encodeStructure(structure: Structure): Uint8Array {
  const { positions, cell, atomicNumbers, periodic, reference, info } = structure;
  return encodeSnapshot({
    arrays: {
      positions,
      cell,
      atomicNumbers,
      ...(reference?.forces && { referenceForces: reference.forces }),
      ...(reference?.stress && { referenceStress: reference.stress }),
    },
    json: {
      format: parcelFormat,
      periodic,
      ...(reference?.energy !== undefined && { referenceEnergy: reference.energy }),
      ...(info && { info }),
    },
  });
}

/** @throws RangeError where the bytes are not a whole structure */
export function decodeStructure(bytes: Uint8Array): Structure {
  const { arrays, json } = decodeSnapshot(bytes);
  if (json.format !== parcelFormat) throw new RangeError(`not a structure: format is ${JSON.stringify(json.format)}`);
  const { positions, cell, atomicNumbers, referenceForces, referenceStress } = arrays;
  const { periodic, referenceEnergy, info } = json;
  if (!(positions instanceof Float64Array && cell instanceof Float64Array && atomicNumbers instanceof Uint8Array))
    throw new RangeError("not a structure: positions, cell or atomicNumbers are missing or of another type");
  if (positions.length !== 3 * atomicNumbers.length || cell.length !== 9)
    throw new RangeError(
      `not a structure: ${atomicNumbers.length} atoms with ${positions.length} coordinates, ${cell.length} cell numbers`,
    );
  if (!Array.isArray(periodic) || periodic.length !== 3) throw new RangeError("not a structure: periodic is missing");
  const reference: Reference = {
    ...(typeof referenceEnergy === "number" && { energy: referenceEnergy }),
    ...(referenceForces instanceof Float64Array && { forces: referenceForces }),
    ...(referenceStress instanceof Float64Array && { stress: referenceStress }),
  };
  return {
    positions,
    cell,
    atomicNumbers,
    periodic: [periodic[0] === true, periodic[1] === true, periodic[2] === true],
    ...(Object.keys(reference).length > 0 && { reference }),
    ...(typeof info === "object" && info !== null && { info: info as NonNullable<Structure["info"]> }),
  };
}
