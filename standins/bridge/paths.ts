/** A property path in Pulumi's notation: `options["max-size"]`, `labels[0].value`. */
export type Path = readonly (string | number)[];

export function formatPath(path: Path): string {
  let formatted = "";
  for (const step of path) {
    if (typeof step === "number") formatted += `[${step}]`;
    else if (!/^[A-Za-z_$][\w$]*$/.test(step)) formatted += `[${JSON.stringify(step)}]`;
    else formatted += formatted === "" ? step : `.${step}`;
  }
  return formatted;
}
