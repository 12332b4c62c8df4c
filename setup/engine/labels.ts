/** A machine of a stack's declaration. */
export interface Machine {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A node of the swarm, with the labels that place services on it. */
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
 * Which node labels to change so that every declared machine is a node and every node has the roles of its machines. A swarm of one
 * is every machine at once. With several nodes only an operator knows which is which, so those must be labelled by hand, once.
 * @returns the changes, or every problem found
 */
export function planLabels(
  machines: readonly Machine[],
  nodes: readonly SwarmNode[],
): { changes: LabelChange[] } | { problems: string[] } {
  const [only, ...rest] = nodes;
  if (only !== undefined && rest.length === 0) return { changes: changed(only, machines) };

  const carriers = (machine: Machine) => nodes.filter((node) => carries(node, machine));
  const missing = machines.filter((machine) => carriers(machine).length === 0);
  const twice = machines.filter((machine) => carriers(machine).length > 1);
  if (missing.length + twice.length > 0) {
    return {
      problems: [
        ...missing.map(
          ({ name }) => `no node is ${name}; run docker node update --label-add ${machinePrefix}${name}=true <node>`,
        ),
        ...twice.map((machine) => {
          const names = carriers(machine).map((node) => node.hostname);
          return `${names.join(" and ")} are all ${machine.name}; run docker node update --label-rm ${machinePrefix}${machine.name} on all but one`;
        }),
      ],
    };
  }
  return {
    changes: nodes.flatMap((node) =>
      changed(
        node,
        machines.filter((machine) => carries(node, machine)),
      ),
    ),
  };
}

const carries = (node: SwarmNode, machine: Machine) => node.labels[machinePrefix + machine.name] === "true";

/** The node's labels with its machines added and its roles exactly theirs; nothing if they are so already. */
function changed(node: SwarmNode, machines: readonly Machine[]): LabelChange[] {
  const roles = new Set(machines.flatMap((machine) => machine.roles));
  const kept = Object.entries(node.labels).filter(
    ([label]) => !label.startsWith(rolePrefix) || roles.has(label.slice(rolePrefix.length)),
  );
  const labels = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(machines.map(({ name }) => [machinePrefix + name, "true"])),
    ...Object.fromEntries([...roles].map((role) => [rolePrefix + role, "true"])),
  };
  return same(labels, node.labels) ? [] : [{ node: node.id, labels }];
}

const same = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);
