/** Plotly's base64 arrays as plain typed arrays, so that the page can read the numbers it shows. */

const KINDS = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
};

/**
 * @param {number[] | number[][] | {dtype: string, bdata: string, shape?: string}} source
 * @returns {{values: ArrayLike<number>, shape: number[]}} values row by row
 */
export function decoded(source) {
  if (Array.isArray(source)) {
    const width = Array.isArray(source[0]) ? [source[0].length] : [];
    return { values: source.flat(), shape: [source.length, ...width] };
  }
  const bytes = Uint8Array.from(atob(source.bdata), (letter) => letter.charCodeAt(0));
  const values = new KINDS[source.dtype](bytes.buffer);
  const shape = source.shape ? String(source.shape).split(",").map(Number) : [values.length];
  return { values, shape };
}
