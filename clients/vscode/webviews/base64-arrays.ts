// base64 of little-endian arrays, as the protocol sends them, into typed arrays. Every platform VS Code runs on is little-endian.

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const result = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) result[i] = binary.charCodeAt(i);
  return result;
}

export const decodeUint8 = (text: string): Uint8Array<ArrayBuffer> => bytes(text);
export const decodeFloat32 = (text: string): Float32Array<ArrayBuffer> => new Float32Array(bytes(text).buffer);
export const decodeInt32 = (text: string): Int32Array<ArrayBuffer> => new Int32Array(bytes(text).buffer);
export const decodeUint32 = (text: string): Uint32Array<ArrayBuffer> => new Uint32Array(bytes(text).buffer);
