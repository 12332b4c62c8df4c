import { text, type Value } from "../../bridge/values";

// The official plugin omits empty fields from a service spec. A spec with them would be a change to the engine.

export function nonBlank(name: string, value: Value | undefined): Record<string, string> {
  return text(value) === "" ? {} : { [name]: text(value) };
}

export function nonEmpty(name: string, value: Record<string, string>): Record<string, Record<string, string>> {
  return Object.keys(value).length === 0 ? {} : { [name]: value };
}

export function nonEmptyList<T>(name: string, value: readonly T[]): Record<string, readonly T[]> {
  return value.length === 0 ? {} : { [name]: value };
}
