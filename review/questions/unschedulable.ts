import type { Unschedulable } from "../diff/unschedulable";
import { all, series } from "../phrasing/sentences";
import { bytesText } from "../phrasing/values";

/** Tasks that find no machine while the change is under way: `up` waits for them in vain. */
export function withoutPlace(found: readonly Unschedulable[]): string[] {
  return [...new Set(found.map(({ role }) => role))].map((role) => {
    const those = found.filter((one) => one.role === role);
    const tasks = those.reduce((sum, one) => sum + one.tasks, 0);
    const single = those.every((one) => one.tasks === 1);
    const what = single
      ? series(those.map(({ service }) => service))
      : all(those.map((one) => `${one.tasks} of ${one.service}`));
    const size = bytesText(Math.max(...those.map(({ memory }) => memory)));
    return (
      `With what runs now, ${what} ${tasks === 1 ? "finds" : "find"} no machine with the role "${role}" that has ${size} free: ` +
      `${tasks === 1 ? "it waits" : "they wait"}, and up fails after 5 min. What makes room, or in which steps?`
    );
  });
}
