import fc from "fast-check";
import { DeclarationError } from "../../../components/declaration/problems";
import dev from "../../../stacks/dev";
import { planDeclaration } from "../../../stacks/plan";
import { edited } from "../../../testing/fixtures/declarationEdits";
import { pathsOf } from "./paths";

/** The problems of a declaration. Anything else that is thrown fails the test. */
function problemsOf(declaration: unknown): readonly string[] {
  try {
    planDeclaration(declaration);
    return [];
  } catch (error) {
    if (error instanceof DeclarationError) return error.problems;
    throw error;
  }
}

const boom = (): never => {
  throw new Error("boom");
};
const withGetter = (): object => Object.defineProperty({}, "instances", { enumerable: true, get: boom });
const withPrototypeKey = (): unknown => JSON.parse('{ "__proto__": { "server": "apache-mod-wsgi" } }');

function cyclic(): unknown {
  const value: { self?: unknown } = {};
  value.self = [value];
  return value;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function deep(): unknown {
  let value: unknown = 1;
  for (let level = 0; level < 20_000; level++) value = { a: value };
  return value;
}

/** Values that make a careless reader throw, loop or overflow. */
const hostile: Readonly<Record<string, () => unknown>> = {
  "a getter that throws": withGetter,
  "a proxy without keys": () => new Proxy({}, { ownKeys: boom }),
  "a proxy without values": () => new Proxy({ instances: 1, server: "apache-mod-wsgi" }, { get: boom }),
  "a proxy without descriptors": () => new Proxy({ instances: 1 }, { getOwnPropertyDescriptor: boom }),
  "a proxy without a prototype": () => new Proxy({ instances: 1 }, { getPrototypeOf: boom }),
  "a proxy of a list": () => new Proxy([1, 2], { get: boom }),
  "a revoked proxy": revoked,
  "a key that is __proto__": withPrototypeKey,
  "a key that is constructor": () => ({ constructor: { instances: 1 } }),
  "a key that is toString": () => ({ toString: 1 }),
  "the text constructor": () => "constructor",
  "the text __proto__": () => "__proto__",
  "a cycle": cyclic,
  "a deep value": deep,
  "a list of 4,294,967,295 holes": () => new Array(2 ** 32 - 1),
  "a symbol": () => Symbol("x"),
  "a bigint": () => 2n ** 70n,
  "a function": () => boom,
  "a class": () => class Machine {},
  "a null prototype": () => Object.create(null),
};

test.each(Object.entries(hostile))("%s as the whole declaration is rejected", (_, value) => {
  expect(problemsOf(value()).length).toBeGreaterThan(0);
});

test("any of these values in place of any part of a declaration throws nothing but a DeclarationError", () => {
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(dev)), fc.constantFrom(...Object.values(hostile)), (path, value) => {
      for (const problem of problemsOf(edited({ [path]: value() }))) {
        expect(problem).toMatch(/^(the declaration|Two services|A task of|[\w"-]).* .*[.?]( \(policy .*\))?$/);
      }
    }),
    { numRuns: 250 },
  );
});

const names = ["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"];
const blocks = [
  "machines",
  "web",
  "loadBalancer.weights",
  "databases",
  "queue.fanout",
  "waivers",
  "application.placement",
];

test.each(blocks.flatMap((block) => names.map((name) => [block, name])))("%s rejects the name %s", (block, name) => {
  const declaration = edited({});
  const target = block.split(".").reduce((value, key) => {
    if (Reflect.get(Object(value), key) === undefined) Reflect.set(Object(value), key, {});
    return Reflect.get(Object(value), key);
  }, declaration);
  Object.defineProperty(target, name, { enumerable: true, value: {} });
  expect(problemsOf(declaration)).toEqual([`${block}.${name} has a name that JavaScript reserves; use another.`]);
});

test.each(["databases.content.primary", "queue.brokers.0", "databases.content.backups.machine", "etcd.machines.0"])(
  "%s rejects the name constructor",
  (path) =>
    expect(problemsOf(edited({ [path]: "constructor" }))).toContain(
      `${path} is "constructor", which JavaScript reserves; use another name.`,
    ),
);

test("every part that cannot be read is reported, together with the other problems", () => {
  const declaration = edited({ "queue.whenFull": "drop", "web.apache": withGetter(), etcd: revoked() });
  expect(problemsOf(declaration)).toEqual([
    'web.apache.instances cannot be read: "boom". Use plain values.',
    "etcd cannot be read: \"Cannot perform 'IsArray' on a proxy that has been revoked\". Use plain values.",
    'web.apache.server is missing; use "gunicorn-gevent" or "apache-mod-wsgi".',
    'queue.whenFull is "drop"; use "reject" or "dropOldest".',
  ]);
});

test("a part that is shared by several sections is not a cycle", () => {
  const disk = { writeMBps: 490, readMBps: 560, writeIops: 9_000, readIops: 47_000 };
  const machine = { roles: ["database"], cores: 1, memory: "3 GiB", disk };
  expect(problemsOf(edited({}, { ...dev, machines: { ...dev.machines, "db-1": machine, "db-2": machine } }))).toEqual(
    [],
  );
});
