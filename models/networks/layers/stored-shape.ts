// Reading a network's shape back from a file's metadata: nothing in it is trusted.

/** @throws RangeError where the format is another one, or the shape no JSON object */
export function readShape(metadata: Readonly<Record<string, string>>, format: string): Record<string, unknown> {
  if (metadata.format !== format) throw new RangeError(`model: format is "${metadata.format}", expected "${format}"`);
  let shape: unknown;
  try {
    shape = JSON.parse(metadata.shape ?? "");
  } catch {
    throw new RangeError("model: shape is missing or not JSON");
  }
  if (typeof shape !== "object" || shape === null || Array.isArray(shape)) throw new RangeError("model: shape must be an object");
  return shape as Record<string, unknown>;
}

/** @throws RangeError naming the field */
export function checkWhole(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`model: ${name} must be a whole number from ${least} to ${most}`);
}
