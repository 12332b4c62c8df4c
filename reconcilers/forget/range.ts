/**
 * All keys with a prefix as a range of etcd's API: from the prefix up to the first key without it. Base64 (etcd 3.5,
 * "API", key ranges).
 */
export function prefixRange(prefix: string): { readonly key: string; readonly range_end: string } {
  const key = Buffer.from(prefix);
  const end = Buffer.from(key);
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key: key.toString("base64"), range_end: end.toString("base64") };
}
