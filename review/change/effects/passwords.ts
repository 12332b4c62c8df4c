import type { Rule } from "./rule";
import { all } from "./words";

/** Generated passwords are protected, because data volumes outlive what made them; `up` stops where one would be deleted. */
export const passwords: Rule = ({ before, after }) => {
  const gone = before.passwords.filter((name) => !after.passwords.includes(name));
  if (gone.length === 0) return [];
  return [
    {
      class: "data",
      what: `up refuses to begin: the passwords ${all(gone)} are protected, and without them nobody opens the volumes that stay.`,
      why: "Nothing asks for them any more.",
      back: "None is needed while they are there. To give them up: pulumi state unprotect <URN> for each, and up again.",
      services: [],
    },
  ];
};
