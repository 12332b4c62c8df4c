import { Application } from "../../../components/application";
import { Problems } from "../../../components/declaration/problems";
import { WebTier } from "../../../components/webTier";
import { planWebTier } from "../../../components/webTier/plan";
import { webTierSchema } from "../../../components/webTier/spec";
import { planned } from "../application/links";
import { ofType, registered } from "../application/mocks";

test("a tier is a configuration and a service, with the application's files mounted", async () => {
  const application = planned().plan;
  const plan = planWebTier(
    "apache",
    webTierSchema.parse({ server: "apache-mod-wsgi", instances: 2, processes: 2, threads: 8, memory: "256 MiB" }),
    { application },
    new Problems(),
  );
  const resources = await registered(
    (platform) => {
      new WebTier("apache", plan, platform, { application: new Application("application", application, platform) });
    },
    ["web", ...application.networks],
  );
  expect(ofType(resources, "apture:web:WebTier").map(({ name }) => name)).toEqual(["apache"]);
  expect(
    ofType(resources, "docker:index/serviceConfig:ServiceConfig")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["apache-apache2.conf", "app-settings.json", "outbox-relay-settings.json"]);
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
