import { isDeepStrictEqual } from "node:util";
import type { Effect } from "../diff/schema";
import type { ServiceChange } from "../diff/services";
import { listOf } from "../phrasing/phrases";
import { agree, type Change, names, type Rule, withImage } from "./rule";

type Volume = NonNullable<NonNullable<ServiceChange["after"]>["volumes"]>[number];

/** Volumes with data that get another device, and members that lose the volume of their write-ahead log. */
export const volumes: Rule = (change) => [...movedDevices(change), ...lostLogs(change)];

/** The engine ignores new options of a volume that exists, so its data stays where it is. */
function movedDevices({ services }: Change): Effect[] {
  const found = services.flatMap((service) => changedVolumes(service).map((volume) => ({ service, volume })));
  const devices = [...new Set(found.map(({ volume }) => deviceOf(volume)))];
  return devices.map((device) => {
    const group = found.filter(({ volume }) => deviceOf(volume) === device);
    const moved = [...new Set(group.map(({ volume }) => volume.name))];
    const changed = [...new Map(group.map(({ service }) => [service.name, service])).values()];
    return {
      class: "data",
      summary: `the data of ${listOf(moved)} does not move to ${device}`,
      what:
        `The ${agree(moved, "volume", "volumes")} ${listOf(moved)} ${agree(moved, "stays", "stay")} in the old place: ` +
        `the engine ignores new options of a volume that exists, and moves no data to ${device}. ` +
        howToMove(changed),
      why: `The declared disk of ${listOf(machinesOf(changed))} changes.`,
      rollback: "Revert: nothing has moved.",
      services: [],
    };
  });
}

/** Volumes of a service that stays on its machine, with other options than before. */
function changedVolumes({ before, after }: ServiceChange): Volume[] {
  if (before === undefined || after === undefined || !isDeepStrictEqual(before.placement, after.placement)) return [];
  return (after.volumes ?? []).filter(({ name, driverOptions }) =>
    (before.volumes ?? []).some((was) => was.name === name && !isDeepStrictEqual(was["driverOptions"], driverOptions)),
  );
}

function deviceOf({ driverOptions }: Volume): string {
  const device =
    typeof driverOptions === "object" && driverOptions !== null ? Reflect.get(driverOptions, "device") : "";
  const type = typeof driverOptions === "object" && driverOptions !== null ? Reflect.get(driverOptions, "type") : "";
  return device === "" ? "the engine's volume folder" : `${String(device)} (${String(type)})`;
}

/** The steps before a member can start with empty volumes. */
const cloneAgain =
  "make another member the primary (add a replica first if there is none), and run up. Remove the member from " +
  "replicas, run up, and delete its volumes on the machine (docker volume rm).";

/** How the data gets to the new device: a member is cloned onto an empty volume, a repository starts over. */
function howToMove(services: readonly ServiceChange[]): string {
  const members = names(services.filter(({ after }) => after?.image === "postgres"));
  const others = services.filter(({ after }) => after?.image !== "postgres");
  const ways = [
    ...(members.length > 0
      ? [
          `To move ${agree(members, "the member", "the members, one at a time")}: ${cloneAgain} Declare it ` +
            "again with the new disk: it is cloned there.",
        ]
      : []),
    ...(others.length > 0
      ? ["To move backups, declare another machine for them, and delete the old volume when its backups have expired."]
      : []),
  ];
  return ways.join(" ");
}

const machinesOf = (services: readonly ServiceChange[]): string[] => [
  ...new Set(
    services.flatMap(({ after }) =>
      after !== undefined && "machine" in after.placement ? [after.placement.machine] : [],
    ),
  ),
];

/** Members whose data volume links to a write-ahead log on a volume that they no longer have. */
export const membersWithoutLog = (change: Change): ServiceChange[] =>
  withImage(change, "postgres").filter(
    ({ before, after }) => before !== undefined && after !== undefined && hasLog(before) && !hasLog(after),
  );

const hasLog = ({ volumes: all = [] }: NonNullable<ServiceChange["after"]>) =>
  all.some(({ name }) => name.endsWith("-wal"));

function lostLogs(change: Change): Effect[] {
  return change.after.metrics.databases.flatMap(({ name, primary, replicas }): Effect[] => {
    const lost = names(membersWithoutLog(change)).filter((member) =>
      [primary, ...replicas].some((machine) => member === `${name}-${machine}`),
    );
    if (lost.length === 0) return [];
    const remaining = 1 + replicas.length - lost.length;
    const leads = lost.includes(`${name}-${primary}`);
    const consequence =
      remaining === 0
        ? `${name} is down`
        : leads
          ? `a replica leads, ${name} has ${remaining} of ${1 + replicas.length} members left`
          : `${name} has ${remaining} of ${1 + replicas.length} members left`;
    return [
      {
        class: "outage",
        summary: `${listOf(lost)} ${agree(lost, "does", "do")} not start until walDisk is declared again`,
        what:
          `${listOf(lost)} ${agree(lost, "stops and does", "stop and do")} not start: the write-ahead log is on a ` +
          `volume that ${agree(lost, "it no longer has", "they no longer have")}. Until walDisk is declared again, ` +
          `${consequence}, and up fails. To remove the disk: ${cloneAgain} Remove walDisk and declare the member ` +
          "again: it is cloned.",
        why: `machines.${listOf(machinesOf(change.services.filter((one) => lost.includes(one.name))))}.walDisk is removed.`,
        durationNote: "until walDisk is declared again",
        rollback: "Revert: the volume of the log stays on the machine, and the member starts with it.",
        services: lost,
      },
    ];
  });
}
