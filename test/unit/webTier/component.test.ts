import { Application } from "../../../components/application";
import { Problems } from "../../../components/declaration/problems";
import { WebTier } from "../../../components/webTier";
import { planWebTier } from "../../../components/webTier/plan";
import { webTierSchema } from "../../../components/webTier/spec";
import { planned } from "../../../testing/fixtures/application";
import { ofType, registered } from "../../../testing/mocks/pulumi";

test("registers a config and a service that mounts the application's files", async () => {
  const application = planned().plan;
  const plan = planWebTier(
    "apache",
    webTierSchema.parse({ server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" }),
    { application },
    new Problems(),
  );
  const resources = await registered(
    (platform) => {
      const component = new Application("application", { plan: application, platform });
      new WebTier("apache", { plan, platform, application: component });
    },
    ["web", ...application.networks],
  );
  expect(ofType(resources, "apture:webTier:WebTier").map(({ name }) => name)).toEqual(["apache"]);
  expect(
    ofType(resources, "docker:index/serviceConfig:ServiceConfig")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["apache-apache2.conf", "app-settings.json", "outbox-relay-settings.json", "workers-settings.json"]);
  const tier = ofType(resources, "docker:index/service:Service").find(({ name }) => name === "apache");
  expect(tier?.inputs).toMatchObject({
    name: "test_apache",
    taskSpec: {
      containerSpec: {
        hostname: "apache-{{.Task.Slot}}",
        readOnly: true,
        capDrops: ["ALL"],
        stopSignal: "SIGWINCH",
        stopGracePeriod: "35s",
        configs: [
          { configId: "app-settings.json-id", fileName: "/etc/apture/settings.json" },
          { configId: "apache-apache2.conf-id", fileName: "/etc/apache2/apache2.conf" },
        ],
      },
    },
    updateConfig: { order: "start-first", monitor: "3s", failureAction: "rollback" },
  });
});
