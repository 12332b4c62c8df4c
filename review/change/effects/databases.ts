import { timeText } from "../../../components/policies/figures";
import { bytesText } from "../../report/figures";
import type { DatabaseFigures } from "../../facts/figures/schema";
import { failoverSeconds, looked, rollSeconds, switchoverSeconds } from "../seconds";
import type { Effect } from "../schema";
import { type Change, ofImage, type Rule } from "./rule";
import { all, causes, count, names } from "./words";

/** Seconds that `up` waits for a reconciler, which waits for every member to stream. */
const patience = 300;

/** What becomes of every database: who leads, its members, its data. */
export const databases: Rule = (change) => {
  const before = new Map(change.before.figures.databases.map((one) => [one.name, one]));
  const after = new Map(change.after.figures.databases.map((one) => [one.name, one]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (is === undefined) return was === undefined ? [] : [goes(was, change)];
    if (was === undefined) return [comes(is, change)];
    return [...joins(was, is, change), ...restarts(is, change), ...switches(was, is), ...leaves(was, is, change)];
  });
};

const member = (database: string, machine: string) => `${database}-${machine}`;
const machinesOf = ({ primary, replicas }: DatabaseFigures) => [primary, ...replicas];

function comes(is: DatabaseFigures, { services }: Change): Effect {
  return {
    class: "live",
    what: `The database ${is.name} is made, empty: ${is.primary} leads${is.replicas.length > 0 ? `, ${all(is.replicas)} ${is.replicas.length === 1 ? "follows" : "follow"}` : ", and nobody follows"}.`,
    why: "It is new.",
    seconds: looked(40),
    back: "Until something is written to it: remove it. Its volumes stay, and its passwords are protected (pulumi state unprotect).",
    services: names(services.filter(({ name, fate }) => fate === "added" && name.startsWith(`${is.name}-`))),
  };
}

function goes(was: DatabaseFigures, { services }: Change): Effect {
  return {
    class: "data",
    what: `The database ${was.name} goes. Its data stays in the volumes ${all(machinesOf(was).map((machine) => `${member(was.name, machine)}-data`))}, served by nobody, and moves nowhere by itself.`,
    why: "It is no longer declared.",
    back: "Declare it again on the same machines, with the same name: it comes back with its volumes and its passwords.",
    services: names(services.filter(({ name, fate }) => fate === "removed" && name.startsWith(`${was.name}-`))),
  };
}

/** New members of a database that there is. */
function joins(was: DatabaseFigures, is: DatabaseFigures, { services }: Change): Effect[] {
  const fresh = machinesOf(is).filter((machine) => !machinesOf(was).includes(machine)).map((machine) => member(is.name, machine));
  if (fresh.length === 0) return [];
  const source = was.replicas.length > 0 ? "a replica" : "the leader";
  return [
    {
      class: "live",
      what: `${all(fresh)} ${fresh.length === 1 ? "is" : "are"} cloned from ${source} at ${is.cloneMBps} MB/s: about ${timeText(1e9 / (is.cloneMBps * 1e6))} for each GB. up waits ${timeText(patience)} for it, which is ${Math.floor((patience * is.cloneMBps) / 1_000)} GB; a larger ${is.name} goes on after up has failed, and the next up succeeds.`,
      why: `databases.${is.name} names ${count(fresh.length, "member")} more.`,
      back: "Remove it again: the others do not notice. Its volume stays on its machine.",
      services: names(services.filter(({ name, fate }) => fate === "added" && fresh.includes(name))),
    },
  ];
}

/** Members whose task changes restart one after the other, the declared primary first. */
function restarts(is: DatabaseFigures, change: Change): Effect[] {
  const own = machinesOf(is).map((machine) => member(is.name, machine));
  const changed = ofImage(change, "postgres").filter(({ name, fate }) => own.includes(name) && (fate === "restarted" || fate === "replaced"));
  if (changed.length === 0) return [];
  const seconds = changed.reduce((sum, { after }) => sum + (after === undefined ? 0 : rollSeconds(after)), 0);
  const leads = names(changed).includes(member(is.name, is.primary));
  const alone = own.length === 1;
  const base = { why: `${causes(changed)}.`, seconds, services: names(changed), back: "The same diff reversed, at the same price." };
  if (!leads) return [{ ...base, class: "rolling", what: `${all(names(changed))} ${changed.length === 1 ? "restarts" : "restart"} one after the other; the leader answers reads meanwhile.` }];
  const whole = { ...base, class: "outage" as const };
  if (alone) {
    return [{ ...whole, outage: seconds, what: `${all(names(changed))} restarts, and nobody follows: ${is.name} takes no reads or writes for about ${seconds} s; cached pages are served.` }];
  }
  const handovers = changed.length === 1 ? 1 : 2;
  return [
    {
      ...whole,
      outage: handovers * failoverSeconds,
      what:
        `${all(names(changed))} ${changed.length === 1 ? "restarts" : "restart, one after the other"}. The leader is one of them: a replica takes over as at a failover` +
        `${handovers === 2 ? ", and hands back when its own turn comes" : `, and ${is.failback === "manual" ? "keeps the lead until another primary is declared" : "hands back by itself"}`}; writes to ${is.name} wait or fail for about ${failoverSeconds} s ${handovers === 2 ? "each time" : ""}`.trimEnd() +
        "; cached pages are served.",
    },
  ];
}

/** Another primary is a switchover, which its reconciler takes only when it is safe. */
function switches(was: DatabaseFigures, is: DatabaseFigures): Effect[] {
  if (was.primary === is.primary) return [];
  const [from, to] = [member(is.name, was.primary), member(is.name, is.primary)];
  const stays = machinesOf(is).includes(was.primary);
  const preflight = [
    `${to} streams from the leader`,
    `it is ${bytesText(is.maxLag)} behind at most (databases.${is.name}.maxLag)`,
    `no transaction has been open for longer than ${timeText(is.longestTransaction)} (databases.${is.name}.longestTransaction)`,
  ];
  if (!stays) {
    return [
      {
        class: "outage",
        what: `${to} takes over from ${from}, which is removed by the same change: poolers no longer know ${from}, so ${is.name} takes no writes until ${to} ${machinesOf(was).includes(is.primary) ? "leads" : "is cloned and leads"}.`,
        why: `databases.${is.name}.primary changes, and ${was.primary} is no member any more. Two changes avoid it: keep ${was.primary} in replicas until ${is.primary} leads.`,
        outage: failoverSeconds,
        back: `Declare ${was.primary} again: its volume stays on its machine.`,
        preflight,
        services: [],
      },
    ];
  }
  return [
    {
      class: "rolling",
      what: `${to} takes over from ${from} by a planned switchover: writes to ${is.name} wait about ${switchoverSeconds} s in the poolers, none fails, and no acknowledged write is lost.`,
      why: `databases.${is.name}.primary is ${was.primary} → ${is.primary}; only its reconciler restarts.`,
      seconds: looked(switchoverSeconds + 5),
      outage: 0,
      back: `Name ${was.primary} the primary again: another switchover, as long as it follows.`,
      preflight,
      services: [`${is.name}-reconciler`],
    },
  ];
}

/** Members that are no longer declared. */
function leaves(was: DatabaseFigures, is: DatabaseFigures, { services }: Change): Effect[] {
  const gone = machinesOf(was).filter((machine) => !machinesOf(is).includes(machine)).map((machine) => member(is.name, machine));
  if (gone.length === 0) return [];
  const left = machinesOf(is).length;
  return [
    {
      class: "data",
      what: `${all(gone)} ${gone.length === 1 ? "stops" : "stop"}: ${left === 1 ? `${is.primary} has the only copy of ${is.name}, and nobody can take over from it` : `${left} copies of ${is.name} are left`}. ${count(gone.length, "Its volume stays", "Their volumes stay").replace(/^\d+ /, "")} where ${gone.length === 1 ? "it is" : "they are"}.`,
      why: `databases.${is.name} names ${gone.length === 1 ? "it" : "them"} no longer.`,
      back: "Declare it as a replica again: it catches up from its volume, or is cloned where the leader no longer has the log it lacks (wal_keep_size is 256 MB).",
      services: names(services.filter(({ name, fate }) => fate === "removed" && gone.includes(name))),
    },
  ];
}
