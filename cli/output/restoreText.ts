import { defaultPlacement } from "../../components/application/plan";
import type { ClusterSpec } from "../../components/cluster/spec";
import { utc } from "./timestamps";

export interface Restored {
  readonly stack: string;
  /** Path of the stack file. */
  readonly file: string;
  readonly database: string;
  readonly as: string;
  readonly time: number | "latest";
  readonly declared: Pick<ClusterSpec, "application" | "databases">;
}

/** The next steps after a restore. */
export function nextSteps({ stack, file, database, as, time, declared }: Restored): string {
  const when = time === "latest" ? "in its latest state" : `as of ${utc(time)}`;
  const machine = declared.databases[database]?.primary ?? "";
  const shell = (name: string) =>
    `docker exec -i $(docker ps -qf label=com.docker.swarm.service.name=${stack}_${name}-${machine})`;
  const psql = (name: string) => `psql -h /run/postgresql -d ${name}`;
  const parts = Object.entries({ ...defaultPlacement, ...declared.application.placement }).flatMap(([part, where]) =>
    where === database ? [part] : [],
  );
  const placement = parts.map((part) => `${part}: "${as}"`).join(", ");
  return [
    `${as} is ${database} ${when}. ${database} was not changed.`,
    "",
    `To inspect it, on ${machine}:`,
    `  ${shell(as).replace("-i", "-it")} ${psql(as)}`,
    "To copy the rows of a table back:",
    `  ${shell(as)} pg_dump -h /run/postgresql -d ${as} -t TABLE --data-only | ${shell(database)} ${psql(database)}`,
    ...(placement === ""
      ? []
      : [
          `To use it in the application, add this to ${file} and run npm run up -- -s ${stack}:`,
          `  application: { placement: { ${placement} } },`,
        ]),
    `To discard it, remove the line from ${file}, run npm run up -- -s ${stack}, then npm run purge -- ${as} ` +
      `-s ${stack}.`,
    `In each case, commit ${file}.`,
  ].join("\n");
}
