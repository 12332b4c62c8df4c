import type { Rule } from "./rule";
import { all } from "./words";

/** Generated passwords are protected, because data volumes outlive what made them; `up` stops where one would be deleted. */
export const passwords: Rule = ({ before, after }) => {
  const gone = before.passwords.filter((name) => !after.passwords.includes(name));
  if (gone.length === 0) return [];
  return [
    {
      class: "data",
      brief: "up refuses to delete protected passwords",
      what: `up refuses to begin: it would delete the passwords ${all(gone)}, which are protected, since nobody opens the volumes that stay without them.`,
      why: "Nothing in the plan asks for them any more.",
      back: "Revert, and they are used again.",
      services: [],
    },
  ];
};
