import { isWorthShowing } from "../../../cli/pulumi/progress";

test.each([
  " +  docker:index:Service router creating (0s) ",
  " ~  docker:index:Service etcd-app-1 updating (0s) [diff: ~taskSpec]",
  " -  docker:index:Network cache deleting (0s) ",
  " ++ docker:index:ServiceConfig edge-haproxy.cfg creating replacement (0s) [diff: ~data]",
  " -- docker:index:ServiceConfig edge-haproxy.cfg deleting original (0s) [diff: ~data]",
  " ~  random:index:RandomPassword queue-app refreshing (0s) ",
  " ~  docker:index:Service edge refresh (8s) [diff: ~taskSpec]",
  " +- docker:index:ServiceConfig edge-haproxy.cfg replaced (0.00s) [diff: ~data]",
  "    docker:index:Secret app-secrets.json  ",
  "    pulumi:pulumi:Stack apture-dev  ",
])("omits %j", (line) => {
  expect(isWorthShowing(line)).toBe(false);
});

test.each([
  " +  docker:index:Service router created (12s) ",
  " ~  docker:index:Service etcd-app-1 updated (12s) [diff: ~taskSpec]",
  " ++ docker:index:ServiceConfig edge-haproxy.cfg created replacement (0.95s) [diff: ~data]",
  " +  docker:index:Service edge creating (305s) error: 1 error occurred:",
  " +  docker:index:Service edge **creating failed** error: 1 error occurred:",
  "    error: update failed",
  "    + 76 created",
  "Duration: 6m29s",
  "",
])("shows %j", (line) => {
  expect(isWorthShowing(line)).toBe(true);
});
