import type { Effect } from "../schema";
import type { MachineFigures } from "../../facts/figures/schema";
import type { Change, Rule } from "./rule";
import { all, count } from "./words";

/** Machines that come, go, or have other roles: the labels of their nodes follow at the next `npm run up`, before anything else. */
export const machines: Rule = ({ before, after }) => {
  const old = new Map(before.figures.machines.map((machine) => [machine.name, machine]));
  const now = new Map(after.figures.machines.map((machine) => [machine.name, machine]));
  const fresh = after.figures.machines.filter(({ name }) => !old.has(name)).map(({ name }) => name);
  const left = before.figures.machines.flatMap((machine) => {
    const lost = machine.roles.filter((role) => !now.get(machine.name)?.roles.includes(role));
    const moving = movable(machine, lost, before);
    return moving.length === 0 ? [] : [moves(machine.name, moving)];
  });
  return [...(fresh.length > 0 ? [joins(fresh)] : []), ...left];
};

const joins = (names: readonly string[]): Effect => ({
  class: "live",
  what: `${all(names)} must be in the swarm before up, which refuses to begin without ${names.length === 1 ? "it" : "them"}: ${names.map((name) => `docker node update --label-add apture.machine.${name}=true <node>`).join("; ")}.`,
  why: `machines declares ${count(names.length, "machine")} more.`,
  back: "Remove it from the declaration; take the label off its node.",
  services: [],
});

const moves = (machine: string, tasks: readonly (readonly [string, number])[]): Effect => ({
  class: "rolling",
  what: `${all(tasks.map(([name, number]) => `${count(number, "task")} of ${name}`))} ${tasks.length === 1 && tasks[0]?.[1] === 1 ? "stops" : "stop"} on ${machine} when up begins, and ${tasks.length === 1 && tasks[0]?.[1] === 1 ? "starts" : "start"} on the machines that are left: until then there ${tasks.length === 1 && tasks[0]?.[1] === 1 ? "is one fewer" : "are so many fewer"}.`,
  why: `${machine} no longer has the role that they run by.`,
  back: "Declare it again: tasks that start later are placed there, those that run stay where they are.",
  services: tasks.map(([name]) => name),
});

/** The tasks expected on a machine that run there by one of these roles. */
function movable(machine: MachineFigures, lost: readonly string[], { services }: Change["before"]): (readonly [string, number])[] {
  const roles = new Map(services.map(({ name, placement }) => [name, "role" in placement ? placement.role : ""]));
  return Object.entries(machine.tasks).filter(([name]) => lost.includes(roles.get(name) ?? ""));
}
