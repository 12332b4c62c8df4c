import type { Binding } from "./actual";

/** One step toward the desired state, in the order in which steps are applied. */
export type Step =
  | { readonly kind: "user"; readonly name: string }
  | { readonly kind: "permissions"; readonly name: string }
  | { readonly kind: "remove user"; readonly name: string }
  | { readonly kind: "queue"; readonly name: string }
  | { readonly kind: "policy"; readonly name: string }
  | { readonly kind: "remove policy"; readonly name: string }
  | { readonly kind: "exchange"; readonly name: string }
  | { readonly kind: "remove exchange"; readonly name: string }
  | { readonly kind: "binding"; readonly name: string }
  | { readonly kind: "remove binding"; readonly name: string; readonly binding: Binding }
  | { readonly kind: "remove queue"; readonly name: string };
