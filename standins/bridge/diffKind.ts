/** The kinds of change in Pulumi's detailed diff. */
type InPlace = "ADD" | "DELETE" | "UPDATE";
type Replacing = `${InPlace}_REPLACE`;
export type DiffKind = InPlace | Replacing;

const replacing: Readonly<Record<InPlace, Replacing>> = {
  ADD: "ADD_REPLACE",
  DELETE: "DELETE_REPLACE",
  UPDATE: "UPDATE_REPLACE",
};
const inPlace: Readonly<Record<Replacing, InPlace>> = {
  ADD_REPLACE: "ADD",
  DELETE_REPLACE: "DELETE",
  UPDATE_REPLACE: "UPDATE",
};

export const isReplacing = (kind: DiffKind): kind is Replacing => kind in inPlace;
export const toReplacing = (kind: DiffKind): DiffKind => (isReplacing(kind) ? kind : replacing[kind]);
export const toInPlace = (kind: DiffKind): DiffKind => (isReplacing(kind) ? inPlace[kind] : kind);
