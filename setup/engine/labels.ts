/** A declared machine. */
export interface Machine {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A Swarm node with the labels that place services on it. */
export interface SwarmNode {
  readonly id: string;
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface LabelChange {
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
}

const machinePrefix = "apture.machine.";
const rolePrefix = "apture.role.";

/**
 * Plans the node labels: each declared machine is one node, and each node has the roles of its machines. A single node
 * is all machines. With several nodes, an operator must label the machines once, because nothing else identifies them.
 * @returns the changes, or all problems
 */
export function planLabels(
  machines: readonly Machine[],
  nodes: readonly SwarmNode[],
): { changes: LabelChange[] } | { problems: string[] } {
  const [only, ...rest] = nodes;
  if (only !== undefined && rest.length === 0) return { changes: changed(only, machines) };

  const nodesOf = (machine: Machine) => nodes.filter((node) => isMachine(node, machine));
  const missing = machines.filter((machine) => nodesOf(machine).length === 0);
  const ambiguous = machines.filter((machine) => nodesOf(machine).length > 1);
  if (missing.length + ambiguous.length > 0) {
    return {
      problems: [
        ...missing.map(
          ({ name }) =>
            `no node is labeled ${name}; run docker node update --label-add ${machinePrefix}${name}=true <node>`,
        ),
        ...ambiguous.map((machine) => {
          const names = nodesOf(machine).map((node) => node.hostname);
          return (
            `${names.join(" and ")} are labeled ${machine.name}; run docker node update --label-rm ` +
            `${machinePrefix}${machine.name} on all but one`
          );
        }),
      ],
    };
  }
  return {
    changes: nodes.flatMap((node) =>
      changed(
        node,
        machines.filter((machine) => isMachine(node, machine)),
      ),
    ),
  };
}

const isMachine = (node: SwarmNode, machine: Machine) => node.labels[machinePrefix + machine.name] === "true";

/**
 * Adds the labels of the machines, and replaces the roles with those of the machines. Returns nothing if no label
 * changes.
 */
function changed(node: SwarmNode, machines: readonly Machine[]): LabelChange[] {
  const roles = new Set(machines.flatMap((machine) => machine.roles));
  const retained = Object.entries(node.labels).filter(
    ([label]) => !label.startsWith(rolePrefix) || roles.has(label.slice(rolePrefix.length)),
  );
  const labels = {
    ...Object.fromEntries(retained),
    ...Object.fromEntries(machines.map(({ name }) => [machinePrefix + name, "true"])),
    ...Object.fromEntries([...roles].map((role) => [rolePrefix + role, "true"])),
  };
  return same(labels, node.labels) ? [] : [{ node: node.id, labels }];
}

const same = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);
