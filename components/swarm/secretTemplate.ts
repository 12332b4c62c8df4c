const shape = /\{\{([A-Za-z0-9.-]+)\}\}/;

/** The names in a template, in order and with repetitions. */
export function placeholders(template: string): string[] {
  return split(template).filter((_, index) => index % 2 === 1);
}

/** Splits a template into text and names, alternately. The first and the last part are text. */
export function split(template: string): string[] {
  return template.split(shape);
}

/** Whether a name in a template is that of a secret in the stack's configuration. */
export const isSetting = (name: string): boolean => name.startsWith(settingPrefix);
export const settingPrefix = "config.";
