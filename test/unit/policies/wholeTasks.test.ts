import { DeclarationError } from "../../../components/declaration/problems";
import { warnings } from "../../../policies/enforce";
import { planDeclaration } from "../../../stacks/plan";
import { type Edit, edited } from "../../../testing/fixtures/declarationEdits";
import { site } from "./site";

/** Every problem, or every warning. */
function messagesOf(edit: Edit): readonly string[] {
  try {
    return warnings(planDeclaration(edited(edit, site)));
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

const web = (memory: string) => ({ roles: ["web"], cores: 4, memory });

describe("tasks that need the memory of several machines in pieces", () => {
  // Three machines of 8 GiB hold five tasks of 1.5 GiB each.
  test("do not fit at all", () => {
    expect(messagesOf({ "web.apache.memory": "1.5 GiB", "web.apache.instances": 15 })).toContain(
      'machines with the role "web" hold only 15 whole tasks of apache (1.5 GiB each), but 16 are needed (including the ' +
        "extra task of a rollout); add machines or memory, or use smaller tasks.",
    );
    expect(messagesOf({ "web.apache.memory": "1.5 GiB", "web.apache.instances": 14 }).join("\n")).not.toContain(
      "whole tasks",
    );
  });

  test("do not fit after the loss of a machine", () => {
    const losses = (instances: number) =>
      messagesOf({ "web.apache.memory": "3 GiB", "web.apache.instances": instances }).filter((message) =>
        message.includes("n-minus-one"),
      );
    expect(losses(5)).toEqual([
      'machines.web-1: if it is lost, the other machines with the role "web" hold only 4 whole tasks of apache (3 GiB ' +
        "each), but 5 are needed; add memory or a machine, or use smaller tasks. (policy n-minus-one-memory)",
    ]);
    expect(losses(4)).toEqual([]);
  });

  test("do not fit after the loss of a machine that is not the largest", () => {
    // Without web-1: 3 and 1 tasks. Without web-3: 2 and 1.
    const edit = { "machines.web-1": web("7 GiB"), "machines.web-2": web("4 GiB"), "machines.web-3": web("9 GiB") };
    expect(
      messagesOf({ ...edit, "web.apache.memory": "3 GiB", "web.apache.instances": 4 }).filter((message) =>
        message.includes("n-minus-one"),
      ),
    ).toEqual([
      'machines.web-3: if it is lost, the other machines with the role "web" have 11 GiB free, but 12 GiB are needed ' +
        "for apache; add memory or a machine, or reduce the memory of these services. (policy n-minus-one-memory)",
    ]);
  });
});

describe("slots after a loss", () => {
  test("are fewer if a large machine holds most tasks", () => {
    const edit = { "machines.web-1": web("2 GiB"), "machines.web-2": web("6 GiB"), "machines.web-3": web("6 GiB") };
    const apache = { "web.apache.memory": "2 GiB", "web.apache.instances": 6, "traffic.latency": "110 ms" };
    expect(messagesOf({ ...edit, ...apache }).filter((message) => message.includes("of 3 machines"))).toEqual([
      "web.apache has 96 slots left if one of 3 machines is lost (3 of 6 instances x 32), but its 1,100 requests/s need " +
        '121 (traffic.latency "110 ms"); use machines of equal memory, or more slots per instance. (policy web-capacity)',
    ]);
  });

  test("are the slots that routers use: whole slots of each server", () => {
    const five = Object.fromEntries(
      [3, 4, 5].map((index) => [`machines.lb-${index}`, { roles: ["edge", "router"], cores: 4, memory: "2 GiB" }]),
    );
    // Each of five routers uses 6 of 32 slots, which is 30.
    expect(messagesOf({ ...five, "loadBalancer.routers": 5, "traffic.latency": "112 ms" })).toEqual([
      "web.apache has 120 slots left if one of 3 machines is lost (4 of 6 instances x 30), but its 1,100 requests/s " +
        'need 123.2 (traffic.latency "112 ms"); use 8 instances, or more slots per instance. (policy web-capacity)',
    ]);
  });
});
