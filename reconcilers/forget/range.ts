/** All keys with a prefix, as etcd's API takes a range: up to the first key that no longer has it. Base64. Source: etcd 3.5, "API", key ranges. */
export function prefixRange(prefix: string): { readonly key: string; readonly range_end: string } {
  const key = Buffer.from(prefix);
  const end = Buffer.from(key);
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key: key.toString("base64"), range_end: end.toString("base64") };
}
