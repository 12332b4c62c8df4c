const shape = /\{\{([A-Za-z0-9.-]+)\}\}/;

/** The names that a secret's template asks for, in order, each as often as it does. */
export function placeholders(template: string): string[] {
  return split(template).filter((_, index) => index % 2 === 1);
}

/** A template as text and names in turns: text first, and last. */
export function split(template: string): string[] {
  return template.split(shape);
}

/** Whether a name in a template is a secret of the stack's configuration. */
export const isSetting = (name: string): boolean => name.startsWith(settingPrefix);
export const settingPrefix = "config.";
